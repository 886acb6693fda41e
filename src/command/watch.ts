import type { Clock } from '../clock.ts'
import type { Terminal } from '../app.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Event } from '../plan/events.ts'
import { frame } from '../output/frame.ts'
import { errorLine, jsonLine, resultLine } from '../output/jsonl.ts'
import { lines } from '../output/lines.ts'
import type { View } from '../output/view.ts'

/** The views of one run: what people see, and the stream of events where it is asked for. */
export interface Watch extends View {
  /** The last line of the stream; resolves when all of it is written. */
  end(outcome: { result: unknown } | { error: Error }): Promise<void>
}

export interface WatchOptions {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly verbosity: number
  readonly colour: boolean
  /** `--events`: a file, or `-` for stdout. */
  readonly events: string | undefined
  /** Keeps each line for the log of a failure. */
  readonly record: ((text: string) => void) | undefined
  readonly append: (path: string, text: string) => Promise<void>
}

/** Chooses the views: a live frame where the terminal can redraw, else lines; both can be joined by a stream of events. */
export async function watch(options: WatchOptions): Promise<Watch> {
  const { terminal, clock, verbosity, events, record } = options
  const isLive = terminal.live && terminal.draw !== undefined && verbosity >= 3
  const views: View[] = [isLive ? frame(options) : lines(options)]
  if (record !== undefined) views.push(lines({ terminal: { ...terminal, talk: record }, clock, verbosity: 4, colour: false }))
  const stream = events === undefined ? undefined : await openStream(events, options)
  return {
    see(event: Event) {
      for (const view of views) view.see(event)
      stream?.write(jsonLine(event))
    },
    close() {
      for (const view of views) view.close()
    },
    async end(outcome) {
      stream?.write('result' in outcome ? resultLine(clock.now(), outcome.result) : errorLine(clock.now(), outcome.error))
      await stream?.end()
    },
  }
}

interface Stream {
  write(line: string): void
  end(): Promise<void>
}

/** Opens the stream before anything else is written, so that a bad path is refused in time. */
async function openStream(target: string, { terminal, append }: WatchOptions): Promise<Stream> {
  if (target === '-') return { write: (line) => terminal.answer(line), end: async () => undefined }
  await append(target, '').catch((error: unknown) => {
    throw new EksxError('EventsNotWritable', `--events=${target}: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: exitCodes.usage,
      hint: 'name another file, or - for standard output',
      cause: error,
    })
  })
  let written: Promise<void> = Promise.resolve()
  let failed: Error | undefined
  return {
    write(line) {
      written = written
        .then(() => append(target, `${line}\n`))
        .catch((error: unknown) => void (failed ??= error instanceof Error ? error : new Error(String(error))))
    },
    async end() {
      await written
      if (failed !== undefined) terminal.talk(`! --events=${target} is not complete: ${failed.message}`)
    },
  }
}
