import { Command } from '@oclif/core/command'
import { Config } from '@oclif/core/config'
import type { Interfaces } from '@oclif/core'
import { type EksxError, exitCodes } from '../errors.ts'
import type { Flags, Given } from '../flags.ts'
import { badFlag, type GivenFlags } from '../flags/conflicts.ts'
import { globalFlags } from '../flags/global.ts'
import { getFlags } from '../flags/groups.ts'
import { readLine } from '../flags/read-line.ts'
import { type Answer, type AnswerForm, written } from '../output/answer.ts'
import { paint } from '../output/paint.ts'
import { entries, type Entry } from './entry.ts'
import { quoted } from './verdict.ts'

// oclif throws what stdout says of a failed write past every catch; the terminal keeps it, and it is said in words at the end.
for (const listener of process.stdout.listeners('error'))
  if (/EPIPE[\s\S]*throw/.test(String(listener))) process.stdout.off('error', listener)

/** A word of the command line that is no flag; never read from a pipe. */
export const word = (
  description: string,
): { name: string; description: string; ignoreStdin: true; input: string[]; parse(text: string): Promise<string> } => ({
  name: '',
  description,
  ignoreStdin: true,
  input: [],
  parse: async (text) => text,
})

/** All that a command needs of oclif's config, without looking for plugins. */
export const bareConfig = (root: string, bin: string): Config => Object.assign(new Config({ root }), { root, bin })

/** A command within `runCli`: it takes its words as they are, gives its exit code, and leaves every error to `runCli`. */
export abstract class PlainCommand extends Command {
  /** oclif would read its own config anew for each command, and say itself what went wrong. */
  static override async run<T extends Command>(
    this: new (argv: string[], config: Config) => T,
    argv: string[] = [],
    config?: Interfaces.LoadOptions,
  ): Promise<ReturnType<T['run']>> {
    if (!(config instanceof Config)) throw new TypeError('a command runs within runCli')
    return new this(argv, config).run()
  }

  abstract override run(): Promise<number>

  protected get entry(): Entry {
    const entry = entries.getStore()
    if (entry === undefined) throw new Error('a command runs within runCli')
    return entry
  }
}

/** A command that needs no AWS: it parses its line and answers. */
export abstract class LocalCommand extends PlainCommand {
  static override baseFlags: Flags = globalFlags
  protected given: GivenFlags = {}
  /** The word that is no flag, trimmed. */
  protected word: string | undefined
  readonly #typed: readonly string[] = [...this.argv]

  /** What the command does, and what it answers. */
  protected abstract answerOf(): Promise<Answer | undefined>

  override async run(): Promise<number> {
    const { args, flags } = this.ctor
    const known = { ...flags, ...globalFlags } as Flags
    const command = [this.config.bin, ...(this.id ?? '').split(':')].join(' ')
    const { given, positionals } = readLine(this.argv, known, command)
    const extra = positionals[Object.keys(args).length]
    if (extra !== undefined) throw noPlace(extra, command, known, given)
    this.given = given
    this.word = positionals[0]?.trim()
    if (this.verbosity < 0 || this.verbosity > 5) throw badFlag(`--verbose=${this.verbosity}: must be 0 to 5`)
    const what = await this.answerOf()
    if (what === undefined) return exitCodes.done
    const { text, leftOut } = await written(what, this.form, this.entry.terminal.answerWidth)
    this.entry.terminal.answer(text)
    if (leftOut.length > 0) this.say(`too narrow for ${leftOut.join(', ')}: \`-o yaml\` shows all`)
    if (what.incomplete !== undefined) throw what.incomplete
    return exitCodes.done
  }

  /** What was given of a command's own flags: `this.flagsOf(GetCluster)`. */
  protected flagsOf<F extends Flags>(command: { readonly flags: F }): Given<F>
  protected flagsOf(): GivenFlags {
    return this.given
  }

  protected get verbosity(): number {
    return this.flagsOf({ flags: globalFlags }).verbose ?? 3
  }

  protected get colour(): boolean {
    return this.entry.terminal.colour && this.given['color'] !== 'false'
  }

  protected get form(): AnswerForm {
    return this.flagsOf({ flags: getFlags }).output ?? 'table'
  }

  /** Something that should be known, on stderr. */
  protected caution(text: string): void {
    if (this.verbosity >= 2) this.entry.terminal.talk(`${paint(this.colour).yellow('!')} ${text}`)
  }

  /** Something worth knowing, on stderr. */
  protected say(text: string): void {
    if (this.verbosity >= 3) this.entry.terminal.talk(text)
  }

  /** The line that was typed, with the names that were made up since. */
  protected lineToResume(more: readonly string[] = []): string {
    return [this.config.bin, ...(this.id ?? '').split(':'), ...this.#typed, ...more].map(quoted).join(' ')
  }
}

/** Names that people type without their flag, the first that is missing first. */
const namingFlags = ['cluster', 'nodegroup', 'name']

function noPlace(extra: string, command: string, flags: Flags, given: GivenFlags): EksxError {
  const meant = namingFlags.find((flag) => flag in flags && given[flag] === undefined)
  const help = `see \`${command} --help\``
  return badFlag(
    `there is no place for "${extra}" in this command`,
    meant === undefined ? `${help}; flags begin with --` : `did you mean --${meant} ${extra}? ${help}`,
  )
}
