import { readdirSync } from 'node:fs'
import { join, parse } from 'node:path'
import { expect, test } from 'vitest'
import { globalFlags } from '#src/flags/global.ts'
import type { Flag } from '#src/flags.ts'
import { play } from './stage.ts'

const root = join(import.meta.dirname, '..', '..', 'commands')
const modules = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .toSorted()
const words = (file: string): string[] =>
  join(parse(file).dir, parse(file).name)
    .split('/')
    .filter((word) => word !== 'index')

interface CommandClass {
  readonly flags?: Record<string, Flag<unknown>>
  readonly aliases?: readonly string[]
  readonly args?: object
}

test.each(modules)('help of commands/%s', async (file) => {
  const { stdout, exitCode } = await play([...words(file), '--help'])
  expect(exitCode).toBe(0)
  await expect(stdout).toMatchFileSnapshot(`help/${words(file).join('-')}.txt`)
})

test('help of eksx and of a verb', async () => {
  const { stdout } = await play(['--help'])
  const verb = await play(['create', '--help'])
  await expect(stdout).toMatchFileSnapshot('help/eksx.txt')
  await expect(verb.stdout).toMatchFileSnapshot('help/create.txt')
})

test('no words at all, and `help create cluster`, are help too', async () => {
  expect((await play([])).stdout).toBe((await play(['--help'])).stdout)
  expect((await play(['help', 'create', 'cluster'])).stdout).toBe((await play(['create', 'cluster', '-h'])).stdout)
})

test('examples come first in the help of every command', async () => {
  for (const file of modules) {
    const { stdout } = await play([...words(file), '--help'])
    expect(stdout.split('\n')[2], file).toBe('EXAMPLES')
  }
})

test('the tree of commands, with all their flags', async () => {
  const lines = await Promise.all(
    modules.map(async (file) => {
      const { default: command }: { default: CommandClass } = await import(join(root, file))
      const also = (command.aliases ?? []).map((alias) => ` | ${alias.replace(':', ' ')}`).join('')
      const args = Object.keys(command.args ?? {}).map((arg) => ` [${arg}]`)
      return [`${words(file).join(' ')}${also}${args.join('')}`, ...flagLines(command.flags ?? {})].join('\n')
    }),
  )
  await expect([`every command`, ...flagLines(globalFlags), ...lines].join('\n')).toMatchFileSnapshot('help/tree.txt')
})

const flagLines = (flags: Record<string, Flag<unknown>>): string[] =>
  Object.entries(flags)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { kind, char, hidden }]) =>
        `  --${name}${char === undefined ? '' : ` -${char}`} ${kind}${hidden === true ? ' (hidden)' : ''}`,
    )
