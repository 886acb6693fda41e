import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import type { LoggedRequest } from '#sandbox/request-log.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '#sandbox/sandbox.ts'
import { cli, type CliLine, type CliOptions, type CliResult } from '../cli.ts'

export interface LabOptions extends Pick<CliOptions, 'onTalk' | 'screen'> {
  readonly region?: string
  /** Over the sandbox's own. */
  readonly env?: Readonly<Record<string, string>>
  readonly sandbox?: Omit<SandboxOptions, 'clock'>
  /** The moment it begins; ms since 1970. */
  readonly start?: number
  /** By path within the working directory, or within the home where it begins with `~/`. */
  readonly files?: Readonly<Record<string, string>>
}

/** A sandbox, a driven clock, a home and a working directory of one's own. */
export interface Lab {
  readonly sandbox: Sandbox
  readonly clock: DrivenClock
  readonly home: string
  readonly work: string
  readonly run: (
    argv: string | readonly string[],
    line?: CliLine & { readonly env?: Readonly<Record<string, string>> },
  ) => Promise<CliResult>
  readonly signal: (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void
  /** The writes that AWS got, and did not refuse. */
  readonly writes: () => readonly LoggedRequest[]
  /** Every file in home and working directory, with what it holds. */
  readonly disk: () => Readonly<Record<string, string>>
  readonly path: (name: string) => string
  /** Writes a file, its folders first. */
  readonly put: (name: string, text: string) => void
}

/** Opens a lab, works in it, and clears it away. */
export async function inLab(options: LabOptions, work: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await openLab(options)
  try {
    await work(lab)
  } finally {
    await lab.close()
  }
}

/** A lab that stays until it is closed: the working directory of this process is in it. */
export async function openLab(options: LabOptions): Promise<Lab & { readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'eksx-lab-'))
  const [home, desk] = [join(folder, 'home'), join(folder, 'work')]
  for (const path of [home, desk]) mkdirSync(path)
  const clock = new DrivenClock(options.start)
  const sandbox = await startSandbox({ strict: true, ...options.sandbox, clock })
  const listeners = new Set<(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void>()
  const path = (name: string): string => (name.startsWith('~/') ? join(home, name.slice(2)) : join(desk, name))
  const before = process.cwd()
  // A run that a test ends in its midst does not clear away after itself.
  const environment = { ...process.env }
  process.chdir(desk)
  for (const [name, text] of Object.entries(options.files ?? {})) put(path(name), text)
  return {
    sandbox,
    clock,
    home,
    work: desk,
    path,
    put: (name, text) => put(path(name), text),
    run: async (argv, { env, ...line } = {}) => {
      const { onTalk, screen } = options
      const eksx = cli({
        clock,
        home,
        env: { ...sandbox.env(options.region), ...options.env, ...env },
        ...(onTalk && { onTalk }),
        ...(screen && { screen }),
      })
      const forward = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => eksx.signal(name)
      listeners.add(forward)
      try {
        return await eksx.run(argv, line)
      } finally {
        listeners.delete(forward)
      }
    },
    signal: (name) => {
      for (const listener of listeners) listener(name)
    },
    writes: () => sandbox.requests.filter(({ mutating, status }) => mutating && status > 0 && status < 400),
    disk: () => ({ ...held(home, '~/'), ...held(desk, '') }),
    close: async () => {
      process.chdir(before)
      for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
      Object.assign(process.env, environment)
      await sandbox.close()
      clock.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Writes a file, its folders first. */
export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function held(folder: string, prefix: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name)
      return [prefix + name, statSync(path).isFile() ? readFileSync(path, 'latin1') : '(a folder)']
    }),
  )
}
