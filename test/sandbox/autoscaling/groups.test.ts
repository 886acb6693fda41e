import { expect, test } from 'vitest'
import type { SandboxOptions } from '#sandbox/sandbox.ts'
import { refusal, testRegion } from '../ec2/region.ts'
import type { TestRegion } from '../ec2/region.ts'

interface Member {
  InstanceId: string
  LifecycleState: string
  AvailabilityZone: string
}
interface Group {
  Instances: Member[]
  DesiredCapacity: number
  Status?: string
  SuspendedProcesses: { ProcessName: string }[]
}
interface Activity {
  StatusCode: string
  StatusMessage?: string
  Description: string
}

/** A group `nodes` of t3.micro over two zones. */
async function grown(
  input: object,
  options: SandboxOptions = {},
): Promise<
  TestRegion & { scale: TestRegion['aws']; group: () => Promise<Group | undefined>; activities: () => Promise<Activity[]>; request: object }
> {
  const region = await testRegion(options)
  const { vpcId } = await region.openVpc()
  const subnets = [await region.subnet(vpcId, '10.0.0.0/24'), await region.subnet(vpcId, '10.0.1.0/24', 'eu-west-1b')]
  await region.aws('CreateLaunchTemplate', {
    LaunchTemplateName: 'nodes',
    LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro' },
  })
  const scale: TestRegion['aws'] = (operation, more = {}) =>
    region.aws(operation, { AutoScalingGroupName: 'nodes', ...more }, 'autoscaling')
  const request = {
    MinSize: 0,
    MaxSize: 5,
    VPCZoneIdentifier: subnets.join(','),
    LaunchTemplate: { LaunchTemplateName: 'nodes', Version: '$Default' },
    ...input,
  }
  await scale('CreateAutoScalingGroup', request)
  const group = async () =>
    (await region.aws<{ AutoScalingGroups: Group[] }>('DescribeAutoScalingGroups', { AutoScalingGroupNames: ['nodes'] }, 'autoscaling'))
      .AutoScalingGroups[0]
  const activities = async () => (await scale<{ Activities: Activity[] }>('DescribeScalingActivities')).Activities
  return { ...region, scale, group, activities, request }
}

const states = (group: Group | undefined) => group?.Instances.map((one) => one.LifecycleState)

test('a group grows to its number over its zones, with its tags on the instances', async () => {
  const { group, pass, aws, activities } = await grown({
    DesiredCapacity: 3,
    Tags: [
      { Key: 'team', Value: 'red', PropagateAtLaunch: true },
      { Key: 'own', Value: '1', PropagateAtLaunch: false },
    ],
  })
  expect(states(await group())).toEqual([])
  await pass(60_000)
  const grownUp = await group()
  expect(states(grownUp)).toEqual(['InService', 'InService', 'InService'])
  expect(grownUp?.Instances.map((one) => one.AvailabilityZone).toSorted()).toEqual(['eu-west-1a', 'eu-west-1a', 'eu-west-1b'])
  const tagged = {
    Filters: [
      { Name: 'tag:aws:autoscaling:groupName', Values: ['nodes'] },
      { Name: 'tag:team', Values: ['red'] },
    ],
  }
  const { Reservations } = await aws<{ Reservations: { Instances: { Tags: { Key: string }[] }[] }[] }>('DescribeInstances', tagged)
  expect(Reservations).toHaveLength(3)
  expect(Reservations[0]?.Instances[0]?.Tags.map((tag) => tag.Key)).not.toContain('own')
  expect((await activities()).map((one) => one.StatusCode)).toEqual(['Successful', 'Successful', 'Successful'])
})

test('it shrinks, grows and replaces what somebody else ended', async () => {
  const { group, pass, scale, aws } = await grown({ DesiredCapacity: 3 })
  await pass(60_000)
  await scale('UpdateAutoScalingGroup', { DesiredCapacity: 1 })
  expect(states(await group())?.filter((state) => state === 'Terminating')).toHaveLength(2)
  await pass(100_000)
  const [left] = (await group())?.Instances ?? []
  expect(states(await group())).toEqual(['InService'])
  await aws('TerminateInstances', { InstanceIds: [left?.InstanceId] })
  await pass(200_000)
  const after = await group()
  expect(states(after)).toEqual(['InService'])
  expect(after?.Instances[0]?.InstanceId).not.toBe(left?.InstanceId)
  await scale('SetDesiredCapacity', { DesiredCapacity: 4 })
  await pass(60_000)
  expect(states(await group())).toHaveLength(4)
})

