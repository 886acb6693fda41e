import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeNode } from '#sandbox/nodes/kinds.ts'
import { conditionsOf, readyNodes, startLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
  await lab.startCluster()
  await lab.eks('CreateAddon', { clusterName: 'dev', addonName: 'vpc-cni' })
  await lab.eks('CreateNodegroup', {
    clusterName: 'dev',
    nodegroupName: 'ng',
    subnets: lab.privateSubnets,
    nodeRole: lab.roles.node,
    instanceTypes: ['t3.medium'],
    scalingConfig: { minSize: 2, maxSize: 2, desiredSize: 2 },
  })
  await lab.until('its nodes are Ready', () => readyNodes(lab.objects()).length === 2)
})
afterAll(() => lab.close())

const labels = { app: 'web' }
const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' } as const
const service = { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'web' } as const

function deploy(spec: object = {}, replicas = 2): void {
  const container = { name: 'main', image: 'nginx', resources: { requests: { cpu: '100m' } } }
  lab.objects().put({
    apiVersion: web.apiVersion,
    kind: web.kind,
    metadata: { namespace: web.namespace, name: web.name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container], ...spec } } },
    status: {},
  })
}

const pods = () => lab.objects().list({ apiVersion: 'v1', kind: 'Pod' }, { labels: 'app=web' })
const nodeOf = (pod: object): unknown => JSON.parse(JSON.stringify(pod)).spec.nodeName
const isReady = (pod: Parameters<typeof conditionsOf>[0]): boolean =>
  conditionsOf(pod).some(({ type, status }) => type === 'Ready' && status === 'True')

test("a deployment's pods spread over the nodes and become Ready", async () => {
  deploy()
  await lab.until('both run', () => pods().filter((pod) => isReady(pod)).length === 2)
  expect(new Set(pods().map((pod) => nodeOf(pod))).size).toBe(2)
  expect(lab.objects().get(web)).toMatchObject({ status: { replicas: 2, readyReplicas: 2, updatedReplicas: 2 } })
})

const cordon = (node: string, unschedulable: boolean): void =>
  changeNode(lab.objects(), node, (draft) => void (draft.spec.unschedulable = unschedulable))

test('a deleted pod is replaced, and not on a cordoned node', async () => {
  const [victim] = pods()
  const node = String(nodeOf(victim ?? {}))
  cordon(node, true)
  lab.objects().remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: victim?.metadata.name ?? '' })
  await lab.until('two run elsewhere', () => pods().length === 2 && pods().every((pod) => isReady(pod) && nodeOf(pod) !== node))
  cordon(node, false)
})

test('a new template replaces all pods, and the old ones end', async () => {
  const before = pods().map((pod) => pod.metadata.name)
  deploy({ terminationGracePeriodSeconds: 5 })
  await lab.until('all are new', () => pods().length === 2 && pods().every((pod) => isReady(pod) && !before.includes(pod.metadata.name)))
})

test('a pod that fits nowhere says why', async () => {
  deploy({ nodeSelector: { disk: 'fast' } }, 1)
  await lab.until('it waits', () =>
    pods().some((pod) =>
      conditionsOf(pod).some(({ message }) => message === `0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.`),
    ),
  )
  lab.objects().remove(web)
  await lab.until('all are gone', () => pods().length === 0)
})

test('a service of type LoadBalancer has a balancer as long as it lives', async () => {
  const names = async (): Promise<string[]> =>
    (
      await lab.aws<{ LoadBalancerDescriptions?: { LoadBalancerName: string }[] }>('elasticloadbalancing', 'DescribeLoadBalancers')
    ).LoadBalancerDescriptions?.map((item) => item.LoadBalancerName) ?? []
  const { metadata } = lab.objects().put({
    apiVersion: service.apiVersion,
    kind: service.kind,
    metadata: { namespace: service.namespace, name: service.name },
    spec: { type: 'LoadBalancer', selector: labels, ports: [{ port: 80 }] },
  })
  const name = `a${metadata.uid?.replaceAll('-', '')}`.slice(0, 32)
  await lab.until('it has an address', () => JSON.stringify(lab.objects().get(service)?.['status'] ?? {}).includes('hostname'))
  expect(await names()).toEqual([name])
  lab.objects().remove(service)
  expect(lab.objects().get(service)).toBeDefined()
  await lab.until('it is gone', () => lab.objects().get(service) === undefined)
  expect(await names()).toEqual([])
  expect(await lab.aws('ec2', 'DescribeSecurityGroups', { Filters: [{ Name: 'group-name', Values: [`k8s-elb-${name}`] }] })).toMatchObject({
    SecurityGroups: [],
  })
  expect(lab.account.broken).toEqual([])
})

