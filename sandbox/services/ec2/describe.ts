import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { filtered } from './filters.ts'
import type { Filter, FilterTable } from './filters.ts'
import { malformed } from './refusals.ts'
import { shown } from './stored.ts'

/** How a kind of thing is read: what a Describe call needs to know. */
export interface Reading<R extends object> {
  records(call: Call): readonly R[]
  readonly filters: FilterTable<R>
  /** The member of the answer that holds the list. */
  readonly answer: string
  /** The ways a request names things: its member → which records, and the refusal where there is none. */
  readonly named?: Readonly<Record<string, Naming<R>>>
  /** How many a page may hold; without it there are no pages. */
  readonly page?: readonly [least: number, most: number]
  /** Completes a record for the answer. */
  complete?(record: R, call: Call): object
}

/** A request's list of ids or names. */
interface Naming<R> {
  readonly key: (record: R) => string | undefined
  readonly absent: (value: string) => AwsError
  readonly form?: { readonly prefix: string; readonly code: string }
}

interface DescribeInput {
  readonly Filters?: readonly Filter[]
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** A Describe operation: ids, filters, pages. */
export function describe<R extends object>(reading: Reading<R>): (input: DescribeInput, call: Call) => object {
  return (input, call) => {
    const chosen = filtered(choose(input, call, reading), input.Filters, reading.filters)
    const { items, next } = page(chosen, input, reading.page)
    const complete = items.map((record) => shown(reading.complete?.(record, call) ?? record))
    return { [reading.answer]: complete, ...(next !== undefined && { NextToken: next }) }
  }
}

function choose<R extends object>(input: DescribeInput, call: Call, reading: Reading<R>): readonly R[] {
  const asked = Object.entries(reading.named ?? {}).flatMap(([member, naming]) => {
    const values = (input as Readonly<Record<string, unknown>>)[member] as readonly string[] | undefined
    return values === undefined || values.length === 0 ? [] : [{ member, naming, values }]
  })
  if (asked.length > 0 && input.MaxResults !== undefined && reading.page !== undefined) {
    throw new AwsError('InvalidParameterCombination', `The parameter ${asked[0]?.member} cannot be used with the parameter MaxResults`)
  }
  const all = reading.records(call)
  const chosen = asked.map(({ naming, values }) => named(all, naming, values))
  return all.filter((record) => chosen.every((set) => set.has(record)))
}

function named<R extends object>(all: readonly R[], naming: Naming<R>, values: readonly string[]): ReadonlySet<R> {
  const { form } = naming
  for (const value of values) if (form !== undefined && !wellFormed(value, form.prefix)) throw malformed(form.code, value, form.prefix)
  return new Set(
    values.flatMap((value) => {
      const found = all.filter((record) => naming.key(record) === value)
      if (found.length === 0) throw naming.absent(value)
      return found
    }),
  )
}

/** The id has the form of its kind: `vpc-` and hexadecimal digits. */
const wellFormed = (id: string, prefix: string): boolean => new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(id)

/** One page of a list, and the token of the next one. */
export function page<R>(
  items: readonly R[],
  input: { readonly MaxResults?: number; readonly NextToken?: string },
  bounds: readonly [number, number] = [1, 1000],
): { items: readonly R[]; next?: string } {
  const [least, most] = bounds
  const { MaxResults: size = most } = input
  if (input.MaxResults !== undefined && (size < least || size > most)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${most}.`,
    )
  }
  const start = input.NextToken === undefined ? 0 : offsetOf(input.NextToken)
  const end = start + size
  return { items: items.slice(start, end), ...(end < items.length && { next: Buffer.from(`from:${end}`).toString('base64') }) }
}

function offsetOf(token: string): number {
  const match = /^from:(\d+)$/.exec(Buffer.from(token, 'base64').toString())
  if (match === null) throw new AwsError('InvalidNextToken', `The specified NextToken is not valid: ${token}`)
  return Number(match[1])
}
