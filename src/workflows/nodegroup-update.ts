import type { App, LiveNodegroup } from '../app.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Difference, Step } from '../plan/step.ts'
import { nodegroupMissing } from '../survey/missing.ts'
import { eksUpdate } from './eks-update.ts'

export interface NodegroupUpdate {
  readonly name: string
  readonly cluster: string
  readonly nodegroup: string
  readonly after?: readonly Step[]
  readonly wait: boolean
  /** Milliseconds. */
  readonly usual?: number
  differences(live: LiveNodegroup, app: App): readonly Difference[] | Promise<readonly Difference[]>
  /** Begins the change; undefined where EKS is at another one. */
  begin(app: App, live: LiveNodegroup, signal: AbortSignal): Promise<string | undefined>
}

/** One change of a managed nodegroup by EKS. What is under way ends first. */
export const nodegroupUpdate = ({ cluster, nodegroup, usual = 60_000, ...wanted }: NodegroupUpdate): Step =>
  eksUpdate<LiveNodegroup>({
    ...wanted,
    usual,
    scope: { cluster, nodegroup },
    moving: ['CREATING', 'UPDATING'],
    find: async (app) => {
      const live = await app.nodegroups.find(cluster, nodegroup)
      if (live === undefined) throw nodegroupMissing(nodegroup, cluster, app.regionName)
      return live
    },
    refusal: (live) => (changeable.includes(live.status) ? undefined : notChangeable(live)),
  })

/** EKS changes a nodegroup that is ill as well: that may be what heals it. */
const changeable: readonly LiveNodegroup['status'][] = ['ACTIVE', 'DEGRADED']

const notChangeable = ({ name, status, issues }: LiveNodegroup): EksxError =>
  new EksxError(
    'NodegroupNotReady',
    `nodegroup ${name} is ${status}${issues.map(({ code, message }) => `: ${code}: ${message}`).join('')}`,
    {
      exitCode: exitCodes.refused,
      hint: status === 'DELETING' ? 'it is being deleted; there is nothing left to change' : 'delete it and make it anew',
    },
  )
