import { AwsError, type Faults } from './service.ts'

/** One thing that goes wrong, as data. What is not stated fits everything. */
export interface Fault {
  /** `ec2`; the table of services names them. */
  readonly service?: string
  /** `CreateVpc`; a `*` stands for anything: `Describe*`. */
  readonly operation?: string
  readonly region?: string
  /** Only calls whose input has these members with these values. */
  readonly input?: Readonly<Record<string, unknown>>
  /** Which of the calls that fit, counted from 1: `2`, `[1, 3]`, `{ from: 3 }`, `{ from: 1, to: 2 }`, `{ every: 5 }`. All of them unless said. */
  readonly occurrence?: number | readonly number[] | { readonly from?: number; readonly to?: number; readonly every?: number }
  /** Calls over HTTP, or those that services make for customers (CloudFormation, EKS). Over HTTP unless said. */
  readonly calls?: 'http' | 'internal' | 'all'
  readonly effect: Effect
}

export type Effect =
  | { readonly kind: 'throttle' }
  /** The answer comes this much later (ms of the sandbox's time). */
  | { readonly kind: 'latency'; readonly ms: number }
  /** AWS has done it; the connection breaks before the answer. */
  | { readonly kind: 'lost-answer' }
  /** The connection breaks before AWS has done anything. */
  | { readonly kind: 'not-sent' }
  /** No answer ever comes. With `region` set: a region that hangs. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'server-error'; readonly status?: number }
  | { readonly kind: 'denied' }
  | { readonly kind: 'expired-credentials' }
  | {
      readonly kind: 'error'
      readonly code: string
      readonly message: string
      readonly status?: number
      readonly fields?: Readonly<Record<string, unknown>>
    }
  /** EC2 has no room for an instance type in a zone; either may be left out. */
  | { readonly kind: 'no-capacity'; readonly instanceType?: string; readonly zone?: string }
  /** The creation of a stack's resource fails; without `logicalId` the first that can. Once unless `occurrence` says more. */
  | { readonly kind: 'resource'; readonly stack: string; readonly logicalId?: string; readonly reason?: string }
  /** New roles and policies are unknown to other services for this long (ms). */
  | { readonly kind: 'slow-iam'; readonly ms: number }

/** A call, as far as faults look at it. */
export interface Calling {
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly input: Readonly<Record<string, unknown>>
  readonly internal: boolean
}

/** The faults of a sandbox; they can be set and taken back while it runs. */
export interface FaultBoard extends Faults {
  set(fault: Fault): void
  clear(): void
  readonly active: readonly Fault[]
  /** The same with how often each has been looked at, as plain data. */
  readonly seen: readonly SeenFault[]
  /** The effects that hit this call; each look counts as one occurrence of the faults that fit. */
  strike(calling: Calling): Effect[]
}

/** A fault, and how many of the calls that fit it there have been. */
export interface SeenFault {
  readonly fault: Fault
  seen: number
}

const offRequest = new Set<Effect['kind']>(['no-capacity', 'resource', 'slow-iam'])

/** A board that starts with these faults, or goes on with them. */
export function faultBoard(initial: readonly (Fault | SeenFault)[] = []): FaultBoard {
  let faults: SeenFault[] = initial.map((one) => ('fault' in one ? { ...one } : { fault: one, seen: 0 }))
  const hits = (entry: SeenFault, fallback?: Fault['occurrence']) => due(entry.fault.occurrence ?? fallback, ++entry.seen)
  const strike = (fits: (fault: Fault) => boolean, fallback?: Fault['occurrence']) =>
    faults.filter((entry) => fits(entry.fault) && hits(entry, fallback)).map(({ fault }) => fault.effect)
  return {
    set: (fault) => void faults.push({ fault, seen: 0 }),
    clear: () => void (faults = []),
    get active() {
      return faults.map(({ fault }) => fault)
    },
    get seen() {
      return faults
    },
    strike: (calling) => strike((fault) => !offRequest.has(fault.effect.kind) && fitsCall(fault, calling)),
    noCapacity: (region, instanceType, zone) => strike((fault) => fitsCapacity(fault, region, instanceType, zone)).length > 0,
    failResource(stack, logicalId) {
      const [effect] = strike(
        ({ effect: is }) => is.kind === 'resource' && is.stack === stack && (is.logicalId ?? logicalId) === logicalId,
        1,
      )
      return effect?.kind === 'resource' ? (effect.reason ?? 'Resource handler returned message: "injected failure"') : undefined
    },
    iamDelay: () =>
      faults.reduce((longest, { fault: { effect } }) => (effect.kind === 'slow-iam' ? Math.max(longest, effect.ms) : longest), 0),
  }
}

function due(occurrence: Fault['occurrence'], count: number): boolean {
  if (occurrence === undefined) return true
  if (typeof occurrence === 'number') return count === occurrence
  if ('length' in occurrence) return occurrence.includes(count)
  const { from = 1, to = Infinity, every = 1 } = occurrence
  return count >= from && count <= to && (count - from + 1) % every === 0
}

function fitsCall({ service, operation, region, input = {}, calls = 'http' }: Fault, calling: Calling): boolean {
  if (calls !== 'all' && (calls === 'internal') !== calling.internal) return false
  if (service !== undefined && service !== calling.service) return false
  if (region !== undefined && region !== calling.region) return false
  if (operation !== undefined && !fitsPattern(operation, calling.operation)) return false
  return Object.entries(input).every(([name, value]) => JSON.stringify(calling.input[name]) === JSON.stringify(value))
}

function fitsCapacity({ region, effect }: Fault, inRegion: string, instanceType: string, zone: string): boolean {
  if (effect.kind !== 'no-capacity' || (region ?? inRegion) !== inRegion) return false
  return (effect.instanceType ?? instanceType) === instanceType && (effect.zone ?? zone) === zone
}

/** Whether a name fits a pattern with `*`. */
export function fitsPattern(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(name)
}

/** The error of an effect that is one whatever the service; others are worded by the service's kind. */
export const statedError = (effect: Extract<Effect, { kind: 'error' }>): AwsError =>
  new AwsError(effect.code, effect.message, {
    ...(effect.status !== undefined && { status: effect.status }),
    ...(effect.fields && { fields: effect.fields }),
  })
