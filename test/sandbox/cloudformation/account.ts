import type { Account, Call, Principal, Service, Slot } from '#sandbox/service.ts'
import { AwsError } from '#sandbox/service.ts'
import { durations as cloudformationDurations } from '#sandbox/cloudformation/durations.ts'
import { cloudformation } from '#sandbox/cloudformation/service.ts'

type Operation = (input: Record<string, never>, call: Call) => unknown
type Operations = Readonly<Record<string, unknown>>

/** A test's account: time goes on only in `rest`, which runs everything that is due until nothing is. */
export interface TestAccount {
  readonly call: Call
  /** Calls CloudFormation. */
  cfn<O = Record<string, never>>(operation: string, input?: object): Promise<O>
  /** Lets time pass until nothing is left to do, or until `until` is true. */
  rest(until?: () => boolean | Promise<boolean>): Promise<void>
  /** Makes the creation of this resource fail, once. */
  failResource(stack: string, logicalId: string, reason: string): void
  /** The calls that other services got, as `service:Operation`. */
  readonly calls: string[]
  now(): number
}

const zones = ['a', 'b', 'c'].map((letter, at) => ({
  ZoneName: `us-west-2${letter}`,
  ZoneId: `usw2-az${at + 1}`,
  ZoneType: 'availability-zone',
  OptInStatus: 'opt-in-not-required',
  State: 'available',
  RegionName: 'us-west-2',
}))

const owner: Principal = { arn: 'arn:aws:iam::111122223333:user/owner', accountId: '111122223333', userId: 'AIDAOWNER' }

function usual(kind: string): number {
  return cloudformationDurations[kind] ?? 1000
}

/** An account that holds CloudFormation and the given operations of other services. */
export function testAccount(services: Readonly<Record<string, Operations>> = {}, durations: (kind: string) => number = usual): TestAccount {
  const all: Readonly<Record<string, Operations>> = { cloudformation: (cloudformation satisfies Service).operations, ...services }
  const timers: { at: number; order: number; work: () => void | Promise<void> }[] = []
  const states = new Map<string, unknown>()
  const faults = new Map<string, string>()
  const calls: string[] = []
  let now = Date.parse('2026-01-01T00:00:00Z')
  let count = 0
  const next = () => (count += 1)
  const account: Account = {
    id: '111122223333',
    partitionOf: () => 'aws',
    clock: { now: () => now, sleep: (ms) => new Promise((resolve) => account.after(ms, resolve)) },
    world: {
      account: '111122223333',
      caller: { UserId: '', Account: '', Arn: '' },
      regions: { 'us-west-2': { zones } },
      clusterVersions: [],
      addons: [],
      addonConfigurations: {},
      ssmParameters: {},
      images: {},
      offerings: {},
    },
    durations: { of: durations },
    ids: {
      hex: (prefix, digits) => `${prefix}${next().toString(16).padStart(digits, '0')}`,
      upper: (length) => next().toString(36).toUpperCase().padStart(length, 'X'),
      uuid: () => `00000000-0000-4000-8000-${next().toString(16).padStart(12, '0')}`,
    },
    events: { on: () => {}, emit: () => {} },
    faults: {
      noCapacity: () => false,
      iamDelay: () => 0,
      failResource(stack, logicalId) {
        const reason = faults.get(`${stack}/${logicalId}`)
        faults.delete(`${stack}/${logicalId}`)
        return reason
      },
    },
    call: (region, principal = owner) => callOf(region, principal),
    after: (ms, work) => void timers.push({ at: now + ms, order: next(), work }),
    later: (later, ms, work, args) => account.after(ms, async () => void (await work.run(args, later))),
  }
  function callOf(region: string, principal: Principal): Call {
    return {
      account,
      region,
      principal,
      state<T>(slot: Slot<T>): T {
        const key = `${slot.name}@${slot.scope === 'region' ? region : ''}`
        if (!states.has(key)) states.set(key, slot.initial(region, account))
        return states.get(key) as T
      },
      async aws<O>(service: string, operation: string, input: object): Promise<O> {
        if (service !== 'cloudformation') calls.push(`${service}:${operation}`)
        const run = all[service]?.[operation] as Operation | undefined
        if (!run) throw new AwsError('InvalidAction', `no ${service}:${operation} in this test`)
        return (await run(input as Record<string, never>, callOf(region, principal))) as O
      },
    }
  }
  const call = callOf('us-west-2', owner)
  return {
    call,
    calls,
    now: () => now,
    cfn: (operation, input = {}) => call.aws('cloudformation', operation, input),
    failResource: (stack, logicalId, reason) => void faults.set(`${stack}/${logicalId}`, reason),
    async rest(until) {
      for (;;) {
        await settle()
        if (await until?.()) return
        const first = timers.toSorted((a, b) => a.at - b.at || a.order - b.order)[0]
        if (!first) return
        timers.splice(timers.indexOf(first), 1)
        now = Math.max(now, first.at)
        void first.work()
      }
    },
  }
}

/** Lets everything that waits for promises only go on to its end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}