test('ingresses and gateways of AWS’s classes have a balancer while their controller runs, and are held without it', async () => {
  const names = async (): Promise<string[]> =>
    (
      await lab.aws<{ LoadBalancers?: { LoadBalancerName: string }[] }>('elasticloadbalancingv2', 'DescribeLoadBalancers')
    ).LoadBalancers?.map((item) => item.LoadBalancerName.replace(/-[0-9a-f]+$/, '')) ?? []
  const controller = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'aws-load-balancer-controller' } as const
  const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'default', name: 'shop' } as const
  const gatewayApi = 'gateway.networking.k8s.io/v1'
  const gateway = { apiVersion: gatewayApi, kind: 'Gateway', namespace: 'default', name: 'gate' } as const
  const put = (
    { apiVersion, kind, namespace, name }: { apiVersion: string; kind: string; namespace?: string; name: string },
    spec: object,
  ) => lab.objects().put({ apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, spec })
  put(ingress, { ingressClassName: 'alb' })
  put({ apiVersion: gatewayApi, kind: 'GatewayClass', name: 'open' }, { controllerName: 'gateway.k8s.aws/nlb' })
  put(gateway, { gatewayClassName: 'open' })
  await lab.minutes(5)
  expect(await names()).toEqual([])
  const app = { app: 'controller' }
  put(controller, {
    replicas: 1,
    selector: { matchLabels: app },
    template: { metadata: { labels: app }, spec: { containers: [{ name: 'c', image: 'c' }] } },
  })
  const statusOf = (ref: typeof ingress | typeof gateway): string => JSON.stringify(lab.objects().get(ref)?.['status'] ?? {})
  await lab.until('both have an address', () => [ingress, gateway].every((ref) => statusOf(ref).includes('amazonaws')))
  expect((await names()).toSorted()).toEqual(['k8s-default-gate', 'k8s-default-shop'])
  for (const ref of [ingress, gateway]) lab.objects().remove(ref)
  await lab.until('both are gone', () => [ingress, gateway].every((ref) => lab.objects().get(ref) === undefined))
  expect(await names()).toEqual([])
  expect(await lab.aws('elasticloadbalancingv2', 'DescribeTargetGroups')).toMatchObject({ TargetGroups: [] })
  lab.objects().remove(controller)
  expect(lab.account.broken).toEqual([])
})

test('a daemon set with a new template replaces its pods, one node after the other', async () => {
  const agents = { apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'default', name: 'agent' } as const
  const put = (image: string, updateStrategy: object = {}) =>
    lab.objects().put({
      apiVersion: agents.apiVersion,
      kind: agents.kind,
      metadata: { namespace: agents.namespace, name: agents.name },
      spec: {
        updateStrategy,
        selector: { matchLabels: { app: 'agent' } },
        template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image }] } },
      },
      status: {},
    })
  const running = (): string[] =>
    lab
      .objects()
      .list({ apiVersion: 'v1', kind: 'Pod' }, { labels: 'app=agent' })
      .flatMap((pod) => (isReady(pod) ? [String(JSON.parse(JSON.stringify(pod)).spec.containers[0].image)] : []))
  put('agent:1')
  await lab.until('it runs on both nodes', () => running().length === 2)
  put('agent:2')
  let least = 2
  await lab.until('the new one does', () => {
    least = Math.min(least, running().length)
    return running().join() === 'agent:2,agent:2'
  })
  expect(least).toBe(1)
  put('agent:3', { type: 'OnDelete' })
  await lab.minutes(5)
  expect(running()).toEqual(['agent:2', 'agent:2'])
  lab.objects().remove(agents)
})

test('a stateful set has its pods by number, each after the one before it', async () => {
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'default', name: 'db' } as const
  const put = (replicas: number) =>
    lab.objects().put({
      apiVersion: set.apiVersion,
      kind: set.kind,
      metadata: { namespace: set.namespace, name: set.name },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'db' } },
        template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'db' }] } },
      },
      status: {},
    })
  const names = () =>
    lab
      .objects()
      .list({ apiVersion: 'v1', kind: 'Pod' }, { labels: 'app=db' })
      .map((pod) => `${pod.metadata.name}${isReady(pod) ? '' : '?'}`)
  put(2)
  const seen: string[] = []
  await lab.until('both run', () => {
    const now = names().join(' ')
    if (seen.at(-1) !== now) seen.push(now)
    return now === 'db-0 db-1'
  })
  expect(seen.filter((now) => now.includes('db-1') && now.includes('db-0?'))).toEqual([])
  put(1)
  await lab.until('the last one goes', () => names().join(' ') === 'db-0')
  lab.objects().remove(set)
})

test('a new version of a nodegroup stops at a budget that holds a pod, and goes over it by force', async () => {
  deploy()
  await lab.until('the pods run', () => pods().filter(isReady).length === 2)
  lab.objects().put({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { namespace: 'default', name: 'web' },
    spec: { minAvailable: 2, selector: { matchLabels: labels } },
  })
  const before = readyNodes(lab.objects())
  const update = async (more: object = {}): Promise<string> => {
    const { update: begun } = await lab.eks<{ update: { id: string } }>('UpdateNodegroupVersion', {
      clusterName: 'dev',
      nodegroupName: 'ng',
      ...more,
    })
    let told = ''
    await lab.until('the update ends', async () => {
      const { update: now } = await lab.eks<{ update: { status: string; errors: { errorCode: string }[] } }>('DescribeUpdate', {
        name: 'dev',
        nodegroupName: 'ng',
        updateId: begun.id,
      })
      told = [now.status, ...now.errors.map(({ errorCode }) => errorCode)].join(' ')
      return now.status !== 'InProgress'
    })
    return told
  }
  const began = lab.clock.now()
  expect(await update()).toBe('Failed PodEvictionFailure')
  expect((lab.clock.now() - began) / 60_000).toBeGreaterThan(15)
  expect(readyNodes(lab.objects())).toEqual(before)
  expect(await update({ force: true })).toBe('Successful')
  await lab.until('all nodes are new', () => {
    const now = readyNodes(lab.objects())
    return now.length === 2 && now.every((name) => !before.includes(name))
  })
})
