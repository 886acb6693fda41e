import type { ClusterConfig } from '../schema/cluster-config.ts'
import type { AnyNodegroup } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** What is asked of a file that says how large nodegroups are to be. */
export const scalingRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V284',
    check: ({ nodeGroups, managedNodeGroups }) => [
      each(nodeGroups, 'nodeGroups', sizes),
      each(managedNodeGroups, 'managedNodeGroups', sizes),
    ],
  },
  {
    id: 'V286',
    check: ({ nodeGroups = [], managedNodeGroups = [] }) =>
      nodeGroups.length + managedNodeGroups.length === 0 && fault('', 'lists no nodegroup to scale', 'add nodeGroups or managedNodeGroups'),
  },
]

function sizes({ desiredCapacity: desired, minSize: min, maxSize: max }: AnyNodegroup, at: string): Verdict {
  if (desired === undefined) return fault(`${at}.desiredCapacity`, 'must be set', 'it is the number of nodes to scale to')
  const negative = Object.entries({ desiredCapacity: desired, minSize: min, maxSize: max }).find(([, size = 0]) => size < 0)
  if (negative !== undefined) return fault(`${at}.${negative[0]}`, `${negative[1]} is less than 0`)
  if (min !== undefined && desired < min) return fault(`${at}.desiredCapacity`, `${desired} is less than minSize ${min}`)
  return max !== undefined && desired > max && fault(`${at}.desiredCapacity`, `${desired} is more than maxSize ${max}`)
}
