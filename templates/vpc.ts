import type { Cluster, PlannedSubnet } from '#src/config/cluster.ts'
import { defaultVpcCidr } from '#src/tables/addresses.ts'
import { cidr, getAtt, merged, ref, resource, select, type Resource, type Resources, type Tag } from './cfn.ts'
import { featureOutputs, isFullyPrivate, networkOutputs, zoneToken, type Network } from './network.ts'

const vpcId = ref('VPC')

/** The id of a planned subnet. */
const subnetId = (subnet: PlannedSubnet) => `Subnet${subnet.public ? 'Public' : 'Private'}${zoneToken(subnet.zone)}`
const privateRouteTableId = (zone: string) => `PrivateRouteTable${zoneToken(zone)}`

/** A VPC of the cluster's own with IPv4 addresses: a public and a private subnet in each zone. */
export function dedicatedVpc(cluster: Cluster): Network {
  const subnets = plannedSubnets(cluster)
  const refs = (isPublic: boolean, local: boolean) =>
    subnets.filter((subnet) => subnet.public === isPublic && subnet.local === local).map((subnet) => ref(subnetId(subnet)))
  return {
    resources: {
      VPC: resource('AWS::EC2::VPC', {
        CidrBlock: cluster.config.vpc?.cidr ?? defaultVpcCidr,
        EnableDnsSupport: true,
        EnableDnsHostnames: true,
      }),
      ...subnetResources(cluster, subnets),
      ...(!isFullyPrivate(cluster) && { ...internetGateway('PublicSubnetRoute'), ...natResources(cluster, subnets) }),
      ...(cluster.config.vpc?.autoAllocateIPv6 && ipv6Resources(cluster, subnets)),
    },
    outputs: {
      ...networkOutputs(vpcId, {
        SubnetsPrivate: refs(false, false),
        SubnetsPublic: refs(true, false),
        SubnetsLocalZonePrivate: refs(false, true),
        SubnetsLocalZonePublic: refs(true, true),
      }),
      ...featureOutputs(cluster),
    },
    vpcId,
    publicSubnets: refs(true, false),
    privateSubnets: refs(false, false),
    privateRouteTables: zonesOf(subnets, false).map((zone) => ref(privateRouteTableId(zone))),
    privateSubnetsIn: (zone) => subnets.filter((subnet) => !subnet.public && subnet.zone === zone).map((subnet) => ref(subnetId(subnet))),
    privateZones: zonesOf(subnets, false).map(zoneToken),
  }
}

const plannedSubnets = (cluster: Cluster) => cluster.subnets.filter((subnet) => !(subnet.public && isFullyPrivate(cluster)))

const zonesOf = (subnets: readonly PlannedSubnet[], isPublic: boolean) =>
  subnets.filter((subnet) => subnet.public === isPublic).map((subnet) => subnet.zone)

function subnetResources(cluster: Cluster, subnets: readonly PlannedSubnet[]): Resources {
  return Object.fromEntries(
    subnets.flatMap((subnet): [string, Resource][] => {
      const token = zoneToken(subnet.zone)
      const routeTable = subnet.public ? 'PublicRouteTable' : privateRouteTableId(subnet.zone)
      return [
        [subnetId(subnet), subnetResource(cluster, subnet)],
        ...(subnet.public ? [] : [[routeTable, resource('AWS::EC2::RouteTable', { VpcId: vpcId })] as [string, Resource]]),
        [`RouteTableAssociation${subnet.public ? 'Public' : 'Private'}${token}`, routeTableAssociation(subnetId(subnet), routeTable)],
      ]
    }),
  )
}

function subnetResource(cluster: Cluster, subnet: PlannedSubnet): Resource {
  const { vpc, outpost } = cluster.config
  return resource('AWS::EC2::Subnet', {
    AvailabilityZone: subnet.zone,
    CidrBlock: subnet.cidr,
    VpcId: vpcId,
    ...(subnet.public && { MapPublicIpOnLaunch: true }),
    ...(vpc?.hostnameType && { PrivateDnsNameOptionsOnLaunch: { HostnameType: vpc.hostnameType } }),
    ...(outpost?.controlPlaneOutpostARN && { OutpostArn: outpost.controlPlaneOutpostARN }),
    Tags: subnetTags(cluster, subnet.public),
  })
}

/** The tags by which load balancers and Karpenter find the subnets that are theirs. */
export const subnetTags = (cluster: Cluster, isPublic: boolean): readonly Tag[] => [
  { Key: isPublic ? 'kubernetes.io/role/elb' : 'kubernetes.io/role/internal-elb', Value: '1' },
  ...(isPublic ? [] : karpenterDiscovery(cluster)),
]

