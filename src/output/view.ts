import type { Clock } from '../clock.ts'
import type { Terminal } from '../app.ts'
import type { Event } from '../plan/events.ts'

/** Something that shows a run while it goes on. */
export interface View {
  see(event: Event): void
  /** The last redraw; gives the terminal back as it was. */
  close(): void
}

/** What a view stands on. Verbosity is 0 to 5. */
export interface Stage {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly verbosity: number
  readonly colour: boolean
}

/** Calls `work` every `ms` of the clock's time until the function it gives is called. */
export function every(ms: number, clock: Clock, work: () => void): () => void {
  const stop = new AbortController()
  const beat = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await clock.sleep(ms, stop.signal)
      work()
    }
  }
  beat().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return () => stop.abort()
}
