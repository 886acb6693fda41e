import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const entry = resolve(import.meta.dirname, '..', 'bin', 'dev.ts')
const flags = ['--disable-warning=ExperimentalWarning']

/** Puts an `eksx` that runs the source into a folder, and gives a PATH that begins with it. */
export function pathWithEksx(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const program = join(folder, 'eksx')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' ${flags.join(' ')} '${entry}' "$@"\n`)
  chmodSync(program, 0o755)
  return `${folder}:${process.env['PATH'] ?? ''}`
}

/** How a program ended; `code` is null where a signal ended it. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** eksx in a process of its own, from the source. */
export function startEksx(line: string, env: Environment): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...flags, entry, ...line.split(' ')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  const ended = new Promise<Ended>((done) => child.on('close', (code, signal) => done({ code, signal, ...said })))
  return { child, ended }
}

/** Runs another program to its end. */
export function run(program: string, words: readonly string[], env: Environment): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(program, words, { env }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : child.exitCode, signal: child.signalCode, stdout, stderr }),
    )
    child.stdin?.end()
  })
}

/** Whether a program is on this machine; says so aloud where it is not. */
export async function isInstalled(program: string, words: readonly string[]): Promise<boolean> {
  const { code } = await run(program, words, process.env).catch(() => ({ code: -1 }))
  if (code !== 0) console.warn(`${program} is not on this machine: what it would see of the sandbox is not checked here`)
  return code === 0
}
