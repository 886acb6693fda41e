import { expect, test } from 'vitest'
import { refusal, testRegion } from './region.ts'

interface Route {
  DestinationCidrBlock?: string
  State: string
  NatGatewayId?: string
  GatewayId?: string
}
interface Tables {
  RouteTables: {
    RouteTableId: string
    Associations: { Main: boolean; RouteTableAssociationId: string; SubnetId?: string }[]
    Routes: Route[]
  }[]
}

test('a VPC comes with a main route table, a default group and an access list, and takes them with it', async () => {
  const { aws, vpc } = await testRegion()
  const vpcId = await vpc()
  const own = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }
  expect((await aws<Tables>('DescribeRouteTables', own)).RouteTables).toMatchObject([
    { Associations: [{ Main: true }], Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }] },
  ])
  expect(await aws('DescribeSecurityGroups', own)).toMatchObject({
    SecurityGroups: [{ GroupName: 'default', IpPermissionsEgress: [{ IpProtocol: '-1' }] }],
  })
  expect(await aws('DescribeNetworkAcls', own)).toMatchObject({ NetworkAcls: [{ IsDefault: true }] })
  await aws('DeleteVpc', { VpcId: vpcId })
  for (const [operation, member] of [
    ['DescribeRouteTables', 'RouteTables'],
    ['DescribeSecurityGroups', 'SecurityGroups'],
    ['DescribeNetworkAcls', 'NetworkAcls'],
    ['DescribeSecurityGroupRules', 'SecurityGroupRules'],
  ] as const) {
    expect((await aws<Record<string, unknown[]>>(operation))[member]).toEqual([])
  }
  expect(await refusal(aws('DescribeVpcs', { VpcIds: [vpcId] }))).toBe(`InvalidVpcID.NotFound: The vpc ID '${vpcId}' does not exist`)
})

test.each([
  { cidr: '10.0.0.0/15', code: 'InvalidVpc.Range' },
  { cidr: '10.0.0.0/29', code: 'InvalidVpc.Range' },
  { cidr: 'ten', code: 'InvalidParameterValue' },
])('a VPC of $cidr is refused: $code', async ({ cidr, code }) => {
  const { aws } = await testRegion()
  expect(await refusal(aws('CreateVpc', { CidrBlock: cidr }))).toContain(code)
})

test('the sixth VPC of a region is one too many', async () => {
  const { vpc } = await testRegion()
  for (let count = 0; count < 5; count++) await vpc(`10.${count}.0.0/16`)
  expect(await refusal(vpc('10.9.0.0/16'))).toBe('VpcLimitExceeded: The maximum number of VPCs has been reached.')
})

test('a subnet lies in its VPC, in a zone that is there, and shares no address with another', async () => {
  const { aws, vpc, subnet } = await testRegion()
  const vpcId = await vpc()
  const id = await subnet(vpcId, '10.0.0.0/24')
  expect(await aws('DescribeSubnets', { SubnetIds: [id] })).toMatchObject({
    Subnets: [{ AvailableIpAddressCount: 251, AvailabilityZone: 'eu-west-1a', MapPublicIpOnLaunch: false }],
  })
  expect(await refusal(subnet(vpcId, '10.0.0.128/25'))).toBe(
    "InvalidSubnet.Conflict: The CIDR '10.0.0.128/25' conflicts with another subnet",
  )
  expect(await refusal(subnet(vpcId, '10.1.0.0/24'))).toContain('InvalidSubnet.Range')
  expect(await refusal(subnet(vpcId, '10.0.9.0/24', 'eu-west-1x'))).toContain(
    'Subnets can currently only be created in the following availability zones: eu-west-1a',
  )
  expect(await refusal(subnet('vpc-00000000000000000', '10.0.9.0/24'))).toContain('InvalidVpcID.NotFound')
})

