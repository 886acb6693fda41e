import type * as Aws from '@aws-sdk/client-elastic-load-balancing'
import { AwsError } from '#sandbox/service.ts'
import type { Call, Service, Slot } from '#sandbox/service.ts'
import { page } from '../ec2/describe.ts'
import { ec2State, nowText } from '../ec2/state.ts'
import { kept, shown } from '../ec2/stored.ts'
import type { Kept } from '../ec2/stored.ts'
import { checkGroups, checkInternet, dnsEnd, placeInterfaces, regroupInterfaces, removeInterfaces, subnetsFor } from './placement.ts'

type Balancer = Kept<Aws.LoadBalancerDescription, 'LoadBalancerName' | 'Subnets' | 'SecurityGroups' | 'Instances' | 'ListenerDescriptions'>
interface ElbState {
  balancers: Record<string, Balancer>
  tags: Record<string, { Key: string; Value: string }[]>
  attributes: Record<string, object>
}

const slot: Slot<ElbState> = { name: 'elasticloadbalancing', scope: 'region', initial: () => ({ balancers: {}, tags: {}, attributes: {} }) }
const state = (call: Call): ElbState => call.state(slot)

function balancerOf(call: Call, name: string | undefined): Balancer {
  const found = state(call).balancers[name ?? '']
  if (found === undefined) throw new AwsError('AccessPointNotFoundException', `There is no ACTIVE Load Balancer named '${name}'`)
  return found
}

const listenersOf = (listeners: readonly Aws.Listener[] | undefined): Balancer['ListenerDescriptions'] =>
  (listeners ?? []).map((one) => ({ Listener: { ...kept(one), InstanceProtocol: one.InstanceProtocol ?? one.Protocol }, PolicyNames: [] }))

