import type * as Aws from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Call, Slot } from '#sandbox/service.ts'
import type { Kept } from '../ec2/stored.ts'

export type Balancer = Kept<
  Aws.LoadBalancer,
  'LoadBalancerArn' | 'LoadBalancerName' | 'Type' | 'AvailabilityZones' | 'SecurityGroups' | 'State'
>
export type TargetGroup = Kept<Aws.TargetGroup, 'TargetGroupArn' | 'TargetGroupName'>
export type Listener = Kept<Aws.Listener, 'ListenerArn' | 'LoadBalancerArn' | 'DefaultActions'>

/** The second generation's memory in a region, by ARN. */
interface ElbV2State {
  balancers: Record<string, Balancer>
  targetGroups: Record<string, TargetGroup>
  listeners: Record<string, Listener>
  targets: Record<string, { Id: string; Port?: number }[]>
  tags: Record<string, { Key: string; Value: string }[]>
  attributes: Record<string, { Key: string; Value: string }[]>
}

const slot: Slot<ElbV2State> = {
  name: 'elasticloadbalancingv2',
  scope: 'region',
  initial: () => ({ balancers: {}, targetGroups: {}, listeners: {}, targets: {}, tags: {}, attributes: {} }),
}

/** The second generation's memory in a call's region. */
export const elbV2State = (call: Call): ElbV2State => call.state(slot)

/** The ARN of something of Elastic Load Balancing: `loadbalancer/app/web/50dc6c495c0c9188`. */
export const elbArn = (call: Call, resource: string): string =>
  `arn:${call.account.partitionOf(call.region)}:elasticloadbalancing:${call.region}:${call.account.id}:${resource}`
