import type { Clock } from '../clock.ts'
import { EksxError } from '../errors.ts'
import { translated } from './failures.ts'

/** What every adapter needs to talk to one region: the shared client config, and one way to call. */
export interface Aws {
  readonly region: string
  readonly clock: Clock
  /** For the constructor of any SDK client. */
  readonly config: ClientConfig
  /** Sends, and sends again where that can help; throws an EksxError whose cause is AWS's own. */
  call<T>(service: string, operation: string, send: () => Promise<T>): Promise<T>
}

/** The part of the SDK's client config that all services share. Its retries sleep in real time, so they are off. */
export interface ClientConfig {
  readonly region: string
  readonly maxAttempts: 1
  readonly credentials: Credentials
  readonly requestHandler: object
  readonly customUserAgent: [string, string][]
  readonly useFipsEndpoint?: boolean
  readonly useDualstackEndpoint?: boolean
}

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** The SDK asks this before each request; `forceRefresh` drops what is kept. */
export type Credentials = (options?: { forceRefresh?: boolean }) => Promise<Keys>

export interface CallerOptions {
  readonly clock: Clock
  readonly config: ClientConfig
  /** How long a call that can be tried again is tried, in milliseconds: the command's time-out. */
  readonly patience: number
  /** Once it aborts nothing is tried again: what AWS said last is thrown. */
  readonly giveUp?: AbortSignal | undefined
  readonly onCall: (call: { service: string; operation: string; milliseconds: number; error?: string }) => void
}

/** At most this many requests at once in a region: AWS's buckets refill by the second. */
const atOnce = 10
const longestPause = 20_000
/** How long nobody asks again for what AWS has just refused for its rate: many calls that wait would only be refused together. Milliseconds. */
const restAfterRefusal = 1_000
/** A network that has answered before gets this long to come back, one that never has gets `firstContact`. Milliseconds. */
const reconnect = 120_000
const firstContact = 3_000

export function caller(options: CallerOptions): Aws {
  const { clock, config, patience, giveUp, onCall } = options
  const gate = gateOf(atOnce)
  const resting = new Map<string, number>()
  let reached = false

  async function turn(what: string): Promise<void> {
    for (;;) {
      await gate.enter()
      const rest = (resting.get(what) ?? 0) - clock.now()
      if (rest <= 0) return
      gate.leave()
      await clock.sleep(rest * (1 + Math.random() / 4))
    }
  }

  async function once<T>(service: string, operation: string, send: () => Promise<T>): Promise<T> {
    await turn(`${service}:${operation}`)
    const started = clock.now()
    try {
      const answer = await send()
      reached = true
      onCall({ service, operation, milliseconds: clock.now() - started })
      return answer
    } catch (error) {
      onCall({ service, operation, milliseconds: clock.now() - started, error: error instanceof Error ? error.name : 'unknown' })
      throw error
    } finally {
      gate.leave()
    }
  }

  async function call<T>(service: string, operation: string, send: () => Promise<T>): Promise<T> {
    const started = clock.now()
    let refreshed = false
    let resigned = false
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(service, operation, send)
      } catch (error) {
        const failure = translated(error, service, operation, config.region)
        if (failure.again === 'never') throw failure.error
        if (failure.again === 'by-their-clock') {
          if (resigned) throw failure.error
          resigned = true
          continue
        }
        if (failure.again === 'with-new-credentials') {
          if (refreshed) throw failure.error
          refreshed = true
          await config.credentials({ forceRefresh: true })
          continue
        }
        if (failure.again !== 'when-reachable') reached = true
        if (failure.again === 'slower') resting.set(`${service}:${operation}`, clock.now() + restAfterRefusal)
        const limit = failure.again === 'when-reachable' ? Math.min(reached ? reconnect : firstContact, patience) : patience
        const pause = pauseAfter(attempt, failure.again === 'slower' ? 1_000 : 300)
        const left = started + limit - clock.now()
        // A kept connection may be closed at the other end just as it is used again: what has answered before is always asked once more.
        if ((left <= 0 && !(reached && attempt === 0)) || giveUp?.aborted === true) throw failure.error
        await clock.sleep(Math.max(0, Math.min(pause, left)), giveUp).catch(() => {
          throw failure.error
        })
      }
    }
  }

  return { region: config.region, clock, config, call }
}

/** Exponential, with full jitter above a half: many runs must not come back together. */
const pauseAfter = (attempt: number, first: number): number => Math.min(first * 2 ** attempt, longestPause) * (0.5 + Math.random() / 2)

function gateOf(limit: number): { enter(): Promise<void>; leave(): void } {
  let free = limit
  const queue: (() => void)[] = []
  return {
    enter: () => (free > 0 ? ((free -= 1), Promise.resolve()) : new Promise<void>((resolve) => queue.push(resolve))),
    leave: () => {
      const next = queue.shift()
      if (next === undefined) free += 1
      else next()
    },
  }
}

/** Whether what went wrong is AWS's error of one of these names: `isAws(error, 'ResourceNotFoundException')`. */
export const isAws = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof EksxError && error.cause instanceof Error && names.includes(error.cause.name)

/** The answer, or undefined where AWS says with one of these names that there is none. */
export async function orMissing<T>(answer: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isAws(error, ...names)) return undefined
    throw error
  }
}

/** Begins a deletion in EKS: false while something has to end first. What is gone is as good as deleted. */
export async function begunDeletion(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    if (isAws(error, 'ResourceInUseException')) return false
    if (isAws(error, 'ResourceNotFoundException')) return true
    throw error
  }
}

/** Begins a change in EKS and gives its id: undefined while EKS is at another one. */
export async function begunUpdate(
  answer: Promise<{ readonly update?: { readonly id?: string | undefined } | undefined }>,
): Promise<string | undefined> {
  return (await orMissing(answer, 'ResourceInUseException'))?.update?.id
}

/** Every item of a paged list. */
export async function every<Page, Item>(
  page: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
  next: (page: Page) => string | undefined,
): Promise<Item[]> {
  const all: Item[] = []
  let token: string | undefined
  do {
    const answer = await page(token)
    all.push(...(items(answer) ?? []))
    token = next(answer)
  } while (token !== undefined && token !== '')
  return all
}
