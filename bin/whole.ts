import { homedir } from 'node:os'
import { join } from 'node:path'
import { realEntry } from '../src/command/real-entry.ts'
import { runCli } from '../src/command/run.ts'

/** The whole program, for a line that needs it. Gives the exit code. */
export async function whole(argv: readonly string[]): Promise<number> {
  const entry = { ...realEntry(process, homedir()), root: join(import.meta.dirname, '..') }
  const { exitCode } = await runCli(argv, entry)
  const lost = await entry.terminal.written()
  if (lost === undefined) return exitCode
  process.stderr.write(`error: the answer could not be written: ${lost.message}\n`)
  return exitCode === 0 ? 1 : exitCode
}
