import type { ClusterConfig, PodIdentityAssociation } from '../schema/cluster-config.ts'
import { type AnyNodegroup, isStated, systemOf } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** Fields that change nothing where they stand: whoever writes one means it, so it is said. eksctl says nothing. */
export const idleFieldRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'N23',
    warning: true,
    check: ({ kubernetesNetworkConfig, privateCluster, outpost, addons, nodeGroups, managedNodeGroups }) => [
      idle(kubernetesNetworkConfig?.serviceIPv6CIDR, 'kubernetesNetworkConfig.serviceIPv6CIDR', 'EKS chooses the range'),
      privateCluster?.enabled !== true && [
        idle(privateCluster?.additionalEndpointServices, 'privateCluster.additionalEndpointServices', notPrivate),
        idle(privateCluster?.skipEndpointCreation, 'privateCluster.skipEndpointCreation', notPrivate),
      ],
      idle(outpost?.etcdPlacement?.groupName, 'outpost.etcdPlacement.groupName', 'CloudFormation takes the spread level alone'),
      each(addons, 'addons', ({ podIdentityAssociations }, at) =>
        each(podIdentityAssociations, `${at}.podIdentityAssociations`, idleInAddon),
      ),
      each(nodeGroups, 'nodeGroups', (nodegroup, at) => [
        ...idleInNodegroup(nodegroup, at),
        idle(nodegroup.updateConfig, `${at}.updateConfig`, 'EKS replaces nodes of managed nodegroups alone'),
      ]),
      each(managedNodeGroups, 'managedNodeGroups', (nodegroup, at) => [
        ...idleInNodegroup(nodegroup, at),
        systemOf(nodegroup) !== 'bottlerocket' &&
          idle(nodegroup.bottlerocket, `${at}.bottlerocket`, 'its nodes run another system (amiFamily)'),
        systemOf(nodegroup) === 'windows' &&
          idle(nodegroup.maxPodsPerNode, `${at}.maxPodsPerNode`, 'managed nodegroups with Windows take no such number'),
      ]),
    ],
  },
]

const notPrivate = 'the cluster is not fully private (privateCluster.enabled)'

function idle(value: Parameters<typeof isStated>[0] | boolean | number, path: string, why: string): Verdict {
  const isThere = typeof value === 'boolean' || typeof value === 'number' ? value !== false && value !== 0 : isStated(value)
  return isThere && fault(path, `has no effect: ${why}`)
}

/** EKS takes the role and the service account from an add-on. */
function idleInAddon(association: PodIdentityAssociation, at: string): Verdict {
  return (['createServiceAccount', 'targetRoleARN', 'disableSessionTags', 'policy'] as const).map((key) =>
    idle(association[key], `${at}.${key}`, 'an add-on hands EKS the role and the service account, no more'),
  )
}

const idleInNodegroup = ({ placement }: AnyNodegroup, at: string): readonly Verdict[] => [
  idle(placement?.spreadLevel, `${at}.placement.spreadLevel`, 'nodes are placed by the group alone'),
]
