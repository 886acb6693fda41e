import type { Cluster } from '#src/config/cluster.ts'
import { exported, getAtt, ref, resource, type Outputs, type Resource, type Resources, type Value } from './cfn.ts'
import type { Network } from './network.ts'
import { karpenterDiscovery } from './vpc.ts'

/** The security groups of a cluster stack: who may talk to the control plane, and the group that all nodes share. */
export interface SecurityGroups {
  readonly resources: Resources
  readonly outputs: Outputs
  /** The groups that the control plane's interfaces wear. */
  readonly controlPlane: readonly Value<string>[]
  readonly sharedNode: Value<string>
}

export function securityGroups(cluster: Cluster, network: Network): SecurityGroups {
  const { securityGroup, controlPlaneSecurityGroupIDs, sharedNodeSecurityGroup, manageSharedNodeSecurityGroupRules } =
    cluster.config.vpc ?? {}
  const given = controlPlaneSecurityGroupIDs?.length ? controlPlaneSecurityGroupIDs : securityGroup ? [securityGroup] : undefined
  const controlPlane: readonly [Value<string>, ...Value<string>[]] = given?.[0]
    ? [given[0], ...given.slice(1)]
    : [ref('ControlPlaneSecurityGroup')]
  const sharedNode = sharedNodeSecurityGroup || ref('ClusterSharedNodeSecurityGroup')
  return {
    resources: {
      ...(!given && controlPlaneGroup(cluster, network)),
      ...(!sharedNodeSecurityGroup && sharedNodeGroup(cluster, network)),
      ...(manageSharedNodeSecurityGroupRules !== false && clusterNodeRules(sharedNode)),
    },
    outputs: {
      SecurityGroup: exported('SecurityGroup', controlPlane[0]),
      SharedNodeSecurityGroup: exported('SharedNodeSecurityGroup', sharedNode),
    },
    controlPlane,
    sharedNode,
  }
}

/** A rule that lets a range of addresses reach the API. */
const entry = (from: { CidrIp: string } | { CidrIpv6: string }, description: string) =>
  resource('AWS::EC2::SecurityGroupIngress', {
    GroupId: ref('ControlPlaneSecurityGroup'),
    ...from,
    Description: description,
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
  })

function controlPlaneGroup(cluster: Cluster, network: Network): Resources {
  const { extraCIDRs = [], extraIPv6CIDRs = [] } = cluster.config.vpc ?? {}
  return {
    ControlPlaneSecurityGroup: resource('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Communication between the control plane and worker nodegroups',
      VpcId: network.vpcId,
    }),
    ...remoteNetworkRules(cluster),
    ...numbered('IngressControlPlaneExtraCIDR', extraCIDRs, (range, n) =>
      entry({ CidrIp: range }, `Allow Extra CIDR ${n} (${range}) to communicate to controlplane`),
    ),
    ...numbered('IngressControlPlaneExtraIPv6CIDR', extraIPv6CIDRs, (range, n) =>
      entry({ CidrIpv6: range }, `Allow Extra IPv6 CIDR ${n} (${range}) to communicate to controlplane`),
    ),
  }
}

/** What lets hybrid nodes and their pods reach a control plane whose group is the stack's own. */
export const remoteNetworkRules = (cluster: Pick<Cluster, 'config'>): Resources =>
  numbered('IngressControlPlaneRemoteNetworks', remoteNetworks(cluster), (range) =>
    entry({ CidrIp: range }, `Allow nodes/pods from remote network (${range}) to communicate to controlplane`),
  )

/** The address ranges of hybrid nodes, then those of their pods. */
export const remoteNetworks = (cluster: Pick<Cluster, 'config'>): readonly string[] => {
  const { remoteNodeNetworks = [], remotePodNetworks = [] } = cluster.config.remoteNetworkConfig ?? {}
  return [...remoteNodeNetworks, ...remotePodNetworks].flatMap((network) => network.cidrs ?? [])
}

const numbered = (prefix: string, ranges: readonly string[], make: (range: string, n: number) => Resource): Resources =>
  Object.fromEntries(ranges.map((range, n) => [`${prefix}${n}`, make(range, n)]))

function sharedNodeGroup(cluster: Cluster, network: Network): Resources {
  return {
    ClusterSharedNodeSecurityGroup: resource('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Communication between all nodes in the cluster',
      VpcId: network.vpcId,
      Tags: karpenterDiscovery(cluster),
    }),
    IngressInterNodeGroupSG: allPorts({
      to: ref('ClusterSharedNodeSecurityGroup'),
      from: ref('ClusterSharedNodeSecurityGroup'),
      description: 'Allow nodes to communicate with each other (all ports)',
    }),
  }
}

/** Nodes of both kinds reach one another: managed ones wear the group that EKS makes for the cluster. */
export function clusterNodeRules(sharedNode: Value<string>): Resources {
  const clusterGroup = getAtt('ControlPlane', 'ClusterSecurityGroupId')
  return {
    IngressDefaultClusterToNodeSG: allPorts({
      to: sharedNode,
      from: clusterGroup,
      description: 'Allow managed and unmanaged nodes to communicate with each other (all ports)',
    }),
    IngressNodeToDefaultClusterSG: allPorts({
      to: clusterGroup,
      from: sharedNode,
      description: 'Allow unmanaged nodes to communicate with control plane (all ports)',
    }),
  }
}

const allPorts = ({ to, from, description }: { to: Value<string>; from: Value<string>; description: string }): Resource =>
  resource('AWS::EC2::SecurityGroupIngress', {
    GroupId: to,
    SourceSecurityGroupId: from,
    Description: description,
    IpProtocol: '-1',
    FromPort: 0,
    ToPort: 65_535,
  })
