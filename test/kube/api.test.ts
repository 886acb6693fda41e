import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server } from 'node:net'
import { createServer as createHttpsServer } from 'node:https'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { issue, makeAuthority } from '#sandbox/kubernetes/certificate.ts'
import { type KubernetesServer, startKubernetes } from '#sandbox/kubernetes/server.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { KubeApi } from '#src/app/kubernetes.ts'
import { kubeApi } from '#src/kube/api.ts'

const { signal } = new AbortController()
const time = { now: 1_770_000_000_000, slept: [] as number[] }
const clock = {
  now: () => time.now,
  sleep: async (ms: number) => {
    time.slept.push(ms)
    time.now += ms
  },
}
/** Grace periods are the server's business: its clock stands still. */
const still = { now: () => time.now, sleep: () => new Promise<void>(() => undefined) }

let server: KubernetesServer
let tokens: string[] = []

beforeAll(async () => {
  server = await startKubernetes({
    clusterName: 'dev',
    version: '1.33',
    clock: still,
    authenticate: async (token) =>
      token === 'expired' ? undefined : { arn: `arn:aws:iam::111122223333:user/${token}`, accountId: '111122223333', userId: token },
    access: async (arn) =>
      arn.endsWith('/stranger') ? undefined : { username: arn, groups: arn.endsWith('/admin') ? ['system:masters'] : [] },
  })
})
afterAll(() => server.close())
beforeEach(() => {
  time.slept = []
  tokens = []
})

function clusterAt(endpoint: string | undefined, caPem = server.caPem): LiveCluster {
  return {
    name: 'dev',
    arn: 'arn:aws:eks:us-west-2:111122223333:cluster/dev',
    status: 'ACTIVE',
    version: '1.33',
    endpoint,
    certificateAuthority: Buffer.from(caPem).toString('base64'),
    issuer: undefined,
    vpcId: undefined,
    subnetIds: [],
    securityGroupIds: [],
    clusterSecurityGroup: undefined,
    serviceCidr: undefined,
    publicAccess: true,
    privateAccess: false,
    publicAccessCidrs: ['0.0.0.0/0'],
    authenticationMode: 'API',
    autoMode: false,
    tags: {},
    tokenId: 'dev',
    connector: undefined,
    created: 0,
    raw: {},
  }
}

function api(...given: string[]): KubeApi {
  tokens = given.length > 0 ? given : ['admin']
  const token = async () => ({ token: tokens.length > 1 ? (tokens.shift() ?? '') : (tokens[0] ?? ''), expires: time.now + 840_000 })
  return kubeApi({ cluster: clusterAt(server.url), token, clock, env: {} })
}

function putNode(name: string, more: object = {}): void {
  const conditions = [{ type: 'Ready', status: 'True' }]
  server.objects.put({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { group: 'ng' } },
    spec: { providerID: 'aws:///a/i-1' },
    status: { conditions, nodeInfo: { kubeletVersion: 'v1.33.5-eks-1' } },
    ...more,
  })
}

function putPod(name: string, more: object = {}, metadata: object = {}): void {
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
  server.objects.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: 'web' }, ...metadata },
    spec: { nodeName: 'n1', containers: [{ name: 'c' }], ...more },
    status,
  })
}

test('the version of the server', async () => {
  expect(await api().version(signal)).toMatch(/^v1\.33\./)
})

test('nodes by selector, to the last page', async () => {
  for (let i = 0; i < 1203; i += 1) putNode(`page-${i}`, { metadata: { name: `page-${i}`, labels: { group: 'big' } } })
  putNode('n1')
  expect(await api().nodes('group=big', signal)).toHaveLength(1203)
  expect(await api().nodes('group=ng', signal)).toEqual([
    { name: 'n1', ready: true, labels: { group: 'ng' }, unschedulable: false, providerId: 'aws:///a/i-1', kubeletVersion: 'v1.33.5-eks-1' },
  ])
})

test('cordoning a node and taking it back, also one that is gone', async () => {
  putNode('n1')
  await api().cordon('n1', signal)
  expect(server.objects.get({ apiVersion: 'v1', kind: 'Node', name: 'n1' })).toMatchObject({
    spec: { unschedulable: true, providerID: 'aws:///a/i-1' },
  })
  await api().uncordon('n1', signal)
  expect(server.objects.get({ apiVersion: 'v1', kind: 'Node', name: 'n1' })).toMatchObject({ spec: { providerID: 'aws:///a/i-1' } })
  expect(await api().nodes('', signal)).toContainEqual(expect.objectContaining({ name: 'n1', unschedulable: false }))
  await api().cordon('never', signal)
  await api().uncordon('never', signal)
})

