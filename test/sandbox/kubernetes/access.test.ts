import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handClock, testCluster, type TestCluster } from './cluster.ts'

const clock = handClock()
let cluster: TestCluster
beforeAll(async () => {
  cluster = await testCluster(clock)
})
afterAll(() => cluster.server.close())

/** A field of a protobuf message that is short enough for one byte of length. */
function text(tag: number, value: string): Buffer {
  return Buffer.concat([Buffer.from([tag * 8 + 2, Buffer.byteLength(value)]), Buffer.from(value)])
}

describe('who comes in', () => {
  test.each(['foreign-token', 'unknown'])(
    'a token that does not hold, or of somebody the cluster does not know, gets 401: %s',
    async (as) => {
      const { status, body } = await cluster.ask('/api/v1/nodes', { as })
      expect([status, body]).toEqual([
        401,
        { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'Unauthorized', reason: 'Unauthorized', code: 401 },
      ])
    },
  )

  test('without a token only health can be seen; before 1.32 the version too, and the rest is refused by name', async () => {
    expect((await cluster.ask('/livez', { as: null })).text).toBe('ok')
    expect((await cluster.ask('/version', { as: null })).status).toBe(401)
    const old = await testCluster(clock, { version: '1.31' })
    expect((await old.ask('/version', { as: null })).status).toBe(200)
    const refused = await old.ask('/api/v1/nodes', { as: null })
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
    ])
    await old.server.close()
  })

  test('a service account comes in with a token of its own, until it expires or the account is gone', async () => {
    await cluster.ask('/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'robot' } } })
    const made = await cluster.ask('/api/v1/namespaces/default/serviceaccounts/robot/token', { body: { spec: { expirationSeconds: 600 } } })
    const { token } = made.body['status'] as { token: string }
    const refused = await cluster.ask('/api/v1/pods', { as: token })
    expect(refused.body.message).toContain('User "system:serviceaccount:default:robot" cannot list resource "pods"')
    await clock.pass(601_000)
    expect((await cluster.ask('/api/v1/pods', { as: token })).status).toBe(401)
  })
})

describe('who may what', () => {
  test.each([
    ['viewer', 'GET', '/api/v1/namespaces/default/pods', 200],
    ['viewer', 'GET', '/api/v1/nodes', 403],
    ['viewer', 'GET', '/api/v1/namespaces/default/secrets', 403],
    ['viewer', 'DELETE', '/api/v1/namespaces/default/pods/x', 403],
    ['editor', 'GET', '/api/v1/namespaces/team-a/pods', 200],
    ['editor', 'GET', '/api/v1/namespaces/default/pods', 403],
    ['editor', 'GET', '/api/v1/pods', 403],
    ['editor', 'DELETE', '/apis/apps/v1/namespaces/team-a/deployments/x', 404],
    ['node', 'GET', '/api/v1/nodes', 200],
    ['node', 'GET', '/apis/apps/v1/deployments', 403],
    ['nobody', 'GET', '/version', 200],
    ['nobody', 'GET', '/api/v1', 200],
    ['nobody', 'GET', '/metrics', 403],
  ] as const)('%s: %s %s gets %i', async (as, method, path, status) => {
    expect((await cluster.ask(path, { as, method })).status).toBe(status)
  })

  test.each([
    [
      '/api/v1/namespaces/default/pods/x',
      'pods "x" is forbidden: User "nobody" cannot get resource "pods" in API group "" in the namespace "default"',
      { name: 'x', kind: 'pods' },
    ],
    [
      '/apis/apps/v1/deployments',
      'deployments.apps is forbidden: User "nobody" cannot list resource "deployments" in API group "apps" at the cluster scope',
      { group: 'apps', kind: 'deployments' },
    ],
    [
      '/api/v1/nodes?watch=true',
      'nodes is forbidden: User "nobody" cannot watch resource "nodes" in API group "" at the cluster scope',
      { kind: 'nodes' },
    ],
    ['/metrics', 'forbidden: User "nobody" cannot get path "/metrics"', {}],
  ])('a refusal says who cannot do what where: %s', async (path, message, details) => {
    expect((await cluster.ask(path, { as: 'nobody' })).body).toMatchObject({ message, reason: 'Forbidden', code: 403, details })
  })

  test('role bindings count, in their namespace or everywhere', async () => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1'
    await cluster.ask(`${rbac}/namespaces/default/roles`, {
      body: { metadata: { name: 'cm' }, rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'], verbs: ['get'] }] },
    })
    await cluster.ask(`${rbac}/namespaces/default/rolebindings`, {
      body: { metadata: { name: 'cm' }, subjects: [{ kind: 'User', name: 'nobody' }], roleRef: { kind: 'Role', name: 'cm' } },
    })
    await cluster.ask(`${rbac}/clusterrolebindings`, {
      body: { metadata: { name: 'see' }, subjects: [{ kind: 'Group', name: 'readers' }], roleRef: { kind: 'ClusterRole', name: 'view' } },
    })
    expect((await cluster.ask('/api/v1/namespaces/default/configmaps/one', { as: 'nobody' })).status).toBe(404)
    expect((await cluster.ask('/api/v1/namespaces/kube-system/pods', { as: 'nobody' })).status).toBe(200)
    expect((await cluster.ask('/api/v1/namespaces/kube-system/secrets', { as: 'nobody' })).status).toBe(403)
    await cluster.ask(`${rbac}/clusterrolebindings/see`, { method: 'DELETE' })
    expect((await cluster.ask('/api/v1/namespaces/default/configmaps/two', { as: 'nobody' })).status).toBe(403)
    expect((await cluster.ask('/api/v1/namespaces/default/configmaps/one', { as: 'nobody' })).status).toBe(404)
  })
})