function create(input: Aws.CreateAccessPointInput, call: Call): object {
  const { balancers, tags } = state(call)
  const LoadBalancerName = input.LoadBalancerName ?? ''
  if (!/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/.test(LoadBalancerName)) {
    throw new AwsError(
      'ValidationError',
      `LoadBalancer name cannot be longer than 32 characters and may only contain letters, digits and inner dashes: ${LoadBalancerName}`,
      { status: 400 },
    )
  }
  if (balancers[LoadBalancerName] !== undefined) {
    throw new AwsError(
      'DuplicateAccessPointNameException',
      `ELB with name '${LoadBalancerName}' already exists and it is configured with different parameters.`,
    )
  }
  if ((input.Subnets ?? []).length === 0)
    throw new AwsError('ValidationError', 'Either AvailabilityZones or SubnetIds must be specified', { status: 400 })
  const subnets = subnetsFor(call, input.Subnets ?? [])
  const internal = input.Scheme === 'internal'
  if (!internal) checkInternet(call, subnets)
  const groups = input.SecurityGroups ?? []
  checkGroups(call, subnets, groups)
  const DNSName = `${internal ? 'internal-' : ''}${LoadBalancerName}-${Number.parseInt(call.account.ids.hex('', 7), 16)}.${dnsEnd(call.region)}`
  balancers[LoadBalancerName] = {
    LoadBalancerName,
    DNSName,
    Scheme: internal ? 'internal' : 'internet-facing',
    CreatedTime: nowText(call),
    VPCId: subnets[0]?.VpcId,
    Subnets: subnets.map((one) => one.SubnetId),
    AvailabilityZones: subnets.map((one) => one.AvailabilityZone),
    SecurityGroups: groups,
    Instances: [],
    ListenerDescriptions: listenersOf(input.Listeners),
    CanonicalHostedZoneName: DNSName,
    CanonicalHostedZoneNameID: 'Z32O12XQLNTSW2',
    BackendServerDescriptions: [],
    SourceSecurityGroup: { OwnerAlias: call.account.id, GroupName: ec2State(call).sgs[groups[0] ?? '']?.GroupName ?? 'default' },
    Policies: { AppCookieStickinessPolicies: [], LBCookieStickinessPolicies: [], OtherPolicies: [] },
    HealthCheck: {
      Target: `TCP:${input.Listeners?.[0]?.InstancePort ?? 80}`,
      Interval: 30,
      Timeout: 5,
      UnhealthyThreshold: 2,
      HealthyThreshold: 10,
    },
  }
  tags[LoadBalancerName] = (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
  placeInterfaces(call, subnets, { name: LoadBalancerName, groups, internal })
  return { DNSName }
}

/** Deleting one that is not there succeeds. */
async function remove({ LoadBalancerName: name = '' }: Aws.DeleteAccessPointInput, call: Call): Promise<object> {
  const { balancers, tags, attributes } = state(call)
  if (balancers[name] === undefined) return {}
  for (const table of [balancers, tags, attributes]) delete table[name]
  await removeInterfaces(call, name)
  return {}
}

function describe(input: Aws.DescribeAccessPointsInput, call: Call): object {
  const names = input.LoadBalancerNames ?? []
  const found = names.length > 0 ? names.map((name) => balancerOf(call, name)) : Object.values(state(call).balancers)
  const { items, next } = page(
    found,
    { MaxResults: input.PageSize ?? 400, ...(input.Marker !== undefined && { NextToken: input.Marker }) },
    [1, 400],
  )
  return { LoadBalancerDescriptions: items.map((one) => shown(one)), ...(next !== undefined && { NextMarker: next }) }
}

function describeTags(input: Aws.DescribeTagsInput, call: Call): object {
  const names = input.LoadBalancerNames ?? []
  if (names.length > 20) throw new AwsError('ValidationError', 'The number of load balancer names must be at most 20', { status: 400 })
  return {
    TagDescriptions: names.map((name) => ({
      LoadBalancerName: balancerOf(call, name).LoadBalancerName,
      Tags: state(call).tags[name] ?? [],
    })),
  }
}

function retag(
  call: Call,
  names: readonly string[] | undefined,
  change: (old: { Key: string; Value: string }[]) => { Key: string; Value: string }[],
): object {
  for (const name of names ?? []) state(call).tags[balancerOf(call, name).LoadBalancerName] = change(state(call).tags[name] ?? [])
  return {}
}

const operations = {
  CreateLoadBalancer: create,
  DeleteLoadBalancer: remove,
  DescribeLoadBalancers: describe,
  DescribeTags: describeTags,
  AddTags: (input: Aws.AddTagsInput, call: Call) => {
    const added = (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
    return retag(call, input.LoadBalancerNames, (old) => [...old.filter((one) => !added.some((tag) => tag.Key === one.Key)), ...added])
  },
  RemoveTags: (input: Aws.RemoveTagsInput, call: Call) =>
    retag(call, input.LoadBalancerNames, (old) => old.filter((one) => !(input.Tags ?? []).some((tag) => tag.Key === one.Key))),
  CreateLoadBalancerListeners: (input: Aws.CreateLoadBalancerListenerInput, call: Call) => {
    const balancer = balancerOf(call, input.LoadBalancerName)
    const taken = (input.Listeners ?? []).find((one) =>
      balancer.ListenerDescriptions.some((old) => old.Listener?.LoadBalancerPort === one.LoadBalancerPort),
    )
    if (taken !== undefined)
      throw new AwsError(
        'DuplicateListenerException',
        `A listener already exists for ${balancer.LoadBalancerName} with LoadBalancerPort ${taken.LoadBalancerPort}`,
      )
    balancer.ListenerDescriptions.push(...listenersOf(input.Listeners))
    return {}
  },
  DeleteLoadBalancerListeners: (input: Aws.DeleteLoadBalancerListenerInput, call: Call) => {
    const balancer = balancerOf(call, input.LoadBalancerName)
    balancer.ListenerDescriptions = balancer.ListenerDescriptions.filter(
      (one) => !(input.LoadBalancerPorts ?? []).includes(one.Listener?.LoadBalancerPort ?? 0),
    )
    return {}
  },
  RegisterInstancesWithLoadBalancer: (input: Aws.RegisterEndPointsInput, call: Call) => {
    const balancer = balancerOf(call, input.LoadBalancerName)
    const added = (input.Instances ?? []).filter((one) => !balancer.Instances.some((old) => old.InstanceId === one.InstanceId))
    balancer.Instances.push(...added)
    return { Instances: balancer.Instances }
  },
  DeregisterInstancesFromLoadBalancer: (input: Aws.DeregisterEndPointsInput, call: Call) => {
    const balancer = balancerOf(call, input.LoadBalancerName)
    balancer.Instances = balancer.Instances.filter((one) => !(input.Instances ?? []).some((gone) => gone.InstanceId === one.InstanceId))
    return { Instances: balancer.Instances }
  },
  DescribeInstanceHealth: (input: Aws.DescribeEndPointStateInput, call: Call) => ({
    InstanceStates: balancerOf(call, input.LoadBalancerName).Instances.map(({ InstanceId }) => ({
      InstanceId,
      State: 'InService',
      ReasonCode: 'N/A',
      Description: 'N/A',
    })),
  }),
  ConfigureHealthCheck: (input: Aws.ConfigureHealthCheckInput, call: Call) => {
    const balancer = balancerOf(call, input.LoadBalancerName)
    balancer.HealthCheck = kept(input.HealthCheck)
    return { HealthCheck: balancer.HealthCheck }
  },
  ApplySecurityGroupsToLoadBalancer: (input: Aws.ApplySecurityGroupsToLoadBalancerInput, call: Call) => {
    const balancer = balancerOf(call, input.LoadBalancerName)
    regroupInterfaces(call, subnetsFor(call, balancer.Subnets), balancer.LoadBalancerName, input.SecurityGroups ?? [])
    balancer.SecurityGroups = input.SecurityGroups ?? []
    return { SecurityGroups: balancer.SecurityGroups }
  },
  ModifyLoadBalancerAttributes: (input: Aws.ModifyLoadBalancerAttributesInput, call: Call) => {
    const { LoadBalancerName } = balancerOf(call, input.LoadBalancerName)
    state(call).attributes[LoadBalancerName] = { ...state(call).attributes[LoadBalancerName], ...kept(input.LoadBalancerAttributes) }
    return { LoadBalancerName, LoadBalancerAttributes: input.LoadBalancerAttributes }
  },
  DescribeLoadBalancerAttributes: (input: Aws.DescribeLoadBalancerAttributesInput, call: Call) => {
    const { LoadBalancerName } = balancerOf(call, input.LoadBalancerName)
    const standard = {
      CrossZoneLoadBalancing: { Enabled: false },
      AccessLog: { Enabled: false },
      ConnectionDraining: { Enabled: false, Timeout: 300 },
      ConnectionSettings: { IdleTimeout: 60 },
    }
    return { LoadBalancerAttributes: { ...standard, ...state(call).attributes[LoadBalancerName] } }
  },
}

/** Elastic Load Balancing, the first generation: classic load balancers. */
export const elb: Service = {
  name: 'elasticloadbalancing',
  client: () => import('@aws-sdk/client-elastic-load-balancing'),
  operations,
}
