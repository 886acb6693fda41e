import type * as Aws from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { page } from '../ec2/describe.ts'
import { ec2State } from '../ec2/state.ts'
import { kept, shown } from '../ec2/stored.ts'
import { balancerOf } from './balancers.ts'
import { elbArn, elbV2State } from './state.ts'
import type { Listener, TargetGroup } from './state.ts'

function targetGroupOf(call: Call, arn: string | undefined): TargetGroup {
  const found = elbV2State(call).targetGroups[arn ?? '']
  if (found === undefined) throw new AwsError('TargetGroupNotFoundException', `Target groups '${arn}' not found`)
  return found
}

function createTargetGroup(input: Aws.CreateTargetGroupInput, call: Call): object {
  const state = elbV2State(call)
  const TargetGroupName = input.Name ?? ''
  if (Object.values(state.targetGroups).some((one) => one.TargetGroupName === TargetGroupName)) {
    throw new AwsError(
      'DuplicateTargetGroupNameException',
      `A target group with the same name '${TargetGroupName}' exists, but with different settings`,
    )
  }
  if (input.VpcId !== undefined && ec2State(call).vpcs[input.VpcId] === undefined)
    throw new AwsError('ValidationError', `The VPC ID '${input.VpcId}' is not found`, { status: 400 })
  const TargetGroupArn = elbArn(call, `targetgroup/${TargetGroupName}/${call.account.ids.hex('', 16)}`)
  const { Name: _, Tags: tags, ...stated } = input
  const group: TargetGroup = {
    HealthCheckProtocol: 'TCP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 10,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    IpAddressType: 'ipv4',
    TargetType: 'instance',
    ...kept(stated),
    TargetGroupArn,
    TargetGroupName,
    LoadBalancerArns: [],
  }
  state.targetGroups[TargetGroupArn] = group
  state.tags[TargetGroupArn] = (tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
  return { TargetGroups: [shown(group)] }
}

function deleteTargetGroup({ TargetGroupArn: arn = '' }: Aws.DeleteTargetGroupInput, call: Call): object {
  const state = elbV2State(call)
  const used = Object.values(state.listeners).some((one) => one.DefaultActions.some((action) => action.TargetGroupArn === arn))
  if (used) throw new AwsError('ResourceInUseException', `Target group '${arn}' is currently in use by a listener or a rule`)
  for (const table of [state.targetGroups, state.targets, state.tags]) delete table[arn]
  return {}
}

function describeTargetGroups(input: Aws.DescribeTargetGroupsInput, call: Call): object {
  const all = Object.values(elbV2State(call).targetGroups)
  for (const arn of input.TargetGroupArns ?? []) targetGroupOf(call, arn)
  const absent = (input.Names ?? []).find((name) => !all.some((one) => one.TargetGroupName === name))
  if (absent !== undefined) throw new AwsError('TargetGroupNotFoundException', `One or more target groups not found`)
  const fits = (one: TargetGroup): boolean =>
    (input.TargetGroupArns?.includes(one.TargetGroupArn) ?? true) &&
    (input.Names?.includes(one.TargetGroupName) ?? true) &&
    (input.LoadBalancerArn === undefined || one.LoadBalancerArns?.includes(input.LoadBalancerArn) === true)
  const { items, next } = page(
    all.filter((one) => fits(one)),
    { MaxResults: input.PageSize ?? 400, ...(input.Marker !== undefined && { NextToken: input.Marker }) },
    [1, 400],
  )
  return { TargetGroups: items.map((one) => shown(one)), ...(next !== undefined && { NextMarker: next }) }
}

function createListener(input: Aws.CreateListenerInput, call: Call): object {
  const state = elbV2State(call)
  const balancer = balancerOf(call, input.LoadBalancerArn)
  const actions = input.DefaultActions ?? []
  const groups = actions
    .map((action) => action.TargetGroupArn)
    .filter((arn) => arn !== undefined)
    .map((arn) => targetGroupOf(call, arn))
  if (Object.values(state.listeners).some((one) => one.LoadBalancerArn === balancer.LoadBalancerArn && one.Port === input.Port)) {
    throw new AwsError('DuplicateListenerException', 'A listener already exists on this port for this load balancer')
  }
  const ListenerArn = `${balancer.LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/${call.account.ids.hex('', 16)}`
  const listener: Listener = {
    ListenerArn,
    LoadBalancerArn: balancer.LoadBalancerArn,
    DefaultActions: kept(actions),
    ...(input.Port !== undefined && { Port: input.Port }),
    ...(input.Protocol !== undefined && { Protocol: input.Protocol }),
  }
  state.listeners[ListenerArn] = listener
  for (const group of groups) group.LoadBalancerArns = [...new Set([...(group.LoadBalancerArns ?? []), balancer.LoadBalancerArn])]
  return { Listeners: [shown(listener)] }
}

function deleteListener({ ListenerArn: arn = '' }: Aws.DeleteListenerInput, call: Call): object {
  const { listeners, targetGroups } = elbV2State(call)
  const listener = listeners[arn]
  if (listener === undefined) throw new AwsError('ListenerNotFoundException', `Listener '${arn}' not found`)
  delete listeners[arn]
  const stillUsed = (group: TargetGroup): boolean =>
    Object.values(listeners).some(
      (one) =>
        one.LoadBalancerArn === listener.LoadBalancerArn &&
        one.DefaultActions.some((action) => action.TargetGroupArn === group.TargetGroupArn),
    )
  for (const group of Object.values(targetGroups))
    if (!stillUsed(group)) group.LoadBalancerArns = (group.LoadBalancerArns ?? []).filter((one) => one !== listener.LoadBalancerArn)
  return {}
}

function describeListeners(input: Aws.DescribeListenersInput, call: Call): object {
  const { listeners } = elbV2State(call)
  const absent = (input.ListenerArns ?? []).find((arn) => listeners[arn] === undefined)
  if (absent !== undefined) throw new AwsError('ListenerNotFoundException', `One or more listeners not found`)
  if (input.LoadBalancerArn !== undefined) balancerOf(call, input.LoadBalancerArn)
  const fits = (one: Listener): boolean =>
    (input.ListenerArns?.includes(one.ListenerArn) ?? true) && (input.LoadBalancerArn ?? one.LoadBalancerArn) === one.LoadBalancerArn
  return {
    Listeners: Object.values(listeners)
      .filter((one) => fits(one))
      .map((one) => shown(one)),
  }
}

const target = ({ Id = '', Port }: Aws.TargetDescription): { Id: string; Port?: number } => ({ Id, ...(Port !== undefined && { Port }) })

export const targetOperations = {
  CreateTargetGroup: createTargetGroup,
  DeleteTargetGroup: deleteTargetGroup,
  DescribeTargetGroups: describeTargetGroups,
  CreateListener: createListener,
  DeleteListener: deleteListener,
  DescribeListeners: describeListeners,
  RegisterTargets: (input: Aws.RegisterTargetsInput, call: Call) => {
    const { targets } = elbV2State(call)
    const { TargetGroupArn: arn } = targetGroupOf(call, input.TargetGroupArn)
    const added = (input.Targets ?? []).map((one) => target(one))
    targets[arn] = [
      ...(targets[arn] ?? []).filter((one) => !added.some((other) => other.Id === one.Id && other.Port === one.Port)),
      ...added,
    ]
    return {}
  },
  DeregisterTargets: (input: Aws.DeregisterTargetsInput, call: Call) => {
    const { targets } = elbV2State(call)
    const { TargetGroupArn: arn } = targetGroupOf(call, input.TargetGroupArn)
    targets[arn] = (targets[arn] ?? []).filter(
      (one) => !(input.Targets ?? []).some((gone) => gone.Id === one.Id && (gone.Port ?? one.Port) === one.Port),
    )
    return {}
  },
  DescribeTargetHealth: (input: Aws.DescribeTargetHealthInput, call: Call) => {
    const { TargetGroupArn: arn } = targetGroupOf(call, input.TargetGroupArn)
    return {
      TargetHealthDescriptions: (elbV2State(call).targets[arn] ?? []).map((one) => ({
        Target: one,
        HealthCheckPort: String(one.Port ?? 80),
        TargetHealth: { State: 'healthy' },
      })),
    }
  },
}
