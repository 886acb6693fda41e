import { isDeepStrictEqual } from 'node:util'
import { badRequest, KubeFailure } from './failure.ts'

type Json = Record<string, unknown>

/** RFC 7386: objects are merged, null takes away, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: Json = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}

interface Operation {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/** RFC 6902. 422 where a test fails or a path is not there, as the API server answers. */
export function jsonPatch(target: object, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  let document: unknown = structuredClone(target)
  for (const operation of patch as Operation[]) document = apply(document, operation)
  return document
}

function apply(document: unknown, { op, path, from = '', value }: Operation): unknown {
  switch (op) {
    case 'add':
      return edit(document, pointer(path), value, 'add')
    case 'replace':
      get(document, pointer(path))
      return edit(document, pointer(path), value, 'replace')
    case 'remove':
      get(document, pointer(path))
      return edit(document, pointer(path), undefined, 'remove')
    case 'move':
      return edit(edit(document, pointer(from), undefined, 'remove'), pointer(path), get(document, pointer(from)), 'add')
    case 'copy':
      return edit(document, pointer(path), structuredClone(get(document, pointer(from))), 'add')
    case 'test':
      if (!isDeepStrictEqual(find(document, pointer(path)), value)) throw rejected(`testing value ${path} failed`)
      return document
    default:
      throw badRequest(`Unexpected kind: ${op}`)
  }
}

function pointer(path: string): string[] {
  if (path === '') return []
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function find(document: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Json)[key] : undefined), document)
}

function get(document: unknown, keys: readonly string[]): unknown {
  const value = find(document, keys)
  if (value === undefined) throw rejected(`doc is missing path: /${keys.join('/')}: missing value`)
  return value
}

function edit(document: unknown, keys: readonly string[], value: unknown, how: 'add' | 'replace' | 'remove'): unknown {
  const last = keys.at(-1)
  if (last === undefined) return value
  const parent = get(document, keys.slice(0, -1))
  if (Array.isArray(parent)) editList(parent, last, value, how)
  else if (!isObject(parent)) throw rejected(`add operation does not apply: doc is missing path: /${keys.join('/')}: missing value`)
  else if (how === 'remove') delete parent[last]
  else parent[last] = value
  return document
}

function editList(list: unknown[], key: string, value: unknown, how: 'add' | 'replace' | 'remove'): void {
  const at = key === '-' ? list.length : Number(key)
  if (!Number.isInteger(at) || at < 0 || at > list.length)
    throw rejected(`Unable to access invalid index: ${key}: invalid index referenced`)
  if (how === 'remove') list.splice(at, 1)
  else list.splice(at, how === 'add' ? 0 : 1, value)
}

function rejected(message: string): KubeFailure {
  const details = { causes: [{ reason: 'FieldValueInvalid', message }] }
  return new KubeFailure(422, 'Invalid', 'the server rejected our request due to an error in our request', { details })
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
