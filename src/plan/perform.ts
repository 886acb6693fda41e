import type { App } from '../app.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Event, Listener, Outcome, PlannedStep } from './events.ts'
import { Slots } from './slots.ts'
import { type Change, type Kind, type Lane, type Progress, type Sight, type Step, TimeOver } from './step.ts'

export interface PerformOptions {
  /** The kinds of change this command may make; to follow and to wait are always allowed. */
  readonly kinds: readonly Kind[]
  readonly signal: AbortSignal
  readonly listener: Listener
  /** Milliseconds in which one step or another must come to its end; what is not done by then goes on in AWS and is skipped here. */
  readonly timeout?: number
  /** Called when that time is over. */
  readonly onTimeOver?: () => void
  /** Runs around all writes: the place for a lock on the cluster. */
  readonly guard?: (run: () => Promise<void>) => Promise<void>
}

/** The steps with what a look at the world says of each. Reads only. */
export async function plan(steps: readonly Step[], app: App, signal: AbortSignal): Promise<Map<Step, Sight>> {
  const all = inOrder(steps)
  const sights = await Promise.all(all.map(async (step) => [step, await firstLook(step, app, signal)] as const))
  return new Map(sights)
}

/** A step of best effort that cannot be looked at is a warning when its turn comes, unless the look refuses what was asked for. */
async function firstLook(step: Step, app: App, signal: AbortSignal): Promise<Sight> {
  try {
    return await step.look(app, signal)
  } catch (error) {
    const blocked = asEksxError(error)
    if (signal.aborted || stops(step, blocked)) throw error
    return { blocked }
  }
}

/** Whether a step that is blocked keeps the whole run from its first write. */
const stops = (step: Step, blocked: EksxError): boolean => step.ifItFails !== 'warn' || blocked.exitCode === exitCodes.refused

/**
 * Makes every step so: look ► act ► look, each after the steps it comes after. The only place where writes happen.
 * Throws before the first write where a step is blocked or would make a kind of change that the command does not make.
 */
export async function perform(steps: readonly Step[], app: App, options: PerformOptions): Promise<Outcome> {
  const sights = await plan(steps, app, options.signal)
  const emit = (event: Event): void => options.listener(event)
  for (const [step, sight] of sights) sights.set(step, permitted(step, sight, options.kinds))
  emit({ type: 'planned', time: app.clock.now(), steps: [...sights].map(([step, sight]) => planned(step, sight)) })
  const refusals = [...sights].flatMap(([step, sight]) => ('blocked' in sight && stops(step, sight.blocked) ? [sight.blocked] : []))
  if (refusals.length > 0) throw together(refusals)
  const outcome = await within(app, options, async (limited) => {
    const run = new Running(app, limited, sights)
    const work = (): Promise<void> => run.all()
    await (options.guard === undefined ? work() : options.guard(work))
    return run.outcome()
  })
  emit({ type: 'finished', time: app.clock.now(), outcome })
  return outcome
}

/** Runs with a signal that aborts as the caller's does, or when no step has come to its end for too long. */
async function within<T>(app: App, options: PerformOptions, work: (limited: PerformOptions) => Promise<T>): Promise<T> {
  const { timeout } = options
  if (timeout === undefined) return await work(options)
  const over = new AbortController()
  const done = new AbortController()
  let since = app.clock.now()
  const ending = async (): Promise<void> => {
    for (let left = timeout; left > 0; left = since + timeout - app.clock.now()) await app.clock.sleep(left, done.signal)
    over.abort(new TimeOver())
    options.onTimeOver?.()
  }
  ending().catch(() => undefined)
  const listener = (event: Event): void => {
    if (event.type === 'done' || event.type === 'failed') since = event.time
    options.listener(event)
  }
  try {
    return await work({ ...options, listener, signal: AbortSignal.any([options.signal, over.signal]) })
  } finally {
    done.abort()
  }
}

type Ending = 'so' | 'acted' | 'failed' | 'skipped'

class Running {
  readonly #app: App
  readonly #options: PerformOptions
  readonly #sights: ReadonlyMap<Step, Sight>
  readonly #endings = new Map<Step, Promise<Ending>>()
  readonly #lanes = new Map<string, Slots>()
  readonly #changed: { step: string; change: Change }[] = []
  readonly #notes: string[] = []
  readonly #failures: { step: string; error: EksxError }[] = []
  readonly #skipped: string[] = []
  readonly #held: { step: string; error: EksxError }[] = []

