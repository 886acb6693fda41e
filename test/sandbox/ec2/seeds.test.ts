import { expect, test } from 'vitest'
import { defaultWorld } from '#sandbox/world/world.ts'
import { refusal, testRegion } from './region.ts'

const id = {
  vpc: 'vpc-0a1b2c3d4e5f60718',
  subnet: 'subnet-0a1b2c3d4e5f60718',
  instance: 'i-0a1b2c3d4e5f60718',
  template: 'lt-0a1b2c3d4e5f60718',
}
const time = '2026-11-01T00:00:00Z'

/** Things that somebody made by hand, in the shapes of AWS's answers. */
const seed = {
  vpcs: {
    [id.vpc]: {
      VpcId: id.vpc,
      CidrBlock: '10.50.0.0/16',
      State: 'available',
      IsDefault: false,
      Tags: [{ Key: 'Name', Value: 'theirs' }],
      Ipv6CidrBlockAssociationSet: [],
      CidrBlockAssociationSet: [{ AssociationId: 'vpc-cidr-assoc-1', CidrBlock: '10.50.0.0/16', CidrBlockState: { State: 'associated' } }],
    },
  },
  subnets: {
    [id.subnet]: {
      SubnetId: id.subnet,
      VpcId: id.vpc,
      CidrBlock: '10.50.0.0/19',
      AvailabilityZone: 'eu-west-1a',
      State: 'available',
      Tags: [],
      Ipv6CidrBlockAssociationSet: [],
    },
  },
  keypairs: {
    ops: { KeyPairId: 'key-0a1b2c3d4e5f60718', KeyName: 'ops', KeyFingerprint: 'aa:bb', KeyType: 'rsa', Tags: [], CreateTime: time },
  },
  lts: {
    [id.template]: {
      LaunchTemplateId: id.template,
      LaunchTemplateName: 'theirs',
      CreateTime: time,
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      Tags: [],
    },
  },
  ltvs: {
    [id.template]: [
      {
        LaunchTemplateId: id.template,
        LaunchTemplateName: 'theirs',
        VersionNumber: 1,
        CreateTime: time,
        DefaultVersion: true,
        LaunchTemplateData: { InstanceType: 'm5.large' },
      },
    ],
  },
  instances: {
    [id.instance]: {
      InstanceId: id.instance,
      ImageId: 'ami-0a1b2c3d4e5f60718',
      InstanceType: 't3.micro',
      State: { Code: 16, Name: 'running' },
      LaunchTime: time,
      SubnetId: id.subnet,
      VpcId: id.vpc,
      Placement: { AvailabilityZone: 'eu-west-1a' },
      Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'theirs' }],
    },
  },
  asgs: {
    theirs: {
      AutoScalingGroupName: 'theirs',
      AutoScalingGroupARN: 'arn:x',
      MinSize: 0,
      MaxSize: 2,
      DesiredCapacity: 1,
      AvailabilityZones: ['eu-west-1a'],
      VPCZoneIdentifier: id.subnet,
      CreatedTime: time,
      Tags: [],
      SuspendedProcesses: [],
      TargetGroupARNs: [],
      LoadBalancerNames: [],
      EnabledMetrics: [],
      LaunchTemplate: { LaunchTemplateId: id.template, Version: '1' },
    },
  },
}

test('what a seed holds is there as if somebody had made it: it is found, it is in the way, it can be changed', async () => {
  const { aws, pass, sandbox } = await testRegion({ world: { ...defaultWorld(), seeds: { byhand: { 'eu-west-1': seed } } } })
  await sandbox.seed('byhand')
  expect(await aws('DescribeVpcs', { VpcIds: [id.vpc] })).toMatchObject({ Vpcs: [{ Tags: [{ Value: 'theirs' }] }] })
  expect(await aws('DescribeSubnets')).toMatchObject({ Subnets: [{ AvailableIpAddressCount: 8187 }] })
  expect(await aws('DescribeKeyPairs', { KeyNames: ['ops'] })).toMatchObject({ KeyPairs: [{ KeyFingerprint: 'aa:bb' }] })
  expect(await aws('DescribeLaunchTemplateVersions', { LaunchTemplateId: id.template, Versions: ['$Default'] })).toMatchObject({
    LaunchTemplateVersions: [{ LaunchTemplateData: { InstanceType: 'm5.large' } }],
  })
  expect(await refusal(aws('DeleteSubnet', { SubnetId: id.subnet }))).toContain('DependencyViolation')
  const groups = () => aws('DescribeAutoScalingGroups', {}, 'autoscaling')
  expect(await groups()).toMatchObject({ AutoScalingGroups: [{ Instances: [{ InstanceId: id.instance, LifecycleState: 'InService' }] }] })
  await aws('SetDesiredCapacity', { AutoScalingGroupName: 'theirs', DesiredCapacity: 0 }, 'autoscaling')
  await pass(100_000)
  expect(await groups()).toMatchObject({ AutoScalingGroups: [{ Instances: [] }] })
  await aws('DeleteSubnet', { SubnetId: id.subnet })
})

test("limits of the account can be the world's", async () => {
  const { aws, sandbox, openVpc, subnet } = await testRegion({
    world: { ...defaultWorld(), seeds: { small: { 'eu-west-1': { quotas: { 'standard-vcpus': 4 } } } } },
  })
  await sandbox.seed('small')
  const SubnetId = await subnet((await openVpc()).vpcId, '10.0.0.0/24')
  const run = () => aws('RunInstances', { MinCount: 2, MaxCount: 2, ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro', SubnetId })
  await run()
  expect(await refusal(run())).toContain(
    'VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 4 allows',
  )
})

test('public addresses come from the account’s own block where it has one', async () => {
  const { aws, sandbox } = await testRegion({
    world: { ...defaultWorld(), seeds: { block: { 'eu-west-1': { ipv4pools: { ours: { Cidr: '203.0.113.0/29' } } } } } },
  })
  const allocate = async () => (await aws<{ PublicIp: string }>('AllocateAddress', { Domain: 'vpc' })).PublicIp
  expect(await allocate()).toMatch(/^(3|13|18|34|35|44|52|54)\./)
  await sandbox.seed('block')
  expect([await allocate(), await allocate()]).toEqual(['203.0.113.1', '203.0.113.2'])
})
