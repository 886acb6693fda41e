import { realClock, type Clock } from '../src/clock.ts'
import type { Sandbox } from './sandbox.ts'

/** How often it looks whether there is something new to write. Milliseconds. */
const lookEvery = 1000

interface Keeping {
  readonly write: (text: string) => Promise<void>
  /** The sandbox is to end. */
  readonly stopped: Promise<void>
  /** Told of a write that failed. */
  readonly failed: (error: unknown) => void
  /** The machine's unless said: the sandbox's own may be much faster. */
  readonly clock?: Clock
}

/**
 * Has a sandbox's state written at once, then as soon as it differs from what was written last, and once more when it has `stopped`. A failure
 * of the first write is thrown, a later one told to `failed`: what was written before still holds.
 */
export async function keepState(sandbox: Pick<Sandbox, 'state'>, { write, stopped, failed, clock = realClock }: Keeping): Promise<void> {
  const stop = new AbortController()
  void stopped.then(() => stop.abort())
  let written = await sandbox.state()
  await write(written)
  for (let stopping = false; !stopping;) {
    await clock.sleep(lookEvery, stop.signal).catch(() => undefined)
    stopping = stop.signal.aborted
    const text = await sandbox.state()
    // The time alone is written only at the end.
    if (!stopping && timeless(text) === timeless(written)) continue
    try {
      await write(text)
      written = text
    } catch (error) {
      failed(error)
    }
  }
}

const timeless = (text: string): string => text.replace(/"time":[\d.]+/, '')