  constructor(app: App, options: PerformOptions, sights: ReadonlyMap<Step, Sight>) {
    this.#app = app
    this.#options = options
    this.#sights = sights
  }

  async all(): Promise<void> {
    await Promise.all([...this.#sights.keys()].map((step) => this.#ending(step)))
  }

  outcome(): Outcome {
    const { aborted, reason } = this.#options.signal
    const timedOut = aborted && reason instanceof TimeOver
    return {
      changed: this.#changed,
      notes: this.#notes,
      failures: this.#failures,
      skipped: this.#skipped,
      held: this.#held,
      interrupted: aborted && !timedOut,
      timedOut,
    }
  }

  #ending(step: Step): Promise<Ending> {
    const known = this.#endings.get(step)
    if (known !== undefined) return known
    const ending = this.#run(step)
    this.#endings.set(step, ending)
    return ending
  }

  async #run(step: Step): Promise<Ending> {
    const before = await Promise.all(step.after.map(async (other) => [other, await this.#ending(other)] as const))
    const missing = before.find(([other, ending]) => ending === 'skipped' || (ending === 'failed' && other.ifItFails !== 'warn'))
    if (missing !== undefined) return this.#skip(step, 'dependency', missing[0].name)
    const started = this.#app.clock.now()
    const slots = this.#slots(step.lane)
    try {
      await slots?.enter()
      this.#options.signal.throwIfAborted()
      return await this.#make(
        step,
        before.some(([, ending]) => ending === 'acted'),
        started,
      )
    } catch (error) {
      const { aborted, reason } = this.#options.signal
      const stillTrying = error instanceof EksxError && error.passes
      if (aborted && stillTrying) this.#held.push({ step: step.name, error })
      if (aborted && (error === reason || isAbort(error) || stillTrying))
        return this.#skip(step, reason instanceof TimeOver ? 'timed-out' : 'interrupted')
      return this.#fail(step, asEksxError(error), started)
    } finally {
      slots?.leave()
    }
  }

  async #make(step: Step, somethingChanged: boolean, started: number): Promise<Ending> {
    const { signal, kinds } = this.#options
    const seen = this.#sights.get(step) as Sight
    const sight = somethingChanged && mayHaveChanged(seen) ? permitted(step, await step.look(this.#app, signal), kinds, seen) : seen
    if ('blocked' in sight) throw sight.blocked
    if (sight.so) return this.#done(step, started, undefined, sight.note)
    const { change } = sight
    this.#emit({ type: 'started', time: this.#app.clock.now(), step: step.name, change })
    const progress = (news: Progress): void =>
      this.#emit({ type: 'progress', time: this.#app.clock.now(), step: step.name, progress: news })
    await step.act(change, this.#app, { signal, progress })
    const note = await this.#settled(step, change)
    return this.#done(step, started, change, note)
  }

  /** Looks until it is so: reads lag behind writes by seconds. Gives the note of the sight, where it has one. */
  async #settled(step: Step, done: Change): Promise<string | undefined> {
    const { clock } = this.#app
    const { signal } = this.#options
    const deadline = clock.now() + (step.settleWindow ?? 60_000)
    for (let pause = 1_000; ; pause = Math.min(pause * 2, 10_000)) {
      const sight = await step.look(this.#app, signal)
      if ('blocked' in sight) throw sight.blocked
      if (sight.so) return sight.note
      if (step.doesNotWait === true && sight.change.kind === 'follow')
        return step.ifItFails === 'warn' ? undefined : `${done.kind === 'delete' ? 'the deletion of ' : ''}${step.name} goes on in AWS`
      if (clock.now() >= deadline) throw notSo(step, sight.change)
      await clock.sleep(pause, signal)
    }
  }

  #slots(lane: Lane | undefined): Slots | undefined {
    if (lane === undefined) return undefined
    const slots = this.#lanes.get(lane.name) ?? new Slots(lane.limit)
    this.#lanes.set(lane.name, slots)
    return slots
  }

  #done(step: Step, started: number, change: Change | undefined, note: string | undefined): Ending {
    if (change !== undefined) this.#changed.push({ step: step.name, change })
    if (note !== undefined) this.#notes.push(note)
    const time = this.#app.clock.now()
    this.#emit({
      type: 'done',
      time,
      step: step.name,
      elapsed: time - started,
      ...(change && { change }),
      ...(note !== undefined && { note }),
    })
    return change === undefined ? 'so' : 'acted'
  }

