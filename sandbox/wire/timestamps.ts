import type { TimestampFormat } from './schema.ts'

/** The date in a text or number of the wire: ISO, HTTP's form, or seconds since 1970; undefined where it is none. */
export function readTimestamp(value: unknown): Date | undefined {
  if (value instanceof Date) return value
  const seconds = typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
  const date = seconds === undefined ? (typeof value === 'string' ? new Date(value) : undefined) : new Date(Math.round(seconds * 1000))
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}

/** What a service may give for a timestamp: a Date, an ISO text, or milliseconds since 1970. */
export function dateOf(value: unknown): Date | undefined {
  return typeof value === 'number' ? new Date(value) : readTimestamp(value)
}

/** A date as a format writes it. */
export function writeTimestamp(date: Date, format: TimestampFormat): string | number {
  if (format === 'epoch-seconds') return date.getTime() / 1000
  return format === 'http-date' ? date.toUTCString() : date.toISOString()
}
