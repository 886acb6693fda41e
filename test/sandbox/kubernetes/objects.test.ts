import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handClock, testCluster, type TestCluster } from './cluster.ts'

const clock = handClock()
let cluster: TestCluster
beforeAll(async () => {
  cluster = await testCluster(clock)
})
afterAll(() => cluster.server.close())

const maps = '/api/v1/namespaces/default/configmaps'
const strategic = 'application/strategic-merge-patch+json'

function version(body: { metadata?: Record<string, unknown> }): number {
  return Number(body.metadata?.['resourceVersion'])
}

describe('writing', () => {
  test('what is made gets an identity, and a name from its beginning', async () => {
    const { status, body } = await cluster.ask(maps, {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'a-' }, data: { x: 'y' } },
    })
    expect(status).toBe(201)
    expect(body.metadata).toMatchObject({
      name: expect.stringMatching(/^a-[a-z0-9]{5}$/) as string,
      namespace: 'default',
      creationTimestamp: '2026-01-15T00:00:00Z',
    })
    expect(body.metadata?.['uid']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a name that is taken, an object that is not there, a namespace that is not there', async () => {
    await cluster.ask(maps, { body: { metadata: { name: 'taken' } } })
    const taken = await cluster.ask(maps, { body: { metadata: { name: 'taken' } } })
    expect(taken.body).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "taken" already exists',
      details: { name: 'taken', kind: 'configmaps' },
    })
    const none = await cluster.ask('/apis/apps/v1/namespaces/default/deployments/web')
    expect(none.body).toMatchObject({
      code: 404,
      reason: 'NotFound',
      message: 'deployments.apps "web" not found',
      details: { name: 'web', group: 'apps', kind: 'deployments' },
    })
    const nowhere = await cluster.ask('/api/v1/namespaces/none/configmaps', { body: { metadata: { name: 'x' } } })
    expect(nowhere.body).toMatchObject({ code: 404, message: 'namespaces "none" not found' })
  })

  test('a replacement over an older version is a conflict, one that changes nothing is no write', async () => {
    const { body: first } = await cluster.ask(maps, { body: { metadata: { name: 'c' }, data: { a: '1' } } })
    const { body: second } = await cluster.ask(`${maps}/c`, { method: 'PUT', body: { ...first, data: { a: '2' } } })
    expect(version(second)).toBeGreaterThan(version(first))
    const late = await cluster.ask(`${maps}/c`, { method: 'PUT', body: { ...first, data: { a: '3' } } })
    expect(late.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again',
    })
    const { body: same } = await cluster.ask(`${maps}/c`, { method: 'PUT', body: second })
    expect(version(same)).toBe(version(second))
  })

  test('a trial changes nothing', async () => {
    expect((await cluster.ask(`${maps}?dryRun=All`, { body: { metadata: { name: 'dry' } } })).status).toBe(201)
    expect((await cluster.ask(`${maps}/dry`)).status).toBe(404)
  })

  test('generation counts what is wanted; the status is written apart', async () => {
    const path = '/apis/apps/v1/namespaces/default/deployments'
    const template = { metadata: { labels: { app: 'g' } }, spec: { containers: [{ name: 'c', image: 'i' }] } }
    const { body } = await cluster.ask(path, {
      body: { metadata: { name: 'g' }, spec: { selector: { matchLabels: { app: 'g' } }, template }, status: { replicas: 9 } },
    })
    expect(body).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 }, status: { replicas: 0 } })
    const merge = 'application/merge-patch+json'
    const scaled = await cluster.ask(`${path}/g/scale`, { method: 'PATCH', type: merge, body: { spec: { replicas: 3 } } })
    expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 3 }, status: { selector: 'app=g' } })
    await cluster.ask(`${path}/g`, { method: 'PATCH', type: merge, body: { status: { replicas: 9 } } })
    const { body: after } = await cluster.ask(`${path}/g/status`, {
      method: 'PATCH',
      type: merge,
      body: { spec: { replicas: 7 }, status: { readyReplicas: 2 } },
    })
    expect(after).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 }, status: { replicas: 0, readyReplicas: 2 } })
  })

  test.each([
    [
      '/api/v1/namespaces',
      { metadata: { name: 'No_Good' } },
      'Namespace "No_Good" is invalid: metadata.name: Invalid value: "No_Good": a lowercase RFC 1123 label must',
    ],
    [maps, { metadata: { name: 'a', labels: { x: 'not valid!' } } }, 'metadata.labels: Invalid value: "not valid!"'],
    [maps, { metadata: { name: 'a' }, data: { 'a/b': '' } }, 'data[a/b]: Invalid value: "a/b"'],
    [maps, {}, 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required'],
    ['/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec: {} }, 'Pod "p" is invalid: spec.containers: Required value'],
    [
      '/apis/apps/v1/namespaces/default/daemonsets',
      { metadata: { name: 'd' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [{}] } } } },
      '`selector` does not match template `labels`',
    ],
  ])('%s refuses %j', async (path, body, message) => {
    const refused = await cluster.ask(path, { body })
    expect([refused.status, refused.body.reason]).toEqual([422, 'Invalid'])
    expect(refused.body.message).toContain(message)
  })

  test.each([
    ['kind', { kind: 'Secret', metadata: { name: 'x' } }],
    ['namespace', { metadata: { name: 'x', namespace: 'other' } }],
    ['syntax', '{'],
  ])('a body that contradicts its path is a bad request: %s', async (_what, body) => {
    expect((await cluster.ask(maps, { body })).body).toMatchObject({ code: 400, reason: 'BadRequest' })
  })
})

