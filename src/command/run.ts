import type { App } from '../app.ts'
import { exitCodes, type EksxError } from '../errors.ts'
import { asEksxError, explained, explainedAs } from '../output/explain.ts'
import { paint } from '../output/paint.ts'
import { entries, type Entry, entryOf } from './entry.ts'
import { commandHelp, rootHelp } from './help.ts'
import { commandsIn } from './tree.ts'
import { findCommand } from './words.ts'

/** The hidden command that the shells' scripts run: what follows are the words of the line, the last one being typed. */
const completeWord = '__complete'

/**
 * Runs one command line and gives its exit code. Everything that is said goes through the entry's terminal; nothing is thrown.
 * With an App in the place of an entry it runs on that, in this process.
 */
export async function runCli(argv: readonly string[], where: App | Entry): Promise<{ exitCode: number }> {
  const heard: Heard = { answered: false, said: [] }
  const entry = overheard('open' in where ? where : entryOf(where), heard)
  try {
    return { exitCode: await entries.run(entry, () => dispatch(argv, entry)) }
  } catch (thrown) {
    const error = asEksxError(thrown)
    await explain(error, argv, entry, heard)
    if (asks(argv, ['--dumpLogs', '-d'])) await dump(heard.said, entry)
    return { exitCode: error.exitCode }
  }
}

/** What a line has said so far. */
interface Heard {
  answered: boolean
  readonly said: string[]
}

/** The same entry, listened to. */
function overheard(entry: Entry, heard: Heard): Entry {
  const { terminal } = entry
  const answer = (text: string): void => {
    heard.answered = true
    terminal.answer(text)
  }
  const talk = (text: string): void => {
    heard.said.push(text)
    terminal.talk(text)
  }
  return { ...entry, terminal: Object.create(terminal, { answer: { value: answer }, talk: { value: talk } }) }
}

/** Gives the exit code of a line that did not fail: a program that took our place has its own. */
async function dispatch(argv: readonly string[], entry: Entry): Promise<number> {
  const tree = await commandsIn(entry.root)
  if (argv[0] === completeWord) {
    const { completion } = await import('./complete.ts')
    const found = await completion(argv.slice(1), tree, entry)
    if (found !== '') entry.terminal.answer(found)
    return exitCodes.done
  }
  const found = findCommand(argv, tree)
  if (found.kind === 'command' && !found.help) return tree.run(found.command.id, [...found.rest])
  entry.terminal.answer(found.kind === 'root' ? rootHelp(tree, found.topic) : commandHelp(tree, found.command))
  return exitCodes.done
}

/** Errors become words here and nowhere else: for people on stderr, under `-o json` and `-o yaml` as a document where stdout has no answer yet. */
async function explain(error: EksxError, argv: readonly string[], { terminal }: Entry, heard: Heard): Promise<void> {
  const form = (['json', 'yaml'] as const).find((one) => asks(argv, [`-o=${one}`, `-o${one}`, `--output=${one}`], ['-o', '--output'], one))
  if (form !== undefined && !heard.answered) terminal.answer(await explainedAs(error, form))
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
