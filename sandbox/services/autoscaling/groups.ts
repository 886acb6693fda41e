import type * as Aws from '@aws-sdk/client-auto-scaling'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { filtered } from '../ec2/filters.ts'
import { nowText } from '../ec2/state.ts'
import { kept, shown } from '../ec2/stored.ts'
import { listen, reconcile, terminate, userCause } from './capacity.ts'
import { checkTemplate, nameTemplate, zonesOfSubnets } from './launch.ts'
import { pageOf } from './page.ts'
import { groupOf, invalid, scalingState } from './state.ts'
import type { Group } from './state.ts'
import { checkedTags } from './tags.ts'

function checkSizes(least: number, most: number, wanted: number): void {
  if (least < 0)
    throw invalid(
      `1 validation error detected: Value '${least}' at 'minSize' failed to satisfy constraint: Member must have value greater than or equal to 0`,
    )
  if (least > most) throw invalid(`Max bound, ${most}, must be greater than or equal to min bound, ${least}`)
  if (wanted < least) throw invalid(`Desired capacity:${wanted} must be between the specified min size:${least} and max size:${most}`)
  if (wanted > most) throw invalid(`Desired capacity:${wanted} must be between the specified min size:${least} and max size:${most}`)
}

async function create(input: Aws.CreateAutoScalingGroupType, call: Call): Promise<void> {
  listen(call.account)
  const { asgs } = scalingState(call)
  const name = input.AutoScalingGroupName ?? ''
  const { MinSize = 0, MaxSize = 0 } = input
  if (!/^[^:]{1,255}$/.test(name))
    throw invalid(`1 validation error detected: Value '${name}' at 'autoScalingGroupName' failed to satisfy constraint`)
  if (asgs[name] !== undefined)
    throw new AwsError('AlreadyExistsFault', `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`)
  checkSizes(MinSize, MaxSize, input.DesiredCapacity ?? MinSize)
  if (input.VPCZoneIdentifier === undefined || input.VPCZoneIdentifier === '') {
    throw invalid(
      input.AvailabilityZones === undefined ? 'At least one Availability Zone or VPC Subnet is required.' : 'No default VPC for this user',
    )
  }
  if (input.LaunchConfigurationName !== undefined)
    throw invalid(`Launch configuration name not found - Launch configuration ${input.LaunchConfigurationName} not found`)
  const zones = zonesOfSubnets(call, input.VPCZoneIdentifier)
  if (input.LaunchTemplate !== undefined && input.MixedInstancesPolicy !== undefined) {
    throw invalid(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    )
  }
  const Tags = checkedTags(name, input.Tags ?? [])
  const group: Group = {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: arnOf(call, name),
    MinSize,
    MaxSize,
    DesiredCapacity: input.DesiredCapacity ?? MinSize,
    DefaultCooldown: input.DefaultCooldown ?? 300,
    AvailabilityZones: zones,
    HealthCheckType: input.HealthCheckType ?? 'EC2',
    HealthCheckGracePeriod: input.HealthCheckGracePeriod ?? 0,
    CreatedTime: nowText(call),
    VPCZoneIdentifier: input.VPCZoneIdentifier,
    SuspendedProcesses: [],
    EnabledMetrics: [],
    TargetGroupARNs: input.TargetGroupARNs ?? [],
    LoadBalancerNames: input.LoadBalancerNames ?? [],
    Tags,
    Instances: [],
    TerminationPolicies: input.TerminationPolicies ?? ['Default'],
    NewInstancesProtectedFromScaleIn: input.NewInstancesProtectedFromScaleIn ?? false,
    TrafficSources: [],
    ServiceLinkedRoleARN:
      input.ServiceLinkedRoleARN ??
      `arn:${call.account.partitionOf(call.region)}:iam::${call.account.id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    ...optional(input),
  }
  await checkTemplate(call, group)
  nameTemplate(call, group)
  asgs[name] = group
  await reconcile(call, name, userCause(call, name))
}

const optionalMembers = [
  'LaunchTemplate',
  'MixedInstancesPolicy',
  'PlacementGroup',
  'CapacityRebalance',
  'MaxInstanceLifetime',
  'Context',
  'DesiredCapacityType',
  'DefaultInstanceWarmup',
  'InstanceMaintenancePolicy',
] as const

function optional(
  input: Pick<Aws.CreateAutoScalingGroupType, (typeof optionalMembers)[number]>,
): Partial<Pick<Group, (typeof optionalMembers)[number]>> {
  return Object.fromEntries(optionalMembers.filter((member) => input[member] !== undefined).map((member) => [member, kept(input[member])]))
}

const arnOf = (call: Call, name: string): string =>
  `arn:${call.account.partitionOf(call.region)}:autoscaling:${call.region}:${call.account.id}:autoScalingGroup:${call.account.ids.uuid()}:autoScalingGroupName/${name}`

async function update(input: Aws.UpdateAutoScalingGroupType, call: Call): Promise<void> {
  listen(call.account)
  const group = changeable(call, input.AutoScalingGroupName)
  const [least, most] = [input.MinSize ?? group.MinSize, input.MaxSize ?? group.MaxSize]
  // Without a stated number, the present one is moved into the new bounds.
  const wanted = input.DesiredCapacity ?? Math.min(Math.max(group.DesiredCapacity, least), most)
  checkSizes(least, most, wanted)
  const changed: Group = { ...group, MinSize: least, MaxSize: most, DesiredCapacity: wanted, ...optional(input) }
  if (input.VPCZoneIdentifier !== undefined)
    Object.assign(changed, { VPCZoneIdentifier: input.VPCZoneIdentifier, AvailabilityZones: zonesOfSubnets(call, input.VPCZoneIdentifier) })
  if (input.LaunchTemplate !== undefined) delete changed.MixedInstancesPolicy
  if (input.MixedInstancesPolicy !== undefined) delete changed.LaunchTemplate
  if (input.LaunchTemplate !== undefined || input.MixedInstancesPolicy !== undefined) {
    await checkTemplate(call, changed)
    nameTemplate(call, changed)
  }
  for (const member of [
    'DefaultCooldown',
    'HealthCheckType',
    'HealthCheckGracePeriod',
    'TerminationPolicies',
    'NewInstancesProtectedFromScaleIn',
  ] as const) {
    if (input[member] !== undefined) Object.assign(changed, { [member]: input[member] })
  }
  for (const member of ['MixedInstancesPolicy', 'LaunchTemplate'] as const) if (changed[member] === undefined) delete group[member]
  Object.assign(group, changed, { Instances: group.Instances })
  await reconcile(call, group.AutoScalingGroupName, userCause(call, group.AutoScalingGroupName))
}

/** A group that is not on its way out. */
export function changeable(call: Call, name: string | undefined): Group {
  const group = groupOf(call, name)
  if (group.Status !== undefined) throw new AwsError('ScalingActivityInProgressFault', `The group ${name} is being deleted`)
  return group
}

async function remove({ AutoScalingGroupName: name = '', ForceDelete: force }: Aws.DeleteAutoScalingGroupType, call: Call): Promise<void> {
  listen(call.account)
  const group = scalingState(call).asgs[name]
  if (group === undefined) throw invalid(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`)
  if (group.Instances.length > 0 && force !== true) {
    throw new AwsError(
      'ResourceInUseFault',
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    )
  }
  if (group.Status !== undefined) return
  group.Status = 'Delete in progress'
  await reconcile(call, name, 'The group is being deleted.')
}

