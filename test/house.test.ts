import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const rooms = ['bin', 'commands', 'templates', 'src', 'sandbox']

/** Who may import whom. A file's room is the longest of these that its path begins with; one that fits none fails. */
const house: Readonly<Record<string, readonly string[]>> = {
  bin: ['src/command', 'src/real-app', 'src/kube/token', 'src/clock', 'src/version', 'src/output', 'src/errors', 'src/flags'],
  commands: [
    'src/command',
    'src/flags',
    'src/prepare',
    'src/survey',
    'src/config',
    'src/workflows',
    'src/output',
    'src/errors',
    'src/app',
    'src/kube/token',
    'src/mcp',
    'src/version',
    'src/tables',
  ],
  'commands/sandbox': ['sandbox', 'src/command', 'src/flags', 'src/errors', 'src/clock', 'src/app', 'src/output'],
  'src/prepare': ['src/survey', 'src/config', 'src/choose', 'src/resolve', 'src/app', 'src/errors', 'src/tables'],
  'src/command': [
    'src/app',
    'src/real-app',
    'src/flags',
    'src/plan',
    'src/output',
    'src/config',
    'src/errors',
    'src/clock',
    'src/version',
    'src/tables',
  ],
  'src/command/real-entry': ['src/command', 'src/kube', 'src/real-app', 'src/output', 'src/clock'],
  'src/mcp': ['src/command', 'src/errors', 'src/version'],
  'src/flags': ['src/config', 'src/errors', 'src/tables'],
  'src/workflows': ['templates', 'src/userdata', 'src/plan', 'src/survey', 'src/config', 'src/tables', 'src/app', 'src/errors'],
  'src/survey': ['src/app', 'src/config', 'src/tables', 'src/errors', 'templates'],
  'src/choose': ['src/app', 'src/config', 'src/tables', 'src/errors'],
  'src/resolve': ['src/app', 'src/config', 'src/tables', 'src/errors'],
  'src/app': ['src/config', 'templates', 'src/errors', 'src/clock', 'src/tables'],
  templates: ['src/config', 'src/tables', 'src/userdata', 'src/version'],
  'src/userdata': ['src/config', 'src/tables'],
  'src/config': ['src/tables', 'src/errors'],
  'src/plan': ['src/app', 'src/errors'],
  'src/output': ['src/plan', 'src/errors', 'src/app', 'src/clock', 'src/version'],
  'src/real-app': ['src/aws', 'src/kube', 'src/output', 'src/app', 'src/clock', 'src/errors', 'src/plan', 'src/version'],
  'src/aws': ['src/app', 'src/errors', 'src/tables', 'src/clock', 'src/config', 'templates'],
  'src/kube': ['src/app', 'src/errors', 'src/tables', 'src/clock'],
  'src/tables': [],
  'src/errors': [],
  'src/version': [],
  'src/clock': [],
  sandbox: ['src/clock'],
}
const places = Object.keys(house).toSorted((a, b) => b.length - a.length)
const roomOf = (path: string): string | undefined =>
  places.find((place) => path === `${place}.ts` || path.startsWith(`${place}/`) || path.startsWith(`${place}.`))

const files = rooms.flatMap((room) => walk(room)).filter((path) => path.endsWith('.ts'))
const written = files.filter((path) => !/\.generated\./.test(path))
const text = (path: string): string => readFileSync(join(root, path), 'utf8')

function walk(path: string): string[] {
  return readdirSync(join(root, path)).flatMap((name) => {
    const inner = join(path, name)
    return statSync(join(root, inner)).isDirectory() ? walk(inner) : [inner]
  })
}

const aliases: Readonly<Record<string, string>> = { '#src/': 'src/', '#templates/': 'templates/', '#sandbox/': 'sandbox/' }

function importsOf(path: string): string[] {
  const found = text(path).matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\bfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)|\}\s*from\s+'([^']+)'/g,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function target(path: string, specifier: string): string | undefined {
  const alias = Object.keys(aliases).find((prefix) => specifier.startsWith(prefix))
  if (alias !== undefined) return specifier.replace(alias, aliases[alias] ?? '')
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(path), specifier)) : undefined
}

test('every file stands in a room', () => {
  expect(files.filter((path) => roomOf(path) === undefined)).toEqual([])
})

test('rooms import only what the table lets them', () => {
  const strangers = files.flatMap((path) => {
    const room = roomOf(path) ?? ''
    const allowed = [room, ...(house[room] ?? [])]
    return importsOf(path).flatMap((specifier) => {
      const to = target(path, specifier)
      const fits = to === undefined || allowed.some((place) => to === `${place}.ts` || to.startsWith(`${place}/`))
      return fits ? [] : [`${path} imports ${to}`]
    })
  })
  expect(strangers).toEqual([])
})

test('only the adapters and the sandbox name the AWS SDK', () => {
  const strangers = files.filter(
    (path) => !/^(src\/aws|src\/kube|sandbox)\//.test(path) && importsOf(path).some((name) => name.startsWith('@aws-sdk/')),
  )
  expect(strangers).toEqual([])
})

test('only the server of tools names its protocol, and it is loaded for its command alone', () => {
  const strangers = files.filter(
    (path) => !path.startsWith('src/mcp/') && importsOf(path).some((name) => name.startsWith('@modelcontextprotocol/')),
  )
  const early = files.filter((path) => !path.startsWith('src/mcp/') && /^import .*'#?[./]*src\/mcp\//m.test(text(path)))
  expect([...strangers, ...early]).toEqual([])
})

test('only the clock tells the time and sleeps', () => {
  const strangers = written.filter(
    (path) =>
      !/^(src\/clock\.ts|src\/real-app\.ts|bin\/|sandbox\/driven-clock\.ts)/.test(path) &&
      /\bDate\.now\b|new Date\(\)|\bsetTimeout\(|\bsetInterval\(/.test(text(path)),
  )
  expect(strangers).toEqual([])
})

test('a file is at most 400 lines long, a command at most 60', () => {
  const lines = (path: string): number => text(path).trimEnd().split('\n').length
  const long = written.filter((path) => lines(path) > (path.startsWith('commands/') ? 60 : 400)).map((path) => `${path}: ${lines(path)}`)
  expect(long).toEqual([])
})

test('names say what things are', () => {
  const vague = /^(utils?|helpers?|common|misc|types|constants|manager|handler|data|info|process)(\.ts)?$/
  const strangers = files.filter((path) => !path.startsWith('commands/') && path.split('/').some((part) => vague.test(part)))
  const camel = files.filter((path) => basename(path) !== basename(path).toLowerCase())
  expect([...strangers, ...camel]).toEqual([])
})

test('no module only passes others on, and only commands have a default export', () => {
  const barrels = written.filter((path) => /^export (\*|\{[^}]*\}) from /m.test(text(path)))
  const defaults = written.filter((path) => !path.startsWith('commands/') && /^export default /m.test(text(path)))
  expect([...barrels, ...defaults]).toEqual([])
})

test("our own version is package.json's", async () => {
  const { version } = await import('#src/version.ts')
  expect(version).toBe((JSON.parse(text('package.json')) as { version: string }).version)
})
