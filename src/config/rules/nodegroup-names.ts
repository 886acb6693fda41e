import type { ClusterConfig } from '../schema/cluster-config.ts'
import { type AnyNodegroup, isStated } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** Rules about all nodegroups together. */
export const nodegroupNameRules: readonly Rule<ClusterConfig>[] = [
  every('V37', ({ name }, at) => !isStated(name) && fault(`${at}.name`, 'must be set')),
  every('V38', (nodegroup, at, config) => {
    const first = nodegroupsOf(config).find(([other]) => other.name === nodegroup.name)
    return (
      isStated(nodegroup.name) &&
      first !== undefined &&
      first[0] !== nodegroup &&
      fault(`${at}.name`, `"${nodegroup.name}" is also the name of ${first[1]}`)
    )
  }),
  every(
    'V39',
    ({ privateNetworking }, at, { privateCluster }) =>
      privateCluster?.enabled === true &&
      privateNetworking !== true &&
      fault(`${at}.privateNetworking`, 'must be true in a fully private cluster (privateCluster.enabled)'),
  ),
  {
    id: 'V40',
    check: ({ nodeGroups }) => {
      const outposts = new Set(nodeGroups?.map(({ outpostARN }) => outpostARN).filter(isStated))
      return outposts.size > 1 && fault('nodeGroups', `can be on one Outpost only, not on ${[...outposts].join(' and ')}`)
    },
  },
]

/** All nodegroups with their paths. */
export function nodegroupsOf({ nodeGroups = [], managedNodeGroups = [] }: ClusterConfig): [AnyNodegroup, string][] {
  const self = nodeGroups.map((one, i): [AnyNodegroup, string] => [one, `nodeGroups[${i}]`])
  return [...self, ...managedNodeGroups.map((one, i): [AnyNodegroup, string] => [one, `managedNodeGroups[${i}]`])]
}

function every(id: string, check: (nodegroup: AnyNodegroup, at: string, config: ClusterConfig) => Verdict): Rule<ClusterConfig> {
  return {
    id,
    check: (config) => [
      each(config.nodeGroups, 'nodeGroups', (one, at) => check(one, at, config)),
      each(config.managedNodeGroups, 'managedNodeGroups', (one, at) => check(one, at, config)),
    ],
  }
}
