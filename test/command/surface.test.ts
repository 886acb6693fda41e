import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { globalFlags } from '#src/flags/global.ts'
import type { Flag, Kind } from '#src/flags.ts'
import { readDuration } from '#src/flags/values.ts'
import { commandOf, everyCommand } from '../every-command/commands.ts'
import { play } from './stage.ts'
import { everywhere, surface, type SurfaceCommand, type SurfaceFlag } from './surface.ts'

const commands = await everyCommand()
const there = surface.flatMap((theirs) => {
  const own = commandOf(theirs.words, commands)
  return own === undefined ? [] : [{ words: theirs.words, theirs, own }]
})

/** What docs/differences.md says stands beside eksctl's surface: the commands it names, or every one, and what they have. */
const listed = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'differences.md'), 'utf8')
  .replace(/^[\s\S]*\n## Commands and flags beside eksctl's\n([\s\S]*?)\n## [\s\S]*$/, '$1')
  .split('\n')
  .flatMap((line) => {
    const [, where = '', what = ''] = line.split('|').map((cell) => cell.trim())
    const places = where.startsWith('every') ? ['*'] : ticked(where)
    return places.flatMap((place) => ticked(what, place).map((item) => `${place}: ${what.startsWith('default') ? 'default ' : ''}${item}`))
  })

/** The words in backticks; a cell without any means the place itself. */
function ticked(cell: string, place?: string): string[] {
  const found = [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
  return found.length === 0 && place !== undefined ? [place] : found
}

const isListed = (words: string, item: string): boolean => listed.includes(`${words}: ${item}`) || listed.includes(`*: ${item}`)

/** What a kind of eksctl's may be here: the same, or one that looks closer at the text. */
const asGoodAs: Readonly<Record<string, readonly Kind[]>> = {
  string: ['string', 'enum', 'arn'],
  arn: ['arn', 'string'],
  slice: ['slice'],
  map: ['map'],
  int: ['int'],
  bool: ['bool'],
  duration: ['duration'],
  cidr: ['cidr'],
}

const standardOf = async (flag: Flag<unknown>): Promise<string> => (await flag.defaultHelp?.()) ?? ''
const sameTime = (a: string, b: string): boolean => a === b || readDuration(a) === readDuration(b)

/** How a flag differs from eksctl's, in words. */
async function differences(words: string, theirs: SurfaceFlag, own: Flag<unknown> | undefined): Promise<string[]> {
  const name = `${words} --${theirs.name}`
  if (own === undefined) return [`${name} is missing`]
  const standard = await standardOf(own)
  // A number below zero stands for "not given"; what is hidden shows no default.
  const hasStandard = theirs.standard !== '' && theirs.standard !== '-1' && own.hidden !== true
  const same = theirs.type === 'duration' ? sameTime(standard || '0', theirs.standard || '0') : standard === theirs.standard
  return [
    ...(asGoodAs[theirs.type]?.includes(own.kind) === true ? [] : [`${name} is a ${own.kind}, not a ${theirs.type}`]),
    ...(theirs.char === own.char || (theirs.char === undefined && isListed(words, `-${own.char}`))
      ? []
      : [`${name} has the letter ${own.char}, not ${theirs.char}`]),
    ...(!hasStandard || same || isListed(words, `default --${theirs.name}`)
      ? []
      : [`${name} has the default "${standard}", not ${theirs.standard}`]),
    ...(theirs.deprecated && own.hidden !== true ? [`${name} is old: it should be hidden`] : []),
  ]
}

test('the table is whole: 78 commands, 704 pairs of command and flag, 162 names', () => {
  const pairs = surface.flatMap(({ words, flags }) => flags.map(({ name }) => `${words} --${name}`))
  expect(surface).toHaveLength(78)
  expect(new Set(pairs).size).toBe(704)
  expect(new Set(surface.flatMap(({ flags }) => flags.map(({ name }) => name))).size).toBe(162)
})

test('every command of eksctl is there', () => {
  expect(surface.map(({ words }) => words).filter((words) => commandOf(words, commands) === undefined)).toEqual([])
})

test('the flags of every command are eksctl’s', async () => {
  const found = await Promise.all(
    everywhere.map((flag) => differences('every command', flag, (globalFlags as Record<string, Flag<unknown>>)[flag.name])),
  )
  expect(found.flat()).toEqual([])
})

describe('as eksctl has it', () => {
  test.each(there)('$words', async ({ words, theirs, own }) => {
    const flags = await Promise.all(theirs.flags.map((flag) => differences(words, flag, own.flags[flag.name])))
    const aliases = theirs.aliases.filter((alias) => !own.aliases.includes(alias)).map((alias) => `${alias} is missing`)
    const takesWord = Object.keys(own.command.args ?? {}).length > 0
    const word = theirs.word !== undefined && !takesWord ? [`${words} takes no [${theirs.word}]`] : []
    expect([...flags.flat(), ...aliases, ...word]).toEqual([])
  })
})

test('what is added stands in docs/differences.md, and nothing else does', () => {
  const additions = commands.flatMap((own) => {
    const theirs = there.filter((one) => one.own === own).map((one) => one.theirs)
    if (theirs.length === 0) return [[own.words, own.words] as const]
    return [...addedFlags(own.words, theirs, own.flags), ...addedNames(own.words, theirs, own.aliases)]
  })
  expect(
    additions.filter(([words, item]) => !isListed(words, item)).map(([words, item]) => `${words}: ${item}`),
    'not in docs/differences.md',
  ).toEqual([])
  const said = new Set(additions.flatMap(([words, item]) => [`${words}: ${item}`, `*: ${item}`]))
  const stale = listed.filter((line) => !said.has(line) && !/: (?:-\w|default --[\w-]+)$/.test(line) && !namesLetterOf(line))
  expect(stale, 'in docs/differences.md, but not so').toEqual([])
})

/** `-n` for `--name`: the second is what the first stands for. */
const namesLetterOf = (line: string): boolean =>
  listed.some((other) => /: -\w$/.test(other) && other.split(': ')[0] === line.split(': ')[0])

const addedFlags = (
  words: string,
  theirs: readonly SurfaceCommand[],
  own: Readonly<Record<string, Flag<unknown>>>,
): (readonly [string, string])[] =>
  Object.entries(own)
    .filter(([name, { hidden }]) => hidden !== true && !theirs.some(({ flags }) => flags.some((flag) => flag.name === name)))
    .map(([name]) => [words, `--${name}`] as const)

const addedNames = (words: string, theirs: readonly SurfaceCommand[], own: readonly string[]): (readonly [string, string])[] =>
  own.filter((alias) => !theirs.some(({ aliases }) => aliases.includes(alias))).map((alias) => [words, alias] as const)

/** What must be told and is not: said by name, before anything is read. */
const needy = there.filter(({ theirs }) => theirs.flags.some(({ required }) => required))

describe('a line without what it must have is wrong by itself, and says what it lacks', () => {
  test.each(needy)('$words', async ({ words, theirs }) => {
    const { exitCode, stderr } = await play(words.split(' '))
    const required = theirs.flags.filter((flag) => flag.required).map(({ name }) => `--${name}`)
    expect(
      required.some((flag) => stderr.includes(flag)),
      stderr,
    ).toBe(true)
    expect(exitCode).toBe(64)
  })
})
