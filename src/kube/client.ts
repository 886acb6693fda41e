import { Agent, request as send } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { LiveCluster } from '../app/clusters.ts'
import type { Clock } from '../clock.ts'
import { EksxError } from '../errors.ts'
import { noEndpoint, refused, unreachable } from './failures.ts'

export interface ClientOptions {
  readonly cluster: LiveCluster
  readonly token: () => Promise<{ token: string; expires: number }>
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  readonly contentType?: string
  /** The form of the answer; whole objects unless said. */
  readonly accept?: string
  readonly signal: AbortSignal
  /** How long a network that fails is tried again, in milliseconds. */
  readonly patience?: number
}

/** An answer that is no refusal of the whole request: the caller judges its status. */
export interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

export interface Client {
  /** Any status but 401 and 403, which throw; busy servers and failing networks are tried again first. */
  call(request: Request): Promise<Reply>
  /** As `call`, but every status of 400 and more throws; 404 gives undefined. */
  find(request: Request): Promise<Record<string, unknown> | undefined>
  /** All pages of a list. */
  list(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Record<string, unknown>[]>
  /** The metadata of what a list holds, and nothing else of it, a page at a time; one may come twice. */
  marks(path: string, signal: AbortSignal): AsyncIterable<Record<string, unknown>[]>
}

/** The name of a new endpoint may take a while to be known; one that has answered gets longer to come back. Milliseconds. */
const firstContact = 30_000
const reconnect = 120_000
/** Milliseconds without a byte. */
const quiet = 10_000
const pageSize = '500'
/** Small enough that what is done with a page shows as progress. */
const markPage = '100'
/** Pauses before a refused token is renewed: a new cluster learns of its creator a moment late. */
const renewals = [1_000, 2_000, 4_000]

/** A client for the API of one cluster, over Node's own HTTPS: its CA, bearer tokens, the proxy of the environment, all on the clock. */
export function client({ cluster, token, clock, env }: ClientOptions): Client {
  const { endpoint } = cluster
  if (endpoint === undefined) throw noEndpoint(cluster)
  const trusted = env['KUBECONFIG_USE_SYSTEM_CA'] === undefined && cluster.certificateAuthority !== undefined
  const ca = trusted ? { ca: Buffer.from(cluster.certificateAuthority ?? '', 'base64') } : {}
  const agent = new Agent({ keepAlive: true, maxSockets: 25, proxyEnv: { ...env }, ...ca })
  let reached = false
  let kept: { token: string; expires: number } | undefined

  async function bearer(): Promise<string> {
    if (!kept || kept.expires - 60_000 <= clock.now()) kept = await token()
    return kept.token
  }

  async function once(asked: Request): Promise<Reply & { readonly retryAfter: number | undefined }> {
    const url = new URL(asked.path, endpoint)
    for (const [name, value] of Object.entries(asked.query ?? {})) url.searchParams.set(name, value)
    const body = asked.body && JSON.stringify(asked.body)
    const headers = {
      Accept: asked.accept ?? 'application/json',
      Authorization: `Bearer ${await bearer()}`,
      'User-Agent': 'eksx',
      ...(body !== undefined && { 'Content-Type': asked.contentType ?? 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    }
    const answer = await exchange(url, { agent, method: asked.method, headers, signal: asked.signal, timeout: quiet }, body)
    reached = true
    const seconds = Number(answer.message.headers['retry-after'])
    return { status: answer.message.statusCode ?? 0, body: jsonOf(answer.text), retryAfter: seconds > 0 ? seconds * 1_000 : undefined }
  }

  async function persistent(asked: Request): Promise<Reply & { readonly retryAfter: number | undefined }> {
    const started = clock.now()
    for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
      try {
        return await once(asked)
      } catch (cause) {
        asked.signal.throwIfAborted()
        if (cause instanceof EksxError) throw cause
        const patience = asked.patience ?? (reached ? reconnect : cluster.publicAccess ? firstContact : 0)
        if (clock.now() + pause - started > patience || isHopeless(cause)) throw unreachable(cluster, cause)
        await clock.sleep(pause, asked.signal)
      }
    }
  }

  async function call(asked: Request): Promise<Reply> {
    let renewed = 0
    for (let busy = 0; ;) {
      const reply = await persistent(asked)
      const pause = reply.status === 401 ? renewals[renewed] : undefined
      if (pause !== undefined) {
        renewed += 1
        kept = undefined
        await clock.sleep(pause, asked.signal)
      } else if (isBusy(reply) && busy < 10) {
        busy += 1
        await clock.sleep(reply.retryAfter ?? busy * 1_000, asked.signal)
      } else {
        if (reply.status === 401 || reply.status === 403) throw refused(cluster, reply)
        return reply
      }
    }
  }

  async function find(asked: Request): Promise<Record<string, unknown> | undefined> {
    const reply = await call(asked)
    if (reply.status === 404) return undefined
    if (reply.status >= 400) throw refused(cluster, reply)
    return reply.body
  }

  async function list(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = []
    for (let next = ''; ;) {
      const reply = await call({ method: 'GET', path, query: { ...query, limit: pageSize, ...(next && { continue: next }) }, signal })
      // The list has moved on while it was read: from the start again, with what is now.
      if (reply.status === 410 && next) return list(path, query, signal)
      if (reply.status >= 400) throw refused(cluster, reply)
      items.push(...((reply.body['items'] ?? []) as Record<string, unknown>[]))
      next = (reply.body['metadata'] as { continue?: string } | undefined)?.continue ?? ''
      if (!next) return items
    }
  }

  async function* marks(path: string, signal: AbortSignal): AsyncGenerator<Record<string, unknown>[]> {
    for (let next = ''; ;) {
      const query = { limit: markPage, ...(next && { continue: next }) }
      const reply = await call({
        method: 'GET',
        path,
        query,
        accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
        signal,
      })
      if (reply.status === 410 && next) {
        next = ''
        continue
      }
      if (reply.status >= 400) throw refused(cluster, reply)
      yield (reply.body['items'] ?? []) as Record<string, unknown>[]
      next = (reply.body['metadata'] as { continue?: string } | undefined)?.continue ?? ''
      if (!next) return
    }
  }

  return { call, find, list, marks }
}

interface Answer {
  readonly message: IncomingMessage
  readonly text: string
}

function exchange(url: URL, options: object, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(url, options, (message) => {
      text(message).then((whole) => resolve({ message, text: whole }), reject)
    })
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    request.on('error', reject)
    request.end(body)
  })
}

function jsonOf(content: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // A proxy or a load balancer answers in its own words.
  }
  return { message: content.slice(0, 300) }
}

/** Too many requests for now, or a server in between starts or stops; a budget that holds back an eviction is not that. */
function isBusy({ status, body }: Reply): boolean {
  return status === 502 || status === 503 || status === 504 || (status === 429 && !isHeldBack(body))
}

/** A disruption budget says no for now. */
export function isHeldBack(body: Record<string, unknown>): boolean {
  const causes = (body['details'] as { causes?: { reason?: string }[] } | undefined)?.causes ?? []
  return causes.some(({ reason }) => reason === 'DisruptionBudget')
}

/** Certificates don't mend themselves. */
function isHopeless(cause: unknown): boolean {
  const { code = '' } = cause as NodeJS.ErrnoException
  return /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_|ERR_SSL_|ERR_INVALID_)/.test(code)
}
