import { expect, test } from 'vitest'
import { refusal, testRegion } from './region.ts'
import type { TestRegion } from './region.ts'

const image = 'ami-0123456789abcdef0'

interface Run {
  Instances: {
    InstanceId: string
    PrivateIpAddress: string
    PrivateDnsName: string
    PublicIpAddress?: string
    State: { Name: string }
    Tags: { Key: string; Value: string }[]
  }[]
}
interface Read {
  Reservations: Run[]
}

async function ground(region: TestRegion, cidr = '10.0.0.0/24'): Promise<{ vpcId: string; SubnetId: string }> {
  const { vpcId } = await region.openVpc()
  return { vpcId, SubnetId: await region.subnet(vpcId, cidr) }
}

const run = async (region: TestRegion, input: object) =>
  (await region.aws<Run>('RunInstances', { MinCount: 1, MaxCount: 1, ImageId: image, InstanceType: 't3.micro', ...input })).Instances

const read = async (region: TestRegion, id = '') =>
  (await region.aws<Read>('DescribeInstances', { InstanceIds: [id] })).Reservations[0]?.Instances[0]

const tags = (Key: string, Value: string) => [{ ResourceType: 'instance', Tags: [{ Key, Value }] }]

test('an instance is pending, then running, then checked; it takes an address and a name, and says so', async () => {
  const region = await testRegion()
  const { SubnetId } = await ground(region)
  const heard: string[] = []
  region.sandbox.account.events.on('instance-running', ({ instanceId }) => void heard.push(instanceId))
  region.sandbox.account.events.on('instance-terminated', ({ instanceId }) => void heard.push(`${instanceId} gone`))
  const [made] = await run(region, { SubnetId })
  const id = made?.InstanceId ?? ''
  expect(made?.State.Name).toBe('pending')
  expect(made?.PrivateDnsName).toBe(`ip-${made?.PrivateIpAddress.replaceAll('.', '-')}.eu-west-1.compute.internal`)
  expect(await region.aws('DescribeSubnets')).toMatchObject({ Subnets: [{ AvailableIpAddressCount: 250 }] })
  await region.pass(30_000)
  expect((await read(region, id))?.State.Name).toBe('running')
  expect(heard).toEqual([id])
  expect(await region.aws('DescribeInstanceStatus')).toMatchObject({ InstanceStatuses: [{ InstanceStatus: { Status: 'initializing' } }] })
  await region.pass(300_000)
  expect(await region.aws('DescribeInstanceStatus')).toMatchObject({ InstanceStatuses: [{ InstanceStatus: { Status: 'ok' } }] })
  expect(await refusal(region.aws('DeleteSubnet', { SubnetId }))).toContain('DependencyViolation')
  expect(await region.aws('TerminateInstances', { InstanceIds: [id] })).toMatchObject({
    TerminatingInstances: [{ PreviousState: { Name: 'running' }, CurrentState: { Name: 'shutting-down' } }],
  })
  await region.pass(100_000)
  expect((await read(region, id))?.State.Name).toBe('terminated')
  expect(heard).toEqual([id, `${id} gone`])
  await region.aws('DeleteSubnet', { SubnetId })
  await region.pass(3_600_000)
  expect(await refusal(region.aws('DescribeInstances', { InstanceIds: [id] }))).toBe(
    `InvalidInstanceID.NotFound: The instance ID '${id}' does not exist`,
  )
})

test('a subnet without free addresses takes no more instances', async () => {
  const region = await testRegion()
  const { SubnetId } = await ground(region, '10.0.0.0/28')
  expect(await run(region, { SubnetId, MinCount: 5, MaxCount: 20 })).toHaveLength(11)
  expect(await refusal(run(region, { SubnetId }))).toBe(
    `InsufficientFreeAddressesInSubnet: There are not enough free addresses in subnet '${SubnetId}' to satisfy the requested number of instances.`,
  )
})

test('a zone without room for a type says so', async () => {
  const region = await testRegion({ faults: [{ effect: { kind: 'no-capacity', instanceType: 't3.micro', zone: 'eu-west-1a' } }] })
  const { SubnetId } = await ground(region)
  expect(await refusal(run(region, { SubnetId }))).toContain(
    'InsufficientInstanceCapacity: We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (eu-west-1a). Our system will be working on provisioning additional capacity.',
  )
})

test.each([
  { about: 'a key that is not there', input: { KeyName: 'none' }, says: "InvalidKeyPair.NotFound: The key pair 'none' does not exist" },
  {
    about: 'an image of zeros',
    input: { ImageId: 'ami-00000000000000000' },
    says: "InvalidAMIID.NotFound: The image id '[ami-00000000000000000]' does not exist",
  },
  {
    about: 'an image id that is none',
    input: { ImageId: 'ami-x' },
    says: 'InvalidAMIID.Malformed: Invalid id: "ami-x" (expecting "ami-...")',
  },
  {
    about: 'an unknown type',
    input: { InstanceType: 't3.giant' },
    says: "InvalidParameterValue: Invalid value 't3.giant' for InstanceType.",
  },
  {
    about: 'a profile that is not there',
    input: { IamInstanceProfile: { Name: 'none' } },
    says: 'InvalidParameterValue: Value (none) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
  },
  {
    about: 'a group that is not there',
    input: { SecurityGroupIds: ['sg-00000000000000000'] },
    says: "InvalidGroup.NotFound: The security group 'sg-00000000000000000' does not exist",
  },
  {
    about: 'user data of 17 KB',
    input: { UserData: Buffer.alloc(17_000).toString('base64') },
    says: 'InvalidParameterValue: User data is limited to 16384 bytes',
  },
  {
    about: 'a placement group that is not there',
    input: { Placement: { GroupName: 'none' } },
    says: "InvalidPlacementGroup.Unknown: The Placement Group 'none' is unknown.",
  },
])('an instance with $about is refused', async ({ input, says }) => {
  const region = await testRegion()
  const { SubnetId } = await ground(region)
  expect(await refusal(run(region, { SubnetId, ...input }))).toBe(says)
})