describe('patching', () => {
  test('JSON patch: tests, pointers, lists', async () => {
    await cluster.ask(maps, { body: { metadata: { name: 'j' }, data: { 'a/b': '1' } } }).catch(() => undefined)
    await cluster.ask(maps, { body: { metadata: { name: 'j', finalizers: ['x/one'] }, data: { a: '1' } } })
    const type = 'application/json-patch+json'
    const patch = (body: object[]) => cluster.ask(`${maps}/j`, { method: 'PATCH', type, body })
    const done = await patch([
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'add', path: '/data/b~1c', value: '2' },
      { op: 'move', from: '/data/a', path: '/metadata/annotations' },
    ])
    expect(done.status).toBe(422)
    const list = await patch([
      { op: 'add', path: '/metadata/finalizers/-', value: 'x/two' },
      { op: 'remove', path: '/metadata/finalizers/0' },
    ])
    expect(list.body.metadata).toMatchObject({ finalizers: ['x/two'] })
    expect((await patch([{ op: 'test', path: '/data/a', value: '2' }])).status).toBe(422)
    expect((await patch([{ op: 'remove', path: '/data/none' }])).status).toBe(422)
  })

  test('strategic merge: lists go by their keys, and directives are obeyed', async () => {
    const pods = '/api/v1/namespaces/default/pods'
    await cluster.ask(pods, {
      body: {
        metadata: { name: 's' },
        spec: {
          containers: [
            { name: 'a', image: '1' },
            { name: 'b', image: '1' },
          ],
          tolerations: [{ key: 'x' }],
        },
      },
    })
    const patch = (spec: object) => cluster.ask(`${pods}/s`, { method: 'PATCH', type: strategic, body: { spec } })
    expect(
      (
        await patch({
          containers: [
            { name: 'b', image: '2' },
            { name: 'c', image: '1' },
          ],
        })
      ).body['spec'],
    ).toMatchObject({ containers: [{ name: 'a', image: '1' }, { name: 'b', image: '2' }, { name: 'c' }] })
    expect((await patch({ containers: [{ name: 'a', $patch: 'delete' }] })).body['spec']).toMatchObject({
      containers: [{ name: 'b' }, { name: 'c' }],
    })
    expect((await patch({ tolerations: [{ key: 'y' }] })).body['spec']).toMatchObject({ tolerations: [{ key: 'y' }] })
    expect(
      (await patch({ '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }], containers: [{ name: 'b', image: '3' }] })).body[
        'spec'
      ],
    ).toMatchObject({ containers: [{ name: 'c' }, { name: 'b', image: '3' }] })
    expect((await cluster.ask(`${pods}/s`, { method: 'PATCH', type: 'text/plain', body: '{}' })).status).toBe(415)
  })
})

describe('applying on the server', () => {
  const path = `${maps}/applied`
  const apply = (manager: string, data: object, more = '') =>
    cluster.ask(`${path}?fieldManager=${manager}${more}`, {
      method: 'PATCH',
      type: 'application/apply-patch+yaml',
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data },
    })

  test('creates, merges, and takes out what its manager no longer states', async () => {
    expect((await apply('one', { a: '1', b: '1' })).status).toBe(201)
    expect((await apply('two', { c: '1' })).body['data']).toEqual({ a: '1', b: '1', c: '1' })
    const less = await apply('one', { a: '1' })
    expect([less.status, less.body['data']]).toEqual([200, { a: '1', c: '1' }])
    expect(version((await apply('one', { a: '1' })).body)).toBe(version(less.body))
  })

  test('a field of somebody else is a conflict, unless it agrees or is taken by force', async () => {
    const refused = await apply('two', { a: '2', c: '1' })
    expect(refused.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' }] },
    })
    expect((await apply('two', { a: '1', c: '1' })).status).toBe(200)
    expect((await apply('two', { a: '2', c: '1' }, '&force=true')).body['data']).toEqual({ a: '2', c: '1' })
    expect((await apply('one', {})).body['data']).toEqual({ a: '2', c: '1' })
  })

  test('other writes own what they change', async () => {
    await cluster.ask(`${path}?fieldManager=hand`, { method: 'PATCH', type: 'application/merge-patch+json', body: { data: { a: '3' } } })
    expect((await apply('two', { a: '2' })).body.message).toBe('Apply failed with 1 conflict: conflict with "hand" using v1: .data.a')
  })

  test('a manager has to be named', async () => {
    expect((await apply('', { a: '1' })).status).toBe(400)
  })

  test('items of lists belong to whoever applied them', async () => {
    const pod = '/api/v1/namespaces/default/pods/listed'
    const send = (manager: string, containers: object[]) =>
      cluster.ask(`${pod}?fieldManager=${manager}`, {
        method: 'PATCH',
        type: 'application/apply-patch+yaml',
        body: { apiVersion: 'v1', kind: 'Pod', spec: { containers } },
      })
    await send('one', [
      { name: 'a', image: '1' },
      { name: 'b', image: '1' },
    ])
    await send('two', [{ name: 'c', image: '1', env: [{ name: 'x', value: 'y' }] }])
    const after = await send('one', [{ name: 'a', image: '2' }])
    expect(after.body['spec']).toMatchObject({
      containers: [
        { name: 'a', image: '2' },
        { name: 'c', env: [{ name: 'x' }] },
      ],
    })
    expect((after.body['spec'] as { containers: object[] }).containers).toHaveLength(2)
    const conflict = await send('one', [
      { name: 'a', image: '2' },
      { name: 'c', image: '9' },
    ])
    expect(conflict.body.message).toBe('Apply failed with 1 conflict: conflict with "two": .spec.containers[name="c"].image')
  })
})