test('pods of a node with what a drain has to know', async () => {
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'aws-node', uid: 'u', controller: true }
  putPod('plain', { volumes: [{ emptyDir: { medium: 'Memory' } }] })
  putPod(
    'owned',
    { volumes: [{ emptyDir: {} }], terminationGracePeriodSeconds: 5 },
    { ownerReferences: [owner], annotations: { 'kubernetes.io/config.mirror': 'x' } },
  )
  putPod('elsewhere', { nodeName: 'n2' })
  const [owned, plain, ...rest] = await api().podsOn('n1', signal)
  expect(rest).toEqual([])
  expect(owned).toMatchObject({
    name: 'owned',
    namespace: 'default',
    node: 'n1',
    phase: 'Running',
    owner: { kind: 'DaemonSet', name: 'aws-node' },
    mirror: true,
    localStorage: true,
    graceSeconds: 5,
  })
  expect(plain).toMatchObject({ name: 'plain', owner: undefined, mirror: false, localStorage: false, graceSeconds: undefined })
})

test('an eviction that a budget holds back names it, at once; a pod that is gone or was replaced is as good as evicted', async () => {
  putPod('web', {}, { labels: { app: 'held' } })
  server.objects.put({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'held' } } },
  })
  const pod = (await api().podsOn('n1', signal)).find(({ name }) => name === 'web')
  if (!pod) throw new Error('no pod')
  expect(await api().evict(pod, 7, signal)).toEqual({ budget: 'b', why: 'needs 1 healthy pods and has 1 currently' })
  expect(await api().holdOn(pod, signal)).toMatchObject({ budget: 'b' })
  expect(time.slept).toEqual([])
  expect(await api().evict({ ...pod, uid: 'another' }, 7, signal)).toBeUndefined()
  expect(await api().evict({ ...pod, name: 'never' }, 7, signal)).toBeUndefined()
  expect(
    server.objects.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web' })?.metadata.deletionTimestamp,
  ).toBeUndefined()
  server.objects.remove({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', namespace: 'default', name: 'b' })
  expect(await api().holdOn(pod, signal)).toBeUndefined()
  const web = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web' }
  expect(server.objects.get(web)?.metadata.deletionTimestamp).toBeUndefined()
  expect(await api().evict(pod, 7, signal)).toBeUndefined()
  expect(
    server.objects.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web' })?.metadata.deletionGracePeriodSeconds,
  ).toBe(7)
})

test('a pod with two budgets is named, since Kubernetes never evicts it', async () => {
  putPod('twice', {}, { labels: { app: 'twice' } })
  for (const name of ['one-budget', 'other-budget'])
    server.objects.put({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace: 'default' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'twice' } } },
    })
  const pod = (await api().podsOn('n1', signal)).find(({ name }) => name === 'twice')
  if (!pod) throw new Error('no pod')
  await expect(api().evict(pod, 7, signal)).rejects.toMatchObject({ code: 'TwoBudgets', message: expect.stringContaining('default/twice') })
})

test('a deletion takes exactly the pod that was seen', async () => {
  putPod('one')
  const pod = (await api().podsOn('n1', signal)).find(({ name }) => name === 'one')
  if (!pod) throw new Error('no pod')
  await api().deletePod({ ...pod, uid: 'another' }, 0, signal)
  expect(server.objects.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'one' })).toBeDefined()
  await api().deletePod(pod, 0, signal)
  await api().deletePod(pod, 0, signal)
  expect(server.objects.get({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'one' })).toBeUndefined()
})

