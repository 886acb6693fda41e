import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handClock, testCluster, type TestCluster } from './cluster.ts'

const clock = handClock()
let cluster: TestCluster
beforeAll(async () => {
  cluster = await testCluster(clock)
})
afterAll(() => cluster.server.close())

const pods = '/api/v1/namespaces/default/pods'
const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }

function putPod(name: string, more: { app?: string; grace?: number; status?: object; owner?: string } = {}): void {
  const { app = name, grace = 30, status = ready, owner } = more
  const ownerReferences =
    owner === undefined ? undefined : [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }]
  cluster.server.objects.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app }, ...(ownerReferences && { ownerReferences }) },
    spec: { nodeName: 'n1', containers: [{ name: 'c' }], terminationGracePeriodSeconds: grace },
    status,
  })
}

function putBudget(name: string, app: string, spec: object): void {
  cluster.server.objects.put({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default' },
    spec: { selector: { matchLabels: { app } }, ...spec },
  })
}

const statusOf = async (name: string) => (await cluster.ask(`${pods}/${name}`)).status
const evict = (name: string, deleteOptions = {}) =>
  cluster.ask(`${pods}/${name}/eviction`, { body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions } })

describe('the end of pods', () => {
  test('a pod on a node gets its grace on the clock; a shorter one shortens it', async () => {
    putPod('slow', { grace: 60 })
    const { body } = await cluster.ask(`${pods}/slow`, { method: 'DELETE' })
    expect(body.metadata).toMatchObject({ deletionGracePeriodSeconds: 60, deletionTimestamp: expect.any(String) as string })
    await clock.pass(10_000)
    await cluster.ask(`${pods}/slow`, { method: 'DELETE', body: { gracePeriodSeconds: 5 } })
    expect(await statusOf('slow')).toBe(200)
    await clock.pass(5_000)
    expect(await statusOf('slow')).toBe(404)
  })

  test('one without a node, or without grace, goes at once', async () => {
    await cluster.ask(pods, { body: { metadata: { name: 'pending' }, spec: { containers: [{ name: 'c' }] } } })
    expect((await cluster.ask(`${pods}/pending`, { method: 'DELETE' })).body['status']).not.toBe('Failure')
    putPod('forced')
    await cluster.ask(`${pods}/forced?gracePeriodSeconds=0`, { method: 'DELETE' })
    expect([await statusOf('pending'), await statusOf('forced')]).toEqual([404, 404])
  })

  test('a deletion of another object than was meant is a conflict', async () => {
    putPod('kept')
    const refused = await cluster.ask(`${pods}/kept`, { method: 'DELETE', body: { preconditions: { uid: 'other' } } })
    expect([refused.status, refused.body.message]).toEqual([
      409,
      expect.stringContaining('the UID in the precondition (other) does not match') as string,
    ])
  })
})

describe('evictions', () => {
  test('a budget holds back the pod that would be one too many, and says so as Kubernetes does', async () => {
    for (const name of ['web-1', 'web-2', 'web-3']) putPod(name, { app: 'web', grace: 10 })
    putBudget('web', 'web', { minAvailable: 2 })
    expect((await evict('web-1')).body).toMatchObject({ status: 'Success', code: 201 })
    const refused = await evict('web-2')
    expect(refused.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      reason: 'TooManyRequests',
      details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 2 healthy pods and has 2 currently' }] },
      code: 429,
    })
    putPod('web-4', { app: 'web' })
    expect((await evict('web-2')).status).toBe(201)
    const budget = await cluster.ask('/apis/policy/v1/namespaces/default/poddisruptionbudgets/web')
    expect(budget.body['status']).toMatchObject({ currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0 })
  })

  test('shares and maxUnavailable count what the controllers want', async () => {
    cluster.server.objects.put({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'rs', namespace: 'default', uid: 'rs' },
      spec: { replicas: 4 },
    })
    for (const name of ['rs-1', 'rs-2', 'rs-3']) putPod(name, { app: 'rs', owner: 'rs' })
    putBudget('rs', 'rs', { maxUnavailable: '25%' })
    expect((await evict('rs-1')).body.message).toContain('Cannot evict')
    expect((await evict('rs-1')).body).toMatchObject({
      details: { causes: [{ message: 'The disruption budget rs needs 3 healthy pods and has 3 currently' }] },
    })
    putPod('rs-4', { app: 'rs', owner: 'rs' })
    expect((await evict('rs-1')).status).toBe(201)
  })

  test('a pod that has ended needs no leave, one that serves nobody only if enough others serve', async () => {
    putPod('over', { app: 'lone', status: { phase: 'Succeeded' } })
    putPod('sick', { app: 'lone', status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } })
    putBudget('lone', 'lone', { minAvailable: 1 })
    expect((await evict('over')).status).toBe(201)
    expect((await evict('sick')).status).toBe(429)
    putBudget('lone', 'lone', { minAvailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' })
    expect((await evict('sick')).status).toBe(201)
  })

  test('two budgets for one pod are an error; an eviction takes its own grace', async () => {
    putPod('double')
    putBudget('d1', 'double', { minAvailable: 0 })
    expect((await evict('double', { gracePeriodSeconds: 3, preconditions: { uid: 'other' } })).status).toBe(409)
    putBudget('d2', 'double', { minAvailable: 0 })
    expect((await evict('double')).body).toMatchObject({
      code: 500,
      message: expect.stringContaining('more than one PodDisruptionBudget') as string,
    })
    cluster.server.objects.remove({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', namespace: 'default', name: 'd2' })
    await evict('double', { gracePeriodSeconds: 3 })
    await clock.pass(3_000)
    expect(await statusOf('double')).toBe(404)
  })
})

function put(name: string, owner?: string, finalizers?: string[]): void {
  const ownerReferences = owner === undefined ? undefined : [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: owner }]
  const metadata = { name, namespace: 'default', uid: name, ...(ownerReferences && { ownerReferences }), ...(finalizers && { finalizers }) }
  cluster.server.objects.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata })
}