test('a launch template gives what the request does not, its tags and its user data, by version', async () => {
  const region = await testRegion()
  const { SubnetId } = await ground(region)
  const UserData = Buffer.from('#!/bin/sh').toString('base64')
  const { LaunchTemplate: template } = await region.aws<{ LaunchTemplate: { LaunchTemplateId: string } }>('CreateLaunchTemplate', {
    LaunchTemplateName: 'nodes',
    LaunchTemplateData: {
      ImageId: image,
      InstanceType: 't3.micro',
      UserData,
      TagSpecifications: tags('from', 'template'),
      MetadataOptions: { HttpTokens: 'required' },
    },
  })
  const LaunchTemplateId = template.LaunchTemplateId
  await region.aws('CreateLaunchTemplateVersion', {
    LaunchTemplateId,
    SourceVersion: '1',
    LaunchTemplateData: { InstanceType: 't3.small' },
  })
  const [made] = await region
    .aws<Run>('RunInstances', {
      MinCount: 1,
      MaxCount: 1,
      SubnetId,
      LaunchTemplate: { LaunchTemplateId, Version: '$Latest' },
      TagSpecifications: tags('own', 'yes'),
    })
    .then((answer) => answer.Instances)
  expect(made).toMatchObject({ InstanceType: 't3.small', MetadataOptions: { HttpTokens: 'required' } })
  expect(made?.Tags).toEqual(
    expect.arrayContaining([
      { Key: 'from', Value: 'template' },
      { Key: 'own', Value: 'yes' },
      { Key: 'aws:ec2launchtemplate:version', Value: '2' },
    ]),
  )
  expect(await region.aws('DescribeInstanceAttribute', { InstanceId: made?.InstanceId, Attribute: 'userData' })).toMatchObject({
    UserData: { Value: UserData },
  })
  await region.aws('ModifyLaunchTemplate', { LaunchTemplateId, DefaultVersion: '2' })
  expect(await region.aws('DescribeLaunchTemplateVersions', { LaunchTemplateId })).toMatchObject({
    LaunchTemplateVersions: [
      { VersionNumber: 2, DefaultVersion: true },
      { VersionNumber: 1, DefaultVersion: false },
    ],
  })
  expect(await refusal(region.aws('CreateLaunchTemplate', { LaunchTemplateName: 'nodes', LaunchTemplateData: {} }))).toBe(
    'InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.',
  )
  expect(await refusal(region.aws('DescribeLaunchTemplateVersions', { LaunchTemplateId, Versions: ['9'] }))).toContain(
    'InvalidLaunchTemplateId.VersionNotFound',
  )
})

test('a public subnet gives public addresses, which hold the gateway', async () => {
  const region = await testRegion()
  const { vpcId, SubnetId } = await ground(region)
  await region.aws('ModifySubnetAttribute', { SubnetId, MapPublicIpOnLaunch: { Value: true } })
  await region.aws('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: true } })
  const [made] = await run(region, { SubnetId })
  expect(made).toMatchObject({ PublicDnsName: `ec2-${made?.PublicIpAddress?.replaceAll('.', '-')}.eu-west-1.compute.amazonaws.com` })
  const gateways = await region.aws<{ InternetGateways: { InternetGatewayId: string }[] }>('DescribeInternetGateways')
  expect(
    await refusal(
      region.aws('DetachInternetGateway', { VpcId: vpcId, InternetGatewayId: gateways.InternetGateways[0]?.InternetGatewayId }),
    ),
  ).toContain('mapped public address')
})

test('an instance under protection is not terminated', async () => {
  const region = await testRegion()
  const { SubnetId } = await ground(region)
  const [made] = await run(region, { SubnetId, DisableApiTermination: true })
  const InstanceIds = [made?.InstanceId]
  expect(await refusal(region.aws('TerminateInstances', { InstanceIds }))).toContain('OperationNotPermitted')
  await region.aws('ModifyInstanceAttribute', { InstanceId: made?.InstanceId, DisableApiTermination: { Value: false } })
  await region.aws('TerminateInstances', { InstanceIds })
})

test('the same client token makes one instance', async () => {
  const region = await testRegion()
  const { SubnetId } = await ground(region)
  const [one] = await run(region, { SubnetId, ClientToken: 'once' })
  const [again] = await run(region, { SubnetId, ClientToken: 'once' })
  expect(again?.InstanceId).toBe(one?.InstanceId)
  expect(await refusal(run(region, { SubnetId, ClientToken: 'once', InstanceType: 't3.small' }))).toContain('IdempotentParameterMismatch')
})
