import { refOf } from '../kubernetes/objects.ts'
import { quietly } from '../services/eks/network.ts'
import { subnetsOf } from '../services/eks/checks.ts'
import { servicesIn, type Service } from './kinds.ts'
import { later, type RunningCluster } from './running-cluster.ts'

const finalizer = 'service.kubernetes.io/load-balancer-cleanup'

const busy = new WeakMap<RunningCluster, Set<string>>()

/** One round of the cloud's service controller: services of type LoadBalancer get one, and lose it when they are deleted. */
export function balanceServices(cluster: RunningCluster): void {
  const under = busy.get(cluster) ?? new Set<string>()
  busy.set(cluster, under)
  for (const service of servicesIn(cluster.objects)) {
    const uid = service.metadata.uid ?? ''
    const spec = service.spec ?? {}
    const held = service.metadata.finalizers?.includes(finalizer) === true
    const wanted = spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && service.metadata.deletionTimestamp === undefined
    if (under.has(uid) || (wanted ? held && isSettled(service) : !held)) continue
    under.add(uid)
    if (wanted)
      cluster.objects.change(refOf(service), (draft) => (draft.metadata.finalizers = [...(draft.metadata.finalizers ?? []), finalizer]))
    later(cluster, 'service:load-balancer', uid, async () => {
      if (wanted) await make(cluster, service)
      else await unmake(cluster, service)
      under.delete(uid)
      cluster.wake()
    })
  }
}

/** It has its balancer, or the controller has said why not. */
const isSettled = ({ status }: Service): boolean =>
  (status?.loadBalancer?.ingress ?? []).length > 0 || (status?.conditions ?? []).length > 0

/** The name that the controller gives: `a` and the uid without hyphens, 32 characters. */
const balancerName = (service: Service): string => `a${(service.metadata.uid ?? '').replaceAll('-', '')}`.slice(0, 32)

const isNetwork = (service: Service): boolean =>
  ['nlb', 'nlb-ip', 'external'].includes(service.metadata.annotations?.['service.beta.kubernetes.io/aws-load-balancer-type'] ?? '')

