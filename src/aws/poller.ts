import type { Stack, StackEvent, StackStatus, StackSummary, StackWatch } from '../app/stacks.ts'
import type { Clock } from '../clock.ts'

/** What the poller reads with. */
export interface PollerReads {
  readonly clock: Clock
  find(id: string): Promise<Stack | undefined>
  /** The newest page of a stack's events, newest first. */
  newest(id: string): Promise<Entry[]>
  /** Stacks of the region that are moving. */
  inProgress(): Promise<StackSummary[]>
}

interface Entry {
  readonly id: string
  readonly event: StackEvent
  /** About the stack itself, not one of its resources. */
  readonly ofStack: boolean
}

interface Watched {
  readonly id: string
  readonly watch: StackWatch
  readonly started: number
  lastEvent: string | undefined
  resolve(stack: Stack): void
  reject(error: unknown): void
}

/** Above this many at once, one filtered list tells which still move: ten thousand idle stacks then cost nothing. */
const byList = 4

/** One loop for an account and region that follows every stack asked for. Each look reads only stacks in progress, and their new events. */
export class Poller {
  readonly #reads: PollerReads
  readonly #watched = new Map<string, Watched>()
  #running = false
  #turn = 0
  /** Resolves when the reads in flight have ended. */
  #reading: Promise<void> = Promise.resolve()

  constructor(reads: PollerReads) {
    this.#reads = reads
  }

  /** Resolves with the stack once it rests; rejects when the watch's signal aborts. */
  follow(id: string, watch: StackWatch): Promise<Stack> {
    const { promise, resolve, reject } = Promise.withResolvers<Stack>()
    const key = `${id}#${(this.#turn += 1)}`
    const stop = (): void => {
      this.#watched.delete(key)
      // A read in flight may be one that AWS keeps refusing: then that is told, not only that it was stopped.
      void this.#reading.then(
        () => reject(watch.signal.reason),
        () => undefined,
      )
    }
    if (watch.signal.aborted) return Promise.reject(watch.signal.reason as Error)
    watch.signal.addEventListener('abort', stop, { once: true })
    const settle = (): void => {
      this.#watched.delete(key)
      watch.signal.removeEventListener('abort', stop)
    }
    this.#watched.set(key, {
      id,
      watch,
      started: this.#reads.clock.now(),
      lastEvent: undefined,
      resolve: (stack) => (settle(), resolve(stack)),
      reject: (error) => (settle(), reject(error)),
    })
    if (!this.#running) void this.#loop()
    return promise
  }

  async #loop(): Promise<void> {
    this.#running = true
    while (this.#watched.size > 0) {
      this.#reading = this.#look([...this.#watched.values()])
      await this.#reading
      const now = this.#reads.clock.now()
      const pause = Math.min(...[...this.#watched.values()].map((one) => interval(now - one.started, one.watch.usual)))
      if (this.#watched.size > 0) await this.#reads.clock.sleep(pause * (0.9 + Math.random() / 5))
    }
    this.#running = false
  }

  async #look(watched: readonly Watched[]): Promise<void> {
    if (watched.length <= byList) {
      await Promise.all(watched.map((one) => this.#read(one)))
      return
    }
    try {
      const moving = new Set((await this.#reads.inProgress()).map((stack) => stack.id))
      const rested = watched.filter((one) => !moving.has(one.id))
      const next = watched
        .filter((one) => moving.has(one.id))
        .toSorted((a, b) => (a.lastEvent === undefined ? 0 : 1) - (b.lastEvent === undefined ? 0 : 1))
      await Promise.all([...rested.map((one) => this.#read(one)), ...next.slice(0, byList).map((one) => this.#tellEvents(one))])
    } catch (error) {
      for (const one of watched) one.reject(error)
    }
  }

  /** The events say when it is worth reading the stack itself; only that read is believed. */
  async #read(one: Watched): Promise<void> {
    try {
      const status = await this.#tellEvents(one)
      if (status !== undefined && !rests(status)) return
      const stack = await this.#reads.find(one.id)
      if (stack === undefined) one.resolve(gone(one.id))
      else if (rests(stack.status)) one.resolve(stack)
    } catch (error) {
      one.reject(error)
    }
  }

  async #tellEvents(one: Watched): Promise<StackStatus | undefined> {
    const page = newestOperation(await this.#reads.newest(one.id))
    const seen = page.findIndex((entry) => entry.id === one.lastEvent)
    const fresh = seen === -1 ? page : page.slice(0, seen)
    one.lastEvent = page[0]?.id ?? one.lastEvent
    for (const entry of fresh.toReversed()) one.watch.onEvent?.(entry.event)
    return page.find((entry) => entry.ofStack)?.event.status as StackStatus | undefined
  }
}

/** The events since somebody last asked something of the stack; what came before belongs to another operation. */
function newestOperation(page: readonly Entry[]): readonly Entry[] {
  const begin = page.findIndex((entry) => entry.ofStack && entry.event.reason === 'User Initiated')
  return begin === -1 ? page : page.slice(0, begin + 1)
}

const rests = (status: StackStatus): boolean => !status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS'

const gone = (id: string): Stack => ({
  id,
  name: id.split('/')[1] ?? id,
  status: 'DELETE_COMPLETE',
  tags: {},
  outputs: {},
  capabilities: [],
  terminationProtection: false,
  created: 0,
})

/** Milliseconds to the next look: short at the start, long while nothing can have happened, short near the usual end. */
function interval(age: number, usual = 120_000): number {
  if (age < 2_000) return 500
  if (age < 10_000) return 2_000
  if (age < usual * 0.5) return Math.min(15_000, usual / 8)
  if (age < usual * 1.5) return Math.max(3_000, Math.min(10_000, usual / 60))
  return 10_000
}
