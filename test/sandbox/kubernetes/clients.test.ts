import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppsV1Api, CoreV1Api, KubeConfig, PatchStrategy, PolicyV1Api, setHeaderOptions, Watch } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realClock } from '#src/clock.ts'
import { testCluster, type TestCluster } from './cluster.ts'

let cluster: TestCluster
let kubeconfig = ''
/** Somebody has begun to watch. */
let watched = Promise.withResolvers<void>()
beforeAll(async () => {
  cluster = await testCluster(realClock, { idle: () => watched.resolve() })
  const folder = mkdtempSync(join(tmpdir(), 'eksx-kubectl-'))
  kubeconfig = join(folder, 'admin')
  for (const user of ['admin', 'viewer', 'foreign-token']) writeFileSync(join(folder, user), JSON.stringify(configOf(user)))
  cluster.server.objects.put(node)
})
afterAll(() => cluster.server.close())

function configOf(user: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'dev',
    clusters: [
      {
        name: 'dev',
        cluster: { server: cluster.server.url, 'certificate-authority-data': Buffer.from(cluster.server.caPem).toString('base64') },
      },
    ],
    users: [{ name: 'me', user: { token: user } }],
    contexts: [{ name: 'dev', context: { cluster: 'dev', user: 'me' } }],
  }
}

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', labels: { group: 'ng' } },
  spec: { providerID: 'aws:///us-west-2a/i-1' },
  status: {
    conditions: [{ type: 'Ready', status: 'True' }],
    addresses: [{ type: 'InternalIP', address: '192.168.1.7' }],
    nodeInfo: {
      kubeletVersion: 'v1.33.5-eks-1',
      osImage: 'Amazon Linux 2023',
      kernelVersion: '6.1.0',
      containerRuntimeVersion: 'containerd://2.1.4',
    },
    capacity: { cpu: '2', memory: '1Gi', pods: '4' },
    allocatable: { cpu: '2', memory: '1Gi', pods: '4' },
  },
}

function putPod(name: string): void {
  const status = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'c', ready: true, restartCount: 0 }],
  }
  cluster.server.objects.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: 'n1', containers: [{ name: 'c' }], terminationGracePeriodSeconds: 0 },
    status,
  })
}

interface Ended {
  readonly code: number
  readonly out: string
}

function kubectl(line: string, { as = 'admin', input }: { as?: string; input?: string } = {}): Promise<Ended> {
  const folder = join(kubeconfig, '..')
  const env = { PATH: process.env['PATH'], HOME: folder, KUBECACHEDIR: join(folder, 'cache') }
  return new Promise((resolve) => {
    const child = execFile('kubectl', ['--kubeconfig', join(folder, as), ...line.split(' ')], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out: out + err })
    })
    child.stdin?.end(input)
  })
}

const installed = await new Promise<boolean>((resolve) => execFile('kubectl', ['version', '--client'], (error) => resolve(error === null)))
if (!installed) console.warn('kubectl is not on this machine: what it would see of the sandbox is not checked here')

