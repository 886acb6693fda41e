import { jsonSchema } from '#src/config/json-schema.ts'
import { isMap } from '#src/config/plain.ts'

/** As much of JSON Schema as the config's has. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
}

/** The schema that editors get. */
export const schema: Schema = jsonSchema()

/**
 * Where a value breaks the schema, as paths; none where it does not. What a text may say (`enum`) is left to the rules, some of which
 * forgive the case, and nothing is taken for what the reader takes it for: a key that is not there, an empty text in a list or a map.
 */
export function breaches(value: unknown, of: Schema = schema, path = '$'): string[] {
  if (value === null && of.type === 'string' && /\]$|\*$/.test(path)) return []
  const kinds = of.type === undefined ? [] : [of.type].flat()
  if (kinds.length > 0 && !kinds.some((kind) => isOfType(value, kind))) return [`${path} is no ${kinds.join(' or ')}`]
  if (of.const !== undefined && value !== of.const) return [`${path} is not ${JSON.stringify(of.const)}`]
  if (typeof value === 'string' && of.pattern !== undefined && !new RegExp(of.pattern, 'u').test(value))
    return [`${path} has no such pattern`]
  if (typeof value === 'number' && (value < (of.minimum ?? -Infinity) || value > (of.maximum ?? Infinity)))
    return [`${path} is out of bounds`]
  if (Array.isArray(value)) return value.flatMap((item: unknown, i) => breaches(item, of.items ?? {}, `${path}[${i}]`))
  return isMap(value) ? inMap(value, of, path) : []
}

function inMap(value: Record<string, unknown>, of: Schema, path: string): string[] {
  const missing = (of.required ?? []).filter((key) => (value[key] ?? null) === null).map((key) => `${path}.${key} is missing`)
  const known = of.properties ?? {}
  const inner = Object.entries(value).flatMap(([key, one]) => {
    const own = Object.hasOwn(known, key) ? known[key] : undefined
    if (own) return one === null ? [] : breaches(one, own, `${path}.${key}`)
    if (of.additionalProperties === false) return [`${path}.${key} is unknown`]
    return typeof of.additionalProperties === 'object'
      ? breaches(one ?? (of.additionalProperties.properties ? {} : null), of.additionalProperties, `${path}.${key}*`)
      : []
  })
  return [...missing, ...inner]
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isMap(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}
