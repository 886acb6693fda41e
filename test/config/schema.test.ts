import { expect, test } from 'vitest'
import { jsonSchema } from '#src/config/json-schema.ts'

interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
}

/** Every field with its type, a line each. */
function fields(schema: Schema, path = ''): string[] {
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([key, inner]) => fields(inner, path === '' ? key : `${path}.${key}`))
  if (schema.items) return fields(schema.items, `${path}[]`)
  if (typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0)
    return fields(schema.additionalProperties, `${path}.*`)
  return [`${path}: ${String(schema.type)}`]
}

function undescribed(schema: Schema, path = ''): string[] {
  const keys = { ...schema.properties, ...schema.items?.properties }
  return [
    ...(schema.description === undefined ? [path] : []),
    ...Object.entries(keys).flatMap(([key, inner]) => undescribed(inner, `${path}.${key}`)),
  ]
}

test('every field of the format is there, and none goes unnoticed', async () => {
  await expect(`${fields(jsonSchema()).toSorted().join('\n')}\n`).toMatchFileSnapshot('golden/fields.txt')
})

test('every field says what it means', () => expect(undescribed(jsonSchema())).toEqual([]))

test('an editor that follows the schema marks unknown keys', () => {
  expect(JSON.stringify(jsonSchema()).match(/"additionalProperties":false/g)?.length).toBeGreaterThan(60)
})
