import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { templateOf } from '../ec2/launch-templates.ts'
import { ec2State } from '../ec2/state.ts'
import type { Instance } from '../ec2/state.ts'
import { invalid } from './state.ts'
import type { Group, Member } from './state.ts'

interface Way {
  readonly LaunchTemplate: { LaunchTemplateId?: string | undefined; LaunchTemplateName?: string | undefined; Version?: string | undefined }
  readonly InstanceType?: string
}

/** The ways in which a group may launch: its template, or its policy's overrides in their order. */
function waysOf(group: Pick<Group, 'LaunchTemplate' | 'MixedInstancesPolicy'>): Way[] {
  const policy = group.MixedInstancesPolicy?.LaunchTemplate
  const template = policy?.LaunchTemplateSpecification ?? group.LaunchTemplate
  if (template === undefined) return []
  const overrides = (policy?.Overrides ?? []).map((one) => ({
    LaunchTemplate: one.LaunchTemplateSpecification ?? template,
    ...(one.InstanceType !== undefined && { InstanceType: one.InstanceType }),
  }))
  return overrides.length > 0 ? overrides : [{ LaunchTemplate: template }]
}

/** An id and a name say the same here; EC2 takes one of them. */
const byOne = ({ LaunchTemplateId: id, LaunchTemplateName: name, Version }: Way['LaunchTemplate']): object => ({
  ...(id === undefined ? { LaunchTemplateName: name } : { LaunchTemplateId: id }),
  ...(Version !== undefined && { Version }),
})

/** Launches one instance into a subnet, with the first type that there is room for; the last refusal where there is none. */
export async function launchOne(call: Call, group: Group, subnetId: string): Promise<Member> {
  let refusal: AwsError | undefined
  for (const way of waysOf(group)) {
    try {
      const answer = await call.aws<{ Instances: Instance[] }>('ec2', 'RunInstances', request(group, way, subnetId))
      const [instance] = answer.Instances
      if (instance !== undefined) return memberOf(group, way, instance)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      refusal = error
    }
  }
  throw refusal ?? invalid('The group has no launch template.')
}

function request(group: Group, way: Way, subnetId: string): object {
  const spot = group.MixedInstancesPolicy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity === 0
  const tags = group.Tags.filter((tag) => tag.PropagateAtLaunch).map(({ Key, Value }) => ({ Key, Value }))
  return {
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnetId,
    LaunchTemplate: byOne(way.LaunchTemplate),
    ...(way.InstanceType !== undefined && { InstanceType: way.InstanceType }),
    ...(spot && { InstanceMarketOptions: { MarketType: 'spot' } }),
    ...(group.PlacementGroup !== undefined && { Placement: { GroupName: group.PlacementGroup } }),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: [...tags, { Key: 'aws:autoscaling:groupName', Value: group.AutoScalingGroupName }] },
    ],
  }
}

function memberOf(group: Group, way: Way, instance: Instance): Member {
  const version = instance.Tags.find((tag) => tag.Key === 'aws:ec2launchtemplate:version')?.Value
  return {
    InstanceId: instance.InstanceId,
    InstanceType: instance.InstanceType,
    AvailabilityZone: instance.Placement?.AvailabilityZone,
    LifecycleState: 'Pending',
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn ?? false,
    LaunchTemplate: { ...way.LaunchTemplate, ...(version !== undefined && { Version: version }) },
  }
}

/** Refuses a launch template that could not start an instance, as Auto Scaling does when a group is made or changed. */
export async function checkTemplate(
  call: Call,
  group: Pick<Group, 'LaunchTemplate' | 'MixedInstancesPolicy' | 'VPCZoneIdentifier'>,
): Promise<void> {
  const [way] = waysOf(group)
  const [subnetId] = group.VPCZoneIdentifier.split(',')
  if (way === undefined)
    throw invalid(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    )
  try {
    const type = way.InstanceType === undefined ? {} : { InstanceType: way.InstanceType }
    await call.aws('ec2', 'RunInstances', {
      MinCount: 1,
      MaxCount: 1,
      DryRun: true,
      SubnetId: subnetId,
      LaunchTemplate: byOne(way.LaunchTemplate),
      ...type,
    })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    // A type that the first subnet's zone does not offer may be had in another one: that is found out at launch.
    if (error.code === 'DryRunOperation' || error.code === 'Unsupported') return
    throw invalid(`You must use a valid fully-formed launch template. ${error.message}`)
  }
}

/** The zones of a group's subnets; subnets that are not there are refused. */
export function zonesOfSubnets(call: Call, identifier: string): string[] {
  const { subnets } = ec2State(call)
  const zones = identifier.split(',').map((id) => {
    const subnet = subnets[id.trim()]
    if (subnet === undefined) throw invalid(`The subnet ID '${id.trim()}' does not exist`)
    return subnet.AvailabilityZone
  })
  return [...new Set(zones)]
}

/** A group's template with both its id and its name, as Auto Scaling tells it whichever was stated. */
export function nameTemplate(call: Call, group: Pick<Group, 'LaunchTemplate' | 'MixedInstancesPolicy'>): void {
  const stated = [group.LaunchTemplate, group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification]
  for (const one of stated) {
    if (one === undefined) continue
    const { LaunchTemplateId, LaunchTemplateName } = templateOf(
      call,
      one.LaunchTemplateId === undefined ? { LaunchTemplateName: one.LaunchTemplateName } : { LaunchTemplateId: one.LaunchTemplateId },
    )
    Object.assign(one, { LaunchTemplateId, LaunchTemplateName })
  }
}
