import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handClock, testCluster, type TestCluster } from './cluster.ts'

const clock = handClock()
let cluster: TestCluster
beforeAll(async () => {
  cluster = await testCluster(clock)
})
afterAll(() => cluster.server.close())

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

describe('what the API says of itself', () => {
  test('versions, groups and resources, as lists', async () => {
    expect((await cluster.ask('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
    const { body } = await cluster.ask('/apis')
    expect(body['groups']).toContainEqual({
      name: 'apps',
      versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    })
    expect((await cluster.ask('/apis/policy')).body).toMatchObject({ kind: 'APIGroup', name: 'policy' })
    expect((await cluster.ask('/api/v1')).body['resources']).toContainEqual({
      name: 'pods/eviction',
      singularName: '',
      namespaced: true,
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    })
    expect((await cluster.ask('/apis/none')).status).toBe(404)
  })

  test('all at once, where that is asked for', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
    const answer = await cluster.ask('/apis', { accept })
    expect(answer.headers['content-type']).toContain('as=APIGroupDiscoveryList')
    const apps = answer.body.items?.find((item) => item.metadata?.['name'] === 'apps')
    expect(apps).toMatchObject({
      versions: [
        {
          version: 'v1',
          resources: [{ resource: 'deployments', scope: 'Namespaced', subresources: [{ subresource: 'scale' }, {}] }, {}, {}, {}, {}],
        },
      ],
    })
  })

  test('OpenAPI that says which paths take which patches', async () => {
    expect((await cluster.ask('/openapi/v3')).body).toMatchObject({
      paths: { 'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1' } },
    })
    const { body } = await cluster.ask('/openapi/v3/api/v1')
    expect(body['paths']).toMatchObject({
      '/api/v1/namespaces/{namespace}/configmaps/{name}': { patch: { 'x-kubernetes-group-version-kind': { kind: 'ConfigMap' } } },
    })
    expect((await cluster.ask('/openapi/v2')).status).toBe(404)
  })
})

describe('the form of answers', () => {
  test('Tables with the columns of the kind, metadata only, and the whole', async () => {
    await cluster.ask('/api/v1/namespaces/default/configmaps', { body: { metadata: { name: 'm' }, data: { a: '', b: '' } } })
    await clock.pass(65_000)
    const table = (await cluster.ask('/api/v1/namespaces/default/configmaps', { accept: asTable })).body
    expect(table).toMatchObject({
      kind: 'Table',
      columnDefinitions: [{ name: 'Name' }, { name: 'Data', type: 'integer' }, { name: 'Age' }],
      rows: [{ cells: ['m', 2, '65s'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'm', namespace: 'default' } } }],
    })
    const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
    expect((await cluster.ask('/api/v1/configmaps', { accept })).body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata' }],
    })
    expect((await cluster.ask('/api/v1/configmaps', { accept: '*/*' })).body).toMatchObject({
      kind: 'ConfigMapList',
      items: [{ data: { a: '' } }],
    })
  })

  test.each([
    {
      kind: 'Service',
      plural: 'services',
      apiVersion: 'v1',
      object: { spec: { type: 'LoadBalancer', clusterIP: '10.100.0.9', ports: [{ port: 80, nodePort: 30_080 }] } },
      cells: ['x', 'LoadBalancer', '10.100.0.9', '<pending>', '80:30080/TCP', '0s', '<none>'],
    },
    {
      kind: 'DaemonSet',
      plural: 'daemonsets',
      apiVersion: 'apps/v1',
      object: {
        spec: {
          template: { spec: { nodeSelector: { a: 'b' }, containers: [{ name: 'c', image: 'i' }] } },
          selector: { matchLabels: { k: 'v' } },
        },
        status: { desiredNumberScheduled: 2, numberReady: 1 },
      },
      cells: ['x', 2, 0, 1, 0, 0, 'a=b', '0s', 'c', 'i', 'k=v'],
    },
    {
      kind: 'Pod',
      plural: 'pods',
      apiVersion: 'v1',
      object: {
        spec: { nodeName: 'n', containers: [{}, {}] },
        status: {
          phase: 'Pending',
          containerStatuses: [{ ready: true, restartCount: 3 }, { state: { waiting: { reason: 'CrashLoopBackOff' } } }],
        },
      },
      cells: ['x', '1/2', 'CrashLoopBackOff', '3', '0s', '<none>', 'n', '<none>', '<none>'],
    },
  ])('a row of $kind', async ({ kind, plural, apiVersion, object, cells }) => {
    cluster.server.objects.put({ apiVersion, kind, metadata: { name: 'x', namespace: 'kube-public' }, ...object })
    const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`
    expect((await cluster.ask(`${root}/namespaces/kube-public/${plural}`, { accept: asTable })).body['rows']).toMatchObject([{ cells }])
  })

  test('a strategic merge patch of a custom resource is not served', async () => {
    const names = { plural: 'things', kind: 'Thing' }
    const versions = [{ name: 'v1', served: true, storage: true }]
    await cluster.ask('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      body: { metadata: { name: 'things.x.io' }, spec: { group: 'x.io', scope: 'Cluster', names, versions } },
    })
    await cluster.ask('/apis/x.io/v1/things', { body: { metadata: { name: 'a' } } })
    const patch = (type: string) => cluster.ask('/apis/x.io/v1/things/a', { method: 'PATCH', type, body: { spec: { a: 1 } } })
    expect((await patch('application/strategic-merge-patch+json')).status).toBe(415)
    expect((await patch('application/merge-patch+json')).body).toMatchObject({ apiVersion: 'x.io/v1', kind: 'Thing', spec: { a: 1 } })
  })

  test('a token review knows the tokens of service accounts', async () => {
    const made = await cluster.ask('/api/v1/namespaces/kube-public/serviceaccounts', { body: { metadata: { name: 'bot' } } })
    expect(made.status).toBe(201)
    const { body } = await cluster.ask('/api/v1/namespaces/kube-public/serviceaccounts/bot/token', { body: {} })
    const { token } = body['status'] as { token: string }
    const review = (asked: string) => cluster.ask('/apis/authentication.k8s.io/v1/tokenreviews', { body: { spec: { token: asked } } })
    expect((await review(token)).body['status']).toMatchObject({
      authenticated: true,
      user: { username: 'system:serviceaccount:kube-public:bot' },
    })
    expect((await review('other')).body['status']).toMatchObject({ error: 'invalid bearer token' })
  })
})
