import {
  DescribeNatGatewaysCommand,
  DescribePlacementGroupsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
  type RouteTable as AwsRouteTable,
  type SecurityGroupRule,
  type Subnet,
  type Vpc as AwsVpc,
} from '@aws-sdk/client-ec2'
import type { EndpointService, GroupRule, RouteTable, Vpc, VpcSubnet, Vpcs } from '../app/vpcs.ts'
import { every, orMissing, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'

/** The adapter of VPCs that eksx did not make. */
export function vpcsOn(aws: Aws): Vpcs {
  const client = new EC2Client(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('ec2', operation, send)

  const subnetsWhere = async (where: { Filters: { Name: string; Values: string[] }[] }): Promise<VpcSubnet[]> => {
    const all = await every(
      (NextToken) =>
        call('DescribeSubnets', () => client.send(new DescribeSubnetsCommand({ ...where, ...(NextToken !== undefined && { NextToken }) }))),
      (page) => page.Subnets,
      (page) => page.NextToken,
    )
    return all.map(subnetOf)
  }

  const subnets = async (ids: readonly string[]): Promise<VpcSubnet[]> =>
    ids.length === 0 ? [] : subnetsWhere({ Filters: [{ Name: 'subnet-id', Values: [...new Set(ids)] }] })

  async function endpointZones(services: readonly EndpointService[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const known = new Map<string, readonly string[]>()
    const names = services.map(({ name }) => name)
    const input = { ServiceNames: names, Filters: [{ Name: 'service-name', Values: names }] }
    const all = await orMissing(
      every(
        (NextToken) =>
          call('DescribeVpcEndpointServices', () =>
            client.send(new DescribeVpcEndpointServicesCommand({ ...input, ...(NextToken !== undefined && { NextToken }) })),
          ),
        (page) => page.ServiceDetails,
        (page) => page.NextToken,
      ),
      'InvalidServiceName',
    )
    for (const detail of all ?? []) {
      const wanted = services.find(({ name }) => name === detail.ServiceName)
      if (wanted !== undefined && detail.ServiceType?.some(({ ServiceType }) => ServiceType === wanted.kind))
        known.set(wanted.name, detail.AvailabilityZones ?? [])
    }
    return known
  }

  async function groupRules(groups: readonly string[]): Promise<GroupRule[]> {
    if (groups.length === 0) return []
    const input = { Filters: [{ Name: 'group-id', Values: [...groups] }] }
    const all = await every(
      (NextToken) =>
        call('DescribeSecurityGroupRules', () =>
          client.send(new DescribeSecurityGroupRulesCommand({ ...input, ...(NextToken !== undefined && { NextToken }) })),
        ),
      (page) => page.SecurityGroupRules,
      (page) => page.NextToken,
    )
    return all.map(groupRuleOf)
  }

  return {
    find: async (id) => {
      const answer = await orMissing(
        call('DescribeVpcs', () => client.send(new DescribeVpcsCommand({ VpcIds: [id] }))),
        'InvalidVpcID.NotFound',
      )
      const [vpc] = answer?.Vpcs ?? []
      return vpc && vpcOf(vpc)
    },
    subnets,
    givePublicAddresses: async (SubnetId, signal) => {
      signal.throwIfAborted()
      const input = { SubnetId, MapPublicIpOnLaunch: { Value: true } }
      await call('ModifySubnetAttribute', () => client.send(new ModifySubnetAttributeCommand(input)))
    },
    subnetsIn: (vpcId) => subnetsWhere({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    taggedSubnets: (key, value) => subnetsWhere({ Filters: [{ Name: `tag:${key}`, Values: [value] }] }),
    routeTables: async (vpcId) => {
      const input = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }
      const all = await every(
        (NextToken) =>
          call('DescribeRouteTables', () =>
            client.send(new DescribeRouteTablesCommand({ ...input, ...(NextToken !== undefined && { NextToken }) })),
          ),
        (page) => page.RouteTables,
        (page) => page.NextToken,
      )
      return all.map(routeTableOf)
    },
    endpointZones,
    endpoints: async (vpcId) => {
      const Filters = [{ Name: 'vpc-id', Values: [vpcId] }]
      const all = await every(
        (NextToken) =>
          call('DescribeVpcEndpoints', () =>
            client.send(new DescribeVpcEndpointsCommand({ Filters, ...(NextToken !== undefined && { NextToken }) })),
          ),
        (page) => page.VpcEndpoints,
        (page) => page.NextToken,
      )
      return all.map(({ ServiceName = '' }) => ServiceName)
    },
    groupRules,
    natAddresses: async (gateway) => {
      const sent = call('DescribeNatGateways', () => client.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [gateway] })))
      const gateways = (await orMissing(sent, 'NatGatewayNotFound'))?.NatGateways ?? []
      return gateways.flatMap(({ NatGatewayAddresses = [] }) => NatGatewayAddresses.flatMap(({ PublicIp }) => PublicIp ?? []))
    },
    placementGroupExists: async (name) => {
      const input = { GroupNames: [name] }
      const answer = await orMissing(
        call('DescribePlacementGroups', () => client.send(new DescribePlacementGroupsCommand(input))),
        'InvalidPlacementGroup.Unknown',
      )
      return (answer?.PlacementGroups ?? []).length > 0
    },
  }
}

const groupRuleOf = (rule: SecurityGroupRule): GroupRule => ({
  group: rule.GroupId ?? '',
  egress: rule.IsEgress ?? false,
  protocol: rule.IpProtocol ?? '',
  from: rule.FromPort,
  to: rule.ToPort,
  cidr: rule.CidrIpv4 ?? rule.CidrIpv6,
  peer: rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId,
  description: rule.Description ?? '',
})

const vpcOf = (vpc: AwsVpc): Vpc => ({
  id: vpc.VpcId ?? '',
  cidr: vpc.CidrBlock ?? '',
  cidrs: (vpc.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock, CidrBlockState }) =>
    CidrBlockState?.State === 'associated' ? [CidrBlock ?? ''] : [],
  ),
  ipv6Cidrs: (vpc.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock, Ipv6CidrBlockState }) =>
    Ipv6CidrBlockState?.State === 'associated' ? [Ipv6CidrBlock ?? ''] : [],
  ),
})

const subnetOf = (subnet: Subnet): VpcSubnet => ({
  id: subnet.SubnetId ?? '',
  vpcId: subnet.VpcId ?? '',
  zone: subnet.AvailabilityZone ?? '',
  zoneId: subnet.AvailabilityZoneId ?? '',
  cidr: subnet.CidrBlock ?? '',
  ipv6Cidrs: (subnet.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
  freeAddresses: subnet.AvailableIpAddressCount ?? 0,
  givesPublicAddress: subnet.MapPublicIpOnLaunch === true,
  outpostArn: subnet.OutpostArn,
  tags: tagMap(subnet.Tags),
})

function routeTableOf(table: AwsRouteTable): RouteTable {
  const links = table.Associations ?? []
  const route = table.Routes?.find((one) => one.DestinationCidrBlock === '0.0.0.0/0' && one.State !== 'blackhole')
  return {
    id: table.RouteTableId ?? '',
    main: links.some((link) => link.Main === true),
    subnets: links.flatMap((link) => link.SubnetId ?? []),
    defaultRoute:
      route && (route.GatewayId ?? route.NatGatewayId ?? route.TransitGatewayId ?? route.NetworkInterfaceId ?? route.InstanceId ?? 'other'),
  }
}
