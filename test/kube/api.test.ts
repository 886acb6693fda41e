import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { putNode, served, type Served } from './served.ts'

const { signal } = new AbortController()

let server: Served['server']
let time: Served['time']
let api: Served['api']
beforeAll(async () => {
  ;({ server, time, api } = await served())
})
afterAll(() => server.close())
beforeEach(() => {
  time.slept = []
})

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
  for (let i = 0; i < 1203; i += 1) putNode(server, `page-${i}`, { metadata: { name: `page-${i}`, labels: { group: 'big' } } })
  putNode(server, 'n1')
  expect(await api().nodes('group=big', signal)).toHaveLength(1203)
  expect(await api().nodes('group=ng', signal)).toEqual([
    { name: 'n1', ready: true, labels: { group: 'ng' }, unschedulable: false, providerId: 'aws:///a/i-1', kubeletVersion: 'v1.33.5-eks-1' },
  ])
})

test('cordoning a node and taking it back, also one that is gone', async () => {
  putNode(server, 'n1')
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
