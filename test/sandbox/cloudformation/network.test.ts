import { expect, test } from 'vitest'
import { ec2 } from '#sandbox/services/ec2/service.ts'
import { testAccount } from './account.ts'
import type { TestAccount } from './account.ts'

const ref = (Ref: string) => ({ Ref })
const getAtt = (...path: string[]) => ({ 'Fn::GetAtt': path })
const name = (id: string) => [{ Key: 'Name', Value: { 'Fn::Sub': `\${AWS::StackName}/${id}` } }]
const body = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more })

const vpc = {
  Type: 'AWS::EC2::VPC',
  Properties: { CidrBlock: '192.168.0.0/16', EnableDnsSupport: true, EnableDnsHostnames: true, Tags: name('VPC') },
}
const subnet = (zone: string, CidrBlock: string, more: object = {}) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: { VpcId: ref('VPC'), AvailabilityZone: zone, CidrBlock, MapPublicIpOnLaunch: true, ...more },
})

const network = {
  VPC: vpc,
  InternetGateway: { Type: 'AWS::EC2::InternetGateway', Properties: { Tags: name('InternetGateway') } },
  VPCGatewayAttachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('VPC'), InternetGatewayId: ref('InternetGateway') },
  },
  PublicRouteTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('VPC') } },
  PublicSubnetRoute: {
    Type: 'AWS::EC2::Route',
    DependsOn: ['VPCGatewayAttachment'],
    Properties: { RouteTableId: ref('PublicRouteTable'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('InternetGateway') },
  },
  SubnetPublicA: subnet('us-west-2a', '192.168.0.0/19'),
  RouteTableAssociationPublicA: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref('SubnetPublicA'), RouteTableId: ref('PublicRouteTable') },
  },
  NATIP: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
  NATGateway: {
    Type: 'AWS::EC2::NatGateway',
    Properties: { AllocationId: getAtt('NATIP', 'AllocationId'), SubnetId: ref('SubnetPublicA') },
  },
  PrivateRouteTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('VPC') } },
  NATPrivateSubnetRoute: {
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: ref('PrivateRouteTable'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('NATGateway') },
  },
  Shared: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'nodes', VpcId: ref('VPC') } },
  Inside: {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: {
      GroupId: ref('Shared'),
      SourceSecurityGroupId: ref('Shared'),
      IpProtocol: '-1',
      FromPort: 0,
      ToPort: 65535,
      Description: 'all of us',
    },
  },
}

const account = () => testAccount({ ec2: ec2.operations })

async function status(of: TestAccount, StackName: string): Promise<string | undefined> {
  return (await of.cfn<{ Stacks: { StackStatus: string }[] }>('DescribeStacks', { StackName })).Stacks[0]?.StackStatus
}

async function create(of: TestAccount, template: string, more: object = {}): Promise<string> {
  const { StackId } = await of.cfn<{ StackId: string }>('CreateStack', { StackName: 'net', TemplateBody: template, ...more })
  await of.rest()
  return StackId
}

