import { nearest } from '../config/suggest.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Flag, Flags } from '../flags.ts'
import { BadValue } from './values.ts'

/** An argument line taken apart as pflag does it. */
export interface ArgumentLine {
  /** Typed values of the flags that were given. */
  readonly given: Readonly<Record<string, unknown>>
  readonly positionals: readonly string[]
}

/** Takes an argument line apart as pflag does: flags and words in any order, the last one wins, `--` ends the flags. `command` is what shows the flags that there are. */
export function readLine(argv: readonly string[], flags: Flags, command = 'eksx'): ArgumentLine {
  const texts = new Map<string, string[]>()
  const positionals: string[] = []
  const rest = [...argv]
  const give = (name: string, text: string): void => void texts.set(name, [...(texts.get(name) ?? []), text])
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      positionals.push(...rest)
      break
    }
    if (word.startsWith('--')) readLong(word, rest, flags, give, command)
    else if (word.startsWith('-') && word !== '-') readShort(word, rest, flags, give, command)
    else positionals.push(word)
  }
  const given = Object.entries(flags).flatMap(([name, flag]) => {
    const all = texts.get(name)
    return all === undefined ? [] : [[name, typed(name, flag, all)] as const]
  })
  return { given: Object.fromEntries(given), positionals }
}

type Give = (name: string, text: string) => void

function readLong(word: string, rest: string[], flags: Flags, give: Give, command: string): void {
  const body = word.slice(2)
  if (body.startsWith('-') || body.startsWith('=')) throw usage('BadFlag', `bad flag syntax: ${word}`)
  const at = body.indexOf('=')
  const name = at < 0 ? body : body.slice(0, at)
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
  if (flag === undefined) throw unknownFlag(name, flags, command)
  if (at >= 0) return give(name, body.slice(at + 1))
  if (flag.alone) return give(name, 'true')
  const next = rest.shift()
  if (next === undefined) throw usage('FlagNeedsValue', `--${name} needs a value`)
  give(name, next)
}

/** `-dv4`, `-t=m5.large`, `-tm5.large`, `-t m5.large`: letters that stand alone may be joined, the first other one takes the rest. */
function readShort(word: string, rest: string[], flags: Flags, give: Give, command: string): void {
  for (let letters = word.slice(1); letters !== '';) {
    const letter = letters.charAt(0)
    const [name, flag] = Object.entries(flags).find(([, other]) => other.char === letter) ?? []
    if (name === undefined || flag === undefined) throw usage('UnknownFlag', `unknown flag -${letter} in ${word}`, helpHint(command))
    const tail = letters.slice(1)
    if (tail.length > 1 && tail.startsWith('=')) return give(name, tail.slice(1))
    if (flag.alone) {
      give(name, 'true')
      letters = tail
      continue
    }
    if (tail !== '') return give(name, tail)
    const next = rest.shift()
    if (next === undefined) throw usage('FlagNeedsValue', `-${letter} (--${name}) needs a value`)
    return give(name, next)
  }
}

function typed(name: string, flag: Flag<unknown>, texts: readonly string[]): unknown {
  try {
    return flag.read(texts)
  } catch (error) {
    if (!(error instanceof BadValue)) throw error
    const bad = texts.find((text) => !reads(flag, text)) ?? texts.at(-1)
    throw usage('BadFlagValue', `--${name}=${bad}: ${error.message}`)
  }
}

function reads(flag: Flag<unknown>, text: string): boolean {
  try {
    flag.read([text])
    return true
  } catch {
    return false
  }
}

const helpHint = (command: string): string => `see \`${command} --help\` for the flags there are`

function unknownFlag(name: string, flags: Flags, command: string): EksxError {
  const near = nearest(name, Object.keys(flags))
  return usage('UnknownFlag', `unknown flag --${name}`, near === undefined ? helpHint(command) : `did you mean --${near}?`)
}

const usage = (code: string, message: string, hint?: string): EksxError => new EksxError(code, message, { hint, exitCode: exitCodes.usage })
