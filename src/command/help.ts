import type { Command } from '@oclif/core/command'
import type { CommandTree } from './tree.ts'
import { ownCommands } from './words.ts'

type FlagView = Command.Cached['flags'][string]

/** The help of eksx, or of a verb: what commands there are. */
export function rootHelp(tree: CommandTree, topic: string | undefined): string {
  const commands = ownCommands(tree).filter((command) => topic === undefined || command.id.startsWith(`${topic}:`))
  const rows = commands.map((command) => [words(command.id), command.summary ?? ''] as const)
  const about = topic === undefined ? [`${tree.bin} creates and runs Amazon EKS clusters.`, ''] : []
  const examples =
    topic === undefined
      ? [
          'EXAMPLES',
          `  ${tree.bin} create cluster --name dev --nodes 2`,
          `  ${tree.bin} get cluster`,
          `  ${tree.bin} delete cluster --name dev`,
          '',
        ]
      : []
  const usage = ['USAGE', `  ${tree.bin} ${topic ?? 'VERB'} ${topic === undefined ? '[RESOURCE]' : 'RESOURCE'} [flags]`, '']
  const more = `Flags and examples of a command: ${tree.bin} ${topic ?? 'VERB'} RESOURCE --help`
  return [...about, ...examples, ...usage, 'COMMANDS', ...columns(rows), '', more].join('\n')
}

/** The help of a command: examples first, then the flags in their groups. */
export function commandHelp(tree: CommandTree, command: Command.Cached): string {
  const name = `${tree.bin} ${words(command.id)}`
  const place = (text: string): string => text.replaceAll('<%= config.bin %>', tree.bin).replaceAll('<%= command.id %>', words(command.id))
  const examples = (command.examples ?? []).filter((example) => typeof example === 'string').map((example) => `  ${place(example)}`)
  const args = Object.entries(command.args)
  const flags = Object.entries(command.flags).filter(([, flag]) => flag.hidden !== true)
  const groups = [...new Set(flags.map(([, flag]) => flag.helpGroup ?? ''))].toSorted(
    (a, b) => Number(a === 'GLOBAL') - Number(b === 'GLOBAL'),
  )
  return [
    command.summary ?? '',
    ...section('EXAMPLES', examples),
    ...(command.description === undefined ? [] : ['', place(command.description)]),
    ...section('USAGE', [`  ${name}${args.map(([arg]) => ` [${arg}]`).join('')} [flags]`]),
    ...section('WORDS', columns(args.map(([arg, { description = '' }]) => [arg, description] as const))),
    ...section(
      'ALSO CALLED',
      command.aliases.map((alias) => `  ${tree.bin} ${words(alias)}`),
    ),
    ...groups.flatMap((group) =>
      section(group === '' ? 'FLAGS' : group, columns(flags.filter(([, flag]) => (flag.helpGroup ?? '') === group).map(row))),
    ),
  ].join('\n')
}

const words = (id: string): string => id.replaceAll(':', ' ')

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines])

function row([name, flag]: readonly [string, FlagView]): readonly [string, string] {
  const label = 'helpValue' in flag && typeof flag.helpValue === 'string' ? flag.helpValue : ''
  const standard = typeof flag.default === 'string' ? ` (default ${flag.default})` : ''
  return [
    `${flag.char === undefined ? '    ' : `-${flag.char}, `}--${name}${label === '' ? '' : ` ${label}`}`,
    `${flag.summary ?? ''}${standard}`,
  ]
}

const widest = 44

/** Two columns; a left side that is too wide has a line of its own. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(widest, Math.max(0, ...rows.map(([left]) => left.length)))
  return rows.map(([left, right]) =>
    left.length > width ? `  ${left}\n  ${' '.repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  )
}
