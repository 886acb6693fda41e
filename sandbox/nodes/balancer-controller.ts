import type { KubeObject } from '../kubernetes/objects.ts'
import { refOf } from '../kubernetes/objects.ts'
import { quietly } from '../services/eks/network.ts'
import { servicesIn, workloadIn } from './kinds.ts'
import { balancerSubnets } from './load-balancers.ts'
import { later, type RunningCluster } from './running-cluster.ts'

/*
 * The AWS Load Balancer Controller, or Auto Mode's own: ingresses, gateways and services of its classes get a load balancer with a target
 * group, which go when the object is deleted. Without a controller that runs nothing happens: finalizers stay.
 */

/** An object that this controller serves. */
interface Front {
  readonly object: KubeObject
  readonly type: 'application' | 'network'
  readonly finalizer: string
}

const busy = new WeakMap<RunningCluster, Set<string>>()

/** One round of the controller. */
export function runBalancerController(cluster: RunningCluster): void {
  if (!isRunning(cluster)) return
  const under = busy.get(cluster) ?? new Set<string>()
  busy.set(cluster, under)
  for (const front of frontsIn(cluster)) {
    const { metadata } = front.object
    const uid = metadata.uid ?? ''
    const held = metadata.finalizers?.includes(front.finalizer) === true
    const wanted = metadata.deletionTimestamp === undefined
    if (under.has(uid) || (wanted ? held && hostsOf(front.object).length > 0 : !held)) continue
    under.add(uid)
    later(cluster, 'service:load-balancer', uid, async () => {
      if (wanted) await make(cluster, front)
      else await unmake(cluster, front)
      under.delete(uid)
      cluster.wake()
    })
  }
}

function isRunning({ objects, record }: RunningCluster): boolean {
  if (record.cluster.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled === true) return true
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'aws-load-balancer-controller' }
  return (workloadIn(objects, ref)?.status?.readyReplicas ?? 0) > 0
}

const classes: readonly (string | undefined)[] = ['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb']
const albControllers = ['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb']
const gatewayControllers: Readonly<Record<string, Front['type']>> = {
  'gateway.k8s.aws/alb': 'application',
  'gateway.k8s.aws/nlb': 'network',
}

function frontsIn({ objects }: RunningCluster): Front[] {
  const list = (apiVersion: string, kind: string): KubeObject[] => objects.list({ apiVersion, kind })
  const specOf = (object: KubeObject): Readonly<Record<string, unknown>> => (object['spec'] ?? {}) as Readonly<Record<string, unknown>>
  const controllerOf = (apiVersion: string, kind: string, name: unknown, member: string): unknown => {
    const found = list(apiVersion, kind).find(({ metadata }) => metadata.name === name)
    return found && specOf(found)[member]
  }
  const ingresses = list('networking.k8s.io/v1', 'Ingress').filter((object) => {
    const name = specOf(object)['ingressClassName'] ?? object.metadata.annotations?.['kubernetes.io/ingress.class']
    return name === 'alb' || albControllers.includes(String(controllerOf('networking.k8s.io/v1', 'IngressClass', name, 'controller')))
  })
  const gateways = list(gatewayApi, 'Gateway').flatMap((object): Front[] => {
    const type = gatewayControllers[String(controllerOf(gatewayApi, 'GatewayClass', specOf(object)['gatewayClassName'], 'controllerName'))]
    return type === undefined ? [] : [{ object, type, finalizer: `gateway.k8s.aws/${type === 'application' ? 'alb' : 'nlb'}` }]
  })
  return [
    ...servicesIn(objects)
      .filter(({ spec }) => spec?.type === 'LoadBalancer' && classes.includes(spec.loadBalancerClass))
      .map((object) => ({ object, type: 'network', finalizer: 'service.k8s.aws/resources' }) as const),
    ...ingresses.map((object) => ({ object, type: 'application', finalizer: 'ingress.k8s.aws/resources' }) as const),
    ...gateways,
  ]
}

const gatewayApi = 'gateway.networking.k8s.io/v1'

function hostsOf(object: KubeObject): string[] {
  const status = (object['status'] ?? {}) as {
    loadBalancer?: { ingress?: { hostname?: string }[] }
    addresses?: { value?: string }[]
  }
  return [
    ...(status.loadBalancer?.ingress ?? []).map(({ hostname }) => hostname),
    ...(status.addresses ?? []).map(({ value }) => value),
  ].filter((host) => host !== undefined)
}

/** `k8s-default-web-0a1b2c3d4e`: eight letters of each name, ten of the uid. */
const balancerName = ({ metadata }: KubeObject): string =>
  ['k8s', (metadata.namespace ?? '').slice(0, 8), metadata.name.slice(0, 8), (metadata.uid ?? '').replaceAll('-', '').slice(0, 10)].join(
    '-',
  )