test('a VPC does not go while a subnet, a gateway, a group, a table or an interface is in it', async () => {
  const { aws, openVpc, subnet } = await testRegion()
  const { vpcId, gatewayId } = await openVpc()
  const remove = () => aws('DeleteVpc', { VpcId: vpcId })
  const held = `DependencyViolation: The vpc '${vpcId}' has dependencies and cannot be deleted.`
  expect(await refusal(remove())).toBe(held)
  expect(await refusal(aws('DeleteInternetGateway', { InternetGatewayId: gatewayId }))).toContain('DependencyViolation')
  await aws('DetachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId })
  await aws('DeleteInternetGateway', { InternetGatewayId: gatewayId })
  const subnetId = await subnet(vpcId, '10.0.0.0/24')
  expect(await refusal(remove())).toBe(held)
  const { NetworkInterface: face } = await aws<{ NetworkInterface: { NetworkInterfaceId: string } }>('CreateNetworkInterface', {
    SubnetId: subnetId,
  })
  expect(await refusal(aws('DeleteSubnet', { SubnetId: subnetId }))).toBe(
    `DependencyViolation: The subnet '${subnetId}' has dependencies and cannot be deleted.`,
  )
  await aws('DeleteNetworkInterface', { NetworkInterfaceId: face.NetworkInterfaceId })
  await aws('DeleteSubnet', { SubnetId: subnetId })
  const { GroupId } = await aws<{ GroupId: string }>('CreateSecurityGroup', { VpcId: vpcId, GroupName: 'web', Description: 'web' })
  expect(await refusal(remove())).toBe(held)
  await aws('DeleteSecurityGroup', { GroupId })
  const { RouteTable: table } = await aws<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', { VpcId: vpcId })
  expect(await refusal(remove())).toBe(held)
  await aws('DeleteRouteTable', { RouteTableId: table.RouteTableId })
  await remove()
})

test('a NAT gateway takes its time, holds its subnet and address, and leaves a black hole behind', async () => {
  const { aws, openVpc, subnet, pass } = await testRegion()
  const { vpcId, gatewayId } = await openVpc()
  const subnetId = await subnet(vpcId, '10.0.0.0/24')
  const { AllocationId } = await aws<{ AllocationId: string }>('AllocateAddress')
  const { NatGateway } = await aws<{ NatGateway: { NatGatewayId: string; State: string } }>('CreateNatGateway', {
    SubnetId: subnetId,
    AllocationId,
  })
  const id = NatGateway.NatGatewayId
  const state = async () =>
    (await aws<{ NatGateways: { State: string }[] }>('DescribeNatGateways', { NatGatewayIds: [id] })).NatGateways[0]?.State
  expect(await state()).toBe('pending')
  expect(await refusal(aws('CreateNatGateway', { SubnetId: subnetId, AllocationId }))).toContain('Resource.AlreadyAssociated')
  await pass(200_000)
  expect(await state()).toBe('available')
  const { RouteTable: table } = await aws<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', { VpcId: vpcId })
  const route = { RouteTableId: table.RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }
  await aws('CreateRoute', { ...route, NatGatewayId: id })
  expect(await refusal(aws('CreateRoute', { ...route, GatewayId: gatewayId }))).toBe(
    'RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.',
  )
  expect(await refusal(aws('ReleaseAddress', { AllocationId }))).toContain('InvalidIPAddress.InUse')
  expect(await refusal(aws('DetachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId }))).toContain(
    'has some mapped public address(es)',
  )
  await aws('DeleteNatGateway', { NatGatewayId: id })
  expect(await state()).toBe('deleting')
  expect(await refusal(aws('DeleteSubnet', { SubnetId: subnetId }))).toContain('DependencyViolation')
  await pass(100_000)
  expect(await state()).toBe('deleted')
  const tables = await aws<Tables>('DescribeRouteTables', { RouteTableIds: [table.RouteTableId] })
  expect(tables.RouteTables[0]?.Routes.find((one) => one.NatGatewayId === id)?.State).toBe('blackhole')
  await aws('ReleaseAddress', { AllocationId })
  await aws('DeleteSubnet', { SubnetId: subnetId })
  await aws('DetachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId })
  await pass(3_600_000)
  expect(await refusal(aws('DescribeNatGateways', { NatGatewayIds: [id] }))).toContain('NatGatewayNotFound')
})

test('a NAT gateway in a VPC without a way out fails', async () => {
  const { aws, vpc, subnet, pass } = await testRegion()
  const SubnetId = await subnet(await vpc(), '10.0.0.0/24')
  const { AllocationId } = await aws<{ AllocationId: string }>('AllocateAddress')
  await aws('CreateNatGateway', { SubnetId, AllocationId })
  await pass(200_000)
  expect(await aws('DescribeNatGateways')).toMatchObject({ NatGateways: [{ State: 'failed', FailureCode: 'Gateway.NotAttached' }] })
})

test('the sixth elastic address is one too many', async () => {
  const { aws } = await testRegion()
  for (let count = 0; count < 5; count++) await aws('AllocateAddress')
  expect(await refusal(aws('AllocateAddress'))).toBe('AddressLimitExceeded: The maximum number of addresses has been reached.')
})

test('a route leads to something that stands in the same network', async () => {
  const { aws, openVpc, vpc } = await testRegion()
  const { gatewayId } = await openVpc()
  const other = await vpc('10.1.0.0/16')
  const { RouteTable: table } = await aws<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', { VpcId: other })
  const route = { RouteTableId: table.RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }
  expect(await refusal(aws('CreateRoute', { ...route, GatewayId: gatewayId }))).toContain('belong to different networks')
  expect(await refusal(aws('CreateRoute', { ...route, GatewayId: 'igw-00000000000000000' }))).toContain('InvalidGatewayID.NotFound')
  expect(await refusal(aws('DeleteRoute', route))).toContain('InvalidRoute.NotFound: no route with destination-cidr-block 0.0.0.0/0')
})

test('a subnet goes with one table, and a table with subnets does not go', async () => {
  const { aws, vpc, subnet } = await testRegion()
  const vpcId = await vpc()
  const SubnetId = await subnet(vpcId, '10.0.0.0/24')
  const make = async () =>
    (await aws<{ RouteTable: { RouteTableId: string } }>('CreateRouteTable', { VpcId: vpcId })).RouteTable.RouteTableId
  const [first, second] = [await make(), await make()]
  const { AssociationId } = await aws<{ AssociationId: string }>('AssociateRouteTable', { RouteTableId: first, SubnetId })
  expect(await refusal(aws('AssociateRouteTable', { RouteTableId: second, SubnetId }))).toContain('Resource.AlreadyAssociated')
  expect(await refusal(aws('DeleteRouteTable', { RouteTableId: first }))).toContain(`The routeTable '${first}' has dependencies`)
  await aws('DisassociateRouteTable', { AssociationId })
  await aws('DeleteRouteTable', { RouteTableId: first })
})

test('IPv6: Amazon gives a VPC a /56, a subnet takes a /64 of it', async () => {
  const { aws, vpc, subnet } = await testRegion()
  const vpcId = await vpc()
  const SubnetId = await subnet(vpcId, '10.0.0.0/24')
  await aws('AssociateVpcCidrBlock', { VpcId: vpcId, AmazonProvidedIpv6CidrBlock: true })
  const { Vpcs } = await aws<{ Vpcs: { Ipv6CidrBlockAssociationSet: { Ipv6CidrBlock: string }[] }[] }>('DescribeVpcs')
  const block = Vpcs[0]?.Ipv6CidrBlockAssociationSet[0]?.Ipv6CidrBlock ?? ''
  expect(block).toMatch(/^2600:1f[0-9a-f:]+::\/56$/)
  expect(await refusal(aws('AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock: '2a05:d018:1:100::/64' }))).toContain(
    'InvalidSubnet.Range',
  )
  await aws('AssociateSubnetCidrBlock', { SubnetId, Ipv6CidrBlock: block.replace('/56', '/64') })
  await aws('ModifySubnetAttribute', { SubnetId, AssignIpv6AddressOnCreation: { Value: true } })
  expect(await aws('DescribeSubnets')).toMatchObject({
    Subnets: [{ AssignIpv6AddressOnCreation: true, Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: block.replace('/56', '/64') }] }],
  })
})

test('an interface endpoint has an interface in each subnet and holds it until it is deleted', async () => {
  const { aws, vpc, subnet, pass } = await testRegion()
  const vpcId = await vpc()
  const SubnetId = await subnet(vpcId, '10.0.0.0/24')
  const { VpcEndpoint } = await aws<{ VpcEndpoint: { VpcEndpointId: string } }>('CreateVpcEndpoint', {
    VpcId: vpcId,
    ServiceName: 'com.amazonaws.eu-west-1.sts',
    VpcEndpointType: 'Interface',
    SubnetIds: [SubnetId],
    PrivateDnsEnabled: true,
  })
  await pass(100_000)
  expect(await aws('DescribeVpcEndpoints')).toMatchObject({ VpcEndpoints: [{ State: 'available' }] })
  expect(await refusal(aws('DeleteSubnet', { SubnetId }))).toContain('DependencyViolation')
  await aws('DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpoint.VpcEndpointId] })
  await pass(100_000)
  await aws('DeleteSubnet', { SubnetId })
  expect(await refusal(aws('CreateVpcEndpoint', { VpcId: vpcId, ServiceName: 'com.amazonaws.eu-west-1.nothing' }))).toContain(
    'InvalidServiceName',
  )
})

test.each([
  ['cn-north-1', ['cn.com.amazonaws.cn-north-1.ec2', 'com.amazonaws.cn-north-1.s3', 'com.amazonaws.cn-north-1.logs']],
  ['us-iso-east-1', ['gov.ic.c2s.us-iso-east-1.ecr.api', 'com.amazonaws.us-iso-east-1.sts']],
  ['us-west-2', ['com.amazonaws.us-west-2.ecr.dkr']],
])("in %s each service's endpoint has the name of its partition, and no other", async (region, names) => {
  const { sandbox } = await testRegion()
  const call = sandbox.account.call(region)
  const ask = (ServiceNames: string[]) =>
    call.aws<{ ServiceNames: string[] }>('ec2', 'DescribeVpcEndpointServices', {
      ServiceNames,
      Filters: [{ Name: 'service-name', Values: ServiceNames }],
    })
  expect((await ask(names)).ServiceNames.toSorted()).toEqual(names.toSorted())
  const wrong = `${names[0]?.startsWith('com.') === true ? 'cn.' : 'x.'}${names[0]}`
  expect(await refusal(ask([wrong]))).toContain('InvalidServiceName')
})

test('an attachment to a transit gateway, a VPN gateway or a peering keeps a VPC from going, and an attachment its subnet', async () => {
  const { aws, vpc, subnet } = await testRegion()
  const [VpcId, PeerVpcId] = [await vpc(), await vpc('10.1.0.0/16')]
  const SubnetId = await subnet(VpcId, '10.0.0.0/24')
  const away = () => refusal(aws('DeleteVpc', { VpcId }))
  const { TransitGatewayVpcAttachment: attachment } = await aws<{ TransitGatewayVpcAttachment: { TransitGatewayAttachmentId: string } }>(
    'CreateTransitGatewayVpcAttachment',
    { VpcId, SubnetIds: [SubnetId], TransitGatewayId: 'tgw-0a1b2c3d4e5f60718' },
  )
  expect(await away()).toContain('DependencyViolation')
  await aws('DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: attachment.TransitGatewayAttachmentId })
  await aws('DeleteSubnet', { SubnetId })

  const { VpnGateway } = await aws<{ VpnGateway: { VpnGatewayId: string } }>('CreateVpnGateway', { Type: 'ipsec.1' })
  await aws('AttachVpnGateway', { VpcId, VpnGatewayId: VpnGateway.VpnGatewayId })
  expect(await away()).toContain('DependencyViolation')
  await aws('DetachVpnGateway', { VpcId, VpnGatewayId: VpnGateway.VpnGatewayId })

  const { VpcPeeringConnection } = await aws<{ VpcPeeringConnection: { VpcPeeringConnectionId: string } }>('CreateVpcPeeringConnection', {
    VpcId,
    PeerVpcId,
  })
  await aws('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: VpcPeeringConnection.VpcPeeringConnectionId })
  const before = await away()
  await aws('DeleteVpcPeeringConnection', { VpcPeeringConnectionId: VpcPeeringConnection.VpcPeeringConnectionId })
  expect([before, await away()]).toEqual([expect.stringContaining('DependencyViolation'), 'not refused'])
})
