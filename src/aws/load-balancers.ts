import {
  DescribeLoadBalancersCommand as DescribeClassic,
  DescribeTagsCommand as DescribeClassicTags,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing'
import {
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { LoadBalancer } from '../app.ts'
import type { Remnant } from '../app/remains.ts'
import { every, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'

/** Load balancers of both generations in a VPC. */
export async function loadBalancersIn(aws: Aws, vpcId: string): Promise<LoadBalancer[]> {
  const [classic, newer] = await Promise.all([classicOnes(aws, vpcId), newerOnes(aws, vpcId)])
  return [...classic, ...newer]
}

async function classicOnes(aws: Aws, vpcId: string): Promise<LoadBalancer[]> {
  const client = new ElasticLoadBalancingClient(aws.config)
  const all = await every(
    (Marker) =>
      aws.call('elasticloadbalancing', 'DescribeLoadBalancers', () =>
        client.send(new DescribeClassic(Marker === undefined ? {} : { Marker })),
      ),
    (page) => page.LoadBalancerDescriptions,
    (page) => page.NextMarker,
  )
  return all
    .filter((one) => one.VPCId === vpcId)
    .map((one) => ({
      name: one.LoadBalancerName ?? '',
      arn: undefined,
      kind: 'classic',
      host: one.DNSName ?? '',
      securityGroups: one.SecurityGroups ?? [],
    }))
}

async function newerOnes(aws: Aws, vpcId: string): Promise<LoadBalancer[]> {
  const client = new ElasticLoadBalancingV2Client(aws.config)
  const all = await every(
    (Marker) =>
      aws.call('elasticloadbalancing', 'DescribeLoadBalancers', () =>
        client.send(new DescribeLoadBalancersCommand(Marker === undefined ? {} : { Marker })),
      ),
    (page) => page.LoadBalancers,
    (page) => page.NextMarker,
  )
  return all
    .filter((one) => one.VpcId === vpcId)
    .map((one) => ({
      name: one.LoadBalancerName ?? '',
      arn: one.LoadBalancerArn,
      kind: one.Type ?? 'application',
      host: one.DNSName ?? '',
      securityGroups: one.SecurityGroups ?? [],
    }))
}

/** Load balancers and target groups in a VPC, with their tags. */
export async function balancingIn(aws: Aws, vpcId: string): Promise<Remnant[]> {
  const [balancers, groups] = await Promise.all([loadBalancersIn(aws, vpcId), targetGroupsIn(aws, vpcId)])
  const classic = balancers.filter(({ arn }) => arn === undefined).map(({ name }) => name)
  const arns = [...balancers.flatMap(({ arn }) => arn ?? []), ...groups]
  const tags = new Map([...(await classicTags(aws, classic)), ...(await newerTags(aws, arns))])
  return [...classic, ...arns].map((id) => ({
    kind: id.includes(':targetgroup/') ? 'target group' : 'load balancer',
    id,
    tags: tags.get(id) ?? {},
  }))
}

function targetGroupsIn(aws: Aws, vpcId: string): Promise<string[]> {
  const client = new ElasticLoadBalancingV2Client(aws.config)
  return every(
    (Marker) =>
      aws.call('elasticloadbalancing', 'DescribeTargetGroups', () =>
        client.send(new DescribeTargetGroupsCommand(Marker === undefined ? {} : { Marker })),
      ),
    (page) => (page.TargetGroups ?? []).flatMap((one) => (one.VpcId === vpcId ? (one.TargetGroupArn ?? []) : [])),
    (page) => page.NextMarker,
  )
}

/** AWS tells the tags of at most so many at a time. */
const atATime = 20

const portions = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / atATime) }, (_, i) => ids.slice(i * atATime, (i + 1) * atATime))

type Tagged = (readonly [string, Remnant['tags']])[]

async function classicTags(aws: Aws, names: readonly string[]): Promise<Tagged> {
  const client = new ElasticLoadBalancingClient(aws.config)
  const pages = await Promise.all(
    portions(names).map((LoadBalancerNames) =>
      aws.call('elasticloadbalancing', 'DescribeTags', () => client.send(new DescribeClassicTags({ LoadBalancerNames }))),
    ),
  )
  return pages.flatMap(({ TagDescriptions = [] }) =>
    TagDescriptions.map(({ LoadBalancerName = '', Tags }) => [LoadBalancerName, tagMap(Tags)]),
  )
}

async function newerTags(aws: Aws, arns: readonly string[]): Promise<Tagged> {
  const client = new ElasticLoadBalancingV2Client(aws.config)
  const pages = await Promise.all(
    portions(arns).map((ResourceArns) =>
      aws.call('elasticloadbalancing', 'DescribeTags', () => client.send(new DescribeTagsCommand({ ResourceArns }))),
    ),
  )
  return pages.flatMap(({ TagDescriptions = [] }) => TagDescriptions.map(({ ResourceArn = '', Tags }) => [ResourceArn, tagMap(Tags)]))
}
