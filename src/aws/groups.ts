import { AutoScalingClient, DescribeAutoScalingGroupsCommand, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling'
import type { Groups, LiveGroup } from '../app.ts'
import { every, type Aws } from './caller.ts'

/** The adapter of Auto Scaling groups. */
export function groupsOn(aws: Aws): Groups {
  const client = new AutoScalingClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('autoscaling', operation, send)

  async function failures(group: string): Promise<string[]> {
    const answer = await call('DescribeScalingActivities', () => client.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group, MaxRecords: 20 })))
    const failed = (answer.Activities ?? []).filter((activity) => activity.StatusCode === 'Failed')
    return [...new Set(failed.map((activity) => activity.StatusMessage ?? activity.Cause ?? 'AWS gave no reason'))]
  }

  return {
    find: async (names) => {
      if (names.length === 0) return []
      const groups = await every(
        (token) =>
          call('DescribeAutoScalingGroups', () => client.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [...names], ...(token !== undefined && { NextToken: token }) }))),
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
          instances: (group.Instances ?? []).map((one) => ({ id: one.InstanceId ?? '', state: one.LifecycleState ?? '', health: one.HealthStatus ?? '' })),
          failures: () => failures(name),
        }
      })
    },
  }
}
