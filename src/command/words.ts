import type { Command } from '@oclif/core/command'
import { nearest } from '../config/suggest.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { badFlag } from '../flags/conflicts.ts'
import type { CommandTree } from './tree.ts'

/** What a command line is about. */
export type Found =
  | { readonly kind: 'root'; readonly topic: string | undefined }
  | { readonly kind: 'command'; readonly command: Command.Cached; readonly rest: readonly string[]; readonly help: boolean }

const standAlone = new Set(['--help', '-h', '--dumpLogs', '-d'])

/** Finds the command that a line begins with. Flags may stand before it; those that are not global take the word after them, as in cobra. */
export function findCommand(argv: readonly string[], tree: CommandTree): Found {
  if (argv[0] === 'help') return findCommand([...argv.slice(1), '--help'], tree)
  if (argv[0] === '--version') return findCommand(['version', ...argv.slice(1)], tree)
  const help = asksForHelp(argv)
  const passing = wholeLine(argv, tree)
  if (passing !== undefined) return { kind: 'command', command: passing, rest: argv.slice(1), help: false }
  const [first, at] = nextWord(argv, 0)
  if (first === undefined) return { kind: 'root', topic: undefined }
  const byId = new Map(ownCommands(tree).flatMap((command) => [command.id, ...command.aliases].map((id) => [id, command] as const)))
  const single = byId.get(first)
  const [second, then] = single === undefined ? nextWord(argv, at + 1) : [argv[at + 1], at + 1]
  const pair = second === undefined ? undefined : byId.get(`${first}:${second}`)
  if (pair !== undefined) return { kind: 'command', command: pair, rest: argv.filter((_, index) => index !== at && index !== then), help }
  if (single !== undefined) return { kind: 'command', command: single, rest: argv.filter((_, index) => index !== at), help }
  const resources = [...byId.keys()].filter((id) => id.startsWith(`${first}:`)).map((id) => id.slice(first.length + 1))
  if (resources.length === 0)
    throw unknown(
      tree,
      first,
      [...byId.keys()].map((id) => id.replace(/:.*/, '')),
    )
  if (help && second === undefined) return { kind: 'root', topic: first }
  if (second === undefined) throw incomplete(tree, first, resourcesOf(tree, first))
  throw unknown(tree, second, resources, first)
}

/** The command that takes every word behind its name as it is, where a line begins with such a one. */
function wholeLine(argv: readonly string[], tree: CommandTree): Command.Cached | undefined {
  const at = nextWord(argv, 0)
  const found = tree.commands.find((command) => command.strict === false && command.id === at[0])
  if (found === undefined || at[1] === 0) return found
  throw badFlag(`no flag can stand before \`${found.id}\`: ${argv.slice(0, at[1]).join(' ')}`, `write \`${tree.bin} ${found.id} …\``)
}

/** The commands under their own names; oclif lists aliases beside them. */
export const ownCommands = (tree: CommandTree): Command.Cached[] =>
  tree.commands.filter((command) => !command.hidden && !command.aliases.includes(command.id))

const resourcesOf = (tree: CommandTree, topic: string): string[] =>
  ownCommands(tree)
    .filter((command) => command.id.startsWith(`${topic}:`))
    .map((command) => command.id.slice(topic.length + 1))

/** The next word that is neither a flag nor the value of one, and its place. */
function nextWord(argv: readonly string[], from: number): [string | undefined, number] {
  for (let at = from; at < argv.length; at += 1) {
    const token = argv[at] ?? ''
    if (token === '--') break
    if (!token.startsWith('-') || token === '-') return [token, at]
    const takesNext = !standAlone.has(token) && !token.includes('=') && (token.startsWith('--') || token.length === 2)
    if (takesNext) at += 1
  }
  return [undefined, argv.length]
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? argv.length : end).some((token) => token === '--help' || token === '-h' || token === '--help=true')
}

function unknown(tree: CommandTree, word: string, candidates: readonly string[], topic?: string): EksxError {
  const near = nearest(word, candidates)
  const start = [tree.bin, ...(topic === undefined ? [] : [topic])].join(' ')
  const message = topic === undefined ? `there is no command "${word}"` : `\`${start}\` knows no "${word}"`
  const hint = near === undefined ? `see \`${start} --help\`` : `did you mean \`${start} ${near}\`?`
  return new EksxError('UnknownCommand', message, { hint, exitCode: exitCodes.usage })
}

const incomplete = (tree: CommandTree, topic: string, resources: readonly string[]): EksxError =>
  new EksxError('CommandIncomplete', `\`${tree.bin} ${topic}\` needs to be told what`, {
    hint: `one of ${resources.join(', ')}`,
    exitCode: exitCodes.usage,
  })