describe('reading', () => {
  test('lists come in pages, and selectors by label and field', async () => {
    const path = '/api/v1/namespaces/pages/configmaps'
    await cluster.ask('/api/v1/namespaces', { body: { metadata: { name: 'pages' } } })
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await cluster.ask(path, { body: { metadata: { name, labels: { odd: name === 'a' || name === 'c' ? 'yes' : 'no' } } } })
    const first = (await cluster.ask(`${path}?limit=2`)).body
    expect(first).toMatchObject({
      kind: 'ConfigMapList',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
      metadata: { remainingItemCount: 3 },
    })
    const second = (await cluster.ask(`${path}?limit=3&continue=${String(first.metadata?.['continue'])}`)).body
    expect([second.items?.length, second.metadata?.['continue']]).toEqual([3, undefined])
    const names = async (query: string) => ((await cluster.ask(`${path}?${query}`)).body.items ?? []).map((item) => item.metadata?.['name'])
    expect(await names('labelSelector=odd%3Dyes')).toEqual(['a', 'c'])
    expect(await names('labelSelector=odd%20in%20(no),odd')).toEqual(['b', 'd', 'e'])
    expect(await names('labelSelector=!odd')).toEqual([])
    expect(await names('fieldSelector=metadata.name!%3Da')).toEqual(['b', 'c', 'd', 'e'])
    expect((await cluster.ask(`${path}?continue=nonsense`)).status).toBe(400)
  })

  test('an unknown resource is 404, a verb that a resource does not have 405', async () => {
    expect((await cluster.ask('/apis/none/v1/things')).body).toMatchObject({
      code: 404,
      message: 'the server could not find the requested resource',
    })
    expect((await cluster.ask('/api/v1/configmaps', { body: {} })).status).toBe(405)
    expect((await cluster.ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews')).status).toBe(405)
  })

  test('custom resources are served once they are defined', async () => {
    const definition = {
      metadata: { name: 'nodepools.karpenter.sh' },
      spec: {
        group: 'karpenter.sh',
        scope: 'Cluster',
        names: { plural: 'nodepools', kind: 'NodePool' },
        versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} } }],
      },
    }
    expect(
      (await cluster.ask('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: definition })).body['status'],
    ).toMatchObject({ storedVersions: ['v1'] })
    expect(
      (
        await cluster.ask('/apis/karpenter.sh/v1/nodepools', {
          body: { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'general' } },
        })
      ).status,
    ).toBe(201)
    expect((await cluster.ask('/apis/karpenter.sh/v1/nodepools')).body.items).toMatchObject([
      { apiVersion: 'karpenter.sh/v1', kind: 'NodePool' },
    ])
    expect((await cluster.ask('/apis/karpenter.sh/v1')).body).toMatchObject({
      resources: [{ name: 'nodepools' }, { name: 'nodepools/status' }],
    })
  })
})

test.each(['exec', 'attach', 'portforward'])(
  '%s says in a sentence that pods run nothing; a pod that is not there is none',
  async (part) => {
    const pods = '/api/v1/namespaces/default/pods'
    await cluster.ask(pods, { body: { metadata: { name: `for-${part}` }, spec: { containers: [{ name: 'a', image: 'a' }] } } })
    expect((await cluster.ask(`${pods}/for-${part}/${part}`, { method: 'POST' })).body).toMatchObject({
      kind: 'Status',
      code: 501,
      message: `the pods of the sandbox run nothing: ${part} leads nowhere`,
    })
    expect((await cluster.ask(`${pods}/ghost/${part}`, { method: 'POST' })).body).toMatchObject({
      code: 404,
      message: 'pods "ghost" not found',
    })
  },
)
