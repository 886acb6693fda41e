import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { notGone, watch } from './new-stack.ts'
import { belongsTo, stackVerdicts } from './stack-verdicts.ts'
import { until } from './until.ts'

/** A stack that must be gone, as a step. */
export interface GoneStack {
  readonly name: string
  /** As found: its id is what gets deleted. */
  readonly stack: { readonly id: string; readonly name: string }
  readonly cluster: string
  readonly region: string
  readonly after?: readonly Step[]
  readonly roleArn?: string | undefined
  /** Whether the step ends when the stack is gone, or as soon as AWS has begun. */
  readonly wait: boolean
  readonly usual: number
  /** Removes what holds the stack and is ours; tried once when a deletion fails. */
  readonly orphans?: Orphans
  /** What may hold it, in words; asked when a deletion has failed for good. */
  readonly holders?: (app: App) => Promise<readonly string[]>
  /** What EKS is at with a resource of the stack, in words: it would refuse the deletion, so that ends first. */
  readonly busy?: (app: App) => Promise<string | undefined>
}

/** Gives the ids that it removed. */
export type Orphans = (app: App, signal: AbortSignal) => Promise<readonly string[]>

/** The step that deletes a stack of ours, by its id. */
export function goneStack(wanted: GoneStack): Step {
  const { cluster, region, usual } = wanted
  const events = `all that happened: eksx utils describe-stacks --cluster ${cluster} --region ${region} --events`

  async function look(app: App): Promise<Sight> {
    const stack = await app.stacks.find(wanted.stack.id)
    const verdict = stackVerdicts[stack?.status ?? 'ABSENT']
    if (stack === undefined || verdict.delete === 'gone') return { so: true }
    if (!belongsTo(stack, cluster)) return { blocked: notOurs(stack, cluster) }
    if (verdict.delete === 'blocked') {
      return {
        blocked: new EksxError('StackStuck', `stack ${stack.name} is ${stack.status} and can't be deleted`, {
          exitCode: exitCodes.refused,
          hint: verdict.line,
        }),
      }
    }
    const why = [
      ...(stack.status === 'CREATE_COMPLETE' ? [] : [{ path: 'stack status', from: stack.status }]),
      ...(stack.terminationProtection && verdict.delete === 'delete'
        ? [{ path: `termination protection of ${stack.id}`, from: 'on', to: 'off' }]
        : []),
    ]
    return { so: false, change: { kind: verdict.delete === 'follow' ? 'follow' : 'delete', ...(why.length > 0 && { why }) } }
  }

  async function rests(app: App, run: Run): Promise<void> {
    const busy = async (): Promise<boolean> => {
      const what = await wanted.busy?.(app)
      if (what !== undefined) run.progress({ text: `${what}: that ends first` })
      return what !== undefined
    }
    await until(app, run, busy, (is) => !is, 10_000)
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    for (let cleaned = wanted.orphans === undefined; ;) {
      const stack = await app.stacks.find(wanted.stack.id)
      const verdict = stackVerdicts[stack?.status ?? 'ABSENT'].delete
      if (stack === undefined || verdict === 'gone') return
      if (verdict === 'delete' && stack.status !== 'CREATE_IN_PROGRESS') await rests(app, run)
      if (verdict === 'delete') await app.stacks.delete(stack.id, { roleArn: wanted.roleArn }, run.signal)
      if (!wanted.wait && (verdict === 'delete' || stack.status === 'DELETE_IN_PROGRESS')) return
      const rested = await watch(app, stack, run, usual)
      if (rested.status === 'DELETE_COMPLETE') return
      if (rested.status === 'DELETE_FAILED' && !cleaned) {
        cleaned = true
        const removed = (await wanted.orphans?.(app, run.signal)) ?? []
        if (removed.length > 0) run.progress({ text: `removed what held it: ${removed.join(', ')}` })
        if (removed.length > 0) continue
      }
      if (verdict === 'delete' || rested.status === 'DELETE_FAILED')
        throw partial(await notGone(app, rested), (await wanted.holders?.(app)) ?? [], events)
    }
  }

  return { name: wanted.name, after: wanted.after ?? [], usual, ...(!wanted.wait && { doesNotWait: true as const }), look, act }
}

const notOurs = (stack: Stack, cluster: string): EksxError =>
  new EksxError('StackNotOurs', `stack ${stack.name} does not belong to cluster "${cluster}"; it stays`, { exitCode: exitCodes.refused })

/** Something we should have deleted remains. */
const partial = (error: EksxError, holders: readonly string[], events: string): EksxError =>
  new EksxError('DeleteFailed', `${error.message}${holders.length === 0 ? '' : `; still in its network: ${holders.join(', ')}`}`, {
    hint: `${error.hint}; ${events}`,
    exitCode: exitCodes.partial,
    cause: error,
  })
