import { AsyncResource } from 'node:async_hooks'
import type { Entry, StopSignal } from '../command/entry.ts'
import { runCli } from '../command/run.ts'

/** A line that runs, or has run. */
export interface Job {
  readonly id: string
  readonly line: readonly string[]
  /** What it said so far: the talk, then its answer. */
  readonly talk: readonly string[]
  readonly answer: readonly string[]
  /** Undefined while it runs. */
  readonly exitCode: number | undefined
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<void>
  /** Hears what it says, until the function it gives is called. */
  onTalk(listener: (line: string) => void): () => void
  /** Asks it to end, as Ctrl-C does. */
  stop(signal: StopSignal): void
}

/** Keeps a listener with the context of its command, which a call from elsewhere would lack. */
function stoppedBy(stops: Set<(signal: StopSignal) => void>, listener: (signal: StopSignal) => void): () => void {
  const bound = AsyncResource.bind(listener)
  stops.add(bound)
  return () => void stops.delete(bound)
}

/** Runs lines in this process, each with a terminal, signals and an empty standard input of its own. */
export class Jobs {
  readonly #entry: Entry
  readonly #jobs = new Map<string, Job>()
  #started = 0

  constructor(entry: Entry) {
    this.#entry = entry
  }

  start(line: readonly string[]): Job {
    const id = `job-${(this.#started += 1)}`
    const talk: string[] = []
    const answer: string[] = []
    const listeners = new Set<(line: string) => void>()
    const stops = new Set<(signal: StopSignal) => void>()
    let exitCode: number | undefined
    const entry: Entry = {
      ...this.#entry,
      terminal: {
        answer: (text) => void answer.push(text),
        talk: (text) => {
          talk.push(text)
          for (const listener of listeners) listener(text)
        },
        live: false,
        colour: false,
        width: 120,
      },
      files: { ...this.#entry.files, readStdin: async () => '' },
      // One job's end is not the server's: a second wish to stop changes nothing.
      signals: { on: (listener) => stoppedBy(stops, listener), leave: () => undefined },
    }
    const runs = async (): Promise<void> => {
      exitCode = (await runCli(line, entry)).exitCode
    }
    const job: Job = {
      id,
      line,
      talk,
      answer,
      get exitCode() {
        return exitCode
      },
      ended: runs(),
      onTalk: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
      stop: (signal) => {
        for (const stop of stops) stop(signal)
      },
    }
    this.#jobs.set(id, job)
    return job
  }

  find(id: string): Job | undefined {
    return this.#jobs.get(id)
  }

  running(): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job.exitCode === undefined)
  }

  /** Forgets a job that has been told to its end. */
  forget(job: Job): void {
    if (job.exitCode !== undefined) this.#jobs.delete(job.id)
  }

  /** Asks all to end, and waits until they have finished the calls in flight. */
  async close(): Promise<void> {
    const running = this.running()
    for (const job of running) job.stop('SIGHUP')
    await Promise.all(running.map((job) => job.ended))
  }
}
