import { Agent, request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Clock } from '#src/clock.ts'
import { type Access, type KubernetesServer, type KubernetesState, startKubernetes } from '#sandbox/kubernetes/server.ts'

interface Asked {
  readonly method?: string
  /** Whose token; `admin` unless said, null for none. */
  readonly as?: string | null
  readonly body?: unknown
  readonly type?: string
  readonly accept?: string
}

interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly body: Body
}

/** An answer's body, read loosely. */
type Body = Record<string, unknown> & {
  readonly metadata?: Record<string, unknown>
  readonly items?: Body[]
  readonly message?: string
  readonly reason?: string
}

/** A cluster for tests: tokens are the names of IAM users, and `people` says what each is in the cluster. */
export interface TestCluster {
  readonly server: KubernetesServer
  readonly ask: (path: string, asked?: Asked) => Promise<Answered>
  /** The events of a watch as they come. */
  readonly watch: (path: string) => {
    readonly events: Body[]
    readonly next: () => Promise<Body>
    readonly end: () => void
    readonly ended: Promise<void>
  }
}

const people: Readonly<Record<string, Access>> = {
  admin: { username: 'admin', groups: ['system:masters'] },
  viewer: { username: 'viewer', groups: [], policies: [{ policy: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy' }] },
  editor: { username: 'editor', groups: [], policies: [{ policy: 'AmazonEKSEditPolicy', namespaces: ['team-*'] }] },
  node: { username: 'system:node:n1', groups: ['system:nodes', 'system:bootstrappers'] },
  nobody: { username: 'nobody', groups: ['readers'] },
}

export async function testCluster(
  clock: Clock,
  options: { version?: string; state?: KubernetesState; idle?: (request: object) => void } = {},
): Promise<TestCluster> {
  const server = await startKubernetes({
    clusterName: 'dev',
    version: '1.33',
    clock,
    authenticate: async (token) =>
      token.startsWith('foreign-')
        ? undefined
        : { arn: `arn:aws:iam::111122223333:user/${token}`, accountId: '111122223333', userId: `AIDA${token}` },
    access: async (arn) => people[arn.slice(arn.lastIndexOf('/') + 1)],
    ...options,
  })
  const agent = new Agent({ ca: server.caPem, keepAlive: true })

  const ask = (path: string, { method, as = 'admin', body, type, accept }: Asked = {}): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const content = body === undefined || Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body)
      const headers = {
        Accept: accept ?? 'application/json',
        ...(as !== null && { Authorization: `Bearer ${as}` }),
        ...(content !== undefined && { 'Content-Type': type ?? 'application/json', 'Content-Length': Buffer.byteLength(content) }),
      }
      const sent = request(
        new URL(path, server.url),
        { agent, method: method ?? (content === undefined ? 'GET' : 'POST'), headers },
        (message) => {
          text(message).then(
            (whole) => resolve({ status: message.statusCode ?? 0, headers: message.headers, text: whole, body: loose(whole) }),
            reject,
          )
        },
      )
      sent.on('error', reject)
      sent.end(content)
    })

  const watch: TestCluster['watch'] = (path) => {
    const events: Body[] = []
    const waiting: ((event: Body) => void)[] = []
    let seen = 0
    let rest = ''
    const sent = request(new URL(path, server.url), { ca: server.caPem, headers: { Authorization: 'Bearer admin' } })
    const ended = new Promise<void>((resolve) => {
      sent.on('error', () => resolve())
      sent.on('response', (message) => {
        message.on('error', () => resolve())
        message.on('close', resolve)
        message.setEncoding('utf8').on('data', (part: string) => {
          const lines = (rest + part).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) {
            events.push(loose(line))
            waiting.shift()?.(loose(line))
          }
        })
      })
    })
    sent.end()
    const next = (): Promise<Body> => {
      const known = events[seen]
      seen += 1
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push(resolve))
    }
    return { events, next, end: () => sent.destroy(), ended }
  }
  return { server, ask, watch }
}

function loose(content: string): Body {
  try {
    return JSON.parse(content) as Body
  } catch {
    return {}
  }
}

/** Time that only moves when told to: sleepers wake as it passes them. */
export function handClock(): Clock & { pass: (ms: number) => Promise<void> } {
  let now = Date.UTC(2026, 0, 15)
  let sleepers: { at: number; wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: now + ms, wake: resolve })
        signal?.addEventListener('abort', () => reject(signal.reason as Error))
      }),
    pass: async (ms) => {
      now += ms
      const due = sleepers.filter(({ at }) => at <= now)
      sleepers = sleepers.filter(({ at }) => at > now)
      for (const { wake } of due) wake()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
