import { jsonSchema } from '#src/config/json-schema.ts'

/** What of a schema tells which values a field takes. */
interface Kind {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly items?: Kind & Members
}

interface Members {
  readonly properties?: Readonly<Record<string, Kind & Members>>
  readonly items?: Kind & Members
  readonly additionalProperties?: (Kind & Members) | boolean
}

/** A field of the config that holds a value, not a section: `nodeGroups[].taints[].key`; a member of a map is `*`. */
export interface Field {
  readonly path: string
  readonly kind: Kind
}

/** Every one that the schema has. */
export const leafFields = (): readonly Field[] => inner('', jsonSchema())

function inner(path: string, schema: Kind & Members): Field[] {
  const { properties, items, additionalProperties } = schema
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, member]) => inner(path === '' ? key : `${path}.${key}`, member))
  if (items?.properties !== undefined) return inner(`${path}[]`, items)
  if (typeof additionalProperties === 'object' && additionalProperties.properties !== undefined)
    return inner(`${path}.*`, additionalProperties)
  return [{ path, kind: schema }]
}
