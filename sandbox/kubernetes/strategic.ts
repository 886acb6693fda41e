import { isDeepStrictEqual } from 'node:util'
import { isObject } from './patch.ts'

type Json = Record<string, unknown>

/** The lists of the built-in kinds that are merged item by item, by field: the item's key. */
const keys: Readonly<Record<string, string>> = {
  addresses: 'type',
  conditions: 'type',
  containers: 'name',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ownerReferences: 'uid',
  podIPs: 'ip',
  resourceClaims: 'name',
  secrets: 'name',
  topologySpreadConstraints: 'topologyKey',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
  webhooks: 'name',
}

/** Lists of plain values that are merged as sets. */
const sets: readonly string[] = ['finalizers']

/** The key that tells the items of a list field apart; undefined for lists that are replaced whole. */
export function keyOfList(field: string, items: readonly unknown[]): string | undefined {
  if (field === 'ports') return items.some((item) => isObject(item) && 'containerPort' in item) ? 'containerPort' : 'port'
  return keys[field]
}

/** A list field that is merged as a set of plain values. */
export function isSet(field: string): boolean {
  return sets.includes(field)
}

/** Kubernetes' strategic merge patch: as a merge patch, but lists with a key are merged by item, and `$patch` directives are obeyed. */
export function strategicMerge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  if (patch['$patch'] === 'replace') return without(patch, ['$patch'])
  if (patch['$patch'] === 'delete') return {}
  const result: Json = isObject(target) ? retained(target, patch) : {}
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key.startsWith('$setElementOrder/')) continue
    if (key.startsWith('$deleteFromPrimitiveList/')) dropFrom(result, key.slice(key.indexOf('/') + 1), value)
    else if (value === null) delete result[key]
    else result[key] = mergeField(key, result[key], value)
  }
  for (const [key, order] of Object.entries(patch)) {
    const field = key.startsWith('$setElementOrder/') ? key.slice(key.indexOf('/') + 1) : undefined
    if (field && Array.isArray(order)) arrange(result, field, order)
  }
  return result
}

function mergeField(field: string, live: unknown, wanted: unknown): unknown {
  if (!Array.isArray(wanted)) return strategicMerge(live, wanted)
  const old: unknown[] = Array.isArray(live) ? live : []
  if (isSet(field)) return [...new Set([...old, ...wanted])]
  const key = keyOfList(field, [...old, ...wanted])
  if (!key) return wanted.filter((item) => !isDirective(item))
  return mergeList(old, wanted, key)
}

function mergeList(live: readonly unknown[], wanted: readonly unknown[], key: string): unknown[] {
  if (wanted.some((item) => isObject(item) && item['$patch'] === 'replace' && !(key in item)))
    return wanted.filter((item) => !isDirective(item))
  const result = [...live]
  for (const item of wanted) {
    if (!isObject(item)) continue
    const at = result.findIndex((one) => isObject(one) && isDeepStrictEqual(one[key], item[key]))
    if (item['$patch'] === 'delete') {
      if (at >= 0) result.splice(at, 1)
    } else if (at >= 0) result[at] = strategicMerge(result[at], item)
    else result.push(strategicMerge({}, item))
  }
  return result
}

function isDirective(item: unknown): boolean {
  return isObject(item) && '$patch' in item
}

function retained(target: Json, patch: Json): Json {
  const kept = patch['$retainKeys']
  return Array.isArray(kept) ? Object.fromEntries(Object.entries(target).filter(([key]) => kept.includes(key))) : { ...target }
}

function dropFrom(result: Json, field: string, values: unknown): void {
  const live = result[field]
  if (Array.isArray(live) && Array.isArray(values)) result[field] = live.filter((item) => !values.includes(item))
}

function arrange(result: Json, field: string, order: readonly unknown[]): void {
  const list = result[field]
  if (!Array.isArray(list)) return
  const key = keyOfList(field, list)
  const idOf = (item: unknown) => (key && isObject(item) ? item[key] : item)
  const places = order.map(idOf)
  const place = (item: unknown) => places.indexOf(idOf(item))
  result[field] = [
    ...list.filter((item) => place(item) >= 0).toSorted((a, b) => place(a) - place(b)),
    ...list.filter((item) => place(item) < 0),
  ]
}

function without(object: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)))
}