describe('what goes with what', () => {
  const maps = '/api/v1/namespaces/default/configmaps'
  const left = async () => ((await cluster.ask(`${maps}?labelSelector=!x`)).body.items ?? []).map((item) => item.metadata?.['name'])

  test('a finalizer holds an object until it is taken off', async () => {
    put('held', undefined, ['x/y'])
    const marked = await cluster.ask(`${maps}/held`, { method: 'DELETE' })
    expect(marked.body.metadata).toMatchObject({ finalizers: ['x/y'], deletionTimestamp: expect.any(String) as string })
    await cluster.ask(`${maps}/held`, { method: 'PATCH', type: 'application/merge-patch+json', body: { metadata: { finalizers: null } } })
    expect(await left()).toEqual([])
  })

  test('dependents go after their owner, before it, or stay: background, foreground, orphan', async () => {
    put('a')
    put('a-1', 'a')
    put('a-1-1', 'a-1')
    await cluster.ask(`${maps}/a`, { method: 'DELETE' })
    expect(await left()).toEqual([])
    put('b')
    put('b-1', 'b', ['x/y'])
    await cluster.ask(`${maps}/b`, { method: 'DELETE', body: { propagationPolicy: 'Foreground' } })
    expect(await left()).toEqual(['b', 'b-1'])
    await cluster.ask(`${maps}/b-1`, { method: 'PATCH', type: 'application/merge-patch+json', body: { metadata: { finalizers: null } } })
    expect(await left()).toEqual([])
    put('c')
    put('c-1', 'c')
    await cluster.ask(`${maps}/c?propagationPolicy=Orphan`, { method: 'DELETE' })
    expect((await cluster.ask(`${maps}/c-1`)).body.metadata?.['ownerReferences']).toBeUndefined()
    expect(await left()).toEqual(['c-1'])
  })

  test('a namespace takes its content along, takes nothing new meanwhile, and goes when it is empty', async () => {
    await cluster.ask('/api/v1/namespaces', { body: { metadata: { name: 'team' } } })
    expect((await cluster.ask('/api/v1/namespaces/team/serviceaccounts/default')).status).toBe(200)
    cluster.server.objects.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'team' },
      spec: { nodeName: 'n1', terminationGracePeriodSeconds: 20 },
    })
    const { body } = await cluster.ask('/api/v1/namespaces/team', { method: 'DELETE' })
    expect(body).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } })
    const refused = await cluster.ask('/api/v1/namespaces/team/configmaps', { body: { metadata: { name: 'late' } } })
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'configmaps "late" is forbidden: unable to create new content in namespace team because it is being terminated',
    ])
    await clock.pass(20_000)
    expect((await cluster.ask('/api/v1/namespaces/team')).status).toBe(404)
  })
})

describe('the whole', () => {
  test('a cluster that is put down as JSON goes on where it was, with the same authority', async () => {
    putPod('ending', { grace: 100 })
    await cluster.ask(`${pods}/ending`, { method: 'DELETE' })
    const state = JSON.parse(JSON.stringify(cluster.server.dump())) as ReturnType<typeof cluster.server.dump>
    const again = await testCluster(clock, { state })
    expect(again.server.caPem).toBe(cluster.server.caPem)
    expect(again.server.objects.all()).toEqual(cluster.server.objects.all())
    await clock.pass(100_000)
    expect((await again.ask(`${pods}/ending`)).status).toBe(404)
    await again.server.close()
  })

  test('requests that change something are written down, questions are not', async () => {
    const before = cluster.server.requests.length
    await cluster.ask(pods)
    await cluster.ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: { spec: {} } })
    await cluster.ask('/api/v1/namespaces/default/configmaps?fieldManager=t', { body: { metadata: { name: 'logged' } } })
    expect(cluster.server.requests.slice(before)).toEqual([
      {
        method: 'POST',
        path: '/api/v1/namespaces/default/configmaps?fieldManager=t',
        body: { metadata: { name: 'logged' } },
        status: 201,
        time: clock.now(),
      },
    ])
  })
})
