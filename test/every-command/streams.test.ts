import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLab } from '../bad-input/lab.ts'
import { everyCommand } from './commands.ts'
import { exampleOf, fileOf, sceneOf } from './story.ts'

/*
 * Every command with streams as a script has them: nothing to read, an answer that nobody takes, no terminal. examples.test.ts has them
 * at a narrow terminal without colour.
 */

const commands = await everyCommand()

let lab: Awaited<ReturnType<typeof openLab>>
beforeAll(async () => {
  lab = await openLab({})
})
afterAll(() => lab.close())

/** A reader that has gone away before the first byte. */
const gone = (): Writable =>
  new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    },
  })

describe('help that nobody reads ends quietly', () => {
  test.each(commands.map(({ words }) => words))('%s', async (words) => {
    expect(await lab.run([...words.split(' '), '--help'], { stdout: gone(), stdin: '' })).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })
})

const failing = commands.filter((one) => sceneOf(one).elsewhere === undefined && sceneOf(one).on === undefined)

describe('a failure that nobody reads is told in words and by its code all the same, without colour', () => {
  test.each(failing.map((one) => [one.words, one] as const))('%s', async (_words, one) => {
    lab.put('cluster.yaml', fileOf('dev', sceneOf(one).file))
    const line = exampleOf(
      one,
      one.examples.find((text) => /\bdev\b|cluster\.yaml/.test(text)),
    )
    const { exitCode, stderr } = await lab.run([...line, '-o', 'json'], { stdout: gone(), stdin: '' })
    expect(stderr).toContain('error: ')
    expect(stderr).not.toContain('\u001B')
    expect(exitCode).toBe(10)
  })
})

describe('a file that was to come from an empty standard input is wrong by itself', () => {
  const fromFile = commands.filter(({ flags }) => flags['config-file'] !== undefined)
  test.each(fromFile.map(({ words }) => words))('%s', async (words) => {
    const { exitCode, stderr } = await lab.run([...words.split(' '), '-f', '-'], { stdin: '' })
    // Some want a name besides the file.
    expect(stderr).toMatch(/stdin: the file is empty|--[\w-]+ must be set/)
    expect(exitCode).toBe(64)
  })
})
