import { createHook } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../src/clock.ts'

const requestOf = (message: unknown): unknown =>
  typeof message === 'object' && message && 'request' in message ? message.request : message

/** How many ref'd real timers the process waits for. */
const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length

/** The port of a request's socket, as one of its ends sees it. */
function portOf(request: unknown, end: 'localPort' | 'remotePort'): unknown {
  const socket: unknown = typeof request === 'object' && request && 'socket' in request ? request.socket : undefined
  return typeof socket === 'object' && socket ? Reflect.get(socket, end) : undefined
}

interface Sleeper {
  readonly time: number
  readonly wake: () => void
}

/** Whether the next immediate is a clock's own: no clock takes another's look for work. */
let looking = false

/** Turns of the event loop that must pass without any sign of work before time may jump. */
const quietTurns = 3

/** Where Node says that a request begins and ends, on either side. */
const beginnings = ['http.client.request.created', 'undici:request:create', 'http.server.request.start']
const endings = [
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:trailers',
  'undici:request:error',
  'http.server.response.finish',
]

/**
 * Files, names, connects, child processes; by pattern, since their names differ between versions of Node. Not what ends in REQUEST:
 * HTTP is seen otherwise, and Node begins a request for cryptography that is done at once, too, but ends it only when it is collected.
 */
const working = /REQ(?!UEST)|CONNECTWRAP|PROCESSWRAP/

/**
 * A clock for one process, for tests: time jumps to the next sleeper as soon as nothing in the process is at work, so twenty minutes take
 * milliseconds. It sees HTTP on both sides, the thread pool, immediates, real timers that are ref'd, and child processes. When nobody
 * sleeps, time stands still. Sleepers wake one at a time, by time and then by who slept first: runs are reproducible.
 */
export class DrivenClock implements Clock {
  readonly #sleepers: Sleeper[] = []
  readonly #flying = new Set<unknown>()
  readonly #pool = new Set<number>()
  readonly #hook
  #now: number
  #held = 0
  /** Real timers that clients set for requests which are let wait. */
  #excused = 0
  #stir = 0
  #turning = false
  #closed = false

  /** Starts at `now` (ms since 1970). */
  constructor(now = Date.UTC(2026, 0, 15)) {
    this.#now = now
    this.#hook = createHook({
      trackPromises: false,
      init: (id, type) => {
        if (!working.test(type) && (type !== 'Immediate' || looking)) return
        this.#pool.add(id)
        this.#stir++
      },
      after: (id) => this.#pool.delete(id),
      destroy: (id) => this.#pool.delete(id),
    }).enable()
    for (const channel of beginnings) subscribe(channel, this.#begin)
    for (const channel of endings) subscribe(channel, this.#end)
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (ms <= 0) return void setImmediate(resolve)
      const sleeper: Sleeper = {
        time: this.#now + ms,
        wake: () => {
          signal?.removeEventListener('abort', aborted)
          resolve()
        },
      }
      const aborted = () => {
        const at = this.#sleepers.indexOf(sleeper)
        if (at >= 0) this.#sleepers.splice(at, 1)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', aborted, { once: true })
      this.#enqueue(sleeper)
    })
  }

  /** Time stands still until the promise settles: for work that the process cannot see, for example a program it has started. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#held++
    try {
      return await work
    } finally {
      this.#held--
      this.#stir++
    }
  }

  /** This request (of a server) has nothing to send for now: neither it nor the client that waits for it keeps time from passing. */
  idle(request: object): void {
    const port = portOf(request, 'remotePort')
    this.#excused = timers()
    for (const flying of this.#flying)
      if (flying === request || (port !== undefined && portOf(flying, 'localPort') === port)) this.#flying.delete(flying)
    this.#stir++
  }

  /** Undoes `idle` for a request that is going to be answered after all; one whose client has gone meanwhile is waited for no more. */
  busy(request: IncomingMessage): void {
    if (!request.socket.destroyed) this.#flying.add(request)
    this.#stir++
  }

  /** Takes its hooks out of the process; who still sleeps is never woken. */
  close(): void {
    this.#closed = true
    this.#hook.disable()
    for (const channel of beginnings) unsubscribe(channel, this.#begin)
    for (const channel of endings) unsubscribe(channel, this.#end)
  }

  readonly #begin = (message: unknown) => {
    this.#flying.add(requestOf(message))
    this.#stir++
    // An answer whose connection breaks is closed, but never finished; so is a request that is given up before it has a connection.
    const response: unknown = typeof message === 'object' && message && 'response' in message ? message.response : requestOf(message)
    if (response instanceof EventEmitter) response.once('close', () => this.#end(message))
  }

  readonly #end = (message: unknown) => {
    this.#flying.delete(requestOf(message))
    this.#stir++
  }

  #enqueue(sleeper: Sleeper): void {
    const after = this.#sleepers.findIndex((other) => other.time > sleeper.time)
    this.#sleepers.splice(after < 0 ? this.#sleepers.length : after, 0, sleeper)
    this.#stir++
    if (this.#turning) return
    this.#turning = true
    this.#turn(0, this.#stir)
  }

  /** Looks once per turn of the event loop, without being seen by its own hook. */
  #turn(quiet: number, seen: number): void {
    looking = true
    setImmediate(() => this.#look(quiet, seen))
    looking = false
  }

  #look(quiet: number, seen: number): void {
    if (this.#closed || this.#sleepers.length === 0) {
      this.#turning = false
      return
    }
    if (this.#awake() || seen !== this.#stir) return this.#turn(0, this.#stir)
    if (quiet + 1 < quietTurns) return this.#turn(quiet + 1, seen)
    const next = this.#sleepers.shift()
    if (next) {
      this.#now = Math.max(this.#now, next.time)
      next.wake()
    }
    this.#turn(0, this.#stir)
  }

  #awake(): boolean {
    if (this.#held > 0 || this.#flying.size > 0 || this.#pool.size > 0) return true
    const running = timers()
    this.#excused = Math.min(this.#excused, running)
    return running > this.#excused
  }
}
