import { onTestFinished } from 'vitest'
import { DrivenClock } from '#sandbox/driven-clock.ts'

/** A clock that jumps, for the test that runs now. It starts at `now` (ms since 1970). */
export function drivenClock(now?: number): DrivenClock {
  const clock = new DrivenClock(now)
  onTestFinished(() => clock.close())
  return clock
}
