import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '#src/errors.ts'
import { exitMeanings, explanations } from '#src/tables/explanations.ts'

const root = resolve(import.meta.dirname, '..', '..')
const sources = ['src', 'commands', 'bin']
  .flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
  .filter((path) => path.endsWith('.ts') && !path.startsWith('src/tables/explanations'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** Functions that make an error of the code that they are given first. */
const makers = new Set(['EksxError', 'super'])
for (const { text } of sources)
  for (const [, name = '', arrow = ''] of text.matchAll(/(?:function (\w+)|const (\w+) =)[^(]{0,3}\(\s*code: string,/g))
    makers.add(name || arrow)

/** Every code that the source can throw, and the file that has it. */
const thrown = new Map(
  sources.flatMap(({ path, text }) => {
    const made = [...text.matchAll(/\b(\w+)\(\s*'([A-Z]\w+)'/g)].flatMap(([, maker = '', code = '']) => (makers.has(maker) ? [code] : []))
    const listed = /\/failures\.ts$|\/missing\.ts$/.test(path)
      ? [...text.matchAll(/\bcode: '([A-Z]\w+)'/g)].map(([, code = '']) => code)
      : []
    return [...made, ...listed].map((code) => [code, path] as const)
  }),
)

test('the search finds the codes', () => {
  expect([...makers]).toContain('failedThing')
  for (const code of ['ClusterNotFound', 'AccessDenied', 'UnknownFlag', 'ConfigInvalid', 'AddonFailed', 'OutpostNotFound'])
    expect([...thrown.keys()]).toContain(code)
})

test('every error code is explained, and nothing that is never thrown', () => {
  const without = [...thrown].filter(([code]) => explanations[code] === undefined).map(([code, path]) => `${code} (${path})`)
  expect(without, 'write their texts into src/tables/explanations/').toEqual([])
  expect(Object.keys(explanations).filter((code) => !thrown.has(code))).toEqual([])
})

test('an explanation says what it means, whence it comes, and what helps', () => {
  for (const [code, { means, causes, help }] of Object.entries(explanations)) {
    expect(means, code).toMatch(/^[A-Za-z].*\.$/s)
    expect(causes.length, code).toBeGreaterThan(0)
    expect(help.length, code).toBeGreaterThan(0)
    for (const line of [...causes, ...help]) expect(line, code).not.toMatch(/\.$|\n/)
  }
})

test('every exit code has its meaning, as README has it', () => {
  expect(
    Object.keys(exitMeanings)
      .map(Number)
      .toSorted((a, b) => a - b),
  ).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b))
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const rows = new Map([...readme.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code = '', meaning = '']) => [Number(code), meaning]))
  for (const [code, meaning] of rows) expect(exitMeanings[code]).toBe(meaning)
})
