import { applied } from './apply.ts'
import { bodyOf, isDryRun, mediaType, objectOf, parsed, type Answer, type Exchange } from './exchange.ts'
import { alreadyExists, badRequest, conflict, expired, forbidden, KubeFailure, notFound, unsupportedMedia } from './failure.ts'
import { isoSeconds, type KubeObject, type Ref, refOf } from './objects.ts'
import { afterUpdate } from './ownership.ts'
import { prepared } from './prepare.ts'
import { jsonPatch, mergePatch } from './patch.ts'
import { apiVersionOf, builtins, type Resource, type Subresource } from './resources.ts'
import { read, textAt } from './selectors.ts'
import { strategicMerge } from './strategic.ts'
import { formOf, partial, tableOf } from './table.ts'
import type { Target } from './target.ts'
import { validate } from './validate.ts'
import { matcherOf } from './watch.ts'

/** Verbs on a resource, by HTTP method and whether a name is given. Subresources stand in their own modules. */
export function getOne(exchange: Exchange, target: Target): Answer {
  return present(exchange, target.resource, existing(exchange, target))
}

/** GET on a collection: a page of at most `limit`, in the order of namespaces and names. */
export function list(exchange: Exchange, target: Target): Answer {
  const { api, query, request } = exchange
  const { resource } = target
  const apiVersion = apiVersionOf(resource)
  const wanted = matcherOf(exchange, target)
  const all = api.store.list({ apiVersion, kind: resource.kind }, { namespace: target.namespace }).filter(wanted)
  const { items, next } = page(all, Number(query.get('limit') ?? 0), query.get('continue'), api.store.oldest)
  const metadata = {
    resourceVersion: String(api.store.version),
    ...(next && { continue: tokenOf(api.store.version, next), remainingItemCount: all.length - all.indexOf(next) }),
  }
  const form = formOf(request.headers.accept)
  if (form === 'Table')
    return { status: 200, body: tableOf(resource, items, metadata, api.clock.now(), query.get('includeObject') ?? undefined) }
  if (form === 'PartialObjectMetadata') {
    return { status: 200, body: { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(partial) } }
  }
  const typed = builtins.includes(resource)
  const shown = items.map((item) => (typed ? { ...item, kind: undefined, apiVersion: undefined } : { ...item, apiVersion }))
  return { status: 200, body: { kind: `${resource.kind}List`, apiVersion, metadata, items: shown } }
}

/** POST: 201 with what is stored; names are made from `generateName`. */
export function create(exchange: Exchange, target: Target): Answer {
  const { resource, namespace } = target
  const object = stated(target, bodyOf(exchange))
  if (!object.metadata.name && object.metadata.generateName) object.metadata.name = `${object.metadata.generateName}${ending()}`
  if (object.metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created')
  if (namespace !== undefined) requireNamespace(exchange, resource, object.metadata.name, namespace)
  const { uid: _uid, creationTimestamp: _made, deletionTimestamp: _gone, generation: _generation, ...metadata } = object.metadata
  const next = prepared({ ...object, metadata }, undefined)
  validate(next, undefined, resource)
  if (exchange.api.store.get(refOf(next))) throw alreadyExists(resource, next.metadata.name)
  return present(exchange, resource, keep(exchange, owned(exchange, target, next, undefined)), 201)
}

/** PUT: replaces the whole but the status, or only the status. 409 where the stated resource version is not the newest. */
export function replace(exchange: Exchange, target: Target): Answer {
  const body = stated(target, bodyOf(exchange))
  if (body.metadata.name !== target.name) {
    throw badRequest(`the name of the object (${body.metadata.name}) does not match the name on the URL (${target.name})`)
  }
  const before = existing(exchange, target)
  return present(exchange, target.resource, store(exchange, target, body, before))
}

/** PATCH in the forms of merge, strategic merge, JSON patch, and server-side apply. */
export function patch(exchange: Exchange, target: Target): Answer {
  if (mediaType(exchange).startsWith('application/apply-patch')) return applyTo(exchange, target)
  const before = existing(exchange, target)
  const next = patched(exchange, target.resource, before)
  return present(exchange, target.resource, store(exchange, target, stated(target, next), before))
}

/** Creates with 201 where there is none; the body is YAML, and JSON is YAML too. */
function applyTo(exchange: Exchange, target: Target): Answer {
  const { resource, namespace, name = '', subresource } = target
  const body = objectOf(parsed(exchange.body.toString(), 'application/yaml'))
  const wanted = stated(target, { ...body, metadata: { ...(body['metadata'] as object | undefined), name } })
  const live = exchange.api.store.get({ apiVersion: wanted.apiVersion, kind: resource.kind, namespace, name })
  const force = exchange.query.get('force') === 'true'
  const applier = { manager: exchange.query.get('fieldManager') ?? '', force, time: nowOf(exchange), subresource: subresource?.name }
  const next = applied(live, wanted, applier)
  if (live) return present(exchange, resource, write(exchange, target, next, live))
  if (subresource) throw notFound(resource, name)
  if (namespace !== undefined) requireNamespace(exchange, resource, name, namespace)
  const whole = prepared(next, undefined)
  validate(whole, undefined, resource)
  return present(exchange, resource, keep(exchange, whole), 201)
}

function patched(exchange: Exchange, resource: Resource, before: KubeObject): Record<string, unknown> {
  const type = mediaType(exchange)
  const body = parsed(exchange.body.toString(), type)
  const target = structuredClone({ ...before, apiVersion: apiVersionOf(resource) })
  if (type === 'application/json-patch+json') return jsonPatch(target, body) as Record<string, unknown>
  if (type === 'application/merge-patch+json') return mergePatch(target, body) as Record<string, unknown>
  const forms = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']
  if (type !== 'application/strategic-merge-patch+json' || !builtins.includes(resource)) throw unsupportedMedia(type, forms)
  return strategicMerge(target, body) as Record<string, unknown>
}

/** DELETE of one: the object while something holds it, else a Status. */
export function removeOne(exchange: Exchange, target: Target): Answer {
  const object = existing(exchange, target)
  const left = removed(exchange, object)
  if (left) return present(exchange, target.resource, left)
  const { resource } = target
  const details = {
    name: object.metadata.name,
    ...(resource.group && { group: resource.group }),
    kind: resource.plural,
    uid: object.metadata.uid,
  }
  return { status: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } }
}