test('daemon sets, deployments and services', async () => {
  const selector = { matchLabels: { app: 'dns' } }
  const template = { metadata: { labels: { app: 'dns' }, annotations: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } }
  server.objects.put({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'aws-node', namespace: 'kube-system' },
    spec: { template },
  })
  server.objects.put({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    spec: { replicas: 2, selector, template },
    status: { readyReplicas: 1 },
  })
  for (const [name, type] of [
    ['lb', 'LoadBalancer'],
    ['in', 'ClusterIP'],
  ])
    server.objects.put({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${name}`, namespace: 'default', uid: `u-${name}` },
      spec: { type },
    })
  const kube = api()
  expect(await kube.daemonSetExists('kube-system', 'aws-node', signal)).toBe(true)
  await kube.deleteDaemonSet('kube-system', 'aws-node', signal)
  await kube.deleteDaemonSet('kube-system', 'aws-node', signal)
  expect(await kube.daemonSetExists('kube-system', 'aws-node', signal)).toBe(false)
  const coredns = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'coredns', namespace: 'kube-system' } }
  expect(await kube.patchObject(coredns, { spec: { template: { metadata: { annotations: { c: 'd' } } } } }, signal)).toBe(true)
  expect(await kube.deployment('kube-system', 'coredns', signal)).toEqual({
    replicas: 2,
    readyReplicas: 1,
    podAnnotations: { a: 'b', c: 'd' },
  })
  expect(await kube.deployment('kube-system', 'none', signal)).toBeUndefined()
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'lb', namespace: 'default' } }
  expect(await kube.balanced(signal)).toEqual([{ manifest: service, hosts: [], name: 'aulb', leaving: false }])
  await kube.deleteObject(service, signal)
  expect(await kube.balanced(signal)).toEqual([])
})

test('a config map is made, then changed key by key', async () => {
  const kube = api()
  expect(await kube.configMap('kube-system', 'aws-auth', signal)).toBeUndefined()
  await kube.writeConfigMap('kube-system', 'aws-auth', { mapRoles: '[]', mapUsers: '[]' }, signal)
  await kube.writeConfigMap('kube-system', 'aws-auth', { mapRoles: 'x' }, signal)
  expect(await kube.configMap('kube-system', 'aws-auth', signal)).toEqual({ mapRoles: 'x', mapUsers: '[]' })
  expect(server.requests.filter(({ path }) => path.includes('configmaps')).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/v1/namespaces/kube-system/configmaps',
    'PUT /api/v1/namespaces/kube-system/configmaps/aws-auth',
  ])
})

test('a refused token is renewed; somebody the cluster does not know ends with exit 5, as does a right that is missing', async () => {
  expect(await api('expired', 'admin').nodes('group=ng', signal)).toHaveLength(1)
  await expect(api('stranger').nodes('', signal)).rejects.toMatchObject({ code: 'ClusterUnauthorized', exitCode: 5 })
  await expect(api('weak').nodes('', signal)).rejects.toMatchObject({
    code: 'ClusterForbidden',
    exitCode: 5,
    message: expect.stringContaining('User "arn:aws:iam::111122223333:user/weak" cannot list resource "nodes"') as string,
  })
})

test('a token is kept until a minute before its end', async () => {
  let made = 0
  const token = async () => ({ token: `${(made += 1) && 'admin'}`, expires: time.now + 840_000 })
  const kube = kubeApi({ cluster: clusterAt(server.url), token, clock, env: {} })
  await kube.version(signal)
  time.now += 779_000
  await kube.version(signal)
  expect(made).toBe(1)
  time.now += 2_000
  await kube.version(signal)
  expect(made).toBe(2)
})

test('what cannot be reached has no version; else it is tried for a while, then named', async () => {
  const port = await closedPort()
  const kube = kubeApi({
    cluster: clusterAt(`https://127.0.0.1:${port}`),
    token: async () => ({ token: 't', expires: time.now }),
    clock,
    env: {},
  })
  expect(await kube.version(signal)).toBeUndefined()
  expect(time.slept).toEqual([])
  await expect(kube.nodes('', signal)).rejects.toMatchObject({
    code: 'ClusterUnreachable',
    exitCode: 1,
    message: expect.stringContaining('ECONNREFUSED') as string,
  })
  expect(time.slept.length).toBeGreaterThan(3)
})

test('a certificate of somebody else is not waited for', async () => {
  const stranger = await startKubernetes({
    clusterName: 'x',
    version: '1.33',
    clock: still,
    authenticate: async () => undefined,
    access: async () => undefined,
  })
  const kube = kubeApi({ cluster: clusterAt(stranger.url), token: async () => ({ token: 't', expires: time.now }), clock, env: {} })
  await expect(kube.nodes('', signal)).rejects.toMatchObject({
    code: 'ClusterUnreachable',
    message: expect.stringContaining('certificate') as string,
  })
  expect(time.slept).toEqual([])
  await stranger.close()
})

test("requests go through the environment's proxy, unless NO_PROXY excepts the host", async () => {
  const asked: string[] = []
  const proxy = createHttpServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    const [host, port] = (request.url ?? '').split(':')
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
  })
  const HTTPS_PROXY = `http://127.0.0.1:${await listening(proxy)}`
  const through = (env: Record<string, string>) =>
    kubeApi({ cluster: clusterAt(server.url), token: async () => ({ token: 'admin', expires: time.now + 840_000 }), clock, env })
  expect(await through({ HTTPS_PROXY, NO_PROXY: '127.0.0.1' }).version(signal)).toMatch(/^v1/)
  expect(asked).toEqual([])
  expect(await through({ HTTPS_PROXY }).version(signal)).toMatch(/^v1/)
  expect(asked).toEqual([server.url.slice('https://'.length)])
  proxy.closeAllConnections()
  proxy.close()
})

