import type { SandboxOptions } from './sandbox.ts'
import { readState } from './state.ts'

/** How a sandbox is asked for on a command line. Files by their paths. */
interface Settings {
  readonly port?: number | undefined
  readonly seed?: number | undefined
  readonly speed?: number | undefined
  readonly strict?: boolean | undefined
  /** Percent of the time that AWS takes. */
  readonly durations?: number | undefined
  readonly world?: string | undefined
  readonly faults?: string | undefined
  readonly state?: string | undefined
}

/** What these settings start. `read` gives a file's text, undefined where there is none; `refuse` is given the flag, its value and what is wrong. */
export async function optionsOf(
  { port, seed, speed = 1, strict, durations, world, faults, state }: Settings,
  read: (path: string) => Promise<string | undefined>,
  refuse: (flag: string, why: string) => Error,
): Promise<SandboxOptions> {
  if (speed <= 0) throw refuse(`speed=${speed}`, 'must be above 0')
  const json = async <T>(flag: string, path: string): Promise<T> => {
    const text = await read(path)
    if (text === undefined) throw refuse(`${flag}=${path}`, 'there is no such file')
    return JSON.parse(text) as T
  }
  const before = state === undefined ? undefined : await read(state)
  const kept = before === undefined ? undefined : readState(before)
  if (before !== undefined && kept === undefined)
    throw refuse(`state=${state}`, 'it holds no state of a sandbox of this version; name another file, or remove it')
  return {
    speed,
    credentials: 'fresh',
    strict: strict === true,
    ...(port !== undefined && { port }),
    ...(seed !== undefined && { seed }),
    ...(durations !== undefined && { durations: durations / 100 }),
    ...(world !== undefined && { world: await json('world', world) }),
    ...(faults !== undefined && { faults: await json('faults', faults) }),
    ...(kept && { state: kept }),
  }
}