/** Without kubectl there is nothing to promise of it. */
describe.runIf(installed)('kubectl', () => {
  test('lists nodes with its own columns, short and wide', async () => {
    expect((await kubectl('get nodes')).out).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION\nn1 +Ready +<none> +\d+s +v1\.33\.5-eks-1\n$/)
    expect((await kubectl('get nodes -o wide')).out).toMatch(
      /INTERNAL-IP +EXTERNAL-IP +OS-IMAGE +KERNEL-VERSION +CONTAINER-RUNTIME\nn1 .* 192\.168\.1\.7 +<none> +Amazon Linux 2023 +6\.1\.0 +containerd:\/\/2\.1\.4\n$/,
    )
    expect((await kubectl('describe node n1')).out).toContain('ProviderID:                   aws:///us-west-2a/i-1')
  })

  test('is told what it may, and by whom it is refused', async () => {
    expect((await kubectl('auth can-i list pods', { as: 'viewer' })).out).toBe('yes\n')
    expect(await kubectl('auth can-i delete pods', { as: 'viewer' })).toEqual({ code: 1, out: 'no\n' })
    expect((await kubectl('delete pod x', { as: 'viewer' })).out).toContain(
      'Error from server (Forbidden): pods "x" is forbidden: User "viewer" cannot delete resource "pods"',
    )
    expect((await kubectl('get pods', { as: 'foreign-token' })).out).toContain('You must be logged in to the server')
  })

  test('makes, applies, scales and deletes', async () => {
    expect((await kubectl('create namespace shop')).out).toBe('namespace/shop created\n')
    expect((await kubectl('create configmap settings --from-literal=a=b -n shop')).out).toBe('configmap/settings created\n')
    expect((await kubectl('get configmap settings -n shop -o jsonpath={.data.a}')).out).toBe('b')
    const input = JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'one' }] } },
      },
    })
    expect((await kubectl('apply -f -', { input })).out).toBe('deployment.apps/web created\n')
    expect((await kubectl('apply -f -', { input: input.replace('one', 'two') })).out).toBe('deployment.apps/web configured\n')
    expect((await kubectl('apply -f -', { input: input.replace('one', 'two') })).out).toBe('deployment.apps/web unchanged\n')
    expect((await kubectl('apply --server-side --force-conflicts -f -', { input: input.replace('one', 'three') })).out).toBe(
      'deployment.apps/web serverside-applied\n',
    )
    expect((await kubectl('scale -n shop deployment/web --replicas=3')).out).toBe('deployment.apps/web scaled\n')
    expect((await kubectl('get deployments -n shop -o wide')).out).toMatch(/web +0\/3 +0 +0 +\d+s +c +three +app=web/)
    expect((await kubectl('delete namespace shop')).out).toBe('namespace "shop" deleted\n')
  })

  test('labels, taints and drains a node, waiting for a budget', async () => {
    putPod('one')
    expect((await kubectl('label node n1 a=b')).out).toBe('node/n1 labeled\n')
    expect((await kubectl('taint node n1 k=v:NoSchedule')).out).toBe('node/n1 tainted\n')
    const drained = await kubectl('drain n1 --force')
    expect([drained.code, drained.out]).toEqual([0, expect.stringContaining('pod/one evicted') as string])
    expect((await kubectl('get nodes')).out).toContain('Ready,SchedulingDisabled')
    expect((await kubectl('uncordon n1')).code).toBe(0)
  })

  test('watches and waits', async () => {
    putPod('gone')
    watched = Promise.withResolvers()
    const waiting = kubectl('wait pod/gone --for=delete --timeout=20s')
    await watched.promise
    cluster.server.objects.remove({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'gone' })
    expect(await waiting).toEqual({ code: 0, out: 'pod/gone condition met\n' })
  })
})

function config(as = 'admin'): KubeConfig {
  const made = new KubeConfig()
  made.loadFromString(JSON.stringify(configOf(as)))
  return made
}

describe('the official client', () => {
  test('reads, patches, makes and deletes', async () => {
    const core = config().makeApiClient(CoreV1Api)
    const { items } = await core.listNode({ labelSelector: 'group=ng' })
    expect(items.map(({ metadata, status }) => [metadata?.name, status?.nodeInfo?.kubeletVersion])).toEqual([['n1', 'v1.33.5-eks-1']])
    const patched = await core.patchNode(
      { name: 'n1', body: { metadata: { annotations: { a: 'b' } } } },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    )
    expect(patched.metadata?.annotations).toEqual({ a: 'b' })
    await core.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name: 'made' }, data: { x: 'y' } } })
    expect((await core.readNamespacedConfigMap({ namespace: 'default', name: 'made' })).data).toEqual({ x: 'y' })
    await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'made' })
    await expect(core.readNamespacedConfigMap({ namespace: 'default', name: 'made' })).rejects.toMatchObject({ code: 404 })
    expect((await config().makeApiClient(AppsV1Api).listDeploymentForAllNamespaces()).items).toEqual([])
  })

  test('is held back by a budget', async () => {
    putPod('guarded')
    cluster.server.objects.change(
      { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'guarded' },
      ({ metadata }) => (metadata.labels = { app: 'guarded' }),
    )
    const budget = { metadata: { name: 'guard' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } } }
    await config().makeApiClient(PolicyV1Api).createNamespacedPodDisruptionBudget({ namespace: 'default', body: budget })
    const core = config().makeApiClient(CoreV1Api)
    await expect(
      core.createNamespacedPodEviction({ namespace: 'default', name: 'guarded', body: { metadata: { name: 'guarded' } } }),
    ).rejects.toMatchObject({ code: 429 })
  })

  test('watches', async () => {
    const seen: string[] = []
    const ended = Promise.withResolvers<void>()
    const request = await new Watch(config()).watch(
      '/api/v1/namespaces',
      {},
      (type, object: { metadata: { name: string } }) => {
        seen.push(`${type} ${object.metadata.name}`)
        if (object.metadata.name === 'kube-system') ended.resolve()
      },
      () => ended.resolve(),
    )
    await ended.promise
    request.abort()
    expect(seen).toEqual(['ADDED default', 'ADDED kube-node-lease', 'ADDED kube-public', 'ADDED kube-system'])
  })

  test.each([
    ['foreign-token', 401],
    ['viewer', 403],
  ])('%s is refused with %i', async (as, code) => {
    await expect(config(as).makeApiClient(CoreV1Api).listNode()).rejects.toMatchObject({ code })
  })
})