/** A server that gives these answers one after the other. */
async function scripted(
  answers: readonly { status: number; headers?: Record<string, string>; body?: object }[],
): Promise<{ kube: KubeApi; asked: string[]; close: () => void }> {
  const authority = makeAuthority('scripted', Date.UTC(2026, 0, 1))
  const { certPem: cert, keyPem: key } = issue(authority, ['127.0.0.1'], Date.UTC(2026, 0, 1))
  const asked: string[] = []
  const left = [...answers]
  const one = createHttpsServer({ cert, key }, (request, response) => {
    const { status, headers = {}, body = {} } = left.shift() ?? { status: 500 }
    asked.push(decodeURIComponent(request.url ?? ''))
    response.writeHead(status, headers).end(JSON.stringify(body))
  })
  const endpoint = `https://127.0.0.1:${await listening(one)}`
  const kube = kubeApi({
    cluster: clusterAt(endpoint, authority.certPem),
    token: async () => ({ token: 't', expires: time.now + 840_000 }),
    clock,
    env: {},
  })
  return { kube, asked, close: () => (one.closeAllConnections(), one.close()) }
}

test('a busy server is waited for as long as it says', async () => {
  const { kube, close } = await scripted([
    { status: 429, headers: { 'Retry-After': '7' } },
    { status: 503 },
    { status: 200, body: { gitVersion: 'v1.33.1' } },
  ])
  expect(await kube.version(signal)).toBe('v1.33.1')
  expect(time.slept).toEqual([7_000, 2_000])
  close()
})

function page(name: string, next = ''): { status: number; body: object } {
  return { status: 200, body: { metadata: { continue: next }, items: [{ metadata: { name } }] } }
}

test('a list that has moved on while it was read is read from its start', async () => {
  const { kube, asked, close } = await scripted([page('a', 'c1'), { status: 410 }, page('a', 'c2'), page('b')])
  expect((await kube.nodes('x=y', signal)).map(({ name }) => name)).toEqual(['a', 'b'])
  expect(asked.map((path) => /continue=(\w+)/.exec(path)?.[1])).toEqual([undefined, 'c1', undefined, 'c2'])
  close()
})

test('any other refusal is shown in the words of the API', async () => {
  const { kube, close } = await scripted([{ status: 400, body: { message: 'no such thing' } }])
  await expect(kube.deployment('a', 'b', signal)).rejects.toMatchObject({
    code: 'KubernetesError',
    message: 'cluster "dev": no such thing',
  })
  close()
})

test('an abort ends a request with its reason', async () => {
  const silent = createServer(() => undefined)
  const port = await listening(silent)
  const controller = new AbortController()
  const kube = kubeApi({
    cluster: clusterAt(`https://127.0.0.1:${port}`),
    token: async () => ({ token: 't', expires: time.now }),
    clock,
    env: {},
  })
  const asked = kube.nodes('', controller.signal)
  silent.on('connection', () => controller.abort(new Error('interrupted')))
  await expect(asked).rejects.toThrow('interrupted')
  silent.close()
})

async function listening(socket: Server): Promise<number> {
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve))
  const address = socket.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function closedPort(): Promise<number> {
  const socket = createServer()
  const port = await listening(socket)
  await new Promise((resolve) => socket.close(resolve))
  return port
}

test('what a field manager claims is taken back, and what others claim stays', async () => {
  const entry = (manager: string) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': { 'f:a': {} } },
  })
  const map = (...managers: string[]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'claimed', namespace: 'default', managedFields: managers.map(entry) },
    data: { a: '1' },
  })
  const one = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'claimed', namespace: 'default' } }
  const managers = (): unknown => server.objects.get({ ...one, ...one.metadata })?.metadata.managedFields
  server.objects.put(map('eksctl', 'kubectl'))
  expect(await api().dropManager(one, 'eksctl', signal)).toBe(true)
  expect(managers()).toMatchObject([{ manager: 'kubectl' }])
  expect(await api().dropManager(one, 'eksctl', signal)).toBe(false)
  server.objects.put(map('eksctl'))
  expect(await api().dropManager(one, 'eksctl', signal)).toBe(true)
  expect(managers()).toEqual([])
  expect(await api().dropManager({ ...one, metadata: { name: 'none', namespace: 'default' } }, 'eksctl', signal)).toBe(false)
})
