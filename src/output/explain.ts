import { EksxError, exitCodes } from '../errors.ts'
import type { AnswerForm } from './answer.ts'
import type { Paint } from './paint.ts'

/** Any error as ours; one that nobody foresaw is a bug of eksx. */
export function asEksxError(error: unknown): EksxError {
  if (error instanceof EksxError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new EksxError('Bug', message, {
    exitCode: exitCodes.bug,
    cause: error,
    hint: 'this is a bug in eksx: please report it with what `-v 5` adds',
  })
}

/**
 * An error for people: the cause first, then what to do, or where to read of it; a line that is wrong by itself says all there is. With
 * `deep`, where it comes from as well.
 */
export function explained(error: EksxError, paint: Paint, deep = false): string {
  const [first = '', ...more] = error.message.split('\n')
  const lines = [`${paint.red('error:')} ${first}`, ...more.map((line) => `${paint.red('error:')} ${line}`)]
  const hint = error.hint ?? (error.exitCode === exitCodes.usage ? undefined : `more on it: eksx explain ${error.code}`)
  if (hint !== undefined) lines.push(`${paint.bold('hint:')} ${hint}`)
  if (deep) lines.push(...stackOf(error))
  return lines.join('\n')
}

/** An error for programs. */
export async function explainedAs(error: EksxError, form: Exclude<AnswerForm, 'table' | 'name'>): Promise<string> {
  const value = { error: { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) } }
  if (form === 'json') return JSON.stringify(value, null, 4)
  const { stringify } = await import('yaml')
  return stringify(value, { lineWidth: 0 })
}

function stackOf(error: Error): string[] {
  const own = error.stack?.split('\n').slice(1) ?? []
  return error.cause instanceof Error ? [...own, `because of ${error.cause.name}: ${error.cause.message}`, ...stackOf(error.cause)] : own
}
