import type * as Aws from '@aws-sdk/client-auto-scaling'
import { AwsError } from '#sandbox/service.ts'
import type { Call, Slot } from '#sandbox/service.ts'
import type { Kept, Stored } from '../ec2/stored.ts'

export type GroupTag = { ResourceId: string; ResourceType: 'auto-scaling-group'; Key: string; Value: string; PropagateAtLaunch: boolean }
export type Member = Stored<Aws.Instance>
type Always =
  | 'AutoScalingGroupName'
  | 'AutoScalingGroupARN'
  | 'VPCZoneIdentifier'
  | 'MinSize'
  | 'MaxSize'
  | 'DesiredCapacity'
  | 'SuspendedProcesses'
  | 'TargetGroupARNs'
  | 'LoadBalancerNames'
  | 'EnabledMetrics'
export type Group = Omit<Kept<Aws.AutoScalingGroup, Always>, 'Tags' | 'Instances'> & { Tags: GroupTag[]; Instances: Member[] }
export type Activity = Stored<Aws.Activity>
export type Hook = Stored<Aws.LifecycleHook>

/** What a group is about to do. */
export interface Plan {
  /** When the next launch is due (ms), and which of the plans made so far it belongs to: an older one does nothing. */
  due?: number
  turn: number
  /** Failed attempts in a row, and when the first of them was (ms). */
  failures: number
  failingSince?: number
}

/** Auto Scaling's memory in a region, by group name. `asgs` is the name in the world's seeds. */
interface ScalingState {
  asgs: Record<string, Group>
  activities: Record<string, Activity[]>
  hooks: Record<string, Hook[]>
  plans: Record<string, Plan>
}

const slot: Slot<ScalingState> = {
  name: 'autoscaling',
  scope: 'region',
  initial: () => ({ asgs: {}, activities: {}, hooks: {}, plans: {} }),
}

/** Auto Scaling's memory in a call's region. */
export const scalingState = (call: Call): ScalingState => call.state(slot)

/** The group of that name, or AWS's refusal. */
export function groupOf(call: Call, name: string | undefined): Group {
  const group = scalingState(call).asgs[name ?? '']
  if (group === undefined) throw invalid(`AutoScalingGroup name not found - AutoScalingGroup: ${name} not found`)
  return group
}

/** A request that Auto Scaling does not take. */
export const invalid = (message: string): AwsError => new AwsError('ValidationError', message, { status: 400 })

/** What a group does when nobody looks is suspended. */
export const suspended = (group: Group, process: string): boolean => group.SuspendedProcesses.some((one) => one.ProcessName === process)
