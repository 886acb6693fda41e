import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { openTerminal } from '#src/output/terminal.ts'

class Stream extends Writable {
  text = ''
  readonly isTTY: boolean
  columns = 100
  readonly #error: NodeJS.ErrnoException | undefined

  constructor(isTTY = false, code?: string) {
    super()
    this.isTTY = isTTY
    this.#error = code === undefined ? undefined : Object.assign(new Error(code), { code })
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.text += String(chunk)
    done(this.#error)
  }
}

test('answers go to stdout and talk to stderr, each line ended', async () => {
  const [stdout, stderr] = [new Stream(), new Stream()]
  const terminal = openTerminal(stdout, stderr, {})
  terminal.answer('a')
  terminal.talk('b\n')
  expect(await terminal.written()).toBeUndefined()
  expect([stdout.text, stderr.text]).toEqual(['a\n', 'b\n'])
})

test.each([
  { env: {}, tty: true, live: true, colour: true },
  { env: {}, tty: false, live: false, colour: false },
  { env: { NO_COLOR: '1' }, tty: true, live: true, colour: false },
  { env: { NO_COLOR: '' }, tty: true, live: true, colour: true },
  { env: { TERM: 'dumb' }, tty: true, live: false, colour: false },
  { env: { CLICOLOR_FORCE: '1' }, tty: false, live: false, colour: true },
  { env: { CLICOLOR_FORCE: '0' }, tty: false, live: false, colour: false },
  { env: { NO_COLOR: '1', CLICOLOR_FORCE: '1' }, tty: true, live: true, colour: false },
])('colour and redrawing: $env on a terminal: $tty', ({ env, tty, live, colour }) => {
  const terminal = openTerminal(new Stream(), new Stream(tty), env)
  expect({ live: terminal.live, colour: terminal.colour, width: terminal.width }).toEqual({ live, colour, width: 100 })
})

test('a reader that went away loses nothing; a full disk does', async () => {
  const gone = openTerminal(new Stream(false, 'EPIPE'), new Stream(), {})
  gone.answer('a')
  expect(await gone.written()).toBeUndefined()
  const full = openTerminal(new Stream(false, 'ENOSPC'), new Stream(), {})
  full.answer('a')
  expect((await full.written())?.message).toBe('ENOSPC')
})

test('an answer has the width of its own terminal, and none in a pipe', () => {
  expect(openTerminal(new Stream(true), new Stream(), {}).answerWidth).toBe(100)
  expect(openTerminal(new Stream(), new Stream(true), {}).answerWidth).toBeUndefined()
})
