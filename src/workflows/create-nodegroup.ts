import type { Cluster } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { clusterStackReady } from './compatibility.ts'
import { devicePluginSteps, type PluginWish } from './device-plugins.ts'
import { standing as standingOf } from './facts.ts'
import type { StackOptions } from './new-stack.ts'
import { type NodegroupOptions, nodegroupSteps } from './nodegroups.ts'
import { windowsAddresses } from './windows.ts'

/** The nodegroups that a config names, in a cluster that stands; those that exist are so. */
export function createNodegroup(cluster: Cluster, options: StackOptions & PluginWish & NodegroupOptions): Step[] {
  const standing = standingOf(cluster.name, clusterStackName(cluster.name), {
    unowned: cluster.unowned,
    outpost: cluster.extension?.outpost,
    cniRole: cluster.config.iam?.withOIDC === true,
    vpcCidr: cluster.nodegroups.some(({ config }) => config.ssh?.allow === true && config.privateNetworking === true),
  })
  const windows = windowsAddresses({ fresh: false, standing }, cluster.nodegroups, [])
  const ready = clusterStackReady(cluster, options)
  const nodegroups = cluster.nodegroups.flatMap(
    (nodegroup) => nodegroupSteps({ cluster, fresh: false, options, standing }, nodegroup, [...ready, ...windows]).steps,
  )
  return [
    ...ready,
    ...windows,
    ...nodegroups,
    ...devicePluginSteps({ cluster, fresh: false, standing, withoutPlugins: options.withoutPlugins }, []),
  ]
}
