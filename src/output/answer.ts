import type { EksxError } from '../errors.ts'

/** What a command answers: a value for programs, and how a person reads it. */
export interface Answer {
  readonly value: unknown
  /** For people; YAML of the value where there is none. */
  readonly text?: string
  /** Why it is not the whole answer; said after it. */
  readonly incomplete?: EksxError
}

export type AnswerForm = 'table' | 'json' | 'yaml'

/** An answer of a value, with the words for people where YAML won't do. */
export const answer = (value: unknown, text?: string): Answer => ({ value, ...(text !== undefined && { text }) })

/** The answer in the form asked for. JSON is indented by four, as eksctl's; YAML has its keys in order. */
export async function written(what: Answer, form: AnswerForm): Promise<string> {
  if (form === 'json') return JSON.stringify(what.value, null, 4)
  if (form === 'table' && what.text !== undefined) return what.text
  const { stringify } = await import('yaml')
  return stringify(what.value, { sortMapEntries: true, indentSeq: false, lineWidth: 0 })
}
