import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Clock, realClock } from '../../src/clock.ts'
import type { Principal } from '../service.ts'
import { type AccessPolicy, serviceAccountUser, type User } from './authorize.ts'
import { keepBudgets } from './budgets.ts'
import { type Authority, issue, makeAuthority } from './certificate.ts'
import { collectGarbage } from './collector.ts'
import { type Answer, type ClusterApi, readForLog } from './exchange.ts'
import { KubeFailure, unauthorized } from './failure.ts'
import { type ObjectState, ObjectStore } from './objects.ts'
import { resourcesOf } from './resources.ts'
import { anonymous, route } from './route.ts'
import { serviceAccountOf } from './tokens.ts'

/** Who somebody is inside a cluster, as access entries and aws-auth say it. */
export interface Access {
  readonly username: string
  readonly groups: readonly string[]
  /** The EKS access policies of the entry. */
  readonly policies?: readonly AccessPolicy[] | undefined
}

export interface KubernetesOptions {
  readonly clusterName: string
  /** `1.33` */
  readonly version: string
  readonly clock: Clock
  /** The AWS identity behind a bearer token; undefined for one that is wrong, expired, or made for another cluster. */
  authenticate(token: string): Promise<Principal | undefined>
  /** Undefined for an identity that the cluster does not know. */
  access(arn: string): Promise<Access | undefined>
  /** 0, any free one, unless said. */
  readonly port?: number | undefined
  /** Goes on from what `dump` gave. */
  readonly state?: KubernetesState | undefined
  /** Told of watches: they stay open with nothing to send. */
  idle?(request: IncomingMessage): void
}

/** A cluster's API as plain data, its keys included. */
export interface KubernetesState {
  readonly authority: Authority
  readonly secret: string
  readonly objects: ObjectState
}

/** A request that wanted to change something. */
interface LoggedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly body: unknown
  /** HTTP status of the answer. */
  readonly status: number
  /** ms */
  readonly time: number
}

export interface KubernetesServer {
  /** `https://127.0.0.1:port` */
  readonly url: string
  readonly caPem: string
  readonly objects: ObjectStore
  readonly requests: readonly LoggedRequest[]
  dump(): KubernetesState
  close(): Promise<void>
}

/** Serves the Kubernetes API of one cluster on loopback, with a certificate of an authority of its own. */
export async function startKubernetes(options: KubernetesOptions): Promise<KubernetesServer> {
  const { clock, state } = options
  const authority = state?.authority ?? makeAuthority('kubernetes', realClock.now())
  const secret = state?.secret ?? randomBytes(32).toString('hex')
  const store = new ObjectStore(clock, state?.objects)
  collectGarbage(store)
  keepBudgets(store)
  if (!state) furnish(store)
  const api: ClusterApi = {
    store,
    clock,
    version: options.version,
    secret,
    resources: () => resourcesOf(store),
    idle: (request) => options.idle?.(request),
  }
  const requests: LoggedRequest[] = []
  const { certPem: cert, keyPem: key } = issue(authority, ['kubernetes', 'localhost', '127.0.0.1'], realClock.now())
  const server = createServer({ cert, key }, (request, response) => void serve(options, api, requests, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    caPem: authority.certPem,
    objects: store,
    requests,
    dump: () => ({ authority, secret, objects: store.dump() }),
    close: async () => {
      store.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** What every cluster has from its first second. */
function furnish(store: ObjectStore): void {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
    const labels = { 'kubernetes.io/metadata.name': name }
    store.put({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    })
  }
  const labels = { component: 'apiserver', provider: 'kubernetes' }
  const ports = [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 443 }]
  const spec = { type: 'ClusterIP', clusterIP: '10.100.0.1', clusterIPs: ['10.100.0.1'], sessionAffinity: 'None', ports }
  store.put({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels },
    spec,
    status: { loadBalancer: {} },
  })
}

async function serve(
  options: KubernetesOptions,
  api: ClusterApi,
  requests: LoggedRequest[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('error', () => undefined)
  const body = await bytesOf(request)
  const answer = await answerTo(options, api, request, body).catch((error: unknown) => failed(error))
  const method = request.method ?? 'GET'
  if (!['GET', 'HEAD'].includes(method) && !/^\/apis\/auth[a-z]+\.k8s\.io\//.test(request.url ?? '')) {
    const status = 'status' in answer ? answer.status : 200
    requests.push({ method, path: request.url ?? '', body: readForLog(request, body), status, time: api.clock.now() })
  }
  if ('stream' in answer) return answer.stream(response)
  const text = typeof answer.body === 'string' ? answer.body : `${JSON.stringify(answer.body)}\n`
  response.writeHead(answer.status, {
    'Content-Type': typeof answer.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
    Date: new Date(api.clock.now()).toUTCString(),
    ...answer.headers,
  })
  response.end(method === 'HEAD' ? undefined : text)
}

async function answerTo(options: KubernetesOptions, api: ClusterApi, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'https://kubernetes')
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const user = token === undefined ? anonymous(path, options.version) : await userOf(options, api, token)
  return route({ api, user, request, method: request.method ?? 'GET', path, query, body })
}

/** 401 for a token that does not hold, and for somebody the cluster does not know. */
async function userOf(options: KubernetesOptions, api: ClusterApi, token: string): Promise<User> {
  const account = serviceAccountOf(token, api)
  if (account) return serviceAccountUser(account.namespace, account.name)
  const principal = await options.authenticate(token)
  const access = principal && (await options.access(principal.arn))
  if (!access) throw unauthorized()
  return { username: access.username, groups: [...access.groups, 'system:authenticated'], policies: access.policies ?? [], principal }
}

function failed(error: unknown): Answer {
  if (!(error instanceof KubeFailure)) {
    const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`
    return {
      status: 500,
      body: new KubeFailure(500, 'InternalError', message, { details: { causes: [{ reason: '', message }] } }).toStatus(),
    }
  }
  return { status: error.status, body: error.toStatus(), headers: error.headers }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
