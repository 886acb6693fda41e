import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { ConfigError } from '#src/config/complaint.ts'
import { printConfig } from '#src/config/dry-run.ts'
import { jsonSchema } from '#src/config/json-schema.ts'
import { readConfig } from '#src/config/read.ts'
import { settle } from '#src/config/settle.ts'
import { survey } from './stated.ts'

interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
}

/** A seeded source of numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const texts = [
  '',
  'a',
  'us-west-2a',
  '10.0.0.0/16',
  'arn:aws:iam::1:role/x',
  '1.33',
  'latest',
  'AmazonLinux2',
  'Bottlerocket',
  'm5.large',
  'ami-1',
  'true',
  '\u0007',
  'a/b/c',
  '$Latest',
  '☁',
]
const odd = [null, [], {}, [null], -1, 0, 1.5, true, 'x', { a: { b: [1] } }]

/** A value for a schema; now and then one that does not fit. */
function valueFor(schema: Schema, random: () => number, depth = 0): unknown {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  if (random() < 0.01) return pick(odd)
  if (schema.const !== undefined) return schema.const
  if (schema.enum && random() < 0.8) return pick(schema.enum)
  if (schema.properties) {
    const keys = Object.entries(schema.properties).filter(
      ([key]) => key === 'metadata' || key === 'name' || random() < (depth === 0 ? 0.3 : 0.25),
    )
    return Object.fromEntries(keys.map(([key, inner]) => [random() < 0.005 ? `${key}x` : key, valueFor(inner, random, depth + 1)]))
  }
  if (schema.items) return Array.from({ length: Math.floor(random() * 3) }, () => valueFor(schema.items ?? {}, random, depth + 1))
  if (schema.type === 'object')
    return {
      [pick(texts) || 'k']:
        typeof schema.additionalProperties === 'object'
          ? valueFor({ type: 'string', ...schema.additionalProperties }, random, depth + 1)
          : 'v',
    }
  if (schema.type === 'boolean') return random() < 0.5
  if (schema.type === 'integer' || schema.type === 'number') return pick([0, 1, 2, 80, 125, 3000, 86_400, -1])
  return pick(texts)
}

test.each([1, 2, 3, 4])('no document makes it crash, whatever is in it (seed %i)', (seed) => {
  const random = numbers(seed)
  const schema: Schema = jsonSchema()
  let accepted = 0
  for (let i = 0; i < 150; i++) {
    const base = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name: 't', region: 'us-west-2' } }
    const document: unknown =
      random() < 0.5
        ? { ...Object(valueFor(schema, random)), ...base }
        : {
            ...base,
            managedNodeGroups: [{ ...Object(valueFor(schema.properties?.['managedNodeGroups']?.items ?? {}, random)), name: 'a' }],
          }
    const text = stringify(document, { version: '1.1' })
    try {
      printConfig(settle(readConfig(text, 'fuzz.yaml'), survey))
      accepted++
    } catch (error) {
      if (!(error instanceof ConfigError)) throw new Error(`crashed on\n${text}`, { cause: error })
      expect(error.message).not.toMatch(/undefined|\[object/)
    }
  }
  expect(accepted).toBeGreaterThan(0)
})
