import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fault } from '#sandbox/faults.ts'
import { inLab, type Lab } from './bad-input/lab.ts'

/*
 * Whole runs, as a person would see them: eksx in this process, real clients, real HTTP, on a sandbox with the driven clock.
 *
 *   # text             says what the script shows
 *   $ eksx …           runs a line (words split at blanks); `< FILE` at its end is its standard input
 *   $ cat FILE         shows a file of the working directory, or of the home (`~/…`)
 *   durations: 0       AWS is done at once; stands at the top
 *   fault: {…}         sets a fault of the sandbox (its JSON); `fault:` alone takes all back
 *   err: text          a line of stderr; all others are stdout
 *   exit: N            the exit code, where it is not 0
 *   -- FILE --         what follows is a file of the working directory; files stand at the end
 *
 * With EKSX_RECORD=1, what a line prints is written into the script where nothing stands yet: to be read before it is kept.
 * `…` in a line matches anything within it, a line of `...` any lines. Where the home stands it reads `~`. The line that names the
 * sandbox's address is left out.
 */

const recording = process.env['EKSX_RECORD'] === '1'

const folder = join(import.meta.dirname, 'scripts')

interface Part {
  /** Its first line, `$ ` or `fault: ` included. */
  readonly says: string
  readonly out: string[]
  readonly err: string[]
  exitCode: number
}

interface Script {
  /** A factor on AWS's durations. */
  readonly durations: number
  readonly parts: readonly Part[]
  readonly files: Readonly<Record<string, string>>
}

/** A script's parts and files. */
function parse(text: string): Script {
  const [runs = '', ...more] = text.split(/^-- (.+) --\n/m)
  const files = Object.fromEntries(more.flatMap((name, i) => (i % 2 === 0 ? [[name, more[i + 1] ?? '']] : [])))
  const durations = Number(/^durations: (\S+)$/m.exec(runs)?.[1] ?? 1)
  const parts: Part[] = []
  for (const line of runs.split('\n')) {
    if (/^(?:#|durations: )/.test(line) || line === '') continue
    if (/^(\$ |fault:)/.test(line)) {
      parts.push({ says: line, out: [], err: [], exitCode: 0 })
      continue
    }
    const part = parts.at(-1)
    if (part === undefined) throw new Error(`a script begins with a line to run, not with ${line}`)
    if (line.startsWith('exit: ')) part.exitCode = Number(line.slice(6))
    else if (line.startsWith('err: ')) part.err.push(line.slice(5))
    else part.out.push(line)
  }
  return { durations, parts, files }
}

/** The lines of a text, its empty ones left out as in scripts. */
const linesOf = (text: string, { home }: Lab): string[] =>
  text
    .replaceAll(home, '~')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.startsWith('AWS is http'))

/** Whether lines are as a script has them, from a place on. */
function fits(wanted: readonly string[], found: readonly string[]): boolean {
  const [first, ...rest] = wanted
  if (first === undefined) return found.length === 0
  if (first === '...') return found.some((_, i) => fits(rest, found.slice(i))) || fits(rest, [])
  return found[0] !== undefined && pattern(first).test(found[0]) && fits(rest, found.slice(1))
}

const pattern = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*')}$`,
  )

/** The lines as they were, where they fit; else what a diff can be made of. */
const asWanted = (wanted: readonly string[], found: readonly string[]): readonly string[] => (fits(wanted, found) ? wanted : found)

async function play(part: Part, lab: Lab): Promise<void> {
  const { says } = part
  if (says.startsWith('fault:')) {
    const text = says.slice(6).trim()
    if (text === '') lab.sandbox.faults.clear()
    else lab.sandbox.faults.set(JSON.parse(text) as Fault)
    return
  }
  const shown = /^\$ cat (.+)$/.exec(says)?.[1]
  if (shown !== undefined) {
    const found = linesOf(readFileSync(lab.path(shown), 'utf8'), lab)
    expect({ says, out: asWanted(part.out, found) }).toEqual({ says, out: part.out })
    return
  }
  const [, line = '', input] = /^\$ eksx (.*?)(?: < (\S+))?$/.exec(says) ?? []
  const { exitCode, stdout, stderr } = await lab.run(line, input === undefined ? {} : { stdin: readFileSync(lab.path(input), 'utf8') })
  if (recording && part.out.length + part.err.length === 0)
    Object.assign(part, { out: linesOf(stdout, lab), err: linesOf(stderr, lab), exitCode })
  const out = asWanted(part.out, linesOf(stdout, lab))
  const err = asWanted(part.err, linesOf(stderr, lab))
  expect({ says, exitCode, out, err }).toEqual(part)
}

/** A script with what its lines printed. */
function recorded(text: string, parts: readonly Part[]): string {
  const [runs = ''] = text.split(/^-- .+ --\n/m)
  const left = [...parts]
  const lines = runs
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      if (/^(?:#|durations: )/.test(line) || line === '') return [line]
      if (!/^(\$ |fault:)/.test(line)) return []
      const { out = [], err = [], exitCode = 0 } = left.shift() ?? {}
      return [line, ...out, ...err.map((one) => `err: ${one}`), ...(exitCode === 0 ? [] : [`exit: ${exitCode}`])]
    })
  return `${lines.join('\n')}\n${text.slice(runs.length)}`
}

/** Whole runs that take seconds each: `npm run check` plays them too. */
const long = new Set([
  'self-managed.txt',
  'fargate.txt',
  'auto-mode.txt',
  'auto-mode-config.txt',
  'control-plane-settings.txt',
  'core-addons.txt',
  'create-parts.txt',
  'drain.txt',
  'get-parts.txt',
  'identities.txt',
  'parts-gone.txt',
  'upgrade-cluster.txt',
  'upgrade-nodegroup.txt',
  'all-regions.txt',
  'resume-after-failure.txt',
  'migrations.txt',
])
const scripts = readdirSync(folder).filter((name) => name.endsWith('.txt') && (process.env['EKSX_SLOW'] !== undefined || !long.has(name)))

test.each(scripts.map((name) => basename(name, '.txt')))('%s', async (name) => {
  const path = join(folder, `${name}.txt`)
  const text = readFileSync(path, 'utf8')
  const { durations, parts, files } = parse(text)
  await inLab({ files, sandbox: { durations } }, async (lab) => {
    for (const part of parts) await play(part, lab)
  })
  if (recording) writeFileSync(path, recorded(text, parts))
})
