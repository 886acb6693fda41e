import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from './objects.ts'
import { isObject } from './patch.ts'
import { isSet, keyOfList } from './strategic.ts'

/** One entry of `managedFields`: who has set which fields, and how. */
export interface ManagedFields {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly time: string
  readonly fieldsType: 'FieldsV1'
  readonly fieldsV1: object
  readonly subresource?: string
}

/** A way into an object, in the segments of FieldsV1: `f:spec`, `k:{"name":"web"}`, `v:"x"`. Lists without keys are leaves. */
export type Path = readonly string[]

/** Fields of every object that nobody owns. */
const unowned = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'generateName',
]

/** Every leaf of an object with its value, and the items of keyed lists as ways of their own. By their text, since ways are compared. */
export function leavesOf(object: object): Map<string, unknown> {
  const leaves = new Map<string, unknown>()
  for (const [key, value] of Object.entries(object)) {
    if (key === 'apiVersion' || key === 'kind') continue
    const owned =
      key === 'metadata' && isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !unowned.includes(name))) : value
    if (key === 'metadata' && isObject(owned) && Object.keys(owned).length === 0) continue
    walk([`f:${key}`], key, owned, leaves)
  }
  return leaves
}

function walk(path: Path, field: string, value: unknown, leaves: Map<string, unknown>): void {
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) walk([...path, `f:${key}`], key, inner, leaves)
    return
  }
  if (Array.isArray(value) && isSet(field)) {
    for (const item of value) leaves.set(textOf([...path, `v:${JSON.stringify(item)}`]), item)
    return
  }
  const key = Array.isArray(value) ? keyOfList(field, value) : undefined
  if (!Array.isArray(value) || !key || value.length === 0) {
    leaves.set(textOf(path), value)
    return
  }
  for (const item of value.filter(isObject)) {
    const own = [...path, segmentOf(item, key)]
    leaves.set(textOf([...own, '.']), undefined)
    for (const [name, inner] of Object.entries(item)) walk([...own, `f:${name}`], name, inner, leaves)
  }
}

/** Ports are told apart by their protocol as well. */
function segmentOf(item: Record<string, unknown>, key: string): string {
  const more = key === 'containerPort' || key === 'port' ? { protocol: item['protocol'] ?? 'TCP' } : {}
  return `k:${JSON.stringify({ [key]: item[key], ...more })}`
}

function textOf(path: Path): string {
  return JSON.stringify(path)
}

function pathOf(text: string): Path {
  const path: unknown = JSON.parse(text)
  return Array.isArray(path) ? path.map(String) : []
}

/** Ways as the tree that FieldsV1 is. */
function fieldsOf(paths: Iterable<string>): object {
  const tree: Record<string, unknown> = {}
  for (const text of paths) {
    let at = tree
    for (const segment of pathOf(text)) {
      const next = at[segment]
      at = isObject(next) ? next : (at[segment] = {})
    }
  }
  return tree
}

/** The ways that a FieldsV1 tree holds. */
export function pathsOf(fields: object): string[] {
  const paths: string[] = []
  const into = (path: Path, tree: object) => {
    const entries = Object.entries(tree)
    if (entries.length === 0) paths.push(textOf(path))
    for (const [segment, inner] of entries) if (isObject(inner)) into([...path, segment], inner)
  }
  into([], fields)
  return paths
}

/** A way as messages show it: `.spec.template.spec.containers[name="web"].image`. */
export function shownPath(text: string): string {
  return pathOf(text)
    .filter((segment) => segment !== '.')
    .map((segment) => {
      if (segment.startsWith('f:')) return `.${segment.slice(2)}`
      if (segment.startsWith('v:')) return `[=${segment.slice(2)}]`
      const keys: unknown = JSON.parse(segment.slice(2))
      return `[${Object.entries(isObject(keys) ? keys : {})
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`
    })
    .join('')
}

/** Takes a field, or an item of a list, out of an object. */
export function removeAt(object: unknown, path: Path): void {
  const [segment = '', ...rest] = path
  if (segment.startsWith('f:') && isObject(object)) {
    const name = segment.slice(2)
    const [next] = rest
    const inner = object[name]
    if (next === undefined) delete object[name]
    else if (Array.isArray(inner)) removeItem(inner, rest)
    else removeAt(inner, rest)
    if (isEmpty(object[name])) delete object[name]
  }
}

function removeItem(list: unknown[], [segment = '', ...rest]: Path): void {
  const wanted: unknown = JSON.parse(segment.slice(2))
  const at = list.findIndex((item) =>
    segment.startsWith('v:') ? item === wanted : isObject(wanted) && isObject(item) && hasKeys(item, wanted),
  )
  if (at < 0) return
  if (rest.length === 0 || rest[0] === '.' || segment.startsWith('v:')) list.splice(at, 1)
  else removeAt(list[at], rest)
}

function hasKeys(item: Record<string, unknown>, wanted: Record<string, unknown>): boolean {
  return Object.entries(wanted).every(([key, value]) => (item[key] ?? (key === 'protocol' ? 'TCP' : undefined)) === value)
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** A writer other than apply: it owns from now on what it has changed, and nobody owns what is gone. It may say itself who owned what until now. */
export function afterUpdate(
  next: KubeObject,
  before: KubeObject | undefined,
  writer: Pick<ManagedFields, 'manager' | 'apiVersion' | 'time' | 'subresource'>,
): ManagedFields[] {
  const now = leavesOf(next)
  const then: Map<string, unknown> = before ? leavesOf(before) : new Map<string, unknown>()
  const changed = [...now].filter(([text, value]) => !then.has(text) || !isDeepStrictEqual(then.get(text), value)).map(([text]) => text)
  const isOwn = (entry: ManagedFields) =>
    entry.operation === 'Update' && entry.manager === writer.manager && entry.subresource === writer.subresource
  const entries = statedManagers(next) ?? managedOf(before)
  const kept = entries.flatMap((entry) => {
    const paths = pathsOf(entry.fieldsV1).filter((text) => now.has(text) && (isOwn(entry) || !changed.includes(text)))
    return isOwn(entry) ? [] : withPaths(entry, paths)
  })
  const own = entries.find(isOwn)
  const paths = [...new Set([...(own ? pathsOf(own.fieldsV1).filter((text) => now.has(text)) : []), ...changed])]
  const time = own && changed.length === 0 ? own.time : writer.time
  return [...kept, ...withPaths({ ...writer, operation: 'Update', time, fieldsType: 'FieldsV1', fieldsV1: {} }, paths)]
}

/** What a written object says of its managers: `[{}]` takes all of them back, an empty list says nothing. */
function statedManagers(written: KubeObject): ManagedFields[] | undefined {
  const entries = managedOf(written)
  const [first] = entries
  if (first === undefined) return undefined
  return entries.length === 1 && Object.keys(first).length === 0 ? [] : entries
}

/** The same entry with these fields; none where it has lost all. */
export function withPaths(entry: ManagedFields, paths: readonly string[]): ManagedFields[] {
  return paths.length === 0 ? [] : [{ ...entry, fieldsV1: fieldsOf(paths) }]
}

export function managedOf(object: KubeObject | undefined): ManagedFields[] {
  return (object?.metadata.managedFields ?? []) as ManagedFields[]
}
