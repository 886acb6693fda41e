import { join } from 'node:path'
import { clockVariable, realClock, scaledTimeText } from '#src/clock.ts'
import { pathWithEksx } from '../child.ts'
import { region, type Stage } from '../resume/stage.ts'

/** What other programs find in their environment: the account, its time, the home with the kubeconfig, eksx on PATH. */
export function surroundings({ sandbox, clock, home }: Stage): Record<string, string> {
  const time = scaledTimeText({ speed: 1, now: clock.now(), at: realClock.now() })
  return { ...sandbox.env(region), [clockVariable]: time, HOME: home, PATH: pathWithEksx(join(home, 'bin')) }
}
