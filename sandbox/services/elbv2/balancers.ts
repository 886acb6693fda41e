import type * as Aws from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { eventually, task } from '#sandbox/task.ts'
import { page } from '../ec2/describe.ts'
import { defaultGroup } from '../ec2/security-groups.ts'
import { nowText } from '../ec2/state.ts'
import { shown } from '../ec2/stored.ts'
import { checkGroups, checkInternet, dnsEnd, placeInterfaces, regroupInterfaces, removeInterfaces, subnetsFor } from '../elb/placement.ts'
import { elbArn, elbV2State } from './state.ts'
import type { Balancer } from './state.ts'

/** The load balancer of that ARN, or AWS's refusal. */
export function balancerOf(call: Call, arn: string | undefined): Balancer {
  const found = elbV2State(call).balancers[arn ?? '']
  if (found === undefined) throw new AwsError('LoadBalancerNotFoundException', `Load balancer '${arn}' not found`)
  return found
}

const kinds = { application: 'app', network: 'net', gateway: 'gwy' } as const

/** The name of its interfaces: `ELB net/web/50dc6c495c0c9188`. */
const shortName = (balancer: Balancer): string => balancer.LoadBalancerArn.split(':loadbalancer/')[1] ?? ''

async function create(input: Aws.CreateLoadBalancerInput, call: Call): Promise<object> {
  const state = elbV2State(call)
  const name = input.Name ?? ''
  const type = input.Type ?? 'application'
  if (!/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/.test(name) || name.startsWith('internal-')) {
    throw new AwsError('ValidationError', `The load balancer name '${name}' is not valid`, { status: 400 })
  }
  if (Object.values(state.balancers).some((one) => one.LoadBalancerName === name)) {
    throw new AwsError(
      'DuplicateLoadBalancerNameException',
      `A load balancer with the same name '${name}' exists, but with different settings`,
    )
  }
  const subnets = subnetsFor(call, input.Subnets ?? (input.SubnetMappings ?? []).map((one) => one.SubnetId ?? ''))
  if (subnets.length < (type === 'application' ? 2 : 1))
    throw new AwsError('ValidationError', 'At least two subnets in two different Availability Zones must be specified', { status: 400 })
  const internal = input.Scheme === 'internal'
  if (!internal) checkInternet(call, subnets)
  const fallback = type === 'application' ? defaultGroup(call, subnets[0]?.VpcId ?? '')?.GroupId : undefined
  const groups = input.SecurityGroups ?? (fallback === undefined ? [] : [fallback])
  checkGroups(call, subnets, groups)
  const hash = call.account.ids.hex('', 16)
  const LoadBalancerArn = elbArn(call, `loadbalancer/${kinds[type]}/${name}/${hash}`)
  const balancer: Balancer = {
    LoadBalancerArn,
    LoadBalancerName: name,
    Type: type,
    Scheme: internal ? 'internal' : 'internet-facing',
    IpAddressType: input.IpAddressType ?? 'ipv4',
    VpcId: subnets[0]?.VpcId,
    DNSName:
      type === 'network'
        ? `${name}-${hash}.elb.${dnsEnd(call.region).replace('.elb.', '.')}`
        : `${internal ? 'internal-' : ''}${name}-${Number.parseInt(hash.slice(0, 8), 16)}.${dnsEnd(call.region)}`,
    CanonicalHostedZoneId: type === 'network' ? 'Z2IFOLAFXWLO4F' : 'Z32O12XQLNTSW2',
    CreatedTime: nowText(call),
    State: { Code: 'provisioning' },
    SecurityGroups: groups,
    AvailabilityZones: subnets.map((one) => ({ ZoneName: one.AvailabilityZone, SubnetId: one.SubnetId, LoadBalancerAddresses: [] })),
  }
  state.balancers[LoadBalancerArn] = balancer
  state.tags[LoadBalancerArn] = (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
  placeInterfaces(call, subnets, {
    name: shortName(balancer),
    groups,
    internal,
    type: type === 'network' ? 'network_load_balancer' : 'interface',
  })
  const answer = shown(structuredClone(balancer))
  await eventually(call, call.account.durations.of('elb:load-balancer:create', name), activated, { arn: LoadBalancerArn })
  return { LoadBalancers: [answer] }
}

const activated = task('elb:load-balancer:activated', ({ arn }: { readonly arn: string }, call) => {
  const balancer = elbV2State(call).balancers[arn]
  if (balancer !== undefined) balancer.State = { Code: 'active' }
})

/** Deleting one that is not there succeeds; protection refuses. */
async function remove({ LoadBalancerArn: arn = '' }: Aws.DeleteLoadBalancerInput, call: Call): Promise<object> {
  const state = elbV2State(call)
  const balancer = state.balancers[arn]
  if (balancer === undefined) return {}
  if (state.attributes[arn]?.some((one) => one.Key === 'deletion_protection.enabled' && one.Value === 'true')) {
    throw new AwsError('OperationNotPermittedException', `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`)
  }
  for (const [id, listener] of Object.entries(state.listeners)) if (listener.LoadBalancerArn === arn) delete state.listeners[id]
  for (const group of Object.values(state.targetGroups))
    group.LoadBalancerArns = (group.LoadBalancerArns ?? []).filter((one) => one !== arn)
  for (const table of [state.balancers, state.tags, state.attributes]) delete table[arn]
  await removeInterfaces(call, shortName(balancer))
  return {}
}

function describe(input: Aws.DescribeLoadBalancersInput, call: Call): object {
  const all = Object.values(elbV2State(call).balancers)
  const { LoadBalancerArns: arns = [], Names: names = [] } = input
  const byArn = arns.map((arn) => balancerOf(call, arn))
  const byName = names.map((name) => {
    const found = all.find((one) => one.LoadBalancerName === name)
    if (found === undefined) throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${name}]' not found`)
    return found
  })
  const found = arns.length + names.length > 0 ? [...byArn, ...byName] : all
  const { items, next } = page(
    found,
    { MaxResults: input.PageSize ?? 400, ...(input.Marker !== undefined && { NextToken: input.Marker }) },
    [1, 400],
  )
  return { LoadBalancers: items.map((one) => shown(one)), ...(next !== undefined && { NextMarker: next }) }
}

