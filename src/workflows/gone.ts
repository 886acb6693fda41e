import type { App } from '../app.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { until } from './until.ts'

/** A thing of EKS that must be gone: how it is found, and how its deletion is begun. */
export interface Gone {
  readonly name: string
  readonly after?: readonly Step[]
  readonly lane?: Step['lane']
  readonly ifItFails?: 'warn' | undefined
  readonly wait: boolean
  readonly usual: number
  /** Its status, or undefined where it is gone. */
  status(app: App): Promise<string | undefined>
  delete(app: App, signal: AbortSignal): Promise<void>
}

/** The step that deletes a thing and, unless told otherwise, waits until a read no longer finds it. */
export function goneStep(wanted: Gone): Step {
  async function look(app: App): Promise<Sight> {
    const status = await wanted.status(app)
    if (status === undefined) return { so: true }
    return { so: false, change: { kind: status === 'DELETING' ? 'follow' : 'delete' } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    if ((await wanted.status(app)) === 'DELETING') run.progress({ text: 'its deletion is under way' })
    else await wanted.delete(app, run.signal)
    if (!wanted.wait) return
    const last = await until(
      app,
      run,
      () => wanted.status(app),
      (status) => status === undefined || status === 'DELETE_FAILED',
      8_000,
    )
    if (last !== undefined)
      throw new EksxError('DeleteFailed', `${wanted.name} is ${last}`, {
        exitCode: exitCodes.partial,
        hint: 'look at it in EKS, then run the same command again',
      })
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
