import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { counts, promised } from './ledger.ts'

const tests = join(import.meta.dirname, '..', '..')
const text = (file: string): string => readFileSync(join(tests, file), 'utf8')

/** Rules that begin a row or the name of a test: `['V4', …]`, `'V265: …'`. */
function named(): Set<string> {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !/\bledger\b/.test(file))
  return new Set(
    files.flatMap((file) =>
      [...text(file).matchAll(/['"`]((?:[LDV]\d{1,3}, )*[LDV]\d{1,3})(?=['"`:])/g)].flatMap(([, ids = '']) => ids.split(', ')),
    ),
  )
}

test('every rule of the list has its test', () => {
  const held = new Set([...named(), ...Object.keys(promised)])
  const rules = Object.entries(counts).flatMap(([kind, count]) => Array.from({ length: count }, (_, i) => `${kind}${i + 1}`))
  expect(rules.filter((rule) => !held.has(rule))).toEqual([])
  expect([...held].filter((rule) => !rules.includes(rule))).toEqual([])
})

test.each(Object.entries(promised))('%s is promised by the test that the ledger says', (_rule, [file, words]) => {
  expect(text(file)).toContain(words)
})
