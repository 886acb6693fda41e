import type { EksxError } from '../errors.ts'
import type { FittedTable } from './table.ts'

/** What a command answers: a value for programs, and how a person reads it. */
export interface Answer {
  readonly value: unknown
  /** For people; YAML of the value where there is neither this nor a table. */
  readonly text?: string
  /** For people, in a terminal of so many columns; undefined is no terminal, and as wide as it needs. */
  readonly table?: (width: number | undefined) => FittedTable
  /** What `-o name` prints, a line each. */
  readonly names?: readonly string[]
  /** Why it is not the whole answer; said after it. */
  readonly incomplete?: EksxError
}

export type AnswerForm = 'table' | 'json' | 'yaml' | 'name'

/** An answer of a value, with the words for people where YAML won't do. */
export const answer = (value: unknown, text?: string): Answer => ({ value, ...(text !== undefined && { text }) })

/**
 * The answer in the form asked for, in a terminal of so many columns. JSON is indented by four, as eksctl's; YAML has its keys in
 * order, and words that older readers take for a time, a number or a truth in quotes. `leftOut` names the columns of a table that did not fit.
 */
export async function written(what: Answer, form: AnswerForm, width?: number): Promise<FittedTable> {
  const all = (text: string): FittedTable => ({ text, leftOut: [] })
  if (form === 'json') return all(JSON.stringify(what.value, null, 4))
  if (form === 'name' && what.names !== undefined) return all(what.names.join('\n'))
  if (form === 'table' && what.table !== undefined) return what.table(width)
  if (form === 'table' && what.text !== undefined) return all(what.text)
  const { stringify } = await import('yaml')
  return all(stringify(what.value, { sortMapEntries: true, indentSeq: false, lineWidth: 0, compat: 'yaml-1.1' }))
}