describe('questions about rights', () => {
  const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const spec = { resourceAttributes: { verb: 'list', resource: 'nodes' } }

  test('may I, in JSON and in protobuf as kubectl asks', async () => {
    expect((await cluster.ask(reviews, { as: 'viewer', body: { spec } })).body['status']).toMatchObject({ allowed: false })
    const part = (tag: number, ...parts: Buffer[]) => text(tag, Buffer.concat(parts).toString())
    const kind = part(1, text(1, 'authorization.k8s.io/v1'), text(2, 'SelfSubjectAccessReview'))
    const raw = part(2, part(2, part(1, text(1, 'default'), text(2, 'list'), text(5, 'pods'))))
    const body = Buffer.concat([Buffer.from('k8s\0'), kind, raw])
    const type = 'application/vnd.kubernetes.protobuf'
    const answer = await cluster.ask(reviews, { as: 'viewer', body, type })
    expect([answer.status, answer.body]).toMatchObject([
      201,
      {
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { namespace: 'default', verb: 'list', resource: 'pods' } },
        status: { allowed: true },
      },
    ])
    const unknown = await cluster.ask('/api/v1/nodes', {
      body: Buffer.concat([Buffer.from('k8s\0'), part(1, text(1, 'v1'), text(2, 'Node'))]),
      type,
    })
    expect([unknown.status, unknown.body.reason]).toEqual([415, 'UnsupportedMediaType'])
  })

  test('a deployment, as `kubectl create deployment` sends it', async () => {
    const part = (tag: number, ...parts: Buffer[]) => text(tag, Buffer.concat(parts).toString('latin1'))
    const kind = part(1, text(1, 'apps/v1'), text(2, 'Deployment'))
    const [app, web] = [text(1, 'app'), text(2, 'web')]
    const selector = part(2, part(1, app, web))
    const template = part(3, part(1, part(11, app, web)), part(2, part(2, text(1, 'nginx'), text(2, 'nginx:1'))))
    const raw = part(2, part(1, text(1, 'web')), part(2, Buffer.from([8, 3]), selector, template))
    const body = Buffer.concat([Buffer.from('k8s\0'), kind, raw])
    const answer = await cluster.ask('/apis/apps/v1/namespaces/default/deployments', { body, type: 'application/vnd.kubernetes.protobuf' })
    expect([answer.status, answer.body]).toMatchObject([
      201,
      {
        metadata: { name: 'web' },
        spec: {
          replicas: 3,
          selector: { matchLabels: { app: 'web' } },
          template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1' }] } },
        },
      },
    ])
  })

  test('a disruption budget and a service, as `kubectl create` sends them', async () => {
    const part = (tag: number, ...parts: Buffer[]) => text(tag, Buffer.concat(parts).toString('latin1'))
    const sent = (version: string, kind: string, path: string, filled: Buffer) =>
      cluster.ask(path, {
        body: Buffer.concat([
          Buffer.from('k8s\0'),
          part(1, text(1, version), text(2, kind)),
          part(2, part(1, text(1, 'stubborn')), part(2, filled)),
        ]),
        type: 'application/vnd.kubernetes.protobuf',
      })
    const number = (value: number) => Buffer.from([8, 0, 16, value, 26, 0])
    const share = Buffer.concat([Buffer.from([8, 1, 16, 0]), text(3, '25%')])
    const app = part(1, text(1, 'app'), text(2, 'web'))
    const budget = Buffer.concat([part(1, number(2)), part(2, app), part(3, share)])
    expect(
      (await sent('policy/v1', 'PodDisruptionBudget', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', budget)).body,
    ).toMatchObject({
      spec: { minAvailable: 2, maxUnavailable: '25%', selector: { matchLabels: { app: 'web' } } },
    })
    const port = part(1, text(2, 'TCP'), Buffer.from([24, 80]), part(4, number(80)))
    const service = Buffer.concat([port, part(2, text(1, 'app'), text(2, 'web')), text(4, 'LoadBalancer')])
    expect((await sent('v1', 'Service', '/api/v1/namespaces/default/services', service)).body).toMatchObject({
      spec: { ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }], selector: { app: 'web' }, type: 'LoadBalancer' },
    })
  })

  test('who am I, and what may I here', async () => {
    const me = await cluster.ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', { as: 'viewer', body: {} })
    expect(me.body['status']).toMatchObject({
      userInfo: { username: 'viewer', groups: ['system:authenticated'], extra: { arn: ['arn:aws:iam::111122223333:user/viewer'] } },
    })
    const rules = await cluster.ask('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
      as: 'editor',
      body: { spec: { namespace: 'default' } },
    })
    expect(JSON.stringify(rules.body['status'])).not.toContain('deployments')
  })

  test('may they', async () => {
    const asked = await cluster.ask('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      body: { spec: { ...spec, user: 'x', groups: ['system:nodes'] } },
    })
    expect(asked.body['status']).toMatchObject({ allowed: true })
  })
})
