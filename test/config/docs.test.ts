import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configDocs } from '../../scripts/config-docs.ts'

const docs = configDocs()

test('docs/config.md is what the schema and the rules say today: else run scripts/generate-config-docs.ts', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'config.md'), 'utf8')).toBe(docs)
})

test('every field has a type and a meaning', () => {
  const rows = docs.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(400)
  expect(rows.filter((row) => !/^\| `[^`]+` \| [^|]*\S \| [^|]*\| \S.* \|$/.test(row))).toEqual([])
})
