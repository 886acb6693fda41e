import type { Cluster, PlannedSubnet } from '#src/config/cluster.ts'
import { defaultVpcCidr } from '#src/tables/addresses.ts'
import { cidr, getAtt, merged, ref, resource, select, type Resource, type Resources } from './cfn.ts'
import { isFullyPrivate, networkOutputs, zoneToken, type Network } from './network.ts'
import { gatewayRoute, internetGateway, ipv6Block, routeTableAssociation, subnetTags } from './vpc.ts'

const vpcId = ref('VPC')
const subnetId = (zone: string, isPublic: boolean) => `${isPublic ? 'Public' : 'Private'}Subnet${zoneToken(zone)}`

/** A VPC of the cluster's own whose pods have IPv6 addresses. There is always one NAT gateway, for what only speaks IPv4. */
export function dedicatedVpcIpv6(cluster: Cluster): Network {
  const open = !isFullyPrivate(cluster)
  const subnets = cluster.subnets.filter((subnet) => open || !subnet.public)
  const refs = (isPublic: boolean) =>
    subnets.filter((subnet) => subnet.public === isPublic).map((subnet) => ref(subnetId(subnet.zone, isPublic)))
  return {
    resources: {
      VPC: resource('AWS::EC2::VPC', {
        CidrBlock: cluster.config.vpc?.cidr ?? defaultVpcCidr,
        EnableDnsSupport: true,
        EnableDnsHostnames: true,
      }),
      IPv6CidrBlock: ipv6Range(cluster),
      ...(open && { ...internetGateway('PublicSubnetDefaultRoute'), ...outwards(cluster) }),
      ...merged(subnets.map((subnet) => subnetResources(cluster, subnet, open))),
    },
    outputs: networkOutputs(vpcId, { SubnetsPrivate: refs(false), SubnetsPublic: refs(true) }),
    vpcId,
    publicSubnets: refs(true),
    privateSubnets: refs(false),
    privateRouteTables: cluster.zones.map((zone) => ref(`PrivateRouteTable${zoneToken(zone)}`)),
    privateSubnetsIn: (zone) => (cluster.zones.includes(zone) ? [ref(subnetId(zone, false))] : []),
    privateZones: cluster.zones.map(zoneToken),
  }
}

function ipv6Range(cluster: Cluster): Resource {
  const { ipv6Cidr, ipv6Pool } = cluster.config.vpc ?? {}
  return resource('AWS::EC2::VPCCidrBlock', {
    VpcId: vpcId,
    AmazonProvidedIpv6CidrBlock: !ipv6Cidr,
    ...(ipv6Cidr && { Ipv6CidrBlock: ipv6Cidr, Ipv6Pool: ipv6Pool }),
  })
}

function outwards(cluster: Cluster): Resources {
  const firstPublic = subnetId(cluster.zones[0] ?? '', true)
  return {
    EIP: resource('AWS::EC2::EIP', { Domain: 'vpc' }, { DependsOn: ['VPCGatewayAttachment'] }),
    NATGateway: resource(
      'AWS::EC2::NatGateway',
      { AllocationId: getAtt('EIP', 'AllocationId'), SubnetId: ref(firstPublic) },
      { DependsOn: ['EIP', firstPublic, 'VPCGatewayAttachment'] },
    ),
    PublicSubnetIPv6DefaultRoute: gatewayRoute({ DestinationIpv6CidrBlock: '::/0' }),
    EgressOnlyInternetGateway: resource('AWS::EC2::EgressOnlyInternetGateway', { VpcId: vpcId }),
  }
}

function subnetResources(cluster: Cluster, subnet: PlannedSubnet, open: boolean): Resources {
  const token = zoneToken(subnet.zone)
  const id = subnetId(subnet.zone, subnet.public)
  const routeTable = subnet.public ? 'PublicRouteTable' : `PrivateRouteTable${token}`
  return {
    [id]: subnetResource(cluster, subnet),
    [`RouteTableAssociation${subnet.public ? 'Public' : 'Private'}${token}`]: routeTableAssociation(id, routeTable),
    ...(!subnet.public && { [routeTable]: resource('AWS::EC2::RouteTable', { VpcId: vpcId }) }),
    ...(!subnet.public && open && privateRoutes(token, routeTable)),
  }
}

const privateRoutes = (token: string, routeTable: string): Resources => ({
  [`PrivateSubnetDefaultIpv6Route${token}`]: resource('AWS::EC2::Route', {
    RouteTableId: ref(routeTable),
    DestinationIpv6CidrBlock: '::/0',
    EgressOnlyInternetGatewayId: ref('EgressOnlyInternetGateway'),
  }),
  [`PrivateSubnetDefaultRoute${token}`]: resource(
    'AWS::EC2::Route',
    { RouteTableId: ref(routeTable), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('NATGateway') },
    { DependsOn: ['NATGateway', 'VPCGatewayAttachment'] },
  ),
})

function subnetResource(cluster: Cluster, subnet: PlannedSubnet): Resource {
  const zones = cluster.zones.length
  const blocks = 2 * zones + 2
  const index = cluster.zones.indexOf(subnet.zone) + (subnet.public ? 0 : zones)
  const { cidr: range = defaultVpcCidr, hostnameType } = cluster.config.vpc ?? {}
  return resource(
    'AWS::EC2::Subnet',
    {
      AvailabilityZone: subnet.zone,
      VpcId: vpcId,
      AssignIpv6AddressOnCreation: true,
      CidrBlock: select(index, cidr(getAtt('VPC', 'CidrBlock'), blocks, hostBits(range, blocks))),
      Ipv6CidrBlock: ipv6Block(index, blocks),
      ...(subnet.public && { MapPublicIpOnLaunch: true }),
      ...(hostnameType && { PrivateDnsNameOptionsOnLaunch: { HostnameType: hostnameType } }),
      Tags: subnetTags(cluster, subnet.public),
    },
    { DependsOn: ['IPv6CidrBlock'] },
  )
}

/** How many bits of an address stay for hosts when a range is cut into so many blocks. */
const hostBits = (range: string, blocks: number) => Math.floor(Math.log2(2 ** (32 - Number(range.split('/')[1])) / blocks))