test("a launch that fails is told in AWS's words and tried again until there is room", async () => {
  const { group, pass, activities, sandbox } = await grown(
    { DesiredCapacity: 1 },
    { faults: [{ effect: { kind: 'no-capacity', instanceType: 't3.micro' } }] },
  )
  await pass(20_000)
  expect(states(await group())).toEqual([])
  const [failed] = await activities()
  expect(failed?.StatusCode).toBe('Failed')
  expect(failed?.StatusMessage).toMatch(
    /^We currently do not have sufficient t3\.micro capacity in the Availability Zone you requested \(eu-west-1[ab]\)\..* Launching EC2 instance failed\.$/,
  )
  sandbox.faults.clear()
  await pass(120_000)
  expect(states(await group())).toEqual(['InService'])
})

test('a group whose launches fail for a day is suspended', async () => {
  const { group, pass } = await grown({ DesiredCapacity: 1 }, { faults: [{ effect: { kind: 'no-capacity' } }] })
  await pass(26 * 3_600_000)
  expect((await group())?.SuspendedProcesses.map((one) => one.ProcessName)).toEqual(['Launch'])
})

test('a group with instances goes only by force, and takes the time they take', async () => {
  const { group, pass, scale } = await grown({ DesiredCapacity: 2 })
  await pass(60_000)
  expect(await refusal(scale('DeleteAutoScalingGroup'))).toContain(
    'ResourceInUseFault: You cannot delete an AutoScalingGroup while there are instances',
  )
  await scale('DeleteAutoScalingGroup', { ForceDelete: true })
  expect((await group())?.Status).toBe('Delete in progress')
  expect(await refusal(scale('UpdateAutoScalingGroup', { MinSize: 1 }))).toContain('ScalingActivityInProgress')
  await pass(200_000)
  expect(await group()).toBeUndefined()
  expect(await refusal(scale('UpdateAutoScalingGroup', { MinSize: 1 }))).toBe(
    'ValidationError: AutoScalingGroup name not found - AutoScalingGroup: nodes not found',
  )
})

test('suspended processes do nothing until they are resumed', async () => {
  const { group, pass, scale } = await grown({ DesiredCapacity: 0 })
  await scale('SuspendProcesses', { ScalingProcesses: ['Launch'] })
  await scale('SetDesiredCapacity', { DesiredCapacity: 1 })
  await pass(60_000)
  expect(states(await group())).toEqual([])
  await scale('ResumeProcesses', { ScalingProcesses: ['Launch'] })
  await pass(60_000)
  expect(states(await group())).toEqual(['InService'])
})

test('an instance can be taken out for good', async () => {
  const { group, pass, scale } = await grown({ DesiredCapacity: 2 })
  await pass(60_000)
  const [first] = (await group())?.Instances ?? []
  await scale('TerminateInstanceInAutoScalingGroup', {
    AutoScalingGroupName: undefined,
    InstanceId: first?.InstanceId,
    ShouldDecrementDesiredCapacity: true,
  })
  await pass(100_000)
  expect(await group()).toMatchObject({ DesiredCapacity: 1, Instances: [{ LifecycleState: 'InService' }] })
})

