import {
  AutoScalingClient,
  CreateOrUpdateTagsCommand,
  DescribeAutoScalingGroupsCommand,
  type DescribeAutoScalingGroupsCommandInput,
  DescribeScalingActivitiesCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
  type AutoScalingGroup,
} from '@aws-sdk/client-auto-scaling'
import type { Groups, LiveGroup } from '../app.ts'
import { every, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'

/** The adapter of Auto Scaling groups. */
export function groupsOn(aws: Aws): Groups {
  const client = new AutoScalingClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('autoscaling', operation, send)

  async function failures(group: string): Promise<string[]> {
    const answer = await call('DescribeScalingActivities', () =>
      client.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group, MaxRecords: 20 })),
    )
    const failed = (answer.Activities ?? []).filter((activity) => activity.StatusCode === 'Failed')
    return [...new Set(failed.map((activity) => activity.StatusMessage ?? activity.Cause ?? 'AWS gave no reason'))]
  }

  /** Auto Scaling takes 25 tags in a call. */
  async function tag(ResourceId: string, tags: Readonly<Record<string, string>>, abortSignal: AbortSignal): Promise<void> {
    const all = Object.entries(tags).map(([Key, Value]) => ({
      ResourceId,
      ResourceType: 'auto-scaling-group',
      Key,
      Value,
      PropagateAtLaunch: false,
    }))
    for (let at = 0; at < all.length; at += 25) {
      await call('CreateOrUpdateTags', () => client.send(new CreateOrUpdateTagsCommand({ Tags: all.slice(at, at + 25) }), { abortSignal }))
    }
  }

  async function described(wanted: DescribeAutoScalingGroupsCommandInput): Promise<LiveGroup[]> {
    const groups = await every(
      (NextToken) => call('DescribeAutoScalingGroups', () => client.send(new DescribeAutoScalingGroupsCommand({ ...wanted, NextToken }))),
      (page) => page.AutoScalingGroups,
      (page) => page.NextToken,
    )
    return groups.map((group): LiveGroup => {
      const name = group.AutoScalingGroupName ?? ''
      return {
        name,
        minSize: group.MinSize ?? 0,
        maxSize: group.MaxSize ?? 0,
        desiredSize: group.DesiredCapacity ?? 0,
        instances: (group.Instances ?? []).map((one) => ({
          id: one.InstanceId ?? '',
          state: one.LifecycleState ?? '',
          health: one.HealthStatus ?? '',
        })),
        launchTemplate: templateOf(group),
        suspended: (group.SuspendedProcesses ?? []).map((one) => one.ProcessName ?? ''),
        tags: tagMap(group.Tags),
        failures: () => failures(name),
      }
    })
  }

  return {
    tag,
    suspend: async (AutoScalingGroupName, processes, abortSignal) => {
      const input = { AutoScalingGroupName, ScalingProcesses: [...processes] }
      await call('SuspendProcesses', () => client.send(new SuspendProcessesCommand(input), { abortSignal }))
    },
    resize: async (AutoScalingGroupName, { min, max, desired }, abortSignal) => {
      const input = {
        AutoScalingGroupName,
        ...(min !== undefined && { MinSize: min }),
        ...(max !== undefined && { MaxSize: max }),
        ...(desired !== undefined && { DesiredCapacity: desired }),
      }
      await call('UpdateAutoScalingGroup', () => client.send(new UpdateAutoScalingGroupCommand(input), { abortSignal }))
    },
    find: async (names) => (names.length === 0 ? [] : described({ AutoScalingGroupNames: [...names] })),
    tagged: (key, values) => described({ Filters: [{ Name: `tag:${key}`, Values: [...values] }] }),
  }
}

function templateOf({ LaunchTemplate, MixedInstancesPolicy }: AutoScalingGroup): LiveGroup['launchTemplate'] {
  const named = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification
  return named?.LaunchTemplateId === undefined ? undefined : { id: named.LaunchTemplateId, version: named.Version }
}
