import { Config } from '@oclif/core/config'
import type { App } from '../app.ts'
import { exitCodes, type EksxError, type ExitCode } from '../errors.ts'
import { asEksxError, explained, explainedAs } from '../output/explain.ts'
import { paint } from '../output/paint.ts'
import { entries, type Entry, entryOf } from './entry.ts'
import { commandHelp, rootHelp } from './help.ts'
import { findCommand } from './words.ts'

const loaded = new Map<string, Promise<Config>>()

/** oclif's view of the commands under a root; read once for a process. */
function commandsIn(root: string): Promise<Config> {
  const known = loaded.get(root) ?? Config.load({ root })
  loaded.set(root, known)
  return known
}

/**
 * Runs one command line and gives its exit code. Everything that is said goes through the entry's terminal; nothing is thrown.
 * With an App in the place of an entry it runs on that, in this process.
 */
export async function runCli(argv: readonly string[], where: App | Entry): Promise<{ exitCode: ExitCode }> {
  const given = 'open' in where ? where : entryOf(where)
  const said: string[] = []
  const entry = overheard(given, said)
  try {
    await entries.run(entry, () => dispatch(argv, entry))
    return { exitCode: exitCodes.done }
  } catch (thrown) {
    const error = asEksxError(thrown)
    await explain(error, argv, entry)
    if (asks(argv, ['--dumpLogs', '-d'])) await dump(said, entry)
    return { exitCode: error.exitCode }
  }
}

/** The same entry; what it says on stderr is kept as well. */
function overheard(entry: Entry, said: string[]): Entry {
  const { terminal } = entry
  const talk = (text: string): void => {
    said.push(text)
    terminal.talk(text)
  }
  return { ...entry, terminal: Object.create(terminal, { talk: { value: talk } }) as typeof terminal }
}

async function dispatch(argv: readonly string[], entry: Entry): Promise<void> {
  const config = await commandsIn(entry.root)
  const found = findCommand(argv, config)
  if (found.kind === 'root') return entry.terminal.answer(rootHelp(config, found.topic))
  if (found.help) return entry.terminal.answer(commandHelp(config, found.command))
  await config.runCommand(found.command.id, [...found.rest])
}

/** Errors become words here and nowhere else: for people on stderr, under `-o json` and `-o yaml` as a document on stdout too. */
async function explain(error: EksxError, argv: readonly string[], { terminal }: Entry): Promise<void> {
  const form = asks(argv, ['-o=json', '-ojson', '--output=json'], ['-o', '--output'], 'json')
    ? 'json'
    : asks(argv, ['-o=yaml', '-oyaml', '--output=yaml'], ['-o', '--output'], 'yaml')
      ? 'yaml'
      : undefined
  if (form !== undefined) terminal.answer(await explainedAs(error, form))
  const deep = error.exitCode === exitCodes.bug && asks(argv, ['-v=5', '-v5', '--verbose=5'], ['-v', '--verbose'], '5')
  terminal.talk(explained(error, paint(terminal.colour), deep))
}

/** Whether a line holds one of these words, or one of these flags with this value behind it. For lines that may not parse. */
function asks(argv: readonly string[], whole: readonly string[], flags: readonly string[] = [], value = ''): boolean {
  return argv.some((token, index) => whole.includes(token) || (flags.includes(token) && argv[index + 1] === value))
}

/** Adds what was said to the log of failures, which has eksctl's name and place. */
async function dump(log: readonly string[], { clock, append, terminal }: Entry): Promise<void> {
  const now = new Date(clock.now())
  const month = now.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' }).slice(0, 3)
  const day = String(now.getUTCDate()).padStart(2, '0')
  const path = `logs/eksctl-failure-${day}-${month}-${String(now.getUTCFullYear()).slice(2)}.logs`
  await append(path, `${log.join('\n')}\n`).catch((error: unknown) => terminal.talk(`! ${path} could not be written: ${String(error)}`))
}
