import type * as Aws from '@aws-sdk/client-ec2'
import type { Call, Slot } from '#sandbox/service.ts'
import type { Kept, Stored } from './stored.ts'

export type Tag = { Key: string; Value: string }
type Tagged = { Tags: Tag[] }

export type Vpc = Omit<
  Kept<Aws.Vpc, 'VpcId' | 'CidrBlock' | 'CidrBlockAssociationSet' | 'Ipv6CidrBlockAssociationSet' | 'IsDefault'>,
  'Tags'
> &
  Tagged
export type Subnet = Omit<
  Kept<Aws.Subnet, 'SubnetId' | 'VpcId' | 'CidrBlock' | 'AvailabilityZone' | 'Ipv6CidrBlockAssociationSet'>,
  'Tags'
> &
  Tagged
export type InternetGateway = Omit<Kept<Aws.InternetGateway, 'InternetGatewayId' | 'Attachments'>, 'Tags'> & Tagged
export type EgressGateway = Omit<Kept<Aws.EgressOnlyInternetGateway, 'EgressOnlyInternetGatewayId' | 'Attachments'>, 'Tags'> & Tagged
export type RouteTable = Omit<Kept<Aws.RouteTable, 'RouteTableId' | 'VpcId' | 'Associations' | 'Routes'>, 'Tags'> & Tagged
export type Route = Stored<Aws.Route>
export type SecurityGroup = Omit<Kept<Aws.SecurityGroup, 'GroupId' | 'GroupName' | 'VpcId'>, 'Tags'> & Tagged
export type Rule = Omit<Kept<Aws.SecurityGroupRule, 'SecurityGroupRuleId' | 'GroupId' | 'IsEgress' | 'IpProtocol'>, 'Tags'> & Tagged
type NetworkAcl = Omit<Kept<Aws.NetworkAcl, 'NetworkAclId' | 'VpcId' | 'Associations' | 'IsDefault'>, 'Tags'> & Tagged
export type DhcpOptions = Omit<Kept<Aws.DhcpOptions, 'DhcpOptionsId'>, 'Tags'> & Tagged
export type Interface = Omit<
  Kept<
    Aws.NetworkInterface,
    'NetworkInterfaceId' | 'SubnetId' | 'VpcId' | 'Groups' | 'PrivateIpAddress' | 'PrivateIpAddresses' | 'Ipv6Addresses' | 'Status'
  >,
  'TagSet'
> & {
  TagSet: Tag[]
}
export type ElasticIp = Omit<Kept<Aws.Address, 'AllocationId' | 'PublicIp'>, 'Tags'> & Tagged
export type NatGateway = Omit<Kept<Aws.NatGateway, 'NatGatewayId' | 'VpcId' | 'SubnetId' | 'State' | 'NatGatewayAddresses'>, 'Tags'> &
  Tagged
export type Endpoint = Omit<
  Kept<Aws.VpcEndpoint, 'VpcEndpointId' | 'VpcId' | 'ServiceName' | 'SubnetIds' | 'RouteTableIds' | 'NetworkInterfaceIds' | 'Groups'>,
  'Tags' | 'State'
> &
  Tagged & { State: string }
export type PlacementGroup = Omit<Kept<Aws.PlacementGroup, 'GroupId' | 'GroupName' | 'Strategy'>, 'Tags'> & Tagged
export type Volume = Omit<Kept<Aws.Volume, 'VolumeId' | 'State'>, 'Tags'> & Tagged
export type KeyPair = Omit<Kept<Aws.KeyPairInfo, 'KeyPairId' | 'KeyName'>, 'Tags'> & Tagged
export type LaunchTemplate = Omit<
  Kept<Aws.LaunchTemplate, 'LaunchTemplateId' | 'LaunchTemplateName' | 'DefaultVersionNumber' | 'LatestVersionNumber'>,
  'Tags'
> &
  Tagged
export type TemplateVersion = Kept<
  Aws.LaunchTemplateVersion,
  'LaunchTemplateId' | 'LaunchTemplateName' | 'VersionNumber' | 'LaunchTemplateData'
>
export type Instance = Omit<Kept<Aws.Instance, 'InstanceId' | 'ImageId' | 'State' | 'InstanceType' | 'LaunchTime'>, 'Tags'> & Tagged
export type TransitAttachment = Omit<
  Kept<Aws.TransitGatewayVpcAttachment, 'TransitGatewayAttachmentId' | 'TransitGatewayId' | 'VpcId' | 'SubnetIds' | 'State'>,
  'Tags'
