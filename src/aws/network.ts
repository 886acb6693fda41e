import {
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type Subnet,
} from '@aws-sdk/client-ec2'
import type { LoadBalancer, Network, Zone } from '../app.ts'
import type { LiveSubnet } from '../config/cluster.ts'
import { every, isAws, orMissing, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'

/** The adapter of EC2's network side, and of the load balancers in it. */
export function networkOn(aws: Aws): Network {
  const client = new EC2Client(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('ec2', operation, send)
  const inVpc = (vpcId: string): { Filters: { Name: string; Values: string[] }[] } => ({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })
  let zones: Promise<Zone[]> | undefined
  const offered = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>()

  async function readZones(): Promise<Zone[]> {
    const answer = await call('DescribeAvailabilityZones', () =>
      client.send(new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true })),
    )
    return (answer.AvailabilityZones ?? []).map((zone) => ({
      name: zone.ZoneName ?? '',
      id: zone.ZoneId ?? '',
      kind: (zone.ZoneType ?? 'availability-zone') as Zone['kind'],
      available: zone.State === 'available' && zone.OptInStatus !== 'not-opted-in',
    }))
  }

  async function refusalOfZones(names: readonly string[]): Promise<string | undefined> {
    const input = { ZoneNames: [...names], AllAvailabilityZones: true }
    try {
      await call('DescribeAvailabilityZones', () => client.send(new DescribeAvailabilityZonesCommand(input)))
      return undefined
    } catch (error) {
      if (isAws(error, 'InvalidParameterValue'))
        return error instanceof Error && error.cause instanceof Error ? error.cause.message : 'a zone is unknown'
      throw error
    }
  }

  async function readOfferings(types: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    if (types.length === 0) return new Map()
    const input = { LocationType: 'availability-zone' as const, Filters: [{ Name: 'instance-type', Values: [...types] }], MaxResults: 1000 }
    const all = await every(
      (NextToken) =>
        call('DescribeInstanceTypeOfferings', () =>
          client.send(new DescribeInstanceTypeOfferingsCommand({ ...input, ...(NextToken !== undefined && { NextToken }) })),
        ),
      (page) => page.InstanceTypeOfferings,
      (page) => page.NextToken,
    )
    const byType = new Map<string, string[]>()
    for (const { InstanceType: type = '', Location: zone = '' } of all) byType.set(type, [...(byType.get(type) ?? []), zone])
    return byType
  }

  function offerings(types: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const key = types.toSorted().join(' ')
    const reading = offered.get(key) ?? readOfferings(types)
    offered.set(key, reading)
    return reading
  }

  async function loadBalancers(vpcId: string): Promise<LoadBalancer[]> {
    const { loadBalancersIn } = await import('./load-balancers.ts')
    return loadBalancersIn(aws, vpcId)
  }

  return {
    zones: () => (zones ??= readZones()),
    refusalOfZones,
    offerings,
    loadBalancers,
    subnets: async (ids) => {
      if (ids.length === 0) return []
      const answer = await call('DescribeSubnets', () => client.send(new DescribeSubnetsCommand({ SubnetIds: [...ids] })))
      return (answer.Subnets ?? []).map(liveSubnet)
    },
    regions: async () => {
      const answer = await call('DescribeRegions', () => client.send(new DescribeRegionsCommand({})))
      return (answer.Regions ?? []).map((region) => region.RegionName ?? '')
    },
    idleInterfaces: async (vpcId) => {
      const Filters = [...inVpc(vpcId).Filters, { Name: 'status', Values: ['available'] }]
      const all = await every(
        (NextToken) =>
          call('DescribeNetworkInterfaces', () =>
            client.send(new DescribeNetworkInterfacesCommand({ Filters, ...(NextToken !== undefined && { NextToken }) })),
          ),
        (page) => page.NetworkInterfaces,
        (page) => page.NextToken,
      )
      return all.map((one) => ({ id: one.NetworkInterfaceId ?? '', groups: (one.Groups ?? []).map((group) => group.GroupId ?? '') }))
    },
    securityGroups: async (vpcId) => {
      const all = await every(
        (NextToken) =>
          call('DescribeSecurityGroups', () =>
            client.send(new DescribeSecurityGroupsCommand({ ...inVpc(vpcId), ...(NextToken !== undefined && { NextToken }) })),
          ),
        (page) => page.SecurityGroups,
        (page) => page.NextToken,
      )
      return all.map((one) => ({
        id: one.GroupId ?? '',
        name: one.GroupName ?? '',
        tags: tagMap(one.Tags),
      }))
    },
    deleteInterface: async (NetworkInterfaceId, signal) => {
      signal.throwIfAborted()
      await orMissing(
        call('DeleteNetworkInterface', () => client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }))),
        'InvalidNetworkInterfaceID.NotFound',
      )
    },
    deleteSecurityGroup: async (GroupId, signal) => {
      signal.throwIfAborted()
      try {
        await call('DeleteSecurityGroup', () => client.send(new DeleteSecurityGroupCommand({ GroupId })))
        return true
      } catch (error) {
        if (isAws(error, 'DependencyViolation')) return false
        if (isAws(error, 'InvalidGroup.NotFound')) return true
        throw error
      }
    },
  }
}

/** Public means that addresses are given at launch; the role tags tell it where a subnet's owner switched that off. */
function liveSubnet(subnet: Subnet): LiveSubnet {
  const tagged = (key: string): boolean => (subnet.Tags ?? []).some((tag) => tag.Key === key)
  return {
    id: subnet.SubnetId ?? '',
    zone: subnet.AvailabilityZone ?? '',
    public: subnet.MapPublicIpOnLaunch === true || tagged('kubernetes.io/role/elb'),
    local: /-[a-z]{3}-\d+[a-z]$/.test(subnet.AvailabilityZone ?? ''),
    cidr: subnet.CidrBlock ?? '',
    ...(subnet.OutpostArn !== undefined && { outpost: subnet.OutpostArn }),
  }
}
