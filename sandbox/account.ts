import type { Clock } from '../src/clock.ts'
import { authorise } from './authorise.ts'
import { accountEvents } from './events.ts'
import type { FaultBoard } from './faults.ts'
import {
  AwsError,
  type Account,
  type Call,
  type Durations,
  type Events,
  type Ids,
  type Principal,
  type Slot,
  type World,
} from './service.ts'
import { served, type Served } from './services.ts'
import { taskNamed, type Task } from './task.ts'
import { project } from './wire/answer.ts'
import { dialects, refusal, type Dialect } from './wire/dialect.ts'
import { Problems } from './wire/problems.ts'
import { readJson } from './wire/read-json.ts'
import type { OperationShape } from './wire/schema.ts'

export interface AccountOptions {
  readonly clock: Clock
  readonly world: World
  readonly durations: Durations
  readonly ids: Ids
  readonly faults: FaultBoard
  readonly strict: boolean
  /** Goes on from what `dump` gave; what was due is due once `resume` is called. */
  readonly state?: AccountState
}

/** What an account holds, as plain data. */
export interface AccountState {
  /** By slot and region. */
  readonly memory: Readonly<Record<string, unknown>>
  /** In the order in which it was asked for. */
  readonly due: readonly DueTask[]
}

/** Work that is due at a time (ms), in somebody's name. */
interface DueTask {
  readonly name: string
  readonly args: object
  readonly at: number
  readonly region: string
  readonly principal: Principal
}

/** Partitions by how their regions' names begin; all others are `aws`. */
const partitions: readonly (readonly [string, string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-iso-', 'aws-iso'],
  ['eusc-', 'aws-eusc'],
]

/** A partition by a region's name. */
const partitionOf = (region: string): string => partitions.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'aws'

/** The turns of the event loop that work due at once may take before a request is served all the same. */
const patience = 1000

/** An AWS account: the memory of all services, and the way they call one another. */
export class SandboxAccount implements Account {
  readonly id: string
  readonly partitionOf = partitionOf
  readonly clock: Clock
  readonly world: World
  readonly durations: Durations
  readonly ids: Ids
  readonly events: Events
  readonly faults: FaultBoard
  readonly strict: boolean
  /** What broke in the background: bugs of the sandbox, for its owner to look at. */
  readonly broken: unknown[] = []
  readonly #memory: Map<string, unknown>
  readonly #closing = new AbortController()
  #pending: readonly DueTask[]
  #due = 0
  #busy = 0

  constructor({ clock, world, durations, ids, faults, strict, state }: AccountOptions) {
    this.#memory = new Map(Object.entries(state?.memory ?? {}))
    this.#pending = state?.due ?? []
    this.id = world.account
    this.clock = clock
    this.world = world
    this.durations = durations
    this.ids = ids
    this.faults = faults
    this.strict = strict
    this.events = accountEvents((work) => this.after(0, work))
  }

  /** A slot's state in a region; made at first use. */
  state<T>(slot: Slot<T>, region: string): T {
    const key = slot.scope === 'account' ? slot.name : `${slot.name}@${region}`
    if (!this.#memory.has(key)) this.#memory.set(key, slot.initial(region, this))
    return this.#memory.get(key) as T
  }

  /** All that the account remembers, by slot and region: for tests that compare what is left. */
  memory(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#memory)
  }

  /** All of it as it is now, shared with the account: to be written down at once. Only between two works, see `quiet`. */
  dump(): AccountState {
    return { memory: this.memory(), due: this.#pending }
  }

  call(region: string, principal?: Principal): AccountCall {
    return new AccountCall(this, region, principal ?? serviceItself(this.id))
  }

  after(ms: number, work: () => void | Promise<void>): void {
    const now = ms <= 0
    if (now) this.#due++
    void this.#wait(ms)
      .then(() => this.#closing.signal.aborted || work())
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.broken.push(error)
      })
      .finally(() => {
        if (now) this.#due--
      })
  }

  later<A extends object>(call: Call, ms: number, work: Task<A>, args: A): void {
    const { region, principal } = call
    // Plain from the start: work finds the same whether there was a restart or not.
    const plain: object = JSON.parse(JSON.stringify(args))
    const due: DueTask = { name: work.name, args: plain, at: this.clock.now() + ms, region, principal }
    this.#pending = [...this.#pending, due]
    this.#arm(due, ms)
  }

  /** Waits again for what was due when the account was written down. */
  resume(): void {
    for (const due of this.#pending) this.#arm(due, Math.max(0, due.at - this.clock.now()))
  }

  #arm(due: DueTask, ms: number): void {
    this.after(ms, async () => {
      this.#pending = this.#pending.filter((one) => one !== due)
      await this.busy(async () => taskNamed(due.name).run(due.args, this.call(due.region, due.principal)))
    })
  }

  /** Runs work in whose midst the account must not be written down. */
  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++
    try {
      return await work()
    } finally {
      this.#busy--
    }
  }

  /** Resolves with `look` at a moment when no work is half done: none is running, or it waits for its time. */
  async quiet<T>(look: () => T): Promise<T> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#busy === 0) return look()
    }
  }

  /** Resolves when everything that was due at once has run; work that sleeps meanwhile is not waited for. */
  async settled(): Promise<void> {
    for (let turn = 0; this.#due > 0 && turn < patience; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  close(): void {
    this.#closing.abort(new Error('the sandbox is closed'))
  }

  #wait(ms: number): Promise<void> {
    return ms <= 0 ? Promise.resolve() : this.clock.sleep(ms, this.#closing.signal)
  }
}

