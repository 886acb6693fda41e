import type { Call } from '../../service.ts'
import { attachInterface, dropInterface, makeInterface } from '../ec2/network-interfaces.ts'
import { subnetsOf, type SubnetFacts } from './checks.ts'
import type { ClusterRecord } from './state.ts'

/** A call in the name of EKS itself. */
export const ownCall = (call: Call): Call => call.account.call(call.region)

/** Makes the cluster security group and the control plane's interfaces: one in each zone of the cluster's subnets, at most four. */
export async function joinNetwork(call: Call, record: ClusterRecord): Promise<void> {
  const eks = ownCall(call)
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  vpc.clusterSecurityGroupId = await makeClusterGroup(eks, record)
  const groups = [...(vpc.securityGroupIds ?? []), vpc.clusterSecurityGroupId]
  for (const subnet of onePerZone(await subnetsOf(call, vpc.subnetIds ?? [])))
    record.interfaces.push(reserve(eks, record.cluster.name, subnet, groups))
}

async function makeClusterGroup(eks: Call, record: ClusterRecord): Promise<string> {
  const { name } = record.cluster
  const digits = String(Number.parseInt(eks.account.ids.hex('', 9), 16) % 10_000_000_000).padStart(10, '0')
  const { GroupId: id } = await eks.aws<{ GroupId: string }>('ec2', 'CreateSecurityGroup', {
    GroupName: `eks-cluster-sg-${name}-${digits}`,
    Description:
      'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
    VpcId: record.cluster.resourcesVpcConfig?.vpcId,
    TagSpecifications: [
      {
        ResourceType: 'security-group',
        Tags: [
          { Key: 'Name', Value: `eks-cluster-sg-${name}-${digits}` },
          { Key: `kubernetes.io/cluster/${name}`, Value: 'owned' },
          { Key: 'aws:eks:cluster-name', Value: name },
        ],
      },
    ],
  })
  await eks.aws('ec2', 'AuthorizeSecurityGroupIngress', {
    GroupId: id,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id }] }],
  })
  return id
}

function reserve(eks: Call, cluster: string, subnet: SubnetFacts, groups: readonly string[]): string {
  const made = makeInterface(eks, {
    subnetId: subnet.SubnetId,
    groups,
    description: `Amazon EKS ${cluster}`,
    requester: 'AROAEKSSERVICEROLE00:AmazonEKS',
    tags: [
      { Key: 'cluster.k8s.amazonaws.com/name', Value: cluster },
      { Key: 'node.k8s.amazonaws.com/no_manage', Value: 'true' },
    ],
  })
  attachInterface(eks, made, { owner: 'amazon-eks', index: 1, deleteOnTermination: false })
  return made.NetworkInterfaceId
}

/** The last stated subnet of each zone: private ones stand after public ones by custom. */
function onePerZone(subnets: readonly SubnetFacts[]): SubnetFacts[] {
  return [...new Map(subnets.map((subnet) => [subnet.AvailabilityZone, subnet])).values()].slice(0, 4)
}

/** Takes the interfaces and the group away again; a group that others still use stays, as in AWS. */
export async function leaveNetwork(call: Call, record: ClusterRecord): Promise<void> {
  const eks = ownCall(call)
  for (const id of record.interfaces) dropInterface(eks, id)
  record.interfaces = []
  const group = record.cluster.resourcesVpcConfig?.clusterSecurityGroupId
  if (group !== undefined) await quietly(() => eks.aws('ec2', 'DeleteSecurityGroup', { GroupId: group }))
}

/** Work whose refusal changes nothing: what is gone already, or still in use by others. */
export async function quietly(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch {
    return false
  }
}
