import {
  DescribeInstanceTypesCommand,
  DescribeNatGatewaysCommand,
  DescribePlacementGroupsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { GetOutpostCommand, GetOutpostInstanceTypesCommand, OutpostsClient } from '@aws-sdk/client-outposts'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { outpostsOn } from '#src/aws/outposts.ts'
import { vpcsOn } from '#src/aws/vpcs.ts'
import { adapterOn, awsError } from './adapter.ts'

const ec2 = mockClient(EC2Client)
const outposts = mockClient(OutpostsClient)
afterAll(() => {
  for (const mock of [ec2, outposts]) mock.restore()
})
beforeEach(() => [ec2, outposts].forEach((client) => client.reset()))

test('a VPC is told with the ranges that are associated, no others', async () => {
  ec2.on(DescribeVpcsCommand).resolves({
    Vpcs: [
      {
        VpcId: 'vpc-1',
        CidrBlock: '10.0.0.0/16',
        CidrBlockAssociationSet: [
          { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
          { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'disassociated' } },
        ],
        Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2600::/56', Ipv6CidrBlockState: { State: 'associated' } }],
      },
    ],
  })
  expect(await vpcsOn(adapterOn()).find('vpc-1')).toEqual({
    id: 'vpc-1',
    cidr: '10.0.0.0/16',
    cidrs: ['10.0.0.0/16'],
    ipv6Cidrs: ['2600::/56'],
  })
})

test('a VPC, an Outpost or a placement group that is not there is none', async () => {
  ec2.on(DescribeVpcsCommand).rejects(awsError('InvalidVpcID.NotFound'))
  ec2.on(DescribePlacementGroupsCommand).rejects(awsError('InvalidPlacementGroup.Unknown'))
  outposts.on(GetOutpostCommand).rejects(awsError('NotFoundException'))
  expect(await vpcsOn(adapterOn()).find('vpc-9')).toBeUndefined()
  expect(await vpcsOn(adapterOn()).placementGroupExists('far')).toBe(false)
  expect(await outpostsOn(adapterOn()).find('arn:aws:outposts:::outpost/op-9')).toBeUndefined()
})

test('of several subnets those that exist are given', async () => {
  ec2.on(DescribeSubnetsCommand).resolves({ Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', AvailabilityZone: 'us-west-2a' }] })
  expect(await vpcsOn(adapterOn()).subnets(['subnet-1', 'subnet-9', 'subnet-1'])).toMatchObject([{ id: 'subnet-1' }])
  const Filters = [{ Name: 'subnet-id', Values: ['subnet-1', 'subnet-9'] }]
  expect(ec2.commandCalls(DescribeSubnetsCommand)[0]?.args[0].input).toEqual({ Filters })
})

test('no ids, no question', async () => {
  expect(await vpcsOn(adapterOn()).subnets([])).toEqual([])
  expect(ec2.calls()).toEqual([])
})

test('a route table says which subnets it serves and where its default route leads; a black hole leads nowhere', async () => {
  ec2.on(DescribeRouteTablesCommand).resolves({
    RouteTables: [
      {
        RouteTableId: 'rtb-1',
        Associations: [{ Main: true }],
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' }],
      },
      {
        RouteTableId: 'rtb-2',
        Associations: [{ SubnetId: 'subnet-1' }],
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' }],
      },
    ],
  })
  expect(await vpcsOn(adapterOn()).routeTables('vpc-1')).toEqual([
    { id: 'rtb-1', main: true, subnets: [], defaultRoute: undefined },
    { id: 'rtb-2', main: false, subnets: ['subnet-1'], defaultRoute: 'igw-1' },
  ])
})

test('endpoint services are asked for by name and by filter; of S3 only the gateway counts', async () => {
  ec2.on(DescribeVpcEndpointServicesCommand).resolves({
    ServiceDetails: [
      { ServiceName: 'x.s3', ServiceType: [{ ServiceType: 'Interface' }], AvailabilityZones: ['z'] },
      { ServiceName: 'x.s3', ServiceType: [{ ServiceType: 'Gateway' }], AvailabilityZones: ['a', 'b'] },
    ],
  })
  expect(await vpcsOn(adapterOn()).endpointZones([{ name: 'x.s3', kind: 'Gateway' }])).toEqual(new Map([['x.s3', ['a', 'b']]]))
  expect(ec2.commandCalls(DescribeVpcEndpointServicesCommand)[0]?.args[0].input).toMatchObject({
    ServiceNames: ['x.s3'],
    Filters: [{ Name: 'service-name', Values: ['x.s3'] }],
  })
})

test('groups are told with what they let in and out, and a NAT gateway with its addresses', async () => {
  ec2.on(DescribeNatGatewaysCommand).resolves({ NatGateways: [{ NatGatewayAddresses: [{ PublicIp: '203.0.113.7' }] }] })
  expect(await vpcsOn(adapterOn()).natAddresses('nat-1')).toEqual(['203.0.113.7'])
  ec2.on(DescribeSecurityGroupRulesCommand).resolves({
    SecurityGroupRules: [
      { GroupId: 'sg-1', IsEgress: false, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ReferencedGroupInfo: { GroupId: 'sg-2' } },
      { GroupId: 'sg-1', IsEgress: true, IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' },
    ],
  })
  expect(await vpcsOn(adapterOn()).groupRules(['sg-1'])).toEqual([
    { group: 'sg-1', egress: false, protocol: 'tcp', from: 443, to: 443, peer: 'sg-2', description: '' },
    { group: 'sg-1', egress: true, protocol: '-1', from: -1, to: -1, cidr: '0.0.0.0/0', description: '' },
  ])
})

test('the instance types of an Outpost are told from the smallest on: processors first, then memory', async () => {
  outposts
    .on(GetOutpostInstanceTypesCommand)
    .resolves({ InstanceTypes: [{ InstanceType: 'm5.xlarge' }, { InstanceType: 'm5.large' }, { InstanceType: 'c5.large' }] })
  const size = (DefaultVCpus: number, SizeInMiB: number) => ({ VCpuInfo: { DefaultVCpus }, MemoryInfo: { SizeInMiB } })
  ec2.on(DescribeInstanceTypesCommand).resolves({
    InstanceTypes: [
      { InstanceType: 'm5.xlarge', ...size(4, 16_384) },
      { InstanceType: 'm5.large', ...size(2, 8192) },
      { InstanceType: 'c5.large', ...size(2, 4096) },
    ],
  })
  expect(await outpostsOn(adapterOn()).instanceTypes('arn:op')).toEqual(['c5.large', 'm5.large', 'm5.xlarge'])
})
