import { readdirSync } from 'node:fs'
import { join, parse } from 'node:path'
import type { Flag } from '#src/flags.ts'

/** A command as its module has it. */
export interface CommandClass {
  readonly summary?: string
  readonly description?: string
  readonly examples?: readonly string[]
  readonly aliases?: readonly string[]
  readonly args?: Readonly<Record<string, { readonly description?: string }>>
  readonly flags?: Readonly<Record<string, Flag<unknown>>>
  readonly hidden?: boolean
}

/** A command of eksx. */
export interface OwnCommand {
  /** What is typed: `create cluster`. */
  readonly words: string
  readonly aliases: readonly string[]
  readonly flags: Readonly<Record<string, Flag<unknown>>>
  readonly examples: readonly string[]
  readonly command: CommandClass
  /** Fills in the names that a text of the command leaves open. */
  place(text: string): string
}

const root = join(import.meta.dirname, '..', '..', 'commands')

/** Every command that stands under commands/, in the order of its words. */
export async function everyCommand(): Promise<OwnCommand[]> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const found = await Promise.all(
    files.map(async (file) => {
      const { default: command }: { default: CommandClass } = await import(join(root, file))
      const { dir, name } = parse(file)
      const words = [...dir.split('/'), name].filter((word) => word !== '' && word !== 'index').join(' ')
      const place = (text: string): string => text.replaceAll('<%= config.bin %>', 'eksx').replaceAll('<%= command.id %>', words)
      return {
        words,
        aliases: (command.aliases ?? []).map((alias) => alias.replaceAll(':', ' ')),
        flags: command.flags ?? {},
        examples: (command.examples ?? []).map(place),
        command,
        place,
      }
    }),
  )
  return found.toSorted((a, b) => (a.words < b.words ? -1 : 1))
}

/** The command that a line's words name, by its own name or another. */
export const commandOf = (words: string, commands: readonly OwnCommand[]): OwnCommand | undefined =>
  commands.find((one) => one.words === words || one.aliases.includes(words)) ??
  commands.find((one) => words.startsWith(`${one.words} `) && Object.keys(one.command.args ?? {}).length > 0)
