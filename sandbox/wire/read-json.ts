import type { Problems } from './problems.ts'
import type { Member, Shape } from './schema.ts'
import { readTimestamp } from './timestamps.ts'

/** What of a structure's members to read; all of them unless said. */
export interface Reading {
  readonly problems: Problems
  readonly jsonNames: boolean
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a JSON value by its shape; null is absent, as AWS takes it. */
export function readJson(shape: Shape, value: unknown, path: string, reading: Reading): unknown {
  const wrong = (): undefined => void reading.problems.mistyped.push(path)
  switch (shape.kind) {
    case 'structure':
      return isObject(value) ? readMembers(shape.members, value, path, reading) : wrong()
    case 'list':
      return Array.isArray(value) ? value.map((item, index) => readJson(shape.item.shape, item, `${path}[${index}]`, reading)) : wrong()
    case 'map':
      if (!isObject(value)) return wrong()
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, item]) =>
          item === null ? [] : [[key, readJson(shape.value.shape, item, `${path}.${key}`, reading)]],
        ),
      )
    case 'document':
      return value
    default:
      return readScalar(shape, value) ?? wrong()
  }
}

/** Reads members of a JSON object; `members` may be a part of the structure's (the rest came by other ways). */
export function readMembers(
  members: readonly Member[],
  value: Readonly<Record<string, unknown>>,
  path: string,
  reading: Reading,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  const names = new Map(members.map((member) => [(reading.jsonNames ? member.traits.jsonName : undefined) ?? member.name, member]))
  const below = (name: string) => (path ? `${path}.${name}` : name)
  for (const [key, item] of Object.entries(value)) {
    const member = names.get(key)
    if (!member) reading.problems.unknown.push(below(key))
    else if (item !== null && item !== undefined) result[member.name] = readJson(member.shape, item, below(member.name), reading)
  }
  for (const member of members) if (member.required && result[member.name] === undefined) reading.problems.missing.push(below(member.name))
  return result
}

/** Reads a single value that may come as text (query strings, headers, forms) or as JSON; undefined where it is not of the shape. */
export function readScalar(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
    case 'number':
      return readNumber(value)
    case 'bigInteger':
      return typeof value === 'number' ? BigInt(value) : typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined
    case 'bigDecimal':
      return readNumber(value)
    case 'boolean':
      return readBoolean(value)
    case 'timestamp':
      return readTimestamp(value)
    case 'blob':
      return readBlob(value)
    default:
      return undefined
  }
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number
}

function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.toLowerCase() : ''
  return word === 'true' ? true : word === 'false' ? false : undefined
}

function readBlob(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : undefined
}
