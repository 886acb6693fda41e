import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Readable, Writable } from 'node:stream'
import type { Clock } from '#src/clock.ts'
import type { Entry, StopSignal } from '#src/command/entry.ts'
import { realEntry } from '#src/command/real-entry.ts'
import { runCli } from '#src/command/run.ts'
import { realApp } from '#src/real-app.ts'

/** What a command line came to. */
export interface CliResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly clock: Clock
  /** Beside PATH and HOME: where AWS is, whose keys. */
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  /** Hears what is said, as it is said. */
  readonly onTalk?: (text: string) => void
  /** stderr is a terminal of this size. */
  readonly screen?: { readonly columns: number; readonly rows: number } | undefined
}

/** What a single line finds. */
export interface CliLine {
  /** Standard input, whole. */
  readonly stdin?: string
  /** In place of a stdout that takes everything. */
  readonly stdout?: Writable
  /** Standard input as a stream, for a command that speaks over it. */
  readonly input?: Readable
}

/** eksx in this process: the real adapters, an environment and a home of its own. */
export interface Cli {
  run(argv: string | readonly string[], line?: CliLine): Promise<CliResult>
  /** Sends a signal to the command that runs. */
  signal(name: StopSignal): void
}

/** The SDK reads its settings from this process's environment, so one command line runs at a time. */
export function cli({ clock, env, home, onTalk, screen }: CliOptions): Cli {
  const listeners = new Set<(signal: StopSignal) => void>()
  return {
    signal: (name) => {
      for (const listener of listeners) listener(name)
    },
    run: (argv, { stdin, stdout: otherStdout, input } = {}) =>
      inEnvironment({ ...env, HOME: home, PATH: env['PATH'] ?? programs() }, async () => {
        const stdout = sink()
        const stderr = Object.assign(sink(onTalk), screen && { isTTY: true, ...screen })
        const machine = { env: process.env, stdout: otherStdout ?? stdout, stderr, stdin: process.stdin } as unknown as NodeJS.Process
        const real = realEntry(machine, home)
        const entry: Entry = {
          ...real,
          clock,
          ...(input !== undefined && { streams: () => ({ input, output: otherStdout ?? stdout }) }),
          ...(stdin !== undefined && { files: { ...real.files, readStdin: async () => stdin } }),
          signals: { on: (listener) => (listeners.add(listener), () => void listeners.delete(listener)), leave: () => undefined },
          open: (options) => realApp({ clock, terminal: real.terminal, env: process.env, ...options }),
        }
        const { exitCode } = await runCli(typeof argv === 'string' ? argv.split(' ').filter((word) => word !== '') : argv, entry)
        await real.terminal.written()
        return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
      }),
  }
}

async function inEnvironment<T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env }
  for (const name of Object.keys(process.env))
    if (/^(AWS_|KUBECONFIG|EKSX_|HTTPS?_PROXY|NO_PROXY|NO_COLOR|CLICOLOR|TERM$|CI$)/i.test(name)) delete process.env[name]
  Object.assign(process.env, env)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

function sink(onText?: (text: string) => void): Writable & { text(): string } {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      onText?.(chunk.toString())
      done()
    },
  })
  return Object.assign(stream, { text: () => chunks.join('') })
}

/** The programs of every test's machine: an AWS CLI, and nothing else. */
let folder: string | undefined
function programs(): string {
  if (folder !== undefined) return folder
  folder = mkdtempSync(join(tmpdir(), 'eksx-programs-'))
  writeFileSync(join(folder, 'aws'), '#!/bin/sh\n', { mode: 0o755 })
  return folder
}
