import { asText, isObject } from '../template/document.ts'
import type { JsonObject } from '../template/document.ts'
import { newName, objects, pick, tagChanges, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'
import { ResourceFault } from '../resource-fault.ts'

function autoscaling<O = unknown>(site: Site, operation: string, input: object): Promise<O> {
  return site.call.aws<O>('autoscaling', operation, input)
}

interface GroupTag {
  readonly Key: string
  readonly Value: string
  readonly PropagateAtLaunch: boolean
}

/** The stack's tags go to the group and on to its instances. */
function groupTags(site: Site, properties: JsonObject): GroupTag[] {
  const own = objects(properties, 'Tags').map((tag) => ({
    Key: asText(tag['Key']),
    Value: asText(tag['Value']),
    PropagateAtLaunch: tag['PropagateAtLaunch'] === true,
  }))
  const keys = own.map((tag) => tag.Key)
  return [...site.stackTags.filter((tag) => !keys.includes(tag.Key)).map((tag) => ({ ...tag, PropagateAtLaunch: true })), ...own]
}

const sizes = ['MinSize', 'MaxSize', 'DesiredCapacity', 'Cooldown']
const plain = [
  'AvailabilityZones',
  'CapacityRebalance',
  'Context',
  'DefaultInstanceWarmup',
  'DesiredCapacityType',
  'HealthCheckGracePeriod',
  'HealthCheckType',
  'InstanceId',
  'LaunchConfigurationName',
  'MaxInstanceLifetime',
  'NewInstancesProtectedFromScaleIn',
  'PlacementGroup',
  'ServiceLinkedRoleARN',
  'TerminationPolicies',
]

function numbered(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => value[name] !== undefined).map((name) => [name, Number(value[name])]))
}

function shared(properties: JsonObject): JsonObject {
  const subnets = properties['VPCZoneIdentifier']
  const mixed = properties['MixedInstancesPolicy']
  return {
    ...numbered(properties, sizes),
    ...pick(properties, [...plain, 'LaunchTemplate']),
    ...(subnets !== undefined && { VPCZoneIdentifier: Array.isArray(subnets) ? subnets.map(String).join(',') : subnets }),
    ...(isObject(mixed) && { MixedInstancesPolicy: mixedPolicy(mixed) }),
  }
}

function mixedPolicy(policy: JsonObject): JsonObject {
  const spread = policy['InstancesDistribution']
  if (!isObject(spread)) return policy
  const counts = ['OnDemandBaseCapacity', 'OnDemandPercentageAboveBaseCapacity', 'SpotInstancePools']
  return { ...policy, InstancesDistribution: { ...spread, ...numbered(spread, counts) } }
}

interface Group {
  readonly AutoScalingGroupARN?: string
  readonly MinSize?: number
  readonly MaxSize?: number
  readonly DesiredCapacity?: number
  readonly Instances?: readonly { readonly LifecycleState?: string }[]
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
}

async function groupOf(site: Site, name: string): Promise<Group | undefined> {
  return (await autoscaling<{ AutoScalingGroups?: Group[] }>(site, 'DescribeAutoScalingGroups', { AutoScalingGroupNames: [name] }))
    .AutoScalingGroups?.[0]
}

/** CloudFormation gives a group a while to reach its size, then says why it did not. */
const patience = 10 * 60_000

async function settled(site: Site, name: string, waited: number): Promise<boolean> {
  const group = await groupOf(site, name)
  const running = group?.Instances?.filter((one) => one.LifecycleState === 'InService').length ?? 0
  if (group && running >= (group.DesiredCapacity ?? 0)) return true
  if (waited < patience) return false
  const answer = await autoscaling<{ Activities?: { StatusCode?: string; StatusMessage?: string }[] }>(site, 'DescribeScalingActivities', {
    AutoScalingGroupName: name,
  })
  const failed = answer.Activities?.find((one) => one.StatusCode === 'Failed')
  const size = `{current/minimum/maximum group size: ${running}/${group?.MinSize ?? 0}/${group?.MaxSize ?? 0}}`
  throw new ResourceFault(`Group did not stabilize. ${size}.${failed ? ` Failed Scaling Activity: ${failed.StatusMessage ?? ''}` : ''}`)
}

