/** The only source of now and sleep. Times are milliseconds since 1970. */
export interface Clock {
  now(): number
  /** Resolves after `ms` of this clock's time; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
