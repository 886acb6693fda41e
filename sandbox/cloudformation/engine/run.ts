import type { Account, Call } from '../../service.ts'
import type { StackRecord } from '../state.ts'
import { setStack } from './events.ts'

/** Work on a resource that ended because another resource failed or the stack is being deleted. */
export class Cancelled extends Error {}

/** One phase of an operation on a stack: what it may do, and the way to end it early. */
export interface Run {
  /** In the name of the stack's role, or of who asked for the operation. */
  readonly call: Call
  readonly stack: StackRecord
  readonly cancelled: boolean
  /** The sandbox has restarted: resources may be under way already. */
  readonly resumed: boolean
  /** Ends all waiting of this phase. */
  cancel(): void
  /** Waits, but not past a cancellation. */
  pause(ms: number): Promise<void>
  /** Waits as long as a kind of work takes that began at `since` (ms), now unless said. */
  take(kind: string, key: string, since?: number): Promise<void>
  /** Asks until the answer is yes; `waited` is in milliseconds, from `since` on. Throws Cancelled. */
  until(check: (waited: number) => Promise<boolean>, since?: number): Promise<void>
}

/** A phase of work on a stack. */
export function startRun(call: Call, stack: StackRecord, resumed = false): Run {
  const { account } = call
  const wakers = new Set<() => void>()
  let cancelled = false
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (cancelled) return resolve()
      const wake = () => {
        wakers.delete(wake)
        resolve()
      }
      wakers.add(wake)
      account.after(ms, wake)
    })
  return {
    call,
    stack,
    resumed,
    get cancelled() {
      return cancelled
    },
    cancel() {
      cancelled = true
      for (const wake of wakers) wake()
    },
    pause,
    take(kind, key, since = account.clock.now()) {
      const whole = account.durations.of(`cloudformation:${kind}`, `${stack.name}/${key}`)
      return pause(Math.max(0, whole - (account.clock.now() - since)))
    },
    async until(check, start = account.clock.now()) {
      for (let asked = 0; ; asked += 1) {
        if (cancelled) throw new Cancelled('cancelled')
        if (await check(account.clock.now() - start)) return
        await pause(pollInterval(account, asked))
      }
    },
  }
}

/** Where everything is instant, what is not there after some looks waits for the world: look once a second. */
function pollInterval(account: Account, asked: number): number {
  const usual = account.durations.of('cloudformation:poll', '')
  return usual > 0 ? usual : asked < 20 ? 0 : 1000
}

interface Running {
  readonly run: Run
  readonly done: Promise<void>
}

const running = new WeakMap<Account, Map<string, Running>>()

/** The work that goes on for a stack, if any. */
export function runningOn(account: Account, stackId: string): Running | undefined {
  return running.get(account)?.get(stackId)
}

/** A fault of the sandbox itself must not leave a stack in progress for ever. */
function giveUp(run: Run, error: unknown): void {
  const { stack, call } = run
  setStack(call.account, stack, stack.status.replace(/(_CLEANUP)?_IN_PROGRESS$/, '_FAILED'), `Internal Failure: ${String(error)}`)
}

/** Starts work on a stack in the background; it is over when the promise of `runningOn` is. */
export function inBackground(run: Run, work: () => Promise<void>): void {
  const { account } = run.call
  const all = running.get(account) ?? new Map<string, Running>()
  running.set(account, all)
  const { promise: ended, resolve: finish } = Promise.withResolvers<void>()
  const entry = { run, done: ended }
  all.set(run.stack.id, entry)
  const perform = async () => {
    try {
      await work()
    } catch (error) {
      giveUp(run, error)
    } finally {
      if (all.get(run.stack.id) === entry) all.delete(run.stack.id)
      finish()
    }
  }
  // Where everything is instant the work is over before the next request; else nobody may wait for it.
  const instant = account.durations.of('cloudformation:poll', '') === 0
  account.after(0, () => {
    const done = perform()
    return instant ? done : undefined
  })
}
