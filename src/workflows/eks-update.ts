import type { App } from '../app.ts'
import type { UpdateScope } from '../app/updates.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Difference, Lane, Run, Sight, Step } from '../plan/step.ts'
import { type StateVerdict, verdictOn } from '../tables/eks-states.ts'
import { failedThing, until } from './until.ts'

/** A change of a thing that EKS runs: how it is read, what it lacks, and how the change is begun. */
export interface EksUpdate<L extends { readonly status: string }> {
  readonly name: string
  readonly scope: UpdateScope
  readonly after?: readonly Step[]
  readonly lane?: Lane
  readonly wait: boolean
  /** Milliseconds; for the eyes only. */
  readonly usual: number
  /** What each of its statuses means. */
  readonly states: Readonly<Record<string, StateVerdict>>
  find(app: App): Promise<L | undefined>
  /** The error where it is gone. */
  missing(app: App): EksxError
  /** Why what was asked for cannot be, where it can't. */
  refusal?(live: L, app: App): EksxError | undefined | Promise<EksxError | undefined>
  /** What is to change; nothing where it is so. */
  differences(live: L, app: App): readonly Difference[] | Promise<readonly Difference[]>
  /** Begins it and gives the id of EKS's update; undefined where another change has come between. */
  begin(app: App, live: L, signal: AbortSignal): Promise<string | undefined>
}

/** The step that changes a thing of EKS: after what is under way, and to the end of the update unless told not to wait. */
export function eksUpdate<L extends { readonly status: string }>(wanted: EksUpdate<L>): Step {
  const { name, scope, states, wait } = wanted

  async function look(app: App): Promise<Sight> {
    const live = await wanted.find(app)
    const verdict = verdictOn(states, live?.status)
    if (live === undefined || verdict.update === 'missing') return { blocked: wanted.missing(app) }
    // What differs shows when EKS has done what it is at.
    if (verdict.update === 'follow')
      return { so: false, change: { kind: 'follow', provisional: true, why: [{ path: 'status', from: live.status }] } }
    const why = await wanted.differences(live, app)
    if (why.length === 0) return { so: true }
    const blocked = verdict.update === 'blocked' ? stuck(live, verdict) : await wanted.refusal?.(live, app)
    return blocked === undefined ? { so: false, change: { kind: 'update', why } } : { blocked }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    const id = await until(
      app,
      run,
      () => begun(app, run),
      (seen) => seen !== 'busy',
      15_000,
    )
    if (!wait || id === 'so') return
    const update = await until(
      app,
      run,
      () => app.updates.find(scope, id),
      (seen) => seen?.status !== 'InProgress',
      15_000,
    )
    if (update !== undefined && update.status !== 'Successful')
      throw failedThing(
        'UpdateFailed',
        `the update of ${name}`,
        update.status,
        update.errors,
        'mend the cause, then run the same command again',
      )
  }

  /** The id of the update that was begun; `busy` while EKS works on another one. */
  async function begun(app: App, run: Run): Promise<string> {
    const live = await wanted.find(app)
    const verdict = verdictOn(states, live?.status)
    if (live === undefined) throw wanted.missing(app)
    if (verdict.update === 'follow') return 'busy'
    if ((await wanted.differences(live, app)).length === 0) return 'so'
    const refusal = verdict.update === 'blocked' ? stuck(live, verdict) : await wanted.refusal?.(live, app)
    if (refusal !== undefined) throw refusal
    return (await wanted.begin(app, live, run.signal)) ?? 'busy'
  }

  const stuck = ({ status }: L, { line }: StateVerdict): EksxError =>
    new EksxError('CannotChange', `${name} cannot be changed while it is ${status}`, { exitCode: exitCodes.refused, hint: line })

  return {
    name,
    after: wanted.after ?? [],
    usual: wanted.usual,
    ...(wanted.lane && { lane: wanted.lane }),
    ...(!wait && { doesNotWait: true as const }),
    look,
    act,
  }
}
