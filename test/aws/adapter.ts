import type { Aws } from '#src/aws/caller.ts'
import { caller } from '#src/aws/caller.ts'
import type { Clock } from '#src/clock.ts'

/** A clock whose sleeps end at once and count. */
export function quickClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = []
  let now = 0
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      now += ms
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** What an adapter stands on, where the SDK's clients are mocked. */
export function adapterOn(clock: Clock = quickClock()): Aws {
  const credentials = async () => ({ accessKeyId: 'AKIA', secretAccessKey: 'x' })
  const config = { region: 'eu-west-1', maxAttempts: 1 as const, credentials, requestHandler: {}, customUserAgent: [] }
  return caller({ clock, config, patience: 60_000, onCall: () => undefined })
}

/** An error as the SDK throws it. */
export const awsError = (name: string, message = name): Error => Object.assign(new Error(message), { name })

export const never = new AbortController().signal