async function make(cluster: RunningCluster, service: Service): Promise<void> {
  const subnets = await balancerSubnets(cluster, isInternal(service))
  const tags = [
    { Key: `kubernetes.io/cluster/${cluster.record.cluster.name}`, Value: 'owned' },
    { Key: 'kubernetes.io/service-name', Value: `${service.metadata.namespace}/${service.metadata.name}` },
  ]
  try {
    const host = isNetwork(service)
      ? await makeNetwork(cluster, service, subnets, tags)
      : await makeClassic(cluster, service, subnets, tags)
    cluster.objects.change(refOf(service), (draft) => {
      draft['status'] = { loadBalancer: { ingress: [{ hostname: host }] } }
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    cluster.objects.change(refOf(service), (draft) => {
      draft['status'] = {
        loadBalancer: {},
        conditions: [{ type: 'LoadBalancerPortsError', status: 'True', reason: 'SyncLoadBalancerFailed', message }],
      }
    })
  }
}

async function makeNetwork(cluster: RunningCluster, service: Service, subnets: string[], tags: object[]): Promise<string> {
  const answer = await cluster.call.aws<{ LoadBalancers?: { DNSName?: string }[] }>('elasticloadbalancingv2', 'CreateLoadBalancer', {
    Name: balancerName(service),
    Type: 'network',
    Scheme: isInternal(service) ? 'internal' : 'internet-facing',
    Subnets: subnets,
    Tags: tags,
  })
  return answer.LoadBalancers?.[0]?.DNSName ?? ''
}

async function makeClassic(cluster: RunningCluster, service: Service, subnets: string[], tags: object[]): Promise<string> {
  const ports = (service.spec?.ports ?? []).map((port) => ({
    Protocol: 'TCP',
    LoadBalancerPort: port.port,
    InstanceProtocol: 'TCP',
    InstancePort: port.nodePort ?? 30_000 + (port.port % 2768),
  }))
  const answer = await cluster.call.aws<{ DNSName?: string }>('elasticloadbalancing', 'CreateLoadBalancer', {
    LoadBalancerName: balancerName(service),
    Listeners: ports,
    Subnets: subnets,
    SecurityGroups: [await groupFor(cluster, service)],
    ...(isInternal(service) && { Scheme: 'internal' }),
    Tags: tags,
  })
  return answer.DNSName ?? ''
}

const isInternal = (service: Service): boolean =>
  ['true', '0.0.0.0/0'].includes(service.metadata.annotations?.['service.beta.kubernetes.io/aws-load-balancer-internal'] ?? '')

async function groupFor(cluster: RunningCluster, service: Service): Promise<string> {
  const name = balancerName(service)
  const { GroupId: id } = await cluster.call.aws<{ GroupId: string }>('ec2', 'CreateSecurityGroup', {
    GroupName: `k8s-elb-${name}`,
    Description: `Security group for Kubernetes ELB ${name} (${service.metadata.namespace}/${service.metadata.name})`,
    VpcId: cluster.record.cluster.resourcesVpcConfig?.vpcId,
    TagSpecifications: [
      { ResourceType: 'security-group', Tags: [{ Key: `kubernetes.io/cluster/${cluster.record.cluster.name}`, Value: 'owned' }] },
    ],
  })
  return id
}

/** Subnets tagged for the kind of balancer, one to a zone; else the cluster's own. */
export async function balancerSubnets(cluster: RunningCluster, internal: boolean): Promise<string[]> {
  const vpc = cluster.record.cluster.resourcesVpcConfig ?? {}
  const key = internal ? 'kubernetes.io/role/internal-elb' : 'kubernetes.io/role/elb'
  const tagged = await cluster.call.aws<{ Subnets?: { SubnetId: string; AvailabilityZone: string }[] }>('ec2', 'DescribeSubnets', {
    Filters: [
      { Name: 'vpc-id', Values: [vpc.vpcId ?? ''] },
      { Name: 'tag-key', Values: [key] },
    ],
  })
  const found = (tagged.Subnets ?? []).length > 0 ? (tagged.Subnets ?? []) : await subnetsOf(cluster.call, vpc.subnetIds ?? [])
  return [...new Map(found.map((subnet) => [subnet.AvailabilityZone, subnet.SubnetId])).values()]
}

/** How often the controller tries again to delete a group that the balancer still holds. Milliseconds. */
const groupRetry = 5_000

async function unmake(cluster: RunningCluster, service: Service): Promise<void> {
  const name = balancerName(service)
  await quietly(() => cluster.call.aws('elasticloadbalancing', 'DeleteLoadBalancer', { LoadBalancerName: name }))
  await quietly(async () => {
    const found = await cluster.call.aws<{ LoadBalancers?: { LoadBalancerArn?: string }[] }>(
      'elasticloadbalancingv2',
      'DescribeLoadBalancers',
      { Names: [name] },
    )
    for (const balancer of found.LoadBalancers ?? [])
      await cluster.call.aws('elasticloadbalancingv2', 'DeleteLoadBalancer', { LoadBalancerArn: balancer.LoadBalancerArn })
  })
  await letGo(cluster, service)
}

/** The service goes when nothing of its balancer is left. */
async function letGo(cluster: RunningCluster, service: Service): Promise<void> {
  const found = await cluster.call.aws<{ SecurityGroups?: { GroupId: string }[] }>('ec2', 'DescribeSecurityGroups', {
    Filters: [{ Name: 'group-name', Values: [`k8s-elb-${balancerName(service)}`] }],
  })
  const gone = await quietly(async () => {
    for (const group of found.SecurityGroups ?? []) await cluster.call.aws('ec2', 'DeleteSecurityGroup', { GroupId: group.GroupId })
  })
  if (gone)
    cluster.objects.change(
      refOf(service),
      (draft) => (draft.metadata.finalizers = (draft.metadata.finalizers ?? []).filter((item) => item !== finalizer)),
    )
  else cluster.call.account.after(groupRetry, () => (cluster.stopped ? undefined : letGo(cluster, service)))
}