/** DELETE of a collection: all that the selectors match. */
export function removeAll(exchange: Exchange, target: Target): Answer {
  const kind = { apiVersion: apiVersionOf(target.resource), kind: target.resource.kind }
  const all = exchange.api.store.list(kind, { namespace: target.namespace }).filter(matcherOf(exchange, target))
  for (const object of all) removed(exchange, object)
  return { status: 200, body: { kind: `${target.resource.kind}List`, apiVersion: kind.apiVersion, metadata: {}, items: all } }
}

/** Deletes as the DeleteOptions say, in the body or the query. Gives the object where it is still there. */
function removed(exchange: Exchange, object: KubeObject): KubeObject | undefined {
  const options = bodyOf(exchange)
  const grace = options['gracePeriodSeconds'] ?? exchange.query.get('gracePeriodSeconds')
  requireSame(exchange, object, read(options, 'preconditions'))
  if (isDryRun(exchange)) return undefined
  const policy = options['propagationPolicy'] ?? exchange.query.get('propagationPolicy')
  const finalizer =
    policy === 'Orphan' || options['orphanDependents'] === true ? 'orphan' : policy === 'Foreground' ? 'foregroundDeletion' : undefined
  const { store: objects } = exchange.api
  if (finalizer)
    objects.change(refOf(object), ({ metadata }) => (metadata.finalizers = [...new Set([...(metadata.finalizers ?? []), finalizer])]))
  objects.remove(refOf(object), { graceSeconds: grace === null || grace === undefined ? undefined : Number(grace) })
  const left = objects.get(refOf(object))
  return left?.metadata.uid === object.metadata.uid ? left : undefined
}

/** 409 where the preconditions of a deletion name another object, or another state of it. */
export function requireSame(exchange: Exchange, object: KubeObject, preconditions: unknown): void {
  for (const [field, title] of [
    ['uid', 'UID'],
    ['resourceVersion', 'ResourceVersion'],
  ] as const) {
    const wanted = textAt(preconditions, field)
    if (!wanted || wanted === object.metadata[field]) continue
    const kind = { group: '', plural: exchange.path.split('/').at(-2) ?? '' }
    const why = `the ${title} in the precondition (${wanted}) does not match the ${title} in record (${object.metadata[field]}). The object might have been deleted and then recreated`
    throw conflict(kind, object.metadata.name, why)
  }
}

/** The object that a target names; 404 where there is none. */
export function existing({ api }: Exchange, { resource, namespace, name = '' }: Target): KubeObject {
  const ref: Ref = { apiVersion: apiVersionOf(resource), kind: resource.kind, namespace, name }
  const object = api.store.get(ref)
  if (!object) throw notFound(resource, name)
  return object
}

/** Writes a whole object over another, and notes who has changed what. */
export function store(exchange: Exchange, target: Target, wanted: KubeObject, before: KubeObject): KubeObject {
  return write(exchange, target, owned(exchange, target, wanted, before), before)
}

