import type { ServerResponse } from 'node:http'
import { fieldSelector, labelSelector, type Test } from './selectors.ts'
import { badRequest, expired, KubeFailure } from './failure.ts'
import type { Answer, Exchange } from './exchange.ts'
import type { KubeObject, ObjectChange } from './objects.ts'
import { apiVersionOf } from './resources.ts'
import { formOf, partial, tableOf } from './table.ts'
import type { Target } from './target.ts'

/**
 * Streams changes as JSON lines. From `resourceVersion` on where one is given and still known (else one ERROR event, 410); without one,
 * or from 0, begins with what is there. A change that makes an object match or stop matching is ADDED or DELETED to this watch.
 */
export function watch(exchange: Exchange, target: Target): Answer {
  return { stream: (response) => begin(exchange, target, response) }
}

/** Whether an object is among those that a list or a watch asks for. */
export function matcherOf({ query }: Exchange, { resource, namespace, name }: Target): Test {
  const tests: Test[] = [labelSelector(query.get('labelSelector') ?? ''), fieldSelector(query.get('fieldSelector') ?? '')]
  return (object) => {
    const { kind, apiVersion, metadata } = object as KubeObject
    if (kind !== resource.kind || groupOfVersion(apiVersion) !== resource.group) return false
    if (namespace !== undefined && metadata.namespace !== namespace) return false
    return (name === undefined || metadata.name === name) && tests.every((test) => test(object))
  }
}

function groupOfVersion(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function begin(exchange: Exchange, target: Target, response: ServerResponse): void {
  const { api, query, request } = exchange
  const wanted = matcherOf(exchange, target)
  const from = versionOf(query.get('resourceVersion'))
  const send = (type: string, object: object) => response.write(`${JSON.stringify({ type, object })}\n`)
  const show = (object: KubeObject) => shown(exchange, target, object)
  response.writeHead(200, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' })
  response.flushHeaders()
  const past = from === 0 ? [] : api.store.since(from)
  if (!past) {
    const gone = expired(`too old resource version: ${from} (${api.store.oldest})`)
    send('ERROR', new KubeFailure(410, 'Expired', gone.message).toStatus())
    response.end()
    return
  }
  const tell = (change: ObjectChange) => {
    const event = eventOf(change, wanted)
    if (event) send(event, show(change.object))
  }
  if (from === 0)
    for (const object of api.store.list({ apiVersion: apiVersionOf(target.resource), kind: target.resource.kind }))
      if (wanted(object)) send('ADDED', show(object))
  for (const change of past) tell(change)
  if (query.get('sendInitialEvents') === 'true') send('BOOKMARK', bookmark(exchange, target, { 'k8s.io/initial-events-end': 'true' }))
  const stop = api.store.onChange(tell)
  response.on('close', stop)
  void endInTime(exchange, target, response)
  api.idle(request)
}

async function endInTime(exchange: Exchange, target: Target, response: ServerResponse): Promise<void> {
  const { api, query } = exchange
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  if (!(seconds > 0)) return
  const closed = new AbortController()
  response.on('close', () => closed.abort(new Error('closed')))
  try {
    await api.clock.sleep(seconds * 1000, closed.signal)
  } catch {
    return
  }
  const last = { type: 'BOOKMARK', object: bookmark(exchange, target) }
  response.end(query.get('allowWatchBookmarks') === 'true' ? `${JSON.stringify(last)}\n` : undefined)
}

function versionOf(text: string | null): number {
  const version = Number(text ?? 0)
  if (!Number.isInteger(version) || version < 0) throw badRequest(`invalid resource version ${JSON.stringify(text)}`)
  return version
}

function bookmark({ api }: Exchange, { resource }: Target, annotations?: object): object {
  const metadata = { resourceVersion: String(api.store.version), creationTimestamp: null, ...(annotations && { annotations }) }
  return { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata }
}

function eventOf({ type, object, before }: ObjectChange, wanted: Test): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  const was = before !== undefined && wanted(before)
  const is = type !== 'DELETED' && wanted(object)
  if (was) return is ? 'MODIFIED' : 'DELETED'
  return is ? 'ADDED' : undefined
}

function shown({ api, request, query }: Exchange, { resource }: Target, object: KubeObject): object {
  const form = formOf(request.headers.accept)
  const current = { ...object, apiVersion: apiVersionOf(resource) }
  if (form === 'whole') return current
  if (form === 'PartialObjectMetadata') return partial(current)
  const metadata = { resourceVersion: object.metadata.resourceVersion }
  return tableOf(resource, [current], metadata, api.clock.now(), query.get('includeObject') ?? undefined)
}
