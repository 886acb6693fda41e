import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { document, slipped, yamlOf } from './documents.ts'
import { joins } from '../../example-account.ts'
import { Random } from './random.ts'
import { trial } from './trial.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'examples')
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .filter((example) => !joins(example))

/** Tries a text, and says which it was where a promise breaks. */
function tried(text: string): boolean {
  try {
    return trial(text)
  } catch (error) {
    throw new Error(`broke on\n${text}`, { cause: error })
  }
}

test.each([1, 2, 3, 4])(
  'whatever is in a document: no crash, no hang, each complaint in its place, and the schema agrees (seed %i)',
  (seed) => {
    const random = new Random(seed)
    const accepted = Array.from({ length: 150 }, () => tried(yamlOf(document(random), random))).filter(Boolean)
    expect(accepted.length).toBeGreaterThan(0)
  },
)

test.each([1, 2])('whatever slips into an example: the same (seed %i)', (seed) => {
  const random = new Random(seed)
  for (let i = 0; i < 150; i++) tried(slipped(random.pick(examples), random))
})

test('examples are accepted, and agree with the schema', () => {
  for (const example of examples) expect(tried(example)).toBe(true)
})
