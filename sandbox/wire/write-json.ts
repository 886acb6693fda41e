import type { Member, Shape, TimestampFormat } from './schema.ts'
import { dateOf, writeTimestamp } from './timestamps.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value as JSON writes it by its shape: members that the shape does not have are left out, as are absent ones. */
export function writeJson(shape: Shape, value: unknown, jsonNames: boolean): unknown {
  switch (shape.kind) {
    case 'structure':
      return isObject(value) ? writeMembers(shape.members, value, jsonNames) : undefined
    case 'list':
      return Array.isArray(value) ? value.map((item) => writeJson(shape.item.shape, item, jsonNames)) : undefined
    case 'map':
      if (!isObject(value)) return undefined
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writeJson(shape.value.shape, item, jsonNames)]))
    case 'document':
      return value
    default:
      return writeScalar(shape, value, 'epoch-seconds')
  }
}

/** Members of a structure as one JSON object. */
export function writeMembers(members: readonly Member[], value: Readonly<Record<string, unknown>>, jsonNames: boolean): object {
  const entries = members.flatMap((member): [string, unknown][] => {
    const item = value[member.name]
    return item === undefined || item === null
      ? []
      : [[(jsonNames ? member.traits.jsonName : undefined) ?? member.name, writeJson(member.shape, item, jsonNames)]]
  })
  return Object.fromEntries(entries)
}

/** A single value as JSON, XML and headers write it. */
export function writeScalar(shape: Shape, value: unknown, dates: TimestampFormat): string | number | boolean | undefined {
  switch (shape.kind) {
    case 'timestamp': {
      const date = dateOf(value)
      return date && writeTimestamp(date, shape.format ?? dates)
    }
    case 'blob':
      return value instanceof Uint8Array
        ? Buffer.from(value).toString('base64')
        : typeof value === 'string'
          ? Buffer.from(value).toString('base64')
          : undefined
    case 'number':
    case 'bigDecimal':
      return typeof value === 'number' ? value : Number(value)
    case 'bigInteger':
      return typeof value === 'bigint' ? Number(value) : Number(value)
    case 'boolean':
      return value === true || value === 'true'
    default:
      return typeof value === 'string'
        ? value
        : typeof value === 'number' || typeof value === 'boolean'
          ? String(value)
          : JSON.stringify(value)
  }
}
