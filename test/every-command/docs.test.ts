import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandDocs } from '../../scripts/command-docs.ts'
import { effects } from '../../scripts/command-effects.ts'
import { surface } from '../command/surface.ts'
import { everyCommand } from './commands.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'commands')

test('docs/commands is what `node scripts/generate-command-docs.ts` writes', async () => {
  const written = await commandDocs()
  const differing = [...written].filter(([name, text]) => !holds(name, text)).map(([name]) => name)
  expect(differing, 'run node scripts/generate-command-docs.ts, and look at what it wrote').toEqual([])
  expect(readdirSync(folder).filter((name) => !written.has(name))).toEqual([])
})

const holds = (name: string, text: string): boolean =>
  readdirSync(folder).includes(name) && readFileSync(join(folder, name), 'utf8') === text

test('the docs say of every command what it reads and what it writes, and of nothing else', async () => {
  const words = (await everyCommand()).map((one) => one.words)
  const known = new Set([...words, ...surface.map((one) => one.words), 'completion', 'mcp'])
  expect(words.filter((one) => effects[one] === undefined && !one.startsWith('completion'))).toEqual([])
  expect(Object.keys(effects).filter((one) => !known.has(one))).toEqual([])
})
