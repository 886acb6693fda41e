import { bodyOf, mediaType, parsed, type Answer, type Exchange } from './exchange.ts'
import { evict } from './eviction.ts'
import { badRequest, conflict, KubeFailure, methodNotAllowed } from './failure.ts'
import type { KubeObject } from './objects.ts'
import { existing, getOne, patch, present, replace, store } from './operations.ts'
import { mergePatch } from './patch.ts'
import { read } from './selectors.ts'
import type { Target } from './target.ts'
import { requestToken } from './tokens.ts'

/** Requests to a part of an object: its status, scale, eviction, binding, token, log. */
export function onSubresource(exchange: Exchange, target: Target): Answer {
  const verb = verbs[exchange.method]
  if (!verb || !target.subresource?.verbs.includes(verb)) throw methodNotAllowed()
  switch (target.subresource.name) {
    case 'scale':
      return scale(exchange, target)
    case 'eviction':
      return evict(exchange, target)
    case 'token':
      return requestToken(exchange, target)
    case 'binding':
      return bind(exchange, target)
    case 'log':
      existing(exchange, target)
      return { status: 200, body: '' }
    case 'attach':
    case 'exec':
    case 'portforward':
      existing(exchange, target)
      throw new KubeFailure(501, 'NotImplemented', `the pods of the sandbox run nothing: ${target.subresource.name} leads nowhere`)
    case 'finalize':
      return finalize(exchange, target)
    default:
      return exchange.method === 'GET'
        ? getOne(exchange, target)
        : exchange.method === 'PUT'
          ? replace(exchange, target)
          : patch(exchange, target)
  }
}

const verbs: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch' }

/** Reads or sets how many replicas there should be. */
function scale(exchange: Exchange, target: Target): Answer {
  const object = existing(exchange, target)
  if (exchange.method === 'GET') return { status: 200, body: scaleOf(object) }
  const body =
    exchange.method === 'PUT' ? bodyOf(exchange) : mergePatch(scaleOf(object), parsed(exchange.body.toString(), mediaType(exchange)))
  const replicas = read(body, 'spec.replicas') ?? 0
  if (typeof replicas !== 'number' || replicas < 0)
    throw badRequest(`spec.replicas: Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`)
  const version = read(body, 'metadata.resourceVersion')
  const metadata = { ...object.metadata, ...(typeof version === 'string' && version && { resourceVersion: version }) }
  const next = { ...object, metadata, spec: { ...(object['spec'] as object), replicas } }
  return { status: 200, body: scaleOf(store(exchange, { ...target, subresource: undefined }, next, object)) }
}

function scaleOf(object: KubeObject): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const labels = Object.entries(
    (read(object, 'spec.selector.matchLabels') ?? read(object, 'spec.selector') ?? {}) as Record<string, unknown>,
  )
  const selector = labels.filter(([, value]) => typeof value === 'string').map(([key, value]) => `${key}=${String(value)}`)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: read(object, 'spec.replicas') ?? 0 },
    status: { replicas: read(object, 'status.replicas') ?? 0, selector: selector.join(',') },
  }
}

/** What the scheduler does: gives a pod its node. */
function bind(exchange: Exchange, target: Target): Answer {
  const pod = existing(exchange, target)
  const node = read(bodyOf(exchange), 'target.name')
  if (typeof node !== 'string' || !node) throw badRequest('target.name: Required value')
  const bound = read(pod, 'spec.nodeName')
  if (bound)
    throw conflict(target.resource, pod.metadata.name, `pod ${pod.metadata.name} is already assigned to node ${JSON.stringify(bound)}`)
  exchange.api.store.put({ ...pod, spec: { ...(pod['spec'] as object), nodeName: node } })
  return { status: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } }
}

function finalize(exchange: Exchange, target: Target): Answer {
  const before = existing(exchange, target)
  const spec = bodyOf(exchange)['spec'] ?? {}
  return present(exchange, target.resource, exchange.api.store.put({ ...before, spec }))
}
