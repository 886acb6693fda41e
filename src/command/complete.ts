import type { Command } from '@oclif/core/command'
import { regions } from '../tables/regions.ts'
import { explanations } from '../tables/explanations.ts'
import type { Entry } from './entry.ts'
import { flagShape, type ListedFlag } from './flag-shape.ts'
import { knownNames, type NameKind } from './known-names.ts'
import { shells } from './shells.ts'
import type { CommandTree } from './tree.ts'
import { ownCommands } from './words.ts'

/** What the word that is being typed could become; `files` leaves it to the shell. */
type Candidates = readonly Candidate[] | 'files'

interface Candidate {
  readonly value: string
  /** What it is, for shells that show it. */
  readonly about: string
}

/** Some shells cannot hand over an empty word. */
const emptyWord = ':new'

/** What the script reads: a candidate on a line, a tab before what it is; `:file` alone for files. Quiet whatever happens. */
export async function completion(words: readonly string[], tree: CommandTree, entry: Entry): Promise<string> {
  const typed = words.map((word) => (word === emptyWord ? '' : word))
  const found = await candidates(typed, tree, entry).catch((): Candidates => [])
  if (found === 'files') return ':file'
  const current = typed.at(-1) ?? ''
  return found
    .filter(({ value }) => value.startsWith(current))
    .map(({ value, about }) => `${value}\t${about}`)
    .join('\n')
}

async function candidates(words: readonly string[], tree: CommandTree, entry: Entry): Promise<Candidates> {
  const current = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  if (before.includes('--')) return []
  const { command, topic, rest } = commandIn(before, tree)
  if (command === undefined) return current.startsWith('-') ? [] : nextWords(topic, tree)
  const flagged = flagUnder(command, rest.at(-1))
  if (flagged !== undefined) return valuesOf(command, flagged, rest, entry)
  const [, flag, sign] = /^(--[^=]+)(=)/.exec(current) ?? []
  const stated = sign === undefined ? undefined : flagNamed(command, flag ?? '')
  if (stated !== undefined) return prefixed(`${flag}=`, await valuesOf(command, stated, rest, entry))
  if (current.startsWith('-')) return flagsOf(command, rest)
  return Object.keys(command.args).length === 0 ? [] : wordsOf(command, rest, entry)
}

/** The command that the words before the one being typed name, and those of them that are its own. */
function commandIn(
  words: readonly string[],
  tree: CommandTree,
): { readonly command?: Command.Cached; readonly topic?: string; readonly rest: readonly string[] } {
  const named = new Map(ownCommands(tree).flatMap((command) => [command.id, ...command.aliases].map((id) => [id, command] as const)))
  const [first, second] = words
  const pair = named.get(`${first}:${second}`)
  if (pair !== undefined) return { command: pair, rest: words.slice(2) }
  const single = named.get(first ?? '')
  if (single !== undefined) return { command: single, rest: words.slice(1) }
  return { ...(first !== undefined && { topic: first }), rest: [] }
}

/** The verbs, or what can follow one. */
function nextWords(topic: string | undefined, tree: CommandTree): Candidate[] {
  const own = ownCommands(tree)
  const under = own.filter(({ id }) => topic !== undefined && id.startsWith(`${topic}:`))
  if (topic !== undefined) return under.map(({ id, summary = '' }) => ({ value: id.slice(topic.length + 1), about: summary }))
  const verbs = new Map<string, string>()
  for (const { id, summary = '' } of own) {
    const [verb = '', thing] = id.split(':')
    verbs.set(verb, thing === undefined ? summary : [...(verbs.get(verb)?.split(', ') ?? []), thing].join(', '))
  }
  return [...verbs].map(([value, about]) => ({ value, about }))
}

const flagNamed = (command: Command.Cached, word: string): readonly [string, ListedFlag] | undefined =>
  Object.entries(command.flags).find(([name, flag]) => word === `--${name}` || (flag.char !== undefined && word === `-${flag.char}`))

/** The flag that waits for its value: the word before the one being typed. */
function flagUnder(command: Command.Cached, word: string | undefined): readonly [string, ListedFlag] | undefined {
  const found = word === undefined ? undefined : flagNamed(command, word)
  return found !== undefined && flagShape(found[1]).kind !== 'boolean' ? found : undefined
}

/** Those that can still be given; lists and maps may come again. */
const flagsOf = (command: Command.Cached, rest: readonly string[]): Candidate[] =>
  Object.entries(command.flags)
    .filter(([name, flag]) => flag.hidden !== true && (repeats(flag) || !isGiven(name, flag, rest)))
    .map(([name, flag]) => ({ value: `--${name}`, about: flag.summary ?? '' }))

const repeats = (flag: ListedFlag): boolean => /^(list|pairs)$/.test(flagShape(flag).kind)
const isGiven = (name: string, { char }: ListedFlag, rest: readonly string[]): boolean =>
  rest.some((word) => word === `--${name}` || word.startsWith(`--${name}=`) || word === `-${char}`)

/** The things whose names the flag `--name` and the word of a command take. Names of what is to be made are new. */
function ownKind({ id }: Command.Cached): NameKind | undefined {
  const [verb, thing = ''] = id.split(':')
  if (verb === 'create' || verb === 'register') return undefined
  return id === 'utils:nodegroup-health'
    ? 'nodegroup'
    : (['cluster', 'nodegroup', 'addon', 'fargateprofile'] as const).find((kind) => kind === thing)
}

async function valuesOf(
  command: Command.Cached,
  [name, flag]: readonly [string, ListedFlag],
  rest: readonly string[],
  entry: Entry,
): Promise<Candidates> {
  const shape = flagShape(flag)
  if (shape.kind === 'file') return 'files'
  if (shape.kind === 'words') return shape.words.map((value) => ({ value, about: '' }))
  if (name === 'region') return regions.map((value) => ({ value, about: '' }))
  const kind = name === 'name' ? ownKind(command) : nameKinds[name]
  return kind === undefined ? [] : knownNames(kind, lineOf(command, rest), entry)
}

/** Flags whose values are names of one kind on every command. */
const nameKinds: Readonly<Record<string, NameKind>> = { cluster: 'cluster', nodegroup: 'nodegroup', profile: 'profile' }

async function wordsOf(command: Command.Cached, rest: readonly string[], entry: Entry): Promise<Candidates> {
  if (command.id === 'completion') return shells.map((value) => ({ value, about: `script for ${value}` }))
  if (command.id === 'explain') return Object.entries(explanations).map(([value, { means }]) => ({ value, about: means }))
  const kind = 'cluster' in command.args ? 'cluster' : ownKind(command)
  return kind === undefined ? [] : knownNames(kind, lineOf(command, rest), entry)
}

/** What the line says of where to look. */
function lineOf(
  command: Command.Cached,
  rest: readonly string[],
): { readonly region?: string; readonly profile?: string; readonly cluster?: string } {
  const value = (wanted: string): string | undefined => {
    const at = rest.findIndex((word) => flagNamed(command, word)?.[0] === wanted)
    return at >= 0 ? rest[at + 1] : rest.find((word) => word.startsWith(`--${wanted}=`))?.slice(wanted.length + 3)
  }
  const pairs = (['region', 'profile', 'cluster'] as const).map((wanted) => [wanted, value(wanted)] as const)
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined && one !== ''))
}

const prefixed = (prefix: string, found: Candidates): Candidates =>
  found === 'files' ? found : found.map(({ value, about }) => ({ value: `${prefix}${value}`, about }))