/** AWS itself: who acts where no customer asked. */
const serviceItself = (accountId: string): Principal => ({ arn: 'arn:aws:iam::aws:service', accountId, userId: 'AWS' })

/** A call on this account. */
export class AccountCall implements Call {
  readonly account: SandboxAccount
  readonly region: string
  readonly principal: Principal

  constructor(account: SandboxAccount, region: string, principal: Principal) {
    this.account = account
    this.region = region
    this.principal = principal
  }

  state<T>(slot: Slot<T>): T {
    return this.account.state(slot, this.region)
  }

  aws<O>(service: string, operation: string, input: object): Promise<O> {
    return this.account.busy(() => this.#aws<O>(service, operation, input))
  }

  async #aws<O>(service: string, operation: string, input: object): Promise<O> {
    const found = await served(service)
    const shape = found?.catalogue.operations.get(operation)
    if (!found || !shape) throw new TypeError(`no operation ${service}:${operation} in the model`)
    const problems = new Problems()
    const read = shape.input ? readJson(shape.input.shape, input, '', { problems, jsonNames: false }) : {}
    const output = await perform(this, found, shape, { ...(read as object) }, problems, true)
    return (shape.output ? project(shape.output.shape, output) : {}) as O
  }
}

/** Runs an operation once its input is read: who may, what is wrong with it, then the service's own words. */
export async function perform(
  call: AccountCall,
  { id, service, catalogue }: Served,
  shape: OperationShape,
  input: Readonly<Record<string, unknown>>,
  problems: Problems,
  internal: boolean,
): Promise<object> {
  const dialect = dialects[catalogue.protocol]
  const operation = service.operations[shape.name]
  if (!operation) throw dialect.unknownOperation(shape.name, catalogue.version)
  if (internal) strikeInternal(call, id, shape.name, input, dialect)
  const denied = authorise(call, service.name, shape.name)
  if (denied) throw dialect.denied(denied)
  const refused = refusal(catalogue.protocol, problems, call.account.strict)
  if (refused) throw refused
  return (await operation(input as never, call)) ?? {}
}

function strikeInternal(
  call: AccountCall,
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): void {
  for (const effect of call.account.faults.strike({ service, operation, region: call.region, input, internal: true })) {
    if (effect.kind === 'throttle') throw dialect.throttled
    if (effect.kind === 'denied') throw dialect.denied(`not authorized to perform: ${service}:${operation}`)
    if (effect.kind === 'server-error') throw dialect.serverError(effect.status ?? 500)
    if (effect.kind === 'error')
      throw new AwsError(effect.code, effect.message, effect.status === undefined ? {} : { status: effect.status })
  }
}
