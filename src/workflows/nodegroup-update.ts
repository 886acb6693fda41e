import type { LiveNodegroup } from '../app.ts'
import type { Step } from '../plan/step.ts'
import { nodegroupMissing } from '../survey/missing.ts'
import { nodegroupStates } from '../tables/eks-states.ts'
import { type EksUpdate, eksUpdate } from './eks-update.ts'

export interface NodegroupUpdate extends Pick<EksUpdate<LiveNodegroup>, 'name' | 'after' | 'wait' | 'refusal' | 'differences' | 'begin'> {
  readonly cluster: string
  readonly nodegroup: string
  /** Milliseconds; a minute unless said. */
  readonly usual?: number
}

/** One change of a managed nodegroup by EKS. What is under way ends first. */
export const nodegroupUpdate = ({ cluster, nodegroup, usual = 60_000, ...wanted }: NodegroupUpdate): Step =>
  eksUpdate<LiveNodegroup>({
    ...wanted,
    usual,
    scope: { cluster, nodegroup },
    states: nodegroupStates,
    find: (app) => app.nodegroups.find(cluster, nodegroup),
    missing: ({ regionName }) => nodegroupMissing(nodegroup, cluster, regionName),
  })
