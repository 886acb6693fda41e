import { type Attempt, denial, isAllowed, type User } from './authorize.ts'
import { discover } from './discovery.ts'
import type { Answer, Exchange } from './exchange.ts'
import { forbidden, KubeFailure, methodNotAllowed, unauthorized } from './failure.ts'
import { openapi } from './openapi.ts'
import { create, getOne, list, patch, removeAll, removeOne, replace } from './operations.ts'
import { review } from './reviews.ts'
import { onSubresource } from './subresources.ts'
import { type Target, targetOf, unknownPath } from './target.ts'
import { watch } from './watch.ts'

const health = ['/healthz', '/livez', '/readyz']

/** Who comes without a token: health checks are for everybody; from 1.32 on EKS lets them see nothing else, before that `/version` too. */
export function anonymous(path: string, version: string): User {
  const open = health.some((root) => path === root || path.startsWith(`${root}/`))
  const old = Number(version.split('.')[1]) < 32
  if (!open && !old) throw unauthorized()
  return { username: 'system:anonymous', groups: ['system:unauthenticated'], policies: [], principal: undefined }
}

/** Answers a request: what the API says of itself, or an operation on a resource that its user may do. */
export function route(exchange: Exchange): Answer {
  const { path, api, request, method } = exchange
  if (health.some((root) => path === root || path.startsWith(`${root}/`))) return { status: 200, body: 'ok' }
  const target = /^\/apis?\//.test(path) ? targetOf(path, api.resources()) : undefined
  if (target) {
    permit(exchange, attemptOf(exchange, target))
    return operate(exchange, target)
  }
  if (path !== '/version' || exchange.user.username !== 'system:anonymous') permit(exchange, { verb: method.toLowerCase(), path })
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed()
  if (path === '/version' || path === '/version/') return { status: 200, body: versionAnswer(api.version) }
  const answer = openapi(path, api.resources()) ?? discover(path, request.headers.accept, api.resources(), request.headers.host ?? '')
  if (!answer) throw unknownPath()
  return answer
}

/** As EKS answers: its own git version, and a minor that may carry a plus. */
function versionAnswer(version: string): object {
  const [major = '1', minor = '0'] = version.split('.')
  return {
    major,
    minor,
    gitVersion: `v${major}.${minor}.5-eks-113cf36`,
    gitCommit: 'f45fae7d5a1c2a5bd1a4eeae7a0ec7ad1d0ba9fc',
    gitTreeState: 'clean',
    buildDate: '2025-11-19T06:08:03Z',
    goVersion: 'go1.24.6',
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}

function attemptOf({ method, query }: Exchange, { resource, namespace, name, subresource }: Target): Attempt {
  const one = name !== undefined
  const watching = query.get('watch') === 'true' || query.get('watch') === '1'
  const verbs: Readonly<Record<string, string>> = {
    GET: watching ? 'watch' : one ? 'get' : 'list',
    HEAD: one ? 'get' : 'list',
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: one ? 'delete' : 'deletecollection',
  }
  const verb = verbs[method] ?? method.toLowerCase()
  // A namespace is inside itself, so that somebody with rights in one namespace may read it.
  const inside = namespace ?? (resource.group === '' && resource.kind === 'Namespace' ? name : undefined)
  return { verb, group: resource.group, resource: resource.plural, subresource: subresource?.name, namespace: inside, name }
}

function permit({ user, api }: Exchange, attempt: Attempt): void {
  if (isAllowed(user, attempt, api.store)) return
  const why = denial(user, attempt)
  if (attempt.path !== undefined) throw new KubeFailure(403, 'Forbidden', `forbidden: ${why}`, { details: {} })
  throw forbidden({ group: attempt.group ?? '', plural: attempt.resource ?? '' }, attempt.name ?? '', why)
}

function operate(exchange: Exchange, target: Target): Answer {
  const { method, query } = exchange
  const { resource, name, subresource } = target
  if (resource.verbs.length === 1) {
    if (method !== 'POST') throw methodNotAllowed()
    return review(exchange, resource.kind)
  }
  if (subresource) return onSubresource(exchange, target)
  if (method === 'GET' || method === 'HEAD') {
    if (query.get('watch') === 'true' || query.get('watch') === '1') return watch(exchange, target)
    return name === undefined ? list(exchange, target) : getOne(exchange, target)
  }
  const operation = name === undefined ? collectionOperations[method] : itemOperations[method]
  if (!operation || (resource.namespaced && target.namespace === undefined)) throw methodNotAllowed()
  return operation(exchange, target)
}

type Operation = (exchange: Exchange, target: Target) => Answer

const collectionOperations: Readonly<Record<string, Operation>> = { POST: create, DELETE: removeAll }
const itemOperations: Readonly<Record<string, Operation>> = { PUT: replace, PATCH: patch, DELETE: removeOne }