test.each([
  {
    about: 'more wanted than there may be',
    input: { DesiredCapacity: 9 },
    says: 'Desired capacity:9 must be between the specified min size:0 and max size:5',
  },
  { about: 'no template', input: { LaunchTemplate: undefined }, says: 'Valid requests must contain either LaunchTemplate' },
  {
    about: 'a subnet that is not there',
    input: { VPCZoneIdentifier: 'subnet-00000000000000000' },
    says: "The subnet ID 'subnet-00000000000000000' does not exist",
  },
  {
    about: 'a template that is not there',
    input: { LaunchTemplate: { LaunchTemplateName: 'none' } },
    says: 'You must use a valid fully-formed launch template. The specified launch template, with template name none, does not exist.',
  },
  {
    about: 'a name that is taken',
    input: { AutoScalingGroupName: 'nodes' },
    says: 'AlreadyExistsFault: AutoScalingGroup by this name already exists - A group with the name nodes already exists',
  },
])('a group with $about is refused', async ({ input, says }) => {
  const { scale, request } = await grown({ DesiredCapacity: 0 })
  expect(await refusal(scale('CreateAutoScalingGroup', { ...request, AutoScalingGroupName: 'other', ...input }))).toContain(says)
})

test('mixed instances: the next type where the first has no room', async () => {
  const policy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: 'nodes', Version: '1' },
      Overrides: [{ InstanceType: 't3.micro' }, { InstanceType: 't3.small' }],
    },
  }
  const { group, pass } = await grown(
    { DesiredCapacity: 1, LaunchTemplate: undefined, MixedInstancesPolicy: policy },
    { faults: [{ effect: { kind: 'no-capacity', instanceType: 't3.micro' } }] },
  )
  await pass(60_000)
  expect(await group()).toMatchObject({ Instances: [{ InstanceType: 't3.small', LifecycleState: 'InService' }] })
})

test('tags of groups are made, changed, found and taken away', async () => {
  const { aws } = await grown({ DesiredCapacity: 0 })
  const tag = { ResourceId: 'nodes', ResourceType: 'auto-scaling-group', Key: 'team', Value: 'red', PropagateAtLaunch: true }
  await aws('CreateOrUpdateTags', { Tags: [tag] }, 'autoscaling')
  await aws('CreateOrUpdateTags', { Tags: [{ ...tag, Value: 'blue' }] }, 'autoscaling')
  const named = { Filters: [{ Name: 'auto-scaling-group', Values: ['nodes'] }] }
  expect(await aws('DescribeTags', named, 'autoscaling')).toMatchObject({ Tags: [{ Key: 'team', Value: 'blue' }] })
  await aws('DeleteTags', { Tags: [tag] }, 'autoscaling')
  expect(await aws('DescribeTags', named, 'autoscaling')).toMatchObject({ Tags: [] })
})

test('where everything is final at once, so is a group', async () => {
  const { group, scale } = await grown({ DesiredCapacity: 2 }, { durations: 0 })
  expect(states(await group())).toEqual(['InService', 'InService'])
  await scale('DeleteAutoScalingGroup', { ForceDelete: true })
  expect(await group()).toBeUndefined()
})

test('instances that are protected from scale-in stay', async () => {
  const { scale, group, pass } = await grown({ DesiredCapacity: 2, NewInstancesProtectedFromScaleIn: true })
  await pass(300_000)
  await scale('SetDesiredCapacity', { DesiredCapacity: 0 })
  await pass(600_000)
  expect(states(await group())).toEqual(['InService', 'InService'])
})

test('lifecycle hooks are kept and told, and wait for nobody', async () => {
  const { scale, group, pass } = await grown({ DesiredCapacity: 0 })
  await scale('PutLifecycleHook', {
    LifecycleHookName: 'wait',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    HeartbeatTimeout: 7200,
  })
  expect(await scale('DescribeLifecycleHooks')).toMatchObject({ LifecycleHooks: [{ LifecycleHookName: 'wait', HeartbeatTimeout: 7200 }] })
  await scale('SetDesiredCapacity', { DesiredCapacity: 1 })
  await pass(300_000)
  expect(states(await group())).toEqual(['InService'])
  await scale('DeleteLifecycleHook', { LifecycleHookName: 'wait' })
  expect(await scale('DescribeLifecycleHooks')).toMatchObject({ LifecycleHooks: [] })
})

test('launch configurations are none that exist', async () => {
  const { scale, request } = await grown({ DesiredCapacity: 0 })
  const asked = { ...request, AutoScalingGroupName: 'old', LaunchTemplate: undefined, LaunchConfigurationName: 'nodes' }
  expect(await refusal(scale('CreateAutoScalingGroup', asked))).toMatch(/^ValidationError: .*launch configuration/i)
})