async function setDesired(
  { AutoScalingGroupName: name, DesiredCapacity: wanted = 0 }: Aws.SetDesiredCapacityType,
  call: Call,
): Promise<void> {
  listen(call.account)
  const group = changeable(call, name)
  if (wanted > group.MaxSize)
    throw invalid(`New SetDesiredCapacity value ${wanted} is above max value ${group.MaxSize} for the AutoScalingGroup.`)
  if (wanted < group.MinSize)
    throw invalid(`New SetDesiredCapacity value ${wanted} is below min value ${group.MinSize} for the AutoScalingGroup.`)
  group.DesiredCapacity = wanted
  await reconcile(call, name ?? '', userCause(call, name ?? ''))
}

async function terminateInstance(input: Aws.TerminateInstanceInAutoScalingGroupType, call: Call): Promise<object> {
  listen(call.account)
  const group = Object.values(scalingState(call).asgs).find((one) => one.Instances.some((member) => member.InstanceId === input.InstanceId))
  const member = group?.Instances.find((one) => one.InstanceId === input.InstanceId)
  if (group === undefined || member === undefined)
    throw invalid(`Instance Id not found - No managed instance found for instance ID: ${input.InstanceId}`)
  if (input.ShouldDecrementDesiredCapacity === true) {
    if (group.DesiredCapacity - 1 < group.MinSize)
      throw invalid(
        `Currently, desiredSize equals minSize (${group.MinSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
      )
    group.DesiredCapacity -= 1
  }
  await terminate(
    call,
    group,
    [member],
    `At ${nowText(call).slice(0, 19)}Z instance ${input.InstanceId} was taken out of service in response to a user request.`,
  )
  await reconcile(call, group.AutoScalingGroupName, userCause(call, group.AutoScalingGroupName))
  const activity = scalingState(call).activities[group.AutoScalingGroupName]?.find(
    (one) => one.Description === `Terminating EC2 instance: ${input.InstanceId}`,
  )
  return activity === undefined ? {} : { Activity: shown(activity) }
}

function describeGroups(input: Aws.AutoScalingGroupNamesType, call: Call): object {
  const names = input.AutoScalingGroupNames
  const all = Object.values(scalingState(call).asgs).filter(
    (group) => names === undefined || names.length === 0 || names.includes(group.AutoScalingGroupName),
  )
  const { items, next } = pageOf(filtered(all, input.Filters, {}), input)
  return { AutoScalingGroups: items.map((group) => shown(group)), ...(next !== undefined && { NextToken: next }) }
}

function describeInstances(input: Aws.DescribeAutoScalingInstancesType, call: Call): object {
  const all = Object.values(scalingState(call).asgs).flatMap((group) =>
    group.Instances.map((one) => ({
      ...one,
      AutoScalingGroupName: group.AutoScalingGroupName,
      HealthStatus: one.HealthStatus?.toUpperCase(),
    })),
  )
  const wanted = input.InstanceIds ?? []
  const { items, next } = pageOf(
    all.filter((one) => wanted.length === 0 || wanted.includes(one.InstanceId ?? '')),
    { ...input, MaxRecords: input.MaxRecords ?? 50 },
  )
  return { AutoScalingInstances: items, ...(next !== undefined && { NextToken: next }) }
}

function describeActivities(input: Aws.DescribeScalingActivitiesType, call: Call): object {
  const { activities } = scalingState(call)
  if (input.AutoScalingGroupName !== undefined) groupOf(call, input.AutoScalingGroupName)
  const found = input.AutoScalingGroupName === undefined ? Object.values(activities).flat() : (activities[input.AutoScalingGroupName] ?? [])
  const wanted = input.ActivityIds ?? []
  const { items, next } = pageOf(
    found.filter((one) => wanted.length === 0 || wanted.includes(one.ActivityId ?? '')),
    input,
    100,
  )
  return { Activities: items.map((one) => shown(one)), ...(next !== undefined && { NextToken: next }) }
}

export const groupOperations = {
  CreateAutoScalingGroup: create,
  UpdateAutoScalingGroup: update,
  DeleteAutoScalingGroup: remove,
  SetDesiredCapacity: setDesired,
  TerminateInstanceInAutoScalingGroup: terminateInstance,
  DescribeAutoScalingGroups: describeGroups,
  DescribeAutoScalingInstances: describeInstances,
  DescribeScalingActivities: describeActivities,
}
