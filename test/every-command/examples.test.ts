import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Writable } from 'node:stream'
import { type Lab, openLab } from '../bad-input/lab.ts'
import { cli } from '../cli.ts'
import { everyCommand } from './commands.ts'
import { staged } from './staged.ts'
import { hour, sceneOf } from './story.ts'

/*
 * The first example of every command, as its help has it, on one cluster through its day: it works, its answer is JSON where that is
 * asked for, and run again at a narrow terminal it neither fails for a bug nor hangs.
 */

/** Every escape sequence; a pipe must see none. */
const escape = '\u001B'
const colour = new RegExp(`${escape}\\[[0-9;]*m`)

const commands = (await everyCommand()).toSorted((a, b) => hour(a) - hour(b))
const played = commands.filter((one) => sceneOf(one).elsewhere === undefined)

let lab: Awaited<ReturnType<typeof openLab>>
beforeAll(async () => {
  lab = await openLab({ sandbox: { durations: 0 } })
})
afterAll(() => lab.close())

/** What a second run may come to: so already, differs from what was asked for, gone. */
const ends = [0, 6, 10]

/** The line once more, at a terminal of forty columns without colour; nothing is to be read from it. */
async function again(line: readonly string[], { sandbox, clock, home }: Lab): Promise<void> {
  const screen = { columns: 40, rows: 12 }
  const eksx = cli({ clock, home, env: { ...sandbox.env(), NO_COLOR: '1' }, screen })
  const stdout = Object.assign(gathered(), { isTTY: true, ...screen })
  const { exitCode, stderr } = await eksx.run(line, { stdin: '', stdout })
  expect(ends, `again: ${stderr}`).toContain(exitCode)
  expect(stderr, 'no colour').not.toMatch(colour)
  expect(stdout.text()).not.toContain(escape)
}

function gathered(): Writable & { text(): string } {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  return Object.assign(stream, { text: () => chunks.join('') })
}

test('every command has an example that begins with its words', () => {
  const without = commands.filter((one) => !(one.examples[0] ?? '').includes(`eksx ${one.words}`))
  expect(without.map(({ words }) => words)).toEqual([])
})

describe('the first example of a command works, and answers in JSON', () => {
  test.each(played.map((one) => [one.words, one] as const))('%s', async (_words, one) => {
    const { speaks } = sceneOf(one)
    const line = await staged(one, lab)
    const { exitCode, stdout, stderr } = await lab.run(speaks === undefined ? [...line, '-o', 'json'] : line)
    expect(exitCode, stderr).toBe(0)
    expect(stdout + stderr).not.toContain(escape)
    if (speaks === undefined) expect(() => JSON.parse(stdout) as unknown, stdout).not.toThrow()
    await again(line, lab)
  })
})
