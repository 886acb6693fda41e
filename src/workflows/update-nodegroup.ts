import type { LiveNodegroup, NodegroupSettings } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { ManagedNodeGroup } from '../config/schema/cluster-config.ts'
import type { Difference, Step } from '../plan/step.ts'
import { nodegroupUpdate } from './nodegroup-update.ts'

type UpdateConfig = NonNullable<NodegroupSettings['updateConfig']>

/** Managed nodegroups that replace as many nodes at a time as their config says. EKS is told, whoever keeps them: as in eksctl, their stacks do not hear of it. */
export const updateNodegroups = (cluster: LiveCluster, nodegroups: readonly ManagedNodeGroup[], wait: boolean): Step[] =>
  nodegroups.map(({ name, updateConfig = {} }) =>
    nodegroupUpdate({
      name: `update settings of ${name}`,
      cluster: cluster.name,
      nodegroup: name,
      wait,
      differences: (live) => differences(live, wanted(updateConfig)),
      begin: (app, _live, signal) => app.nodegroups.configure(cluster.name, name, { updateConfig: wanted(updateConfig) }, signal),
    }),
  )

/** EKS takes a number or a share; the one takes the other's place. */
const wanted = ({ maxUnavailable, maxUnavailablePercentage }: NonNullable<ManagedNodeGroup['updateConfig']>): UpdateConfig => ({
  ...(maxUnavailable !== undefined && { maxUnavailable }),
  ...(maxUnavailablePercentage !== undefined && { maxUnavailablePercentage }),
})

const differences = ({ updateConfig: live = {} }: LiveNodegroup, config: UpdateConfig): Difference[] =>
  (['maxUnavailable', 'maxUnavailablePercentage'] as const)
    .map((key) => ({ path: `updateConfig.${key}`, from: live[key], to: config[key] }))
    .filter(({ from, to }) => from !== to)
