import type { App } from '../app.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { addonStates, type StateVerdict, verdictOn } from '../tables/eks-states.ts'
import { failedThing, until } from './until.ts'

/** A thing of EKS that must be gone: how it is found, and how its deletion is begun. */
export interface Gone {
  readonly name: string
  readonly after?: readonly Step[]
  readonly lane?: Step['lane']
  readonly ifItFails?: 'warn' | undefined
  readonly wait: boolean
  /** Milliseconds; for the eyes only. */
  readonly usual: number
  /** What each of its statuses means. */
  readonly states?: Readonly<Record<string, StateVerdict>>
  /** Its status, or undefined where it is gone. */
  status(app: App): Promise<string | undefined>
  /** What EKS says is wrong with it. */
  issues?(app: App): Promise<readonly { readonly code: string; readonly message: string }[]>
  /** Begins its deletion; false while EKS is at something that has to end first. */
  delete(app: App, signal: AbortSignal): Promise<unknown>
}

/** How long a status from before a deletion may still be read after it was begun; milliseconds. */
const lag = 30_000

/** The step that deletes a thing, after what EKS is at with it, and unless told otherwise waits until a read no longer finds it. */
export function goneStep(wanted: Gone): Step {
  const verdictOf = (status: string | undefined): StateVerdict => verdictOn(wanted.states ?? addonStates, status)

  async function look(app: App): Promise<Sight> {
    const status = await wanted.status(app)
    const verdict = verdictOf(status)
    if (status === undefined || verdict.delete === 'gone') return { so: true }
    if (verdict.delete === 'blocked') return { blocked: stuck(wanted.name, status, verdict) }
    if (verdict.delete === 'follow') return { so: false, change: { kind: 'follow' } }
    return { so: false, change: { kind: 'delete', ...(status !== 'ACTIVE' && { why: [{ path: 'status', from: status }] }) } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    let begun: number | undefined
    let going = false

    /** Reads it, and begins its deletion where that has not happened. */
    async function onward(): Promise<'gone' | 'going' | 'held' | 'failed'> {
      const status = await wanted.status(app)
      const verdict = verdictOf(status)
      if (status === undefined || verdict.delete === 'gone') return 'gone'
      if (verdict.delete === 'blocked') throw stuck(wanted.name, status, verdict)
      going ||= verdict.delete === 'follow'
      if (verdict.delete === 'follow') return 'going'
      if (begun !== undefined) return status === 'DELETE_FAILED' && (going || app.clock.now() - begun > lag) ? 'failed' : 'going'
      if (verdict.delete === 'settle' || (await wanted.delete(app, run.signal)) === false) {
        run.progress({ text: `it is ${status}: what EKS is at ends first` })
        return 'held'
      }
      begun = app.clock.now()
      return 'going'
    }

    const over = (seen: Awaited<ReturnType<typeof onward>>): boolean =>
      seen === 'gone' || seen === 'failed' || (seen === 'going' && !wanted.wait)
    if ((await until(app, run, onward, over, 8_000)) === 'failed') throw notGone(wanted.name, (await wanted.issues?.(app)) ?? [])
  }

  return {
    name: wanted.name,
    after: wanted.after ?? [],
    usual: wanted.usual,
    ...(wanted.lane && { lane: wanted.lane }),
    ...(wanted.ifItFails && { ifItFails: wanted.ifItFails }),
    ...(!wanted.wait && { doesNotWait: true as const }),
    look,
    act,
  }
}

/** What EKS is at with a thing of that status, in words, where it would refuse its deletion for that. */
export function underWay(name: string, states: NonNullable<Gone['states']>, status: string | undefined): string | undefined {
  const verdict = verdictOn(states, status).delete
  return verdict === 'settle' || verdict === 'follow' ? `${name} is ${status}` : undefined
}

const stuck = (name: string, status: string, { line }: StateVerdict): EksxError =>
  new EksxError('NotDeletable', `${name} is ${status} and can't be deleted`, { exitCode: exitCodes.refused, hint: line })

function notGone(name: string, issues: Awaited<ReturnType<NonNullable<Gone['issues']>>>): EksxError {
  const { code, message, hint } = failedThing(
    'DeleteFailed',
    name,
    'DELETE_FAILED',
    issues,
    'mend the cause, then run the same command again',
  )
  return new EksxError(code, message, { hint, exitCode: exitCodes.partial })
}