async function syncTags(site: Site, name: string, next: JsonObject): Promise<void> {
  const wanted = groupTags(site, next)
  const old = ((await groupOf(site, name))?.Tags ?? []).filter((tag) => !tag.Key.startsWith('aws:'))
  const target = { ResourceId: name, ResourceType: 'auto-scaling-group' }
  const { gone } = tagChanges(old, wanted)
  if (gone.length > 0) await autoscaling(site, 'DeleteTags', { Tags: gone.map((Key) => ({ Key, ...target })) })
  const own = wanted.filter((tag) => !tag.Key.startsWith('aws:'))
  if (own.length > 0) await autoscaling(site, 'CreateOrUpdateTags', { Tags: own.map((tag) => ({ ...tag, ...target })) })
}

async function attachments(site: Site, name: string, before: JsonObject, after: JsonObject): Promise<void> {
  const lists = [
    ['TargetGroupARNs', 'LoadBalancerTargetGroups'],
    ['LoadBalancerNames', 'LoadBalancers'],
  ] as const
  for (const [property, words] of lists) {
    const [old, now] = [before, after].map((one) => (Array.isArray(one[property]) ? one[property].map(String) : [])) as [string[], string[]]
    const input = (list: string[]) => ({ AutoScalingGroupName: name, [property]: list })
    const [gone, added] = [old.filter((one) => !now.includes(one)), now.filter((one) => !old.includes(one))]
    if (gone.length > 0) await autoscaling(site, `Detach${words}`, input(gone))
    if (added.length > 0) await autoscaling(site, `Attach${words}`, input(added))
  }
}

async function metrics(site: Site, name: string, properties: JsonObject): Promise<void> {
  for (const one of objects(properties, 'MetricsCollection'))
    await autoscaling(site, 'EnableMetricsCollection', { AutoScalingGroupName: name, ...one })
}

const group: ResourceKind = {
  nameProperty: 'AutoScalingGroupName',
  async create(site, properties) {
    const name = text(properties, 'AutoScalingGroupName') ?? newName(site, { max: 255 })
    await autoscaling(site, 'CreateAutoScalingGroup', {
      AutoScalingGroupName: name,
      ...shared(properties),
      ...pick(properties, ['TargetGroupARNs', 'LoadBalancerNames']),
      Tags: groupTags(site, properties).map((tag) => ({ ...tag, ResourceId: name, ResourceType: 'auto-scaling-group' })),
    })
    site.made(name)
    await metrics(site, name, properties)
    return name
  },
  ready: (site, { id }, waited) => settled(site, id, waited),
  async update(site, { id, properties }, next, changed) {
    if (changed.some((name) => name !== 'Tags'))
      await autoscaling(site, 'UpdateAutoScalingGroup', { AutoScalingGroupName: id, ...shared(next) })
    if (changed.includes('MetricsCollection')) {
      await autoscaling(site, 'DisableMetricsCollection', { AutoScalingGroupName: id })
      await metrics(site, id, next)
    }
    await attachments(site, id, properties, next)
    await syncTags(site, id, next)
    await site.until((waited) => settled(site, id, waited))
  },
  async remove(site, { id }) {
    if ((await groupOf(site, id)) !== undefined)
      await autoscaling(site, 'DeleteAutoScalingGroup', { AutoScalingGroupName: id, ForceDelete: true })
  },
  gone: async (site, { id }) => (await groupOf(site, id)) === undefined,
  attribute: async (site, { id }) => (await groupOf(site, id))?.AutoScalingGroupARN ?? '',
}

const hook: ResourceKind = {
  async create(site, properties) {
    const name = text(properties, 'LifecycleHookName') ?? newName(site, { max: 255 })
    await autoscaling(site, 'PutLifecycleHook', { ...properties, LifecycleHookName: name })
    return name
  },
  update: async (site, { id }, next) => void (await autoscaling(site, 'PutLifecycleHook', { ...next, LifecycleHookName: id })),
  remove: async (site, { id, properties }) =>
    void (await autoscaling(site, 'DeleteLifecycleHook', {
      LifecycleHookName: id,
      AutoScalingGroupName: properties['AutoScalingGroupName'],
    })),
}

/** The resource types of Auto Scaling. */
export const autoscalingKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::AutoScaling::AutoScalingGroup': group,
  'AWS::AutoScaling::LifecycleHook': hook,
}
