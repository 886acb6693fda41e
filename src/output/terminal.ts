import type { Writable } from 'node:stream'
import type { Terminal } from '../app.ts'

/** A terminal over two streams, and what became of what was written to them. */
export interface OpenTerminal extends Terminal {
  draw(text: string): void
  /** Resolves when all is written: with the error that lost a part of the answer. A reader that went away is none. */
  written(): Promise<Error | undefined>
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }

/** Writes answers to one stream and talk to the other. NO_COLOR, CLICOLOR_FORCE and TERM=dumb decide on colour and redrawing. */
export function openTerminal(stdout: Stream, stderr: Stream, env: Readonly<Record<string, string | undefined>>): OpenTerminal {
  const dumb = env['TERM'] === 'dumb'
  const forced = env['CLICOLOR_FORCE'] !== undefined && env['CLICOLOR_FORCE'] !== '0'
  let lost: Error | undefined
  const pending = new Set<Promise<void>>()
  const write = (stream: Stream, text: string): void => {
    const written = new Promise<void>((resolve) => {
      stream.write(text, (error) => {
        if (stream === stdout && error && !isClosed(error)) lost ??= error
        resolve()
      })
    })
    pending.add(written)
    void written.then(() => pending.delete(written))
  }
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined)
  return {
    answer: (text) => write(stdout, withNewline(text)),
    talk: (text) => write(stderr, withNewline(text)),
    draw: (text) => write(stderr, text),
    live: stderr.isTTY === true && !dumb && !env['CI'],
    colour: (env['NO_COLOR'] ?? '') === '' && (forced || (stderr.isTTY === true && !dumb)),
    get answerWidth() {
      return stdout.isTTY === true ? stdout.columns : undefined
    },
    get width() {
      return stderr.columns ?? 80
    },
    get height() {
      return stderr.rows
    },
    async written() {
      await Promise.all(pending)
      return lost
    },
  }
}

const withNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

const isClosed = (error: Error): boolean => 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')
