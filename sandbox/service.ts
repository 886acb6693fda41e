import type { Clock } from '../src/clock.ts'
import type { Task } from './task.ts'

/**
 * One AWS service as the sandbox serves it. The wire (parsing, answers, signatures, throttling, faults) knows nothing of services,
 * a service knows nothing of the wire: it gets an operation's input and gives its output, both in the shapes of the SDK's types.
 */
export interface Service {
  /** The signing name: `ec2`, `eks`, `cloudformation`, `iam`, `sts`, `ssm`, `autoscaling`, … */
  readonly name: string
  /** The SDK client module; it exports the operation schemas (`CreateVpc$`). Loaded at the first request. */
  readonly client: () => Promise<object>
  /** By operation name. An operation that is not here answers with AWS's own error for an unknown one. */
  readonly operations: Readonly<Record<string, Operation>>
  /** Takes over what a seed of the world puts into one region; things of the whole account come under `iam`, for IAM alone. It picks the keys that are its own. */
  readonly seed?: (call: Call, things: Readonly<Record<string, unknown>>) => void | Promise<void>
  /** After a restart: goes on, in one region, with what it had under way and does not hold as a task. */
  readonly resume?: (call: Call) => void | Promise<void>
}

export type Operation = (input: never, call: Call) => object | void | Promise<object | void>

/** Who calls, where, and what an operation may reach. One per request; CloudFormation and EKS make their own for what they do in a customer's name. */
export interface Call {
  readonly account: Account
  readonly region: string
  readonly principal: Principal
  /** The state of a service in this call's account and region (or of the whole account, for a global slot). */
  state<T>(slot: Slot<T>): T
  /** Calls an operation of a service as it would come over the wire, in this region: the same checks, the same errors. */
  aws<O = unknown>(service: string, operation: string, input: object): Promise<O>
}

/** Who signed: what GetCallerIdentity says. */
export interface Principal {
  readonly arn: string
  readonly accountId: string
  readonly userId: string
}

/** A service's memory: plain data (it must survive JSON), made on first use, one for each region or one for the account. */
export interface Slot<T> {
  readonly name: string
  readonly scope: 'region' | 'account'
  initial(region: string, account: Account): T
}

/** The account, the part of it that all services share. */
export interface Account {
  readonly id: string
  readonly partitionOf: (region: string) => string
  readonly clock: Clock
  readonly world: World
  readonly durations: Durations
  readonly ids: Ids
  readonly events: Events
  readonly faults: Faults
  /** A call made by the account itself (a service acting for a customer, a background process). */
  call(region: string, principal?: Principal): Call
  /**
   * Runs `work` after `ms` of the account's time; never throws into the caller; ends when the sandbox closes.
   * What is due at once (0 ms) has run before the next request is served. A restart forgets it: only for what finds itself
   * again from what is kept, as the rounds of controllers do.
   */
  after(ms: number, work: () => void | Promise<void>): void
  /** The same for what must not be forgotten: in the name of this call, after `ms`, also where the sandbox has restarted meanwhile. */
  later<A extends object>(call: Call, ms: number, work: Task<A>, args: A): void
}

/** What is to go wrong inside services; faults of requests (throttling, lost answers, …) need nothing from them. */
export interface Faults {
  /** Whether EC2 has no room for this instance type in this zone now: InsufficientInstanceCapacity. Counts as one occurrence. */
  noCapacity(region: string, instanceType: string, zone: string): boolean
  /** The reason with which the creation of a stack's resource is to fail now; undefined where it is not. Counts as one occurrence. */
  failResource(stack: string, logicalId: string): string | undefined
  /** How long after its creation (ms) an IAM role or policy is not yet known to other services; 0 unless a fault says so. */
  iamDelay(): number
}

/** How long AWS takes. Each draw is seeded by the kind and the key, so it does not depend on the order of calls. */
export interface Durations {
  /** Milliseconds. `kind` is a key of the table in durations.ts, for example `eks:cluster:create`; `key` names the thing. */
  of(kind: string, key: string): number
}

/** Ids as AWS makes them, seeded: reproducible for the same sequence of calls. */
export interface Ids {
  /** `subnet-0` + 16 hex digits for `hex('subnet-', 17)`. */
  hex(prefix: string, digits: number): string
  /** Upper-case letters and digits, as at the end of CloudFormation's physical names and IAM's unique ids. */
  upper(length: number): string
  uuid(): string
}

/** What services tell one another. */
export interface Events {
  on<K extends keyof AccountEvents>(event: K, listener: (detail: AccountEvents[K]) => void | Promise<void>): void
  emit<K extends keyof AccountEvents>(event: K, detail: AccountEvents[K]): void
}

export interface AccountEvents {
  /** An EC2 instance has reached `running`: it boots now, and would join a cluster if its user data, role and network let it. */
  'instance-running': { region: string; instanceId: string }
  'instance-terminated': { region: string; instanceId: string }
}

/** The data the account starts with, in the shapes of AWS's answers; `world.json` of the conformance corpus has this shape. */
export interface World {
  readonly account: string
  readonly caller: { readonly UserId: string; readonly Account: string; readonly Arn: string }
  readonly regions: Readonly<Record<string, { readonly zones: readonly object[] }>>
  readonly clusterVersions: readonly object[]
  readonly addons: readonly object[]
  readonly addonConfigurations: Readonly<Record<string, object>>
  readonly ssmParameters: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly images: Readonly<Record<string, readonly object[]>>
  readonly offerings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly seeds?: Readonly<Record<string, object>>
}

/** An error as AWS answers it. `code` is what the client reads; `status` only where it isn't the schema's own. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number | undefined
  /** Further members of the modelled error, for example `clusterName`. */
  readonly fields: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, options: { status?: number; fields?: Readonly<Record<string, unknown>> } = {}) {
    super(message)
    this.name = 'AwsError'
    this.code = code
    this.status = options.status
    this.fields = options.fields ?? {}
  }
}
