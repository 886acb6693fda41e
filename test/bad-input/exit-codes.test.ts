import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '#src/errors.ts'

/** Where each exit code that the commands of today can end with is reached by a test: the file, and words of its test that no other line of it has. */
const reached: Readonly<Record<string, readonly [file: string, words: string]>> = {
  done: ['bad-input/refused.test.ts', 'toMatchObject({ exitCode: 0 })'],
  failed: ['bad-input/refused-surroundings.ts', "what: 'endpoint that cannot be reached'"],
  bug: ['command/refusals.test.ts', 'a bug says so, with exit code 3'],
  credentials: ['bad-input/refused-surroundings.ts', "what: 'expired credentials'"],
  denied: ['bad-input/refused-surroundings.ts', "what: 'access denied'"],
  refused: ['bad-input/refused.test.ts', 'a name taken by a cluster that differs'],
  locked: ['bad-input/refused-surroundings.ts', "what: 'kubeconfig that somebody keeps locked'"],
  timedOut: ['scripts/timeout.txt', 'exit: 8'],
  partial: ['scripts/all-regions.txt', 'exit: 9'],
  notFound: ['bad-input/refused-surroundings.ts', "what: 'cluster that is not there'"],
  usage: ['bad-input/refused-lines.ts', "what: 'unknown flag'"],
  hungUp: ['bad-input/after-writes.slow.test.ts', "['SIGHUP', 129]"],
  interrupted: ['bad-input/after-writes.slow.test.ts', "['SIGINT', 130]"],
  terminated: ['bad-input/after-writes.slow.test.ts', "['SIGTERM', 143]"],
}

/** No command asks for differences yet. */
const toCome = ['differences']

test('every exit code has a test that reaches it', () => {
  expect([...Object.keys(reached), ...toCome].toSorted()).toEqual(Object.keys(exitCodes).toSorted())
})

test.each(Object.entries(reached))('%s', (_, [file, words]) => {
  expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).toContain(words)
})