> &
  Tagged
export type VpnGateway = Omit<Kept<Aws.VpnGateway, 'VpnGatewayId' | 'VpcAttachments'>, 'Tags'> & Tagged
export type Peering = Omit<Kept<Aws.VpcPeeringConnection, 'VpcPeeringConnectionId' | 'Status'>, 'Tags'> & Tagged

/** What EC2 knows of an instance and tells only through DescribeInstanceAttribute or not at all. */
export interface InstanceFacts {
  readonly userData?: string
  disableApiTermination: boolean
  readonly shutdownBehavior: string
  readonly reservationId: string
  /** ISO; when it reached `running`, or `terminated`. */
  runningTime?: string
  terminatedTime?: string
  /** Text of the launch template it came from. */
  readonly launchTemplate?: { readonly id: string; readonly version: string }
}

/** EC2's memory in a region. By id; key pairs and placement groups by name. The names of the slots are those of the world's seeds. */
export interface Ec2State {
  vpcs: Record<string, Vpc>
  vpcAttributes: Record<string, { EnableDnsSupport: boolean; EnableDnsHostnames: boolean; EnableNetworkAddressUsageMetrics: boolean }>
  subnets: Record<string, Subnet>
  igws: Record<string, InternetGateway>
  eigws: Record<string, EgressGateway>
  rtbs: Record<string, RouteTable>
  sgs: Record<string, SecurityGroup>
  sgrules: Record<string, Rule>
  acls: Record<string, NetworkAcl>
  dhcp: Record<string, DhcpOptions>
  enis: Record<string, Interface>
  eips: Record<string, ElasticIp>
  natgws: Record<string, NatGateway>
  endpoints: Record<string, Endpoint>
  placements: Record<string, PlacementGroup>
  volumes: Record<string, Volume>
  keypairs: Record<string, KeyPair>
  lts: Record<string, LaunchTemplate>
  ltvs: Record<string, TemplateVersion[]>
  instances: Record<string, Instance>
  instanceFacts: Record<string, InstanceFacts>
  tgws: Record<string, TransitAttachment>
  vgws: Record<string, VpnGateway>
  peerings: Record<string, Peering>
  /** IPv6 addresses that the account brought with it: the blocks of each pool. */
  ipv6pools: Record<string, { readonly PoolId: string; readonly PoolCidrBlocks: readonly { readonly Cidr: string }[] }>
  /** Blocks that the account's public IPv4 addresses come from, in place of Amazon's; a seed of the world can hold them. */
  ipv4pools: Record<string, { readonly Cidr: string }>
  /** Limits of the account, by the names of quotas.ts, where they differ; a seed of the world can hold them. */
  quotas: Record<string, number>
  /** Answers given to client tokens. */
  answered: Record<string, { request: string; answer: object }>
}

/** EC2's memory, one for each region. */
export const ec2Slot: Slot<Ec2State> = {
  name: 'ec2',
  scope: 'region',
  initial: () => ({
    vpcs: {},
    vpcAttributes: {},
    subnets: {},
    igws: {},
    eigws: {},
    rtbs: {},
    sgs: {},
    sgrules: {},
    acls: {},
    dhcp: {},
    enis: {},
    eips: {},
    natgws: {},
    endpoints: {},
    placements: {},
    volumes: {},
    keypairs: {},
    lts: {},
    ltvs: {},
    instances: {},
    instanceFacts: {},
    tgws: {},
    vgws: {},
    peerings: {},
    ipv6pools: {},
    ipv4pools: {},
    quotas: {},
    answered: {},
  }),
}

/** EC2's memory in a call's region. */
export const ec2State = (call: Call): Ec2State => call.state(ec2Slot)

/** This moment, as it is kept. */
export const nowText = (call: Call): string => new Date(call.account.clock.now()).toISOString()

/** The ARN of something of EC2: `subnet/subnet-0…`. */
export const ec2Arn = (call: Call, resource: string): string =>
  `arn:${call.account.partitionOf(call.region)}:ec2:${call.region}:${call.account.id}:${resource}`

/** A thing that is gone is still listed for an hour, as AWS does. */
export const stillListed = (call: Call, goneAt: string | undefined): boolean =>
  goneAt === undefined || call.account.clock.now() - Date.parse(goneAt) < 3_600_000
