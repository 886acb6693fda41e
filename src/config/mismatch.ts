import type * as z from 'zod'
import { isMap } from './plain.ts'

/** What is wrong with a value, and how it would be right if that can be told. */
interface Mismatch {
  readonly message: string
  readonly hint?: string
}

/** The greatest whole number that any field takes. */
const greatest = 2 ** 31 - 1

/** A value that is not of its field's type. `spelling` is how it was written where that says more than the value (`1.30`, `yes`). */
export function mismatch(issue: z.core.$ZodIssue, found: unknown, spelling: string | undefined, path: string): Mismatch {
  if (issue.code === 'too_big')
    return { message: `must be ${Math.min(Number(issue.maximum), greatest)} at most, not ${spelling ?? String(found)}` }
  if (issue.code === 'too_small') return { message: `must be ${issue.minimum} at least, not ${spelling ?? String(found)}` }
  if (issue.code !== 'invalid_type') return { message: `${JSON.stringify(found)} ${issue.message}` }
  const message = `must be ${words[issue.expected] ?? issue.expected}, not ${described(found, spelling)}`
  const hint = remedy(issue.expected, found, spelling, path)
  return { message, ...(hint !== undefined && { hint }) }
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with keys',
  record: 'a map',
}

/** Sections that people write as a mere name. */
const named = /^(?:nodeGroups|managedNodeGroups|addons|fargateProfiles|capabilities)\[\d+\]$/

function remedy(expected: string, found: unknown, spelling: string | undefined, path: string): string | undefined {
  if (expected === 'string' && isMap(found)) return 'a ": " in plain text makes it a map: put the whole text in quotes'
  if (expected === 'string' && spelling !== undefined) return `write it in quotes: "${spelling}"`
  if (expected === 'array' && isMap(found)) return 'each item of a list begins with a dash'
  if (typeof found !== 'string' || found === '') return undefined
  if (expected === 'array') return `write a list: [${found.split(/\s*,\s*|\s+/).join(', ')}]`
  if (expected === 'object') return named.test(path) ? `write name: ${found}` : undefined
  const plain = expected === 'boolean' ? /^(?:true|false)$/.test(found) : /^\d+$/.test(found)
  return plain ? `write it without quotes: ${found}` : undefined
}

function described(found: unknown, spelling: string | undefined): string {
  if (found === null) return 'nothing'
  if (Array.isArray(found)) return 'a list'
  if (isMap(found)) return 'a map'
  if (typeof found === 'string') return `the text ${JSON.stringify(found)}`
  return `${typeof found === 'number' ? 'the number ' : ''}${spelling ?? JSON.stringify(found)}`
}