async function make(cluster: RunningCluster, { object, type, finalizer }: Front): Promise<void> {
  const { call, record } = cluster
  const name = balancerName(object)
  const tags = [
    { Key: 'elbv2.k8s.aws/cluster', Value: record.cluster.name },
    { Key: `${finalizer.split('/')[0]}/stack`, Value: `${object.metadata.namespace}/${object.metadata.name}` },
  ]
  const vpcId = record.cluster.resourcesVpcConfig?.vpcId
  cluster.objects.change(
    refOf(object),
    (draft) => (draft.metadata.finalizers = [...new Set([...(draft.metadata.finalizers ?? []), finalizer])]),
  )
  const { GroupId } = await call.aws<{ GroupId: string }>('ec2', 'CreateSecurityGroup', {
    GroupName: name,
    Description: '[k8s] Managed SecurityGroup for LoadBalancer',
    VpcId: vpcId,
    TagSpecifications: [{ ResourceType: 'security-group', Tags: tags }],
  })
  const made = await call.aws<{ LoadBalancers?: { DNSName?: string; LoadBalancerArn?: string }[] }>(
    'elasticloadbalancingv2',
    'CreateLoadBalancer',
    {
      Name: name,
      Type: type,
      Scheme: 'internet-facing',
      Subnets: await balancerSubnets(cluster, false),
      SecurityGroups: [GroupId],
      Tags: tags,
    },
  )
  const { TargetGroups: [target] = [] } = await call.aws<{ TargetGroups?: { TargetGroupArn?: string }[] }>(
    'elasticloadbalancingv2',
    'CreateTargetGroup',
    { Name: name, Protocol: type === 'application' ? 'HTTP' : 'TCP', Port: 80, VpcId: vpcId, TargetType: 'ip', Tags: tags },
  )
  const [balancer] = made.LoadBalancers ?? []
  await call.aws('elasticloadbalancingv2', 'CreateListener', {
    LoadBalancerArn: balancer?.LoadBalancerArn,
    Port: 80,
    Protocol: type === 'application' ? 'HTTP' : 'TCP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: target?.TargetGroupArn }],
  })
  cluster.objects.change(refOf(object), (draft) => {
    draft['status'] =
      object.kind === 'Gateway'
        ? { addresses: [{ type: 'Hostname', value: balancer?.DNSName }] }
        : { loadBalancer: { ingress: [{ hostname: balancer?.DNSName }] } }
  })
}

async function unmake(cluster: RunningCluster, front: Front): Promise<void> {
  const { call } = cluster
  const name = balancerName(front.object)
  await quietly(async () => {
    const found = await call.aws<{ LoadBalancers?: { LoadBalancerArn?: string }[] }>('elasticloadbalancingv2', 'DescribeLoadBalancers', {
      Names: [name],
    })
    for (const { LoadBalancerArn } of found.LoadBalancers ?? [])
      await call.aws('elasticloadbalancingv2', 'DeleteLoadBalancer', { LoadBalancerArn })
  })
  await quietly(async () => {
    const found = await call.aws<{ TargetGroups?: { TargetGroupArn?: string }[] }>('elasticloadbalancingv2', 'DescribeTargetGroups', {
      Names: [name],
    })
    for (const { TargetGroupArn } of found.TargetGroups ?? [])
      await call.aws('elasticloadbalancingv2', 'DeleteTargetGroup', { TargetGroupArn })
  })
  await letGo(cluster, front)
}

/** How often the controller tries again to delete a group that the balancer's interfaces still wear. Milliseconds. */
const groupRetry = 5_000

/** The object goes when nothing of its balancer is left. */
async function letGo(cluster: RunningCluster, front: Front): Promise<void> {
  const { call } = cluster
  const found = await call.aws<{ SecurityGroups?: { GroupId: string }[] }>('ec2', 'DescribeSecurityGroups', {
    Filters: [{ Name: 'group-name', Values: [balancerName(front.object)] }],
  })
  const gone = await quietly(async () => {
    for (const { GroupId } of found.SecurityGroups ?? []) await call.aws('ec2', 'DeleteSecurityGroup', { GroupId })
  })
  if (gone)
    cluster.objects.change(
      refOf(front.object),
      (draft) => (draft.metadata.finalizers = (draft.metadata.finalizers ?? []).filter((item) => item !== front.finalizer)),
    )
  else call.account.after(groupRetry, () => (cluster.stopped ? undefined : letGo(cluster, front)))
}
