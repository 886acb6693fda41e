import type { Sandbox } from '#sandbox/sandbox.ts'
import type { Call, World } from '#sandbox/service.ts'
import { ec2State } from '#sandbox/services/ec2/state.ts'

/** The captures' account took every zone that a case names, with every instance type; ours has only those it knows. */
export function withZones(world: World, named: string): World {
  const regions = structuredClone(world.regions) as Record<string, { zones: object[] }>
  const offerings = structuredClone(world.offerings) as Record<string, Record<string, string[]>>
  for (const [zone, region = ''] of named.matchAll(/\b([a-z]{2}(?:-[a-z]+)+-\d)[a-z]\b/g)) {
    const zones = regions[region]?.zones as { ZoneName: string; ZoneId: string }[] | undefined
    const [like] = zones ?? []
    if (zones === undefined || like === undefined) continue
    if (!zones.some(({ ZoneName }) => ZoneName === zone))
      zones.push({ ...like, ZoneName: zone, ZoneId: `${like.ZoneId.replace(/\d+$/, '')}${zones.length + 1}` })
    const offered = (offerings[region] ??= {})
    for (const type of new Set([...Object.keys(offered), 'm5.large'])) offered[type] = [...new Set([...(offered[type] ?? []), zone])]
  }
  return { ...world, regions, offerings }
}

/** What the captures' account never asked of a network: that routes lead somewhere, that groups are in the VPC, that gateways exist. */
export async function grantNetwork(sandbox: Sandbox, named: string): Promise<void> {
  const call = sandbox.account.call('us-west-2')
  await grantRoutes(call)
  grantGroups(call, named)
  grantGateways(call, named)
  grantPools(call, named)
  grantAddresses(call, named)
}

/** The seeds' private subnets have a route to a NAT gateway that is not there, or none at all. */
async function grantRoutes(call: Call): Promise<void> {
  const { rtbs, subnets, igws } = ec2State(call)
  for (const table of Object.values(rtbs)) {
    const served = (table.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? [])
    const [first] = served
    if (first === undefined) continue
    const open = subnets[first]?.MapPublicIpOnLaunch === true
    const way = table.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0')
    if (way !== undefined && way.NatGatewayId === undefined) continue
    const gateway = open
      ? { GatewayId: Object.values(igws).find((one) => one.Attachments?.some(({ VpcId }) => VpcId === table.VpcId))?.InternetGatewayId }
      : { NatGatewayId: await natGateway(call, table.VpcId ?? '') }
    if (way === undefined)
      await call.aws('ec2', 'CreateRoute', { RouteTableId: table.RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...gateway })
    else Object.assign(way, gateway)
  }
}

async function natGateway(call: Call, vpcId: string): Promise<string> {
  const open = Object.values(ec2State(call).subnets).find((subnet) => subnet.VpcId === vpcId && subnet.MapPublicIpOnLaunch === true)
  const { AllocationId } = await call.aws<{ AllocationId: string }>('ec2', 'AllocateAddress', { Domain: 'vpc' })
  const { NatGateway } = await call.aws<{ NatGateway: { NatGatewayId: string } }>('ec2', 'CreateNatGateway', {
    SubnetId: open?.SubnetId,
    AllocationId,
  })
  return NatGateway.NatGatewayId
}

/** Groups that a case names are in the VPC that it uses: the one made last. */
function grantGroups(call: Call, named: string): void {
  const state = ec2State(call)
  const inUse = (): string => Object.keys(state.vpcs).at(-1) ?? ''
  for (const id of new Set(named.match(/\bsg-[0-9a-f]{8,17}\b/g))) {
    const group = (state.sgs[id] ??= { GroupId: id, GroupName: id, Description: 'seeded', VpcId: '', OwnerId: call.account.id, Tags: [] })
    Object.defineProperty(group, 'VpcId', { enumerable: true, configurable: true, get: inUse })
    const rule = `sgr-${id.slice(3)}`
    state.sgrules[rule] ??= {
      SecurityGroupRuleId: rule,
      GroupId: id,
      GroupOwnerId: call.account.id,
      IsEgress: true,
      IpProtocol: '-1',
      FromPort: -1,
      ToPort: -1,
      CidrIpv4: '0.0.0.0/0',
      Tags: [],
    }
  }
}

function grantGateways(call: Call, named: string): void {
  for (const id of new Set(named.match(/\bvgw-[0-9a-f]{8,17}\b/g)))
    ec2State(call).vgws[id] ??= {
      VpnGatewayId: id,
      State: 'available',
      Type: 'ipsec.1',
      AmazonSideAsn: 64_512,
      VpcAttachments: [],
      Tags: [],
    }
}

/** A cluster that only some public addresses reach, and no private ones, is reached by its nodes: theirs are among those. */
function grantAddresses(call: Call, named: string): void {
  const [, Cidr] = /publicAccessCIDRs: *\[ *"?([\d./]+)/.exec(named) ?? []
  if (Cidr !== undefined && !/privateAccess: *true/.test(named)) ec2State(call).ipv4pools['granted'] = { Cidr }
}

/** Pools of IPv6 addresses that the account brought with it. */
function grantPools(call: Call, named: string): void {
  const [, Cidr] = /ipv6Cidr: *(\S+)/.exec(named) ?? []
  for (const id of new Set(named.match(/\bipv6pool-[\w-]+/g)))
    if (Cidr !== undefined) ec2State(call).ipv6pools[id] = { PoolId: id, PoolCidrBlocks: [{ Cidr }] }
}
