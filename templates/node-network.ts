import type { Cluster, ClusterFacts, Nodegroup } from '#src/config/cluster.ts'
import { defaultVpcCidr } from '#src/tables/addresses.ts'
import { ref, resource, type Resources, type Value } from './cfn.ts'
import type { LaunchTemplateProperties } from './launch-template.ts'
import type { Properties } from './properties.generated.ts'

type Ingress = Extract<Properties['AWS::EC2::SecurityGroup']['SecurityGroupIngress'], readonly unknown[]>

/** Who may come in by SSH: given groups; else the VPC, for nodes in private subnets; else everybody. */
export function sshRules(cluster: Cluster, nodegroup: Nodegroup, facts: ClusterFacts, nodes: string): Ingress {
  const { ssh, privateNetworking } = nodegroup.config
  const port = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }
  const groups = ssh?.sourceSecurityGroupIds ?? []
  const description = `Allow SSH access to ${nodes} in group ${nodegroup.name}`
  if (groups.length > 0) return groups.map((group) => ({ SourceSecurityGroupId: group, ...port }))
  const vpcCidr = facts.vpcCidr ?? cluster.config.vpc?.cidr ?? defaultVpcCidr
  if (privateNetworking) return [{ CidrIp: vpcCidr, Description: `${description} (private, only inside VPC)`, ...port }]
  return [
    { CidrIp: '0.0.0.0/0', Description: description, ...port },
    { CidrIpv6: '::/0', Description: description, ...port },
  ]
}

/** The security group that lets Elastic Fabric Adapters of a nodegroup talk to one another, as EFA asks for. */
export function efaGroup(nodegroup: Nodegroup, vpc: Value<string>): Resources {
  const self = {
    GroupId: ref('EFASG'),
    IpProtocol: '-1',
    Description: `Allow worker nodes in group ${nodegroup.name} to communicate to itself (EFA-enabled)`,
  }
  return {
    EFASG: resource('AWS::EC2::SecurityGroup', { VpcId: vpc, GroupDescription: 'EFA-enabled security group' }),
    EFAIngressSelf: resource('AWS::EC2::SecurityGroupIngress', { ...self, SourceSecurityGroupId: ref('EFASG') }),
    EFAEgressSelf: resource('AWS::EC2::SecurityGroupEgress', { ...self, DestinationSecurityGroupId: ref('EFASG') }),
  }
}

/** A placement group that keeps the nodes near one another. */
export const placementGroup: Resources = { NodeGroupPlacementGroup: resource('AWS::EC2::PlacementGroup', { Strategy: 'cluster' }) }

/** One network interface with the node's security groups, or with EFA one on each network card. */
export function networkInterfaces(nodegroup: Nodegroup, groups: readonly Value<string>[]): LaunchTemplateProperties['NetworkInterfaces'] {
  const efa = nodegroup.config.efaEnabled === true
  const cards = efa ? (nodegroup.networkCards ?? 1) : 1
  return Array.from({ length: cards }, (_, card) => ({
    DeviceIndex: card === 0 ? 0 : 1,
    NetworkCardIndex: card,
    Groups: groups,
    ...(efa && { InterfaceType: 'efa' }),
  }))
}
