/** The only source of now and sleep. Times are milliseconds since 1970. */
export interface Clock {
  now(): number
  /** Resolves after `ms` of this clock's time; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own time. */
export const realClock: Clock = { now: () => Date.now(), sleep: (ms, signal) => realSleep(ms, signal) }

/** A time that runs `speed` times as fast as the machine's; it read `now` (ms) when the machine's read `at` (ms). Either is this moment unless said. */
export interface ScaledTime {
  readonly speed: number
  readonly now?: number
  readonly at?: number
}

/** A clock that runs faster than the machine's: at speed 60 a minute passes in a second. */
export function scaledClock({ speed, at = Date.now(), now = at }: ScaledTime): Clock {
  if (!(speed > 0)) throw new RangeError(`a clock's speed is above 0, not ${speed}`)
  return { now: () => now + (Date.now() - at) * speed, sleep: (ms, signal) => realSleep(ms / speed, signal) }
}

/** The environment variable that hands a scaled time to child processes on the same machine. */
export const clockVariable = 'EKSX_CLOCK'

/** What `clockVariable` holds: `60,1763690000000,1763689990000` for speed, now and at. */
export function scaledTimeText({ speed, now, at }: Required<ScaledTime>): string {
  return [speed, now, at].join(',')
}

/** The clock that the environment asks for: the machine's own unless `clockVariable` holds a scaled time. */
export function clockOf(env: Readonly<Record<string, string | undefined>>): Clock {
  const [speed, now, at, ...more] = (env[clockVariable] ?? '').split(',').map(Number)
  if (speed === undefined || now === undefined || at === undefined || more.length > 0) return realClock
  return speed > 0 && Number.isFinite(now) && Number.isFinite(at) ? scaledClock({ speed, now, at }) : realClock
}

/** Node's timers overflow beyond this and would fire at once. */
const longestTimer = 2 ** 31 - 1

async function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  for (let left = Math.max(0, ms); ; left -= longestTimer) {
    await timer(Math.min(left, longestTimer), signal)
    if (left <= longestTimer) return
  }
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    if (ms <= 0) return void setImmediate(resolve)
    const done = () => {
      signal?.removeEventListener('abort', aborted)
      resolve()
    }
    const id = setTimeout(done, ms)
    const aborted = () => {
      clearTimeout(id)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', aborted, { once: true })
  })
}
