import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { App, Files, Terminal } from '../app.ts'
import type { Programs } from '../app/programs.ts'
import type { Clock } from '../clock.ts'
import type { ExitCode } from '../errors.ts'
import type { TokenByFlags } from '../flags/token.ts'
import type { Event } from '../plan/events.ts'

/** What a command line runs in: the machine before any region or account is known, and the way to the rest. */
export interface Entry {
  /** The folder with package.json and the commands. */
  readonly root: string
  readonly terminal: Terminal
  readonly clock: Clock
  readonly files: Pick<Files, 'env' | 'home' | 'read' | 'readStdin' | 'write' | 'remove' | 'locked'>
  readonly programs: Programs
  readonly signals: Signals
  /** The process's own streams, for a command that speaks over them. */
  readonly streams: () => { readonly input: Readable; readonly output: Writable }
  open(options: Opening): Promise<App>
  /** Adds text to a file's end; throws where it cannot be written. */
  readonly append: (path: string, text: string) => Promise<void>
  /** What `get-token` prints. */
  token(request: TokenByFlags): Promise<string>
}

/** What a command line says about the App it needs. */
export interface Opening {
  readonly region?: string | undefined
  readonly profile?: string | undefined
  /** Milliseconds that calls may be tried again. */
  readonly patience?: number
  /** Once it aborts, because the run is stopped or its time is over, no call is tried again. */
  readonly giveUp?: AbortSignal
  readonly onEvent?: (event: Event) => void
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** The wish to stop, from outside. */
export interface Signals {
  /** Calls the listener at each signal until the function it gives is called. */
  on(listener: (signal: StopSignal) => void): () => void
  /** Ends the process at once. */
  leave(exitCode: ExitCode): void
}

const noSignals: Signals = { on: () => () => undefined, leave: () => undefined }

/** Carries the entry across oclif, from `runCli` to the command. */
export const entries = new AsyncLocalStorage<Entry>()

/** An entry around an App that exists already, as tests and transcripts have it. */
export function entryOf(app: App, signals: Signals = noSignals): Entry {
  return {
    root: join(import.meta.dirname, '..', '..'),
    terminal: app.terminal,
    clock: app.clock,
    files: app.files,
    programs: {
      find: async (name) => app.programs.find(name),
      run: async (path, args, options) => app.programs.run(path, args, options),
      takeOver: async (path, args, options) => app.programs.takeOver(path, args, options),
    },
    signals,
    streams: () => ({ input: process.stdin, output: process.stdout }),
    open: async ({ region }) => (region === undefined ? app : app.region(region)),
    append: async (path, text) => app.files.write(path, ((await app.files.read(path)) ?? '') + text),
    token: async ({ clusterId, region }) => JSON.stringify(await app.region(region).identity.token(clusterId)),
  }
}