function owned(exchange: Exchange, { resource, subresource }: Target, wanted: KubeObject, before: KubeObject | undefined): KubeObject {
  const manager = exchange.query.get('fieldManager') ?? (exchange.request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? ''
  const part = subresource && { subresource: subresource.name }
  const writer = { manager, apiVersion: apiVersionOf(resource), time: nowOf(exchange), ...part }
  return {
    ...wanted,
    metadata: { ...wanted.metadata, managedFields: afterUpdate(effective(resource, subresource, wanted, before), before, writer) },
  }
}

function nowOf({ api }: Exchange): string {
  return isoSeconds(api.clock.now())
}

/** Writes a whole object over another: status apart from the rest, identity kept, resource versions compared. */
function write(exchange: Exchange, { resource, subresource }: Target, wanted: KubeObject, before: KubeObject): KubeObject {
  const { name, resourceVersion, uid } = wanted.metadata
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) {
    throw conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again')
  }
  if (uid && uid !== before.metadata.uid)
    throw conflict(resource, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`)
  const { deletionTimestamp, deletionGracePeriodSeconds } = before.metadata
  const metadata = { ...wanted.metadata, ...(deletionTimestamp && { deletionTimestamp, deletionGracePeriodSeconds }) }
  const whole = effective(resource, subresource, { ...wanted, metadata }, before)
  const next = prepared(whole, before)
  validate(next, before, resource)
  return keep(exchange, next)
}

/** Writes to the status leave the rest alone, but for the account of managers; writes to the whole leave alone the status of kinds that keep one apart. */
function effective(
  resource: Resource,
  subresource: Subresource | undefined,
  wanted: KubeObject,
  before: KubeObject | undefined,
): KubeObject {
  if (!before || !resource.subresources.some(({ name }) => name === 'status')) return wanted
  if (subresource?.name !== 'status') return { ...wanted, status: before['status'] }
  const { managedFields } = wanted.metadata
  return { ...before, metadata: { ...before.metadata, ...(managedFields && { managedFields }) }, status: wanted['status'] }
}

function keep(exchange: Exchange, next: KubeObject): KubeObject {
  return isDryRun(exchange) ? next : exchange.api.store.put(next)
}

/** What a body says, with the kind, version and namespace that the path gives; 400 where they contradict each other. */
function stated({ resource, namespace }: Target, body: Record<string, unknown>): KubeObject {
  const apiVersion = apiVersionOf(resource)
  const given = { apiVersion: textAt(body, 'apiVersion') || apiVersion, kind: textAt(body, 'kind') || resource.kind }
  if (given.kind !== resource.kind || given.apiVersion !== apiVersion) {
    throw badRequest(
      `${given.kind} in version "${given.apiVersion}" cannot be handled as a ${resource.kind}: no kind "${given.kind}" is registered for version "${apiVersion}"`,
    )
  }
  const metadata = { ...(body['metadata'] as KubeObject['metadata'] | undefined) } as KubeObject['metadata']
  if (namespace !== undefined && metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (namespace === undefined) delete metadata.namespace
  else metadata.namespace = namespace
  return { ...body, apiVersion, kind: resource.kind, metadata }
}

function requireNamespace({ api }: Exchange, resource: Resource, name: string, namespace: string): void {
  const found = api.store.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })
  if (!found) throw notFound({ group: '', plural: 'namespaces' }, namespace)
  if (!found.metadata.deletionTimestamp) return
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  const refusal = forbidden(resource, name, why)
  const causes = [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }]
  throw new KubeFailure(403, 'Forbidden', refusal.message, { details: { ...refusal.details, causes } })
}

/** One object in the form that was asked for. */
export function present({ api, request, query }: Exchange, resource: Resource, object: KubeObject, status = 200): Answer {
  const current = { ...object, apiVersion: apiVersionOf(resource) }
  const form = formOf(request.headers.accept)
  if (form === 'PartialObjectMetadata') return { status, body: partial(current) }
  if (form === 'whole') return { status, body: current }
  const metadata = { resourceVersion: object.metadata.resourceVersion }
  return { status, body: tableOf(resource, [current], metadata, api.clock.now(), query.get('includeObject') ?? undefined) }
}

interface Page {
  readonly items: readonly KubeObject[]
  /** The first of the next page. */
  readonly next: KubeObject | undefined
}

function page(all: readonly KubeObject[], limit: number, token: string | null, oldest: number): Page {
  const from = token ? startOf(token, oldest) : ''
  const rest = from ? all.filter((object) => placeOf(object) >= from) : all
  return limit > 0 && rest.length > limit ? { items: rest.slice(0, limit), next: rest[limit] } : { items: rest, next: undefined }
}

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

function tokenOf(version: number, next: KubeObject): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: placeOf(next) })).toString('base64url')
}

function startOf(token: string, oldest: number): string {
  let place: { rv: number; start: string }
  try {
    place = JSON.parse(Buffer.from(token, 'base64url').toString()) as typeof place
  } catch {
    throw badRequest('continue key is not valid: invalid encoding')
  }
  if (place.rv >= oldest) return place.start
  throw expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  )
}

/** Five letters and digits that are hard to mistake for one another, as the API server draws them. */
function ending(): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  return Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => letters[byte % letters.length]).join('')
}
