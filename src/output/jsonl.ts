import type { Event } from '../plan/events.ts'

/** An event as one line of JSON: `v` is the version of this form, `type` tells what the rest holds. Errors are code, message and hint. */
export function jsonLine(event: Event): string {
  const { type, time, ...rest } = event
  return JSON.stringify({ v: 1, type, time: new Date(time).toISOString(), ...rest }, (_, value: unknown) =>
    value instanceof Error ? errorFields(value) : value,
  )
}

/** The last line of a stream of events: what the command answers. */
export const resultLine = (time: number, result: unknown): string =>
  JSON.stringify({ v: 1, type: 'result', time: new Date(time).toISOString(), result })

/** The last line of a stream of events where the command failed. */
export const errorLine = (time: number, error: Error): string =>
  JSON.stringify({ v: 1, type: 'error', time: new Date(time).toISOString(), error: errorFields(error) })

function errorFields(error: Error): object {
  const { message } = error
  const code = 'code' in error ? error.code : undefined
  const hint = 'hint' in error ? error.hint : undefined
  return { code, message, ...(hint !== undefined && { hint }) }
}