  #skip(step: Step, why: 'interrupted' | 'timed-out' | 'dependency', because?: string): Ending {
    this.#skipped.push(step.name)
    this.#emit({ type: 'skipped', time: this.#app.clock.now(), step: step.name, why, ...(because !== undefined && { because }) })
    return 'skipped'
  }

  #fail(step: Step, error: EksxError, started: number): Ending {
    const time = this.#app.clock.now()
    if (step.ifItFails === 'warn') {
      this.#emit({ type: 'warning', time, step: step.name, text: `${step.name}: ${error.message}` })
      this.#notes.push(`${step.name}: ${error.message}`)
      return 'failed'
    }
    this.#failures.push({ step: step.name, error })
    this.#emit({ type: 'failed', time, step: step.name, error, elapsed: time - started })
    return 'failed'
  }

  #emit(event: Event): void {
    this.#options.listener(event)
  }
}

/** A thing that is to be created is guarded by its own name in AWS; all else is looked at again once something before it acted. */
const mayHaveChanged = (sight: Sight): boolean =>
  'blocked' in sight || sight.so || sight.change.kind !== 'create' || sight.change.provisional === true

/** The same sight, or blocked where it asks for a kind of change that is not this command's, or that the plan did not show. */
function permitted(step: Step, sight: Sight, kinds: readonly Kind[], before?: Sight): Sight {
  if ('blocked' in sight || sight.so) return sight
  const { kind, why } = sight.change
  if (kind === 'follow' || kind === 'wait') return sight
  if (!kinds.includes(kind)) return { blocked: differs(step, sight.change) }
  if (before === undefined || foresaw(before, kind)) return sight
  return {
    blocked: new EksxError('PlanChanged', `${step.name} changed while this ran${why === undefined ? '' : `: ${named(sight.change)}`}`, {
      hint: 'run the same command again',
    }),
  }
}

/** Whether the plan left room for a kind of change: what could not be judged then, or was moving, is judged when its time has come. */
const foresaw = (before: Sight, kind: Kind): boolean =>
  'so' in before && !before.so && (before.change.kind === kind || before.change.kind === 'follow' || before.change.provisional === true)

function differs(step: Step, change: Change): EksxError {
  const what = change.provisional === true ? 'depends on something that is missing' : named(change)
  return new EksxError('Differs', `${step.name} exists and differs from what was stated: ${what}`, {
    exitCode: exitCodes.refused,
    hint: 'state what is there, or change it with the command for that',
  })
}

const named = (change: Change): string =>
  (change.why ?? [])
    .map(({ path, from, to }) => `${path} is ${JSON.stringify(from) ?? 'not set'}, not ${JSON.stringify(to) ?? 'unset'}`)
    .join('; ') || `${change.kind} needed`

const notSo = (step: Step, change: Change): EksxError =>
  new EksxError('NotSo', `${step.name} was done, but a read still shows otherwise: ${named(change)}`, {
    hint: 'run the same command again: it looks first',
  })

function planned(step: Step, sight: Sight): PlannedStep {
  const seen = 'blocked' in sight ? { blocked: sight.blocked } : sight.so ? {} : { change: sight.change }
  return { name: step.name, after: step.after.map((other) => other.name), ...seen, ...(step.usual !== undefined && { usual: step.usual }) }
}

/** One error of several: the first with the others named, and what helps with each, so that all can be mended at once. */
function together(errors: readonly EksxError[]): EksxError {
  const [first, ...rest] = errors as [EksxError, ...EksxError[]]
  if (rest.length === 0) return first
  return new EksxError(first.code, [first, ...rest].map((error) => error.message).join('\n'), {
    hint: [...new Set(errors.flatMap(({ hint }) => hint ?? []))].join('; ') || undefined,
    exitCode: first.exitCode,
    cause: first,
  })
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

const asEksxError = (error: unknown): EksxError =>
  error instanceof EksxError
    ? error
    : new EksxError('Bug', error instanceof Error ? error.message : String(error), { exitCode: exitCodes.bug, cause: error })

/** Every step that is asked for or comes before one, each once, those before first. Held by reference, so there are no cycles. */
function inOrder(steps: readonly Step[]): Step[] {
  const seen = new Set<Step>()
  const visit = (step: Step): void => {
    if (seen.has(step)) return
    for (const other of step.after) visit(other)
    seen.add(step)
  }
  for (const step of steps) visit(step)
  return [...seen]
}
