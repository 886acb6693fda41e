import type { ClusterConfig } from '../schema/cluster-config.ts'
import { fault, type Rule } from './rule.ts'

interface Quota {
  readonly id: string
  readonly path: string
  /** What a cluster may have until its account asks for more. */
  readonly usual: number
  readonly name: string
  readonly count: (config: ClusterConfig) => number
}

/** Numbers of which AWS gives more to who asks: whether this account has them is not known here. AWS's pages on the quotas of EKS and VPC. */
const quotas: readonly Quota[] = [
  {
    id: 'N40',
    path: 'managedNodeGroups',
    usual: 30,
    name: 'managed node groups per cluster',
    count: ({ managedNodeGroups = [] }) => managedNodeGroups.length,
  },
  {
    id: 'N41',
    path: 'nodeGroups',
    // Each has two rules in the security group of the control plane, which holds sixty.
    usual: 30,
    name: 'rules per security group (each nodegroup needs two)',
    count: ({ nodeGroups = [] }) => nodeGroups.length,
  },
  {
    id: 'N42',
    path: 'fargateProfiles',
    usual: 10,
    name: 'Fargate profiles per cluster',
    count: ({ fargateProfiles = [] }) => fargateProfiles.length,
  },
]

/** Warnings of what an account may have to ask for first; AWS itself says so only when half of it stands. */
export const quotaRules: readonly Rule<ClusterConfig>[] = quotas.map(({ id, path, usual, name, count }) => ({
  id,
  warning: true,
  check: (config) =>
    count(config) > usual &&
    fault(
      path,
      `${count(config)} are more than the ${usual} that a cluster may have until its account asks AWS for more`,
      `see the service quota "${name}"`,
    ),
}))
