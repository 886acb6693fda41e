import { globalFlags } from '#src/flags/global.ts'
import type { Flag } from '#src/flags.ts'
import { everyCommand, type OwnCommand } from '../test/every-command/commands.ts'
import { effects } from './command-effects.ts'

const codes: readonly (readonly [code: string, meaning: string, when: 'always' | 'AWS' | 'changes'])[] = [
  ['0', 'done, and verified', 'always'],
  ['1', 'failed; an unreachable network too', 'always'],
  ['3', 'a bug in eksx', 'always'],
  ['4', 'credentials missing or expired', 'AWS'],
  ['5', 'refused by AWS or by the cluster', 'AWS'],
  ['6', 'well-formed, but refused after reads and before any write', 'AWS'],
  ['8', 'time ran out, the work goes on in AWS: run again to follow it', 'AWS'],
  ['9', 'some of several targets done, or something that should have been deleted remains', 'changes'],
  ['10', 'not found', 'AWS'],
  ['64', 'wrong by itself: flags, config file, an unreadable file', 'always'],
  ['129, 130, 143', 'hung up, interrupted, terminated', 'changes'],
]

const head = 'Written by `scripts/generate-command-docs.ts` from the commands; run it again instead of editing.'

/** docs/commands: a page for each verb, and the one that leads to them. By file name. */
export async function commandDocs(): Promise<ReadonlyMap<string, string>> {
  const commands = await everyCommand()
  const verbs = [...new Set(commands.map(verbOf))]
  const pages = await Promise.all(
    verbs.map(async (verb) => {
      const sections = await Promise.all(commands.filter((one) => verbOf(one) === verb).map(section))
      return [`${verb}.md`, [`# eksx ${verb}`, '', head, '', ...sections].join('\n')] as const
    }),
  )
  return new Map([['README.md', await index(commands)], ...pages])
}

const verbOf = ({ words }: OwnCommand): string => words.split(' ')[0] ?? ''

async function index(commands: readonly OwnCommand[]): Promise<string> {
  const rows = commands.map((one) => `| [${one.words}](${verbOf(one)}.md#${anchor(one)}) | ${cell(one.command.summary ?? '')} |`)
  return [
    '# Every command',
    '',
    head,
    'Each command has its examples first, then what it reads and writes, its flags, and its exit codes.',
    '',
    '| command | what it does |',
    '|---|---|',
    ...rows,
    '',
    '## Flags of every command',
    '',
    ...(await flagTable(Object.entries(globalFlags))),
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    ...codes.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
  ].join('\n')
}

async function section(one: OwnCommand): Promise<string> {
  const { words, aliases, command, flags } = one
  const { reads, writes } = effects[words] ?? { reads: '', writes: '' }
  const args = Object.entries(command.args ?? {})
  const shown = Object.entries(flags).filter(([, flag]) => flag.hidden !== true)
  const old = Object.entries(flags).filter(([, flag]) => flag.hidden === true)
  return [
    `## ${words}`,
    '',
    `${command.summary ?? ''}.`,
    '',
    '```sh',
    ...one.examples,
    '```',
    '',
    ...(command.description === undefined ? [] : [one.place(command.description), '']),
    `- Usage: \`eksx ${words}${args.map(([arg]) => ` [${arg}]`).join('')} [flags]\``,
    ...args.map(([arg, { description = '' }]) => `- \`[${arg}]\`: ${description}`),
    ...(aliases.length === 0 ? [] : [`- Also called: ${aliases.map((alias) => `\`eksx ${alias}\``).join(', ')}`]),
    `- Reads: ${reads}`,
    `- Writes: ${writes}`,
    `- Exit codes: ${codesOf(one)}; [what they mean](README.md#exit-codes)`,
    '',
    ...(await flagTable(shown)),
    ...(old.length === 0
      ? []
      : ['', `Taken from older scripts: ${old.map(([name, { summary }]) => `\`--${name}\` (${summary})`).join(', ')}.`]),
    '',
  ].join('\n')
}

/** Commands on AWS have a region or a profile; those that change something have `--events`; a list of all regions may lack some. */
function codesOf({ flags }: OwnCommand): string {
  const changes = 'events' in flags
  const onAws = changes || 'region' in flags || 'profile' in flags || 'config-file' in flags
  return codes
    .filter(
      ([code, , when]) =>
        when === 'always' || (when === 'AWS' && onAws) || (when === 'changes' && changes) || (code === '9' && 'all-regions' in flags),
    )
    .map(([code]) => code)
    .join(', ')
}

async function flagTable(flags: readonly (readonly [string, Flag<unknown>])[]): Promise<string[]> {
  if (flags.length === 0) return []
  const rows = await Promise.all(
    flags.map(async ([name, flag]) => {
      const letter = flag.char === undefined ? '' : `\`-${flag.char}\`, `
      const value = flag.helpValue === undefined || flag.helpValue === '' ? '' : ` ${flag.helpValue}`
      return `| ${letter}\`--${name}${cell(value)}\` | ${cell(flag.summary)} | ${cell((await flag.defaultHelp?.()) ?? '')} |`
    }),
  )
  return ['| flag | meaning | default |', '|---|---|---|', ...rows]
}

const anchor = ({ words }: OwnCommand): string => words.replaceAll(' ', '-')

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')
