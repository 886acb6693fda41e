import type { Template } from '#templates/cfn.ts'
import { withFargateRole, withManagedNodes } from '#templates/compatibility.ts'
import { withOutpostSubnets } from '#templates/outpost-subnets.ts'
import type { Cluster } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { editedStack } from './edited-stack.ts'
import type { StackOptions } from './new-stack.ts'

/** What a cluster stack must hold for what comes into the cluster: stacks of older versions lack some of that, and get it added. */
interface Readiness {
  /** In words. */
  readonly for: string
  readonly wanted: (cluster: Cluster) => boolean
  readonly edit: (deployed: Template, cluster: Cluster) => Template
}

const readiness: readonly Readiness[] = [
  {
    for: 'managed nodegroups',
    wanted: ({ nodegroups }) => nodegroups.some(({ kind }) => kind === 'managed'),
    edit: withManagedNodes,
  },
  { for: 'nodes on an Outpost', wanted: ({ extension }) => extension !== undefined, edit: withOutpostSubnets },
  { for: 'Fargate', wanted: ({ fargateProfiles }) => fargateProfiles.length > 0, edit: withFargateRole },
]

/** The cluster stack, with all that the config's nodegroups and profiles need of it. None where nothing is needed, or the stack is not ours. */
export function clusterStackReady(cluster: Cluster, options: StackOptions): Step[] {
  const needs = cluster.unowned === undefined ? readiness.filter(({ wanted }) => wanted(cluster)) : []
  if (needs.length === 0) return []
  const purpose = needs.map((need) => need.for).join(' and ')
  return [
    editedStack({
      name: `cluster ${cluster.name} ready for ${purpose}`,
      stack: clusterStackName(cluster.name),
      cluster: cluster.name,
      region: cluster.region,
      kind: 'create',
      changeSet: 'eksctl-update-cluster',
      description: `adding what is needed for ${purpose}`,
      roleArn: options.roleArn,
      edit: (deployed) => needs.reduce((template, need) => need.edit(template, cluster), deployed),
    }),
  ]
}