async function failures(of: TestAccount, StackName: string): Promise<string[]> {
  const { StackEvents } = await of.cfn<{
    StackEvents: { LogicalResourceId: string; ResourceStatus: string; ResourceStatusReason?: string }[]
  }>('DescribeStackEvents', { StackName })
  return StackEvents.filter((one) => one.ResourceStatus.endsWith('FAILED')).map(
    (one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason}`,
  )
}

test('a whole network comes and goes, leaving nothing', async () => {
  const of = account()
  const before = JSON.stringify(await of.call.aws('ec2', 'DescribeVpcs', {}))
  const id = await create(of, body(network, { Outputs: { Nat: { Value: ref('NATGateway') }, Ip: { Value: ref('NATIP') } } }), {
    Tags: [{ Key: 'team', Value: 'blue' }],
  })
  expect(await failures(of, id)).toEqual([])
  expect(await status(of, 'net')).toBe('CREATE_COMPLETE')
  const vpcs = await of.call.aws<{ Vpcs: { Tags?: { Key: string; Value: string }[] }[] }>('ec2', 'DescribeVpcs', {
    Filters: [{ Name: 'tag:Name', Values: ['net/VPC'] }],
  })
  expect(vpcs.Vpcs[0]?.Tags?.map((tag) => `${tag.Key}=${tag.Value}`).toSorted()).toEqual([
    'Name=net/VPC',
    'aws:cloudformation:logical-id=VPC',
    `aws:cloudformation:stack-id=${id}`,
    'aws:cloudformation:stack-name=net',
    'team=blue',
  ])
  const groups = await of.call.aws<{ SecurityGroups: { GroupName: string }[] }>('ec2', 'DescribeSecurityGroups', {
    Filters: [{ Name: 'description', Values: ['nodes'] }],
  })
  expect(groups.SecurityGroups[0]?.GroupName).toMatch(/^net-Shared-[0-9A-Z]{12}$/)
  await of.cfn('DeleteStack', { StackName: 'net' })
  await of.rest()
  expect(await failures(of, id)).toEqual([])
  expect(await status(of, id)).toBe('DELETE_COMPLETE')
  expect(JSON.stringify(await of.call.aws('ec2', 'DescribeVpcs', {}))).toBe(before)
  expect(await of.call.aws('ec2', 'DescribeAddresses', {})).toMatchObject({ Addresses: [] })
})

test('addresses of a second family are cut from the block the VPC got', async () => {
  const of = account()
  const block = (index: number, of6: boolean) => ({
    'Fn::Select': [
      index,
      { 'Fn::Cidr': [of6 ? { 'Fn::Select': [0, getAtt('VPC', 'Ipv6CidrBlocks')] } : getAtt('VPC', 'CidrBlock'), 6, of6 ? 64 : 13] },
    ],
  })
  const six = {
    Type: 'AWS::EC2::Subnet',
    DependsOn: 'Six',
    Properties: {
      VpcId: ref('VPC'),
      AvailabilityZone: 'us-west-2b',
      AssignIpv6AddressOnCreation: true,
      CidrBlock: block(3, false),
      Ipv6CidrBlock: block(3, true),
    },
  }
  const id = await create(
    of,
    body(
      {
        VPC: vpc,
        Six: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('VPC'), AmazonProvidedIpv6CidrBlock: true } },
        Subnet: six,
      },
      { Outputs: { Block: { Value: { 'Fn::Select': [0, getAtt('Subnet', 'Ipv6CidrBlocks')] } } } },
    ),
  )
  expect(await failures(of, id)).toEqual([])
  const { Subnets } = await of.call.aws<{ Subnets: { CidrBlock: string }[] }>('ec2', 'DescribeSubnets', {})
  expect(Subnets[0]?.CidrBlock).toBe('192.168.96.0/19')
  await of.cfn('DeleteStack', { StackName: 'net' })
  await of.rest()
  expect(await status(of, id)).toBe('DELETE_COMPLETE')
})

test('blocks that were cut from a VPC are given back before the VPC’s own, though nothing orders them', async () => {
  const of = account()
  const six = { 'Fn::Select': [0, { 'Fn::Cidr': [{ 'Fn::Select': [0, getAtt('VPC', 'Ipv6CidrBlocks')] }, 2, 64] }] }
  const resources = {
    VPC: vpc,
    AutoAllocatedCIDRv6: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('VPC'), AmazonProvidedIpv6CidrBlock: true } },
    Subnet: subnet('us-west-2a', '192.168.0.0/19'),
    PublicCIDRv6: { Type: 'AWS::EC2::SubnetCidrBlock', Properties: { SubnetId: ref('Subnet'), Ipv6CidrBlock: six } },
  }
  const id = await create(of, body(resources))
  expect(await failures(of, id)).toEqual([])
  await of.cfn('DeleteStack', { StackName: 'net' })
  await of.rest()
  expect(await status(of, id)).toBe('DELETE_COMPLETE')
})

test('what the service refuses fails the resource in the service’s own words', async () => {
  const of = account()
  const id = await create(
    of,
    body({ VPC: vpc, One: subnet('us-west-2a', '192.168.0.0/19'), Two: { ...subnet('us-west-2b', '192.168.0.0/20'), DependsOn: 'One' } }),
  )
  expect(await status(of, id)).toBe('ROLLBACK_COMPLETE')
  expect((await failures(of, id))[0]).toMatch(
    /^Two: Resource handler returned message: "The CIDR '192\.168\.0\.0\/20' conflicts with another subnet \(Service: Ec2, Status Code: 400, Request ID: .*HandlerErrorCode: InvalidRequest\)$/,
  )
})

test('a resource made halfway is taken away with the rest', async () => {
  const of = account()
  const wrong = {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'halfway',
      VpcId: ref('VPC'),
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIp: 'nonsense' }],
    },
  }
  const id = await create(of, body({ VPC: vpc, Wrong: wrong }))
  expect(await status(of, id)).toBe('ROLLBACK_COMPLETE')
  expect(await of.call.aws('ec2', 'DescribeSecurityGroups', { Filters: [{ Name: 'description', Values: ['halfway'] }] })).toMatchObject({
    SecurityGroups: [],
  })
})

test('what others hold is tried for a while and then left, and the stack can be deleted again', async () => {
  const of = account()
  const id = await create(of, body({ VPC: vpc, Subnet: subnet('us-west-2a', '192.168.0.0/19') }))
  const { Subnets } = await of.call.aws<{ Subnets: { SubnetId: string }[] }>('ec2', 'DescribeSubnets', {})
  const { NetworkInterface } = await of.call.aws<{ NetworkInterface: { NetworkInterfaceId: string } }>('ec2', 'CreateNetworkInterface', {
    SubnetId: Subnets[0]?.SubnetId,
  })
  await of.cfn('DeleteStack', { StackName: 'net' })
  await of.rest()
  expect(await of.cfn('DescribeStacks', { StackName: id })).toMatchObject({
    Stacks: [{ StackStatus: 'DELETE_FAILED', StackStatusReason: 'The following resource(s) failed to delete: [Subnet]. ' }],
  })
  expect((await failures(of, id))[1]).toContain(`The subnet '${Subnets[0]?.SubnetId}' has dependencies and cannot be deleted.`)
  await of.call.aws('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId: NetworkInterface.NetworkInterfaceId })
  await of.cfn('DeleteStack', { StackName: 'net' })
  await of.rest()
  expect(await status(of, id)).toBe('DELETE_COMPLETE')
})

test('resources to be retained stay when a failed deletion is asked for again', async () => {
  const of = account()
  const id = await create(of, body({ VPC: vpc, Subnet: subnet('us-west-2a', '192.168.0.0/19') }))
  await expect(of.cfn('DeleteStack', { StackName: 'net', RetainResources: ['Subnet'] })).rejects.toThrow('DELETE_FAILED')
  const { Subnets } = await of.call.aws<{ Subnets: { SubnetId: string }[] }>('ec2', 'DescribeSubnets', {})
  await of.call.aws('ec2', 'CreateNetworkInterface', { SubnetId: Subnets[0]?.SubnetId })
  await of.cfn('DeleteStack', { StackName: 'net' })
  await of.rest()
  await of.cfn('DeleteStack', { StackName: 'net', RetainResources: ['Subnet'] })
  await of.rest()
  expect((await failures(of, id))[0]).toContain('VPC')
  expect(await status(of, id)).toBe('DELETE_FAILED')
})

const launchTemplate = (type: string) =>
  body(
    {
      LT: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateName: ref('AWS::StackName'), LaunchTemplateData: { InstanceType: type } },
      },
    },
    { Outputs: { Id: { Value: ref('LT') }, Version: { Value: getAtt('LT', 'LatestVersionNumber') } } },
  )

test('a new version of a launch template keeps its id and counts up', async () => {
  const of = account()
  await create(of, launchTemplate('t3.micro'))
  const outputs = async () =>
    (await of.cfn<{ Stacks: { Outputs: { OutputValue: string }[] }[] }>('DescribeStacks', { StackName: 'net' })).Stacks[0]?.Outputs.map(
      (one) => one.OutputValue,
    )
  const first = await outputs()
  await of.cfn('UpdateStack', { StackName: 'net', TemplateBody: launchTemplate('t3.small') })
  await of.rest()
  expect(await outputs()).toEqual([first?.[0], '2'])
})
