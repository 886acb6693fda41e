import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server } from 'node:net'
import { createServer as createHttpsServer } from 'node:https'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { issue, makeAuthority } from '#sandbox/kubernetes/certificate.ts'
import { startKubernetes } from '#sandbox/kubernetes/server.ts'
import type { KubeApi } from '#src/app/kubernetes.ts'
import { kubeApi } from '#src/kube/api.ts'
import { clusterAt, putNode, served, type Served, standStill } from './served.ts'

const { signal } = new AbortController()

let server: Served['server']
let clock: Served['clock']
let time: Served['time']
let api: Served['api']
beforeAll(async () => {
  ;({ server, clock, time, api } = await served())
})
afterAll(() => server.close())
beforeEach(() => {
  time.slept = []
})

test('a refused token is renewed; somebody the cluster does not know ends with exit 5, as does a right that is missing', async () => {
  putNode(server, 'n1')
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
  const kube = kubeApi({ cluster: clusterAt(server.url, server.caPem), token, clock, env: {} })
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
    cluster: clusterAt(`https://127.0.0.1:${port}`, server.caPem),
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
    clock: { ...clock, sleep: standStill },
    authenticate: async () => undefined,
    access: async () => undefined,
  })
  const kube = kubeApi({
    cluster: clusterAt(stranger.url, server.caPem),
    token: async () => ({ token: 't', expires: time.now }),
    clock,
    env: {},
  })
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
    kubeApi({
      cluster: clusterAt(server.url, server.caPem),
      token: async () => ({ token: 'admin', expires: time.now + 840_000 }),
      clock,
      env,
    })
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
    cluster: clusterAt(`https://127.0.0.1:${port}`, server.caPem),
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
