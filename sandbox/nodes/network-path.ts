import type { Call } from '../service.ts'
import type { ClusterRecord } from '../services/eks/state.ts'
import type { InstanceFacts } from './machines.ts'

interface Route {
  DestinationCidrBlock?: string
  GatewayId?: string
  NatGatewayId?: string
  TransitGatewayId?: string
  NetworkInterfaceId?: string
  InstanceId?: string
  State?: string
}

interface Permission {
  IpProtocol?: string
  FromPort?: number
  ToPort?: number
  IpRanges?: { CidrIp?: string }[]
  UserIdGroupPairs?: { GroupId?: string }[]
  PrefixListIds?: unknown[]
}

interface Group {
  GroupId: string
  IpPermissions?: Permission[]
  IpPermissionsEgress?: Permission[]
}

/** Services that a node without a way out must reach through endpoints of the VPC. */
const neededEndpoints = ['ec2', 'ecr.api', 'ecr.dkr', 's3']

/** Why an instance can't talk to its cluster and fetch images; undefined where it can. */
export async function whyUnreachable(call: Call, record: ClusterRecord, instance: InstanceFacts): Promise<string | undefined> {
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  const groups = await groupsOf(
    call,
    (instance.SecurityGroups ?? []).flatMap((group) => group.GroupId ?? []),
  )
  if (!groups.some((group) => (group.IpPermissionsEgress ?? []).some((rule) => allows(rule, 443))))
    return 'its security groups allow no traffic out on port 443'
  const exit = await wayOut(call, instance)
  const reachesPrivate = vpc.endpointPrivateAccess === true && instance.VpcId === vpc.vpcId
  if (reachesPrivate) {
    const closed = await whyClosed(call, record, groups, instance)
    if (closed !== undefined) return closed
  } else {
    if (exit === undefined)
      return `subnet ${instance.SubnetId} has no route to the internet, and the cluster's endpoint has no private access`
    const cidrs = vpc.publicAccessCidrs ?? []
    if (exit.address !== undefined && !cidrs.some((cidr) => contains(cidr, exit.address ?? '')))
      return `its public address ${exit.address} is not within the cluster's public access blocks ${cidrs.join(', ')}`
  }
  if (exit !== undefined) return undefined
  const missing = await missingEndpoints(call, instance.VpcId ?? '')
  return missing.length === 0
    ? undefined
    : `subnet ${instance.SubnetId} has no route to the internet, and the VPC has no endpoint for ${missing.join(', ')}`
}

/** The control plane's interfaces must let the node in. */
async function whyClosed(call: Call, record: ClusterRecord, own: readonly Group[], instance: InstanceFacts): Promise<string | undefined> {
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  const ids = [...(vpc.securityGroupIds ?? []), ...(vpc.clusterSecurityGroupId === undefined ? [] : [vpc.clusterSecurityGroupId])]
  const groups = await groupsOf(call, ids)
  const open = groups.some((group) =>
    (group.IpPermissions ?? []).some(
      (rule) =>
        covers(rule, 443) &&
        ((rule.UserIdGroupPairs ?? []).some((pair) => own.some((item) => item.GroupId === pair.GroupId)) ||
          (rule.IpRanges ?? []).some((range) => contains(range.CidrIp ?? '', instance.PrivateIpAddress ?? ''))),
    ),
  )
  return open ? undefined : `security groups ${ids.join(', ')} of the control plane let in none of the instance's groups on port 443`
}

const covers = (rule: Permission, port: number): boolean =>
  rule.IpProtocol === '-1' || (rule.IpProtocol === 'tcp' && (rule.FromPort ?? 0) <= port && port <= (rule.ToPort ?? 65_535))

const allows = (rule: Permission, port: number): boolean =>
  covers(rule, port) &&
  ((rule.IpRanges ?? []).length > 0 ||
    (rule.UserIdGroupPairs ?? []).length > 0 ||
    (rule.PrefixListIds ?? []).length > 0 ||
    'Ipv6Ranges' in rule)

async function groupsOf(call: Call, ids: readonly string[]): Promise<Group[]> {
  if (ids.length === 0) return []
  return (await call.aws<{ SecurityGroups?: Group[] }>('ec2', 'DescribeSecurityGroups', { GroupIds: [...ids] })).SecurityGroups ?? []
}

/** The default route of an instance's subnet, with the public address it goes out by where one is known. */
async function wayOut(call: Call, instance: InstanceFacts): Promise<{ address: string | undefined } | undefined> {
  const route = await defaultRoute(call, instance.SubnetId ?? '', instance.VpcId ?? '')
  if (route === undefined) return undefined
  if (route.GatewayId?.startsWith('igw-') === true)
    return instance.PublicIpAddress === undefined ? undefined : { address: instance.PublicIpAddress }
  if (route.NatGatewayId === undefined) return { address: undefined }
  const { NatGateways: gateways = [] } = await call.aws<{
    NatGateways?: { NatGatewayId?: string; State?: string; NatGatewayAddresses?: { PublicIp?: string }[] }[]
  }>('ec2', 'DescribeNatGateways', {
    NatGatewayIds: [route.NatGatewayId],
  })
  const gateway = gateways.find((item) => item.State === 'available')
  return gateway === undefined ? undefined : { address: gateway.NatGatewayAddresses?.[0]?.PublicIp }
}

async function defaultRoute(call: Call, subnet: string, vpc: string): Promise<Route | undefined> {
  const { RouteTables: tables = [] } = await call.aws<{
    RouteTables?: { Associations?: { SubnetId?: string; Main?: boolean }[]; Routes?: Route[] }[]
  }>('ec2', 'DescribeRouteTables', {
    Filters: [{ Name: 'vpc-id', Values: [vpc] }],
  })
  const table =
    tables.find((item) => item.Associations?.some((link) => link.SubnetId === subnet)) ??
    tables.find((item) => item.Associations?.some((link) => link.Main === true))
  return table?.Routes?.find((route) => route.DestinationCidrBlock === '0.0.0.0/0' && route.State !== 'blackhole')
}

async function missingEndpoints(call: Call, vpc: string): Promise<string[]> {
  const { VpcEndpoints: endpoints = [] } = await call.aws<{ VpcEndpoints?: { ServiceName?: string; State?: string }[] }>(
    'ec2',
    'DescribeVpcEndpoints',
    { Filters: [{ Name: 'vpc-id', Values: [vpc] }] },
  )
  return neededEndpoints.filter(
    (service) => !endpoints.some((endpoint) => endpoint.ServiceName?.endsWith(`.${call.region}.${service}`) === true),
  )
}

/** Whether an IPv4 block holds an address. */
export function contains(cidr: string, address: string): boolean {
  const [base = '', mask = '32'] = cidr.split('/')
  const bits = Number(mask)
  const [a, b] = [numberOf(base), numberOf(address)]
  return a !== undefined && b !== undefined && Math.floor(a / 2 ** (32 - bits)) === Math.floor(b / 2 ** (32 - bits))
}

function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : undefined
}