/** The tag by which Karpenter finds what belongs to the cluster, where the config has it. */
export function karpenterDiscovery(cluster: Cluster): readonly Tag[] {
  const key = 'karpenter.sh/discovery'
  const value = cluster.config.karpenter?.version ? cluster.config.metadata?.tags?.[key] : undefined
  return value === undefined ? [] : [{ Key: key, Value: value }]
}

export const routeTableAssociation = (subnet: string, routeTable: string): Resource =>
  resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref(subnet), RouteTableId: ref(routeTable) })

/** The way to the internet that all public subnets share. */
export function internetGateway(defaultRouteId: string): Resources {
  return {
    InternetGateway: resource('AWS::EC2::InternetGateway', {}),
    VPCGatewayAttachment: resource('AWS::EC2::VPCGatewayAttachment', { InternetGatewayId: ref('InternetGateway'), VpcId: vpcId }),
    PublicRouteTable: resource('AWS::EC2::RouteTable', { VpcId: vpcId }),
    [defaultRouteId]: gatewayRoute({ DestinationCidrBlock: '0.0.0.0/0' }),
  }
}

/** A route of the public subnets through the internet gateway, which has to hang on the VPC first. */
export const gatewayRoute = (destination: { DestinationCidrBlock: string } | { DestinationIpv6CidrBlock: string }): Resource =>
  resource(
    'AWS::EC2::Route',
    { RouteTableId: ref('PublicRouteTable'), ...destination, GatewayId: ref('InternetGateway') },
    { DependsOn: ['VPCGatewayAttachment'] },
  )

/** How private subnets reach out: not at all, through one gateway, or through one in each zone. */
function natResources(cluster: Cluster, subnets: readonly PlannedSubnet[]): Resources {
  const mode = cluster.config.vpc?.nat?.gateway
  const first = zoneToken(cluster.zones[0] ?? '')
  switch (mode) {
    case 'Single':
      return { ...natGateway('', first), ...natRoutes(zonesOf(subnets, false), () => 'NATGateway') }
    case 'HighlyAvailable': {
      // Local zones have no NAT gateways, and eksctl gives their private subnets no route.
      const zones = subnets.filter((subnet) => subnet.public && !subnet.local).map((subnet) => subnet.zone)
      const gateways = zones.map((zone) => natGateway(zoneToken(zone), zoneToken(zone)))
      return merged([...gateways, natRoutes(zones, (zone) => `NATGateway${zoneToken(zone)}`)])
    }
    default:
      return {}
  }
}

/** A NAT gateway in the public subnet of a zone, with its address. */
export const natGateway = (suffix: string, zone: string): Resources => ({
  [`NATIP${suffix}`]: resource('AWS::EC2::EIP', { Domain: 'vpc' }),
  [`NATGateway${suffix}`]: resource('AWS::EC2::NatGateway', {
    AllocationId: getAtt(`NATIP${suffix}`, 'AllocationId'),
    SubnetId: ref(`SubnetPublic${zone}`),
  }),
})

const natRoutes = (zones: readonly string[], gateway: (zone: string) => string): Resources =>
  Object.fromEntries(
    zones.map((zone) => [
      `NATPrivateSubnetRoute${zoneToken(zone)}`,
      resource('AWS::EC2::Route', {
        RouteTableId: ref(privateRouteTableId(zone)),
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: ref(gateway(zone)),
      }),
    ]),
  )

/** IPv6 addresses besides the IPv4 ones (`vpc.autoAllocateIPv6`). */
function ipv6Resources(cluster: Cluster, subnets: readonly PlannedSubnet[]): Resources {
  const blocks = 2 * new Set(cluster.subnets.filter((subnet) => !subnet.local).map((subnet) => subnet.zone)).size + 2
  return {
    ...(!isFullyPrivate(cluster) && {
      AutoAllocatedCIDRv6: resource('AWS::EC2::VPCCidrBlock', { VpcId: vpcId, AmazonProvidedIpv6CidrBlock: true }),
      PublicSubnetIPv6DefaultRoute: gatewayRoute({ DestinationIpv6CidrBlock: '::/0' }),
    }),
    ...Object.fromEntries(
      subnets.map((subnet) => [
        `${subnet.public ? 'Public' : 'Private'}${zoneToken(subnet.zone)}CIDRv6`,
        resource('AWS::EC2::SubnetCidrBlock', { SubnetId: ref(subnetId(subnet)), Ipv6CidrBlock: ipv6Block(subnet.index, blocks) }),
      ]),
    ),
  }
}

/** The nth /64 of the VPC's first IPv6 range. */
export const ipv6Block = (index: number, count: number) => select(index, cidr(select(0, getAtt('VPC', 'Ipv6CidrBlocks')), count, 64))
