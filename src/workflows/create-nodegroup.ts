import type { Cluster } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { standing as standingOf } from './facts.ts'
import type { StackOptions } from './new-stack.ts'
import { nodegroupSteps } from './nodegroups.ts'

/** The nodegroups that a config names, in a cluster that stands; those that exist are so. */
export function createNodegroup(cluster: Cluster, options: StackOptions & { readonly parallelism: number }): Step[] {
  const standing = standingOf(cluster.name, clusterStackName(cluster.name))
  return cluster.nodegroups.flatMap((nodegroup) => {
    const { stack, nodes } = nodegroupSteps({ cluster, fresh: false, options, standing }, nodegroup, [])
    return [stack, nodes]
  })
}
