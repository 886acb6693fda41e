import type { OptionFlag } from '@oclif/core/interfaces'
import { BadValue, readArn, readBool, readCidr, readCsv, readDuration, readInt, readPairs } from './flags/values.ts'

type Letter = NonNullable<OptionFlag<string>['char']>

/** A flag in pflag's syntax. It is `undefined` where it was not given; a default is in its help, and in what reads it. */
export interface Flag<T> {
  readonly type: 'option'
  name: string
  readonly input: string[]
  readonly kind: Kind
  readonly char?: Letter
  readonly summary: string
  /** The default, as it would be typed or in words. */
  readonly standard?: string
  /** The same, for oclif's help. */
  readonly defaultHelp?: () => Promise<string>
  readonly helpValue?: string
  readonly helpGroup?: string
  readonly options?: string[]
  readonly hidden?: boolean
  /** Takes no word after it: alone it means true. */
  readonly alone: boolean
  /** What the texts given to it mean, first to last. Throws BadValue. */
  read(texts: readonly string[]): T
  /** oclif reads the typed value that `normalise` has written as JSON. */
  parse(json: string): Promise<T>
}

export type Kind = 'string' | 'int' | 'bool' | 'slice' | 'map' | 'duration' | 'cidr' | 'arn' | 'enum'

/** Flags of a command, by name. */
export type Flags = Record<string, Flag<unknown>>

/** What was given: a flag that is absent was not. */
export type Given<F> = { readonly [K in keyof F]?: F[K] extends Flag<infer T> ? T : never }

interface Options {
  readonly summary: string
  readonly char?: Letter
  /** The default in words, for help. */
  readonly default?: string
  readonly value?: string
  readonly group?: string
  readonly hidden?: boolean
}

function flag<T>(kind: Kind, label: string, options: Options, read: (texts: readonly string[]) => T): Flag<T> {
  return {
    type: 'option',
    name: '',
    input: [],
    kind,
    alone: kind === 'bool',
    summary: options.summary,
    helpValue: options.value ?? label,
    read,
    parse: async (json) => JSON.parse(json),
    ...(options.char !== undefined && { char: options.char }),
    ...(options.default !== undefined && { standard: options.default, defaultHelp: async () => options.default ?? '' }),
    ...(options.group !== undefined && { helpGroup: options.group }),
    ...(options.hidden === true && { hidden: true }),
  }
}

/** Every text given has to be well-formed, also where a later one wins. */
function lastOf<T>(read: (text: string) => T): (texts: readonly string[]) => T {
  return ([first = '', ...more]) => more.reduce((_, text) => read(text), read(first))
}

export const string = (options: Options): Flag<string> => flag('string', 'text', options, lastOf(String))
/** With `within`, from the first to the second. */
export const int = ({ within, ...options }: Options & { readonly within?: readonly [number, number] }): Flag<number> => {
  const read = (text: string): number => {
    const value = readInt(text)
    if (within !== undefined && (value < within[0] || value > within[1])) throw new BadValue(`must be ${within[0]} to ${within[1]}`)
    return value
  }
  return flag('int', 'number', options, lastOf(read))
}
export const bool = (options: Options): Flag<boolean> => flag('bool', '', options, lastOf(readBool))
/** Milliseconds. */
export const duration = (options: Options): Flag<number> => flag('duration', 'duration', options, lastOf(readDuration))
export const cidr = (options: Options): Flag<string> => flag('cidr', 'range', options, lastOf(readCidr))
export const arn = (options: Options): Flag<string> => flag('arn', 'arn', options, lastOf(readArn))
/** Commas and repetition; all add up. */
export const slice = (options: Options): Flag<string[]> => flag('slice', 'a,b', options, (texts) => texts.flatMap(readCsv))
/** Pairs; a key given again replaces. */
export const map = (options: Options): Flag<Record<string, string>> =>
  flag('map', 'k=v,…', options, (texts) => texts.reduce<Record<string, string>>((all, text) => ({ ...all, ...readPairs(text) }), {}))

/** One of a few words, in this spelling. */
export function oneOf<T extends string>(words: readonly T[], options: Options): Flag<T> {
  const read = (text: string): T => {
    const found = words.find((word) => word === text)
    if (found === undefined) throw new BadValue(`must be one of ${words.join(', ')}`)
    return found
  }
  return flag('enum', words.join('|'), options, lastOf(read))
}
