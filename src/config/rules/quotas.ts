import type { ClusterConfig } from '../schema/cluster-config.ts'
import { nodegroupsOf } from './nodegroup-names.ts'
import { fault, type Rule } from './rule.ts'

interface Quota {
  readonly id: string
  /** What there may be until the account asks for more. */
  readonly usual: number
  /** `a cluster` */
  readonly holder: string
  /** As AWS calls it. */
  readonly name: string
  /** What is stated, by path. */
  readonly counts: (config: ClusterConfig) => readonly (readonly [path: string, count: number])[]
}

/** Numbers of which AWS gives more to who asks: whether this account has them is not known here. AWS's pages on the quotas of EKS, VPC and IAM. */
const quotas: readonly Quota[] = [
  {
    id: 'N40',
    usual: 30,
    holder: 'a cluster',
    name: 'managed node groups per cluster',
    counts: ({ managedNodeGroups = [] }) => [['managedNodeGroups', managedNodeGroups.length]],
  },
  {
    id: 'N41',
    // Each has two rules in the security group of the control plane, which holds sixty.
    usual: 30,
    holder: 'a cluster',
    name: 'rules per security group (each nodegroup needs two)',
    counts: ({ nodeGroups = [] }) => [['nodeGroups', nodeGroups.length]],
  },
  {
    id: 'N42',
    usual: 10,
    holder: 'a cluster',
    name: 'Fargate profiles per cluster',
    counts: ({ fargateProfiles = [] }) => [['fargateProfiles', fargateProfiles.length]],
  },
  {
    id: 'N43',
    usual: 450,
    holder: 'a managed nodegroup',
    name: 'nodes per managed node group',
    counts: ({ managedNodeGroups = [] }) => managedNodeGroups.map(({ maxSize = 0 }, i) => [`managedNodeGroups[${i}].maxSize`, maxSize]),
  },
  {
    id: 'N44',
    usual: 10,
    holder: 'a role',
    name: 'managed policies per role',
    counts: (config) => [
      ...nodegroupsOf(config).map(([{ iam }, path]) => [`${path}.iam.attachPolicyARNs`, iam?.attachPolicyARNs?.length ?? 0] as const),
      ...(config.iam?.serviceAccounts ?? []).map(
        ({ attachPolicyARNs = [] }, i) => [`iam.serviceAccounts[${i}].attachPolicyARNs`, attachPolicyARNs.length] as const,
      ),
      ...(config.iam?.podIdentityAssociations ?? []).map(
        ({ permissionPolicyARNs = [] }, i) =>
          [`iam.podIdentityAssociations[${i}].permissionPolicyARNs`, permissionPolicyARNs.length] as const,
      ),
    ],
  },
]

/** Warnings of what an account may have to ask for first; AWS itself says so only when half of it stands. */
export const quotaRules: readonly Rule<ClusterConfig>[] = quotas.map(({ id, usual, holder, name, counts }) => ({
  id,
  warning: true,
  check: (config) =>
    counts(config).map(
      ([path, count]) =>
        count > usual &&
        fault(
          path,
          `${count} are more than the ${usual} that ${holder} may have until its account asks AWS for more`,
          `see the service quota "${name}"`,
        ),
    ),
}))
