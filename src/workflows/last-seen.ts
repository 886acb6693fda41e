/** What an act has read at its end, for the look that comes at once: AWS is not asked the same thing twice in one moment. */
export interface LastSeen<T> {
  /** Keeps what was read at this time (ms). */
  keep(value: T, now: number): T
  /** Gives what was kept, once, while it is fresh. */
  take(now: number): T | undefined
}

/** Older readings are not of this moment; milliseconds. */
const fresh = 1_000

export function lastSeen<T>(): LastSeen<T> {
  let kept: { readonly value: T; readonly at: number } | undefined
  return {
    keep(value, now) {
      kept = { value, at: now }
      return value
    },
    take(now) {
      const seen = kept
      kept = undefined
      return seen !== undefined && now - seen.at <= fresh ? seen.value : undefined
    },
  }
}
