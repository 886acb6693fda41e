import { appendFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { clockOf } from '../clock.ts'
import { type OpenTerminal, openTerminal } from '../output/terminal.ts'
import type { Entry, Signals, StopSignal } from './entry.ts'

/** The entry of a process of its own: its streams, its signals, its files. Everything beyond is loaded when a command asks for it. */
export function realEntry(machine: NodeJS.Process, home: string): Entry & { readonly terminal: OpenTerminal } {
  const { env } = machine
  const clock = clockOf(env)
  const terminal = openTerminal(machine.stdout, machine.stderr, env)
  const files = async () => (await import('../kube/files.ts')).realFiles(env, clock)
  const programs = async () => (await import('../kube/programs.ts')).programsOn(await files())
  return {
    root: join(import.meta.dirname, '..', '..'),
    terminal,
    clock,
    signals: signalsOf(machine),
    streams: () => ({ input: machine.stdin, output: machine.stdout }),
    files: {
      env,
      home: env['HOME'] ?? home,
      read: async (path) => (await files()).read(path),
      readStdin: async () => (await files()).readStdin(),
      write: async (path, text, mode) => (await files()).write(path, text, mode),
      remove: async (path) => (await files()).remove(path),
      locked: async (path, work, wait) => (await files()).locked(path, work, wait),
    },
    programs: {
      find: async (name) => (await programs()).find(name),
      run: async (path, args, options) => (await programs()).run(path, args, options),
      takeOver: async (path, args, options) => (await programs()).takeOver(path, args, options),
    },
    open: async (options) => (await import('../real-app.ts')).realApp({ clock, terminal, env, ...options }),
    append: async (path, text) => {
      await (await import('../kube/folder.ts')).makeFolder(dirname(path), 0o755)
      await appendFile(path, text)
    },
    token: async (request) => (await import('../kube/token.ts')).pluginAnswer({ ...request, env, home, clock }),
  }
}

const stops: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

function signalsOf(machine: NodeJS.Process): Signals {
  return {
    on(listener) {
      for (const name of stops) machine.on(name, listener)
      return () => {
        for (const name of stops) machine.off(name, listener)
      }
    },
    leave: (exitCode) => machine.exit(exitCode),
  }
}
