import { formatCidr, networkOf, parseCidr } from '../config/cidr.ts'
import { parseDuration } from '../config/duration.ts'

/** Why a text is no value of its kind; the caller names the flag. */
export class BadValue extends Error {}

const booleans: Readonly<Record<string, boolean>> = {
  1: true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  0: false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
}

/** The words that Go takes for a boolean. */
export function readBool(text: string): boolean {
  const value = Object.hasOwn(booleans, text) ? booleans[text] : undefined
  if (value === undefined) throw new BadValue('must be true or false')
  return value
}

const integer = /^([+-]?)(0x[\da-f]+|0b[01]+|0o?[0-7]+|\d+)$/i

/** A whole number as Go's ParseInt reads it with base 0: `0x10`, `0b1`, `0o7`, `017` and `1_000` count. */
export function readInt(text: string): number {
  const [, sign, digits] = integer.exec(text.replaceAll(/(?<=[\da-f])_(?=[\da-f])/gi, '')) ?? []
  if (digits === undefined) throw new BadValue('must be a whole number')
  const value = Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits)
  if (!Number.isSafeInteger(value)) throw new BadValue('is too large a number')
  return sign === '-' && value !== 0 ? -value : value
}

/** A Go duration (`1h20m`, `1.5s`, `0`) in milliseconds. */
export function readDuration(text: string): number {
  const value = parseDuration(text)
  if (value === undefined) throw new BadValue('must be a duration like 25m or 1h20m')
  return value
}

/** One record of comma-separated values, quoted fields as in RFC 4180. An empty text has none. */
export function readCsv(text: string): string[] {
  if (text === '') return []
  const fields: string[] = []
  let rest = text
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(rest)
    const field = quoted?.[0] ?? /^[^,]*/.exec(rest)?.[0] ?? ''
    if (quoted === null && field.includes('"')) throw new BadValue('has a stray quotation mark')
    fields.push(quoted === null ? field : (quoted[1] ?? '').replaceAll('""', '"'))
    if (field.length === rest.length) return fields
    rest = rest.slice(field.length + 1)
  }
}

/** Pairs as in `k=v,k2=v2`. With one equals sign the whole text is one pair, commas included, as pflag has it. */
export function readPairs(text: string): Record<string, string> {
  const count = text.split('=').length - 1
  const pairs = count === 1 ? [text.replaceAll(/^"+|"+$/g, '')] : readCsv(text)
  if (pairs.length === 0) throw new BadValue('must be formatted as key=value')
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 0) throw new BadValue('must be formatted as key=value')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** An address range; bits of the host are cleared, as pflag does: `10.60.1.2/20` is `10.60.0.0/20`. */
export function readCidr(text: string): string {
  const range = parseCidr(text.trim())
  if (range === undefined) throw new BadValue('must be a range like 192.168.0.0/16')
  return formatCidr(networkOf(range))
}

/** An ARN: six parts at least. */
export function readArn(text: string): string {
  if (!text.startsWith('arn:') || text.split(':').length < 6) throw new BadValue('must be an ARN')
  return text
}