function describeTags(input: Aws.DescribeTagsInput, call: Call): object {
  const state = elbV2State(call)
  const arns = input.ResourceArns ?? []
  if (arns.length > 20) throw new AwsError('ValidationError', 'The number of resource ARNs must be at most 20', { status: 400 })
  return { TagDescriptions: arns.map((ResourceArn) => ({ ResourceArn: known(call, ResourceArn), Tags: state.tags[ResourceArn] ?? [] })) }
}

function known(call: Call, arn: string): string {
  const { balancers, targetGroups, listeners } = elbV2State(call)
  if (balancers[arn] !== undefined || targetGroups[arn] !== undefined || listeners[arn] !== undefined) return arn
  throw arn.includes(':targetgroup/')
    ? new AwsError('TargetGroupNotFoundException', `Target groups '${arn}' not found`)
    : new AwsError('LoadBalancerNotFoundException', `Load balancer '${arn}' not found`)
}

const standardAttributes = {
  'deletion_protection.enabled': 'false',
  'access_logs.s3.enabled': 'false',
  'load_balancing.cross_zone.enabled': 'false',
}

export const balancerOperations = {
  CreateLoadBalancer: create,
  DeleteLoadBalancer: remove,
  DescribeLoadBalancers: describe,
  DescribeTags: describeTags,
  AddTags: (input: Aws.AddTagsInput, call: Call) => {
    const { tags } = elbV2State(call)
    const added = (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
    for (const arn of input.ResourceArns ?? [])
      tags[known(call, arn)] = [...(tags[arn] ?? []).filter((one) => !added.some((tag) => tag.Key === one.Key)), ...added]
    return {}
  },
  RemoveTags: (input: Aws.RemoveTagsInput, call: Call) => {
    const { tags } = elbV2State(call)
    for (const arn of input.ResourceArns ?? [])
      tags[known(call, arn)] = (tags[arn] ?? []).filter((one) => !(input.TagKeys ?? []).includes(one.Key))
    return {}
  },
  SetSecurityGroups: (input: Aws.SetSecurityGroupsInput, call: Call) => {
    const balancer = balancerOf(call, input.LoadBalancerArn)
    regroupInterfaces(
      call,
      subnetsFor(
        call,
        balancer.AvailabilityZones.map((one) => one.SubnetId ?? ''),
      ),
      shortName(balancer),
      input.SecurityGroups ?? [],
    )
    balancer.SecurityGroups = input.SecurityGroups ?? []
    return { SecurityGroupIds: balancer.SecurityGroups }
  },
  ModifyLoadBalancerAttributes: (input: Aws.ModifyLoadBalancerAttributesInput, call: Call) => {
    const { LoadBalancerArn: arn } = balancerOf(call, input.LoadBalancerArn)
    const stated = (input.Attributes ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }))
    const { attributes } = elbV2State(call)
    attributes[arn] = [...(attributes[arn] ?? []).filter((one) => !stated.some((other) => other.Key === one.Key)), ...stated]
    return { Attributes: attributes[arn] }
  },
  DescribeLoadBalancerAttributes: (input: Aws.DescribeLoadBalancerAttributesInput, call: Call) => {
    const { LoadBalancerArn: arn } = balancerOf(call, input.LoadBalancerArn)
    const own = Object.fromEntries((elbV2State(call).attributes[arn] ?? []).map((one) => [one.Key, one.Value]))
    return { Attributes: Object.entries({ ...standardAttributes, ...own }).map(([Key, Value]) => ({ Key, Value })) }
  },
}
