import { makesNodegroups } from '../config.ts'
import type { Facts } from '../facts.ts'
import type { ClusterConfig } from '../schema/cluster-config.ts'
import { type AnyNodegroup, isStated } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** Rules about all nodegroups together. */
export const nodegroupNameRules: readonly Rule<ClusterConfig>[] = [
  every('V37', ({ name }, at) => !isStated(name) && fault(`${at}.name`, 'must be set')),
  every('N3', ({ name }, at, _, purpose) => makesNodegroups(purpose) && judgeName(name, at)),
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

/** The name is a part of a stack's name, and a label of its nodes. */
function judgeName(name: string, at: string): Verdict {
  if (/[^A-Za-z0-9-]/.test(name)) return fault(`${at}.name`, `"${name}" may hold letters, digits and dashes only`)
  if (/^-|-$/.test(name)) return fault(`${at}.name`, `"${name}" must begin and end with a letter or a digit`)
  return name.length > 63 && fault(`${at}.name`, `"${name}" has ${name.length} characters, 63 are the most`)
}

/** All nodegroups with their paths. */
export function nodegroupsOf({ nodeGroups = [], managedNodeGroups = [] }: ClusterConfig): [AnyNodegroup, string][] {
  const self = nodeGroups.map((one, i): [AnyNodegroup, string] => [one, `nodeGroups[${i}]`])
  return [...self, ...managedNodeGroups.map((one, i): [AnyNodegroup, string] => [one, `managedNodeGroups[${i}]`])]
}

type Check = (nodegroup: AnyNodegroup, at: string, config: ClusterConfig, purpose: Facts['purpose']) => Verdict

function every(id: string, check: Check): Rule<ClusterConfig> {
  return {
    id,
    check: (config, { purpose }) => [
      each(config.nodeGroups, 'nodeGroups', (one, at) => check(one, at, config, purpose)),
      each(config.managedNodeGroups, 'managedNodeGroups', (one, at) => check(one, at, config, purpose)),
    ],
  }
}
