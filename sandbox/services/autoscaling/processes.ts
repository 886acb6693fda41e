import type * as Aws from '@aws-sdk/client-auto-scaling'
import type { Call } from '#sandbox/service.ts'
import { kept } from '../ec2/stored.ts'
import { listen, reconcile, userCause } from './capacity.ts'
import { changeable } from './groups.ts'
import { groupOf, invalid, scalingState } from './state.ts'
import type { Group, Hook } from './state.ts'

const processes = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
]

function named(input: Aws.ScalingProcessQuery): readonly string[] {
  const names = input.ScalingProcesses ?? []
  const unknown = names.find((name) => !processes.includes(name))
  if (unknown !== undefined) throw invalid(`The process name ${unknown} is invalid. It must be one of ${processes.join(', ')}`)
  return names.length === 0 ? processes : names
}

function suspend(input: Aws.ScalingProcessQuery, call: Call): void {
  const group = changeable(call, input.AutoScalingGroupName)
  const names = named(input).filter((name) => !group.SuspendedProcesses.some((one) => one.ProcessName === name))
  const at = new Date(call.account.clock.now()).toISOString()
  group.SuspendedProcesses = [
    ...group.SuspendedProcesses,
    ...names.map((ProcessName) => ({ ProcessName, SuspensionReason: `User suspended at ${at.slice(0, 19)}Z` })),
  ]
}

async function resume(input: Aws.ScalingProcessQuery, call: Call): Promise<void> {
  listen(call.account)
  const group = changeable(call, input.AutoScalingGroupName)
  const names = named(input)
  group.SuspendedProcesses = group.SuspendedProcesses.filter((one) => !names.includes(one.ProcessName ?? ''))
  await reconcile(call, group.AutoScalingGroupName, userCause(call, group.AutoScalingGroupName))
}

function putHook(input: Aws.PutLifecycleHookType, call: Call): void {
  const group = groupOf(call, input.AutoScalingGroupName)
  const { hooks } = scalingState(call)
  const name = group.AutoScalingGroupName
  const hook: Hook = kept({ HeartbeatTimeout: 3600, GlobalTimeout: 172_800, DefaultResult: 'ABANDON', ...input })
  hooks[name] = [...(hooks[name] ?? []).filter((one) => one.LifecycleHookName !== hook.LifecycleHookName), hook]
}

function deleteHook(input: Aws.DeleteLifecycleHookType, call: Call): void {
  const { hooks } = scalingState(call)
  const name = groupOf(call, input.AutoScalingGroupName).AutoScalingGroupName
  if (!(hooks[name] ?? []).some((one) => one.LifecycleHookName === input.LifecycleHookName))
    throw invalid(`No Lifecycle Hook found for Name: ${input.LifecycleHookName}`)
  hooks[name] = (hooks[name] ?? []).filter((one) => one.LifecycleHookName !== input.LifecycleHookName)
}

/** Adds to or takes from one of a group's lists. */
function changeList(member: 'TargetGroupARNs' | 'LoadBalancerNames', add: boolean) {
  return (
    input: { AutoScalingGroupName?: string | undefined; TargetGroupARNs?: string[] | undefined; LoadBalancerNames?: string[] | undefined },
    call: Call,
  ): object => {
    const group: Group = groupOf(call, input.AutoScalingGroupName)
    const values = input[member] ?? []
    const others = group[member].filter((one) => !values.includes(one))
    group[member] = add ? [...others, ...values] : others
    return {}
  }
}

export const processOperations = {
  SuspendProcesses: suspend,
  ResumeProcesses: resume,
  PutLifecycleHook: putHook,
  DeleteLifecycleHook: deleteHook,
  DescribeLifecycleHooks: (input: Aws.DescribeLifecycleHooksType, call: Call) => ({
    LifecycleHooks: (scalingState(call).hooks[groupOf(call, input.AutoScalingGroupName).AutoScalingGroupName] ?? []).filter(
      (one) =>
        input.LifecycleHookNames === undefined ||
        input.LifecycleHookNames.length === 0 ||
        input.LifecycleHookNames.includes(one.LifecycleHookName ?? ''),
    ),
  }),
  AttachLoadBalancerTargetGroups: changeList('TargetGroupARNs', true),
  DetachLoadBalancerTargetGroups: changeList('TargetGroupARNs', false),
  AttachLoadBalancers: changeList('LoadBalancerNames', true),
  DetachLoadBalancers: changeList('LoadBalancerNames', false),
  EnableMetricsCollection: (input: Aws.EnableMetricsCollectionQuery, call: Call) => {
    const group = groupOf(call, input.AutoScalingGroupName)
    const metrics =
      (input.Metrics?.length ?? 0) > 0
        ? (input.Metrics ?? [])
        : ['GroupMinSize', 'GroupMaxSize', 'GroupDesiredCapacity', 'GroupInServiceInstances', 'GroupTotalInstances']
    group.EnabledMetrics = metrics.map((Metric) => ({ Metric, Granularity: input.Granularity ?? '1Minute' }))
  },
  DisableMetricsCollection: (input: Aws.DisableMetricsCollectionQuery, call: Call) => {
    groupOf(call, input.AutoScalingGroupName).EnabledMetrics = []
  },
}
