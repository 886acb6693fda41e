import { DescribeLoadBalancersCommand as DescribeClassic, ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing'
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { LoadBalancer } from '../app.ts'
import { every, type Aws } from './caller.ts'

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
    .map((one) => ({ name: one.LoadBalancerName ?? '', arn: undefined, kind: 'classic', securityGroups: one.SecurityGroups ?? [] }))
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
      securityGroups: one.SecurityGroups ?? [],
    }))
}
