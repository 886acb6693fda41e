import { expect, test } from 'vitest'
import { quoted, verdict } from '#src/command/verdict.ts'
import { EksxError } from '#src/errors.ts'
import type { Outcome } from '#src/plan/events.ts'

const outcome = (over: Partial<Outcome>): Outcome => ({
  changed: [],
  notes: [],
  failures: [],
  skipped: [],
  interrupted: false,
  timedOut: false,
  ...over,
})
const failed = { step: 'nodegroup a', error: new EksxError('StackFailed', 'Role: not allowed', { hint: 'ask for it', exitCode: 1 }) }
const changed = [{ step: 'cluster dev', change: { kind: 'create' as const } }]
const resume = 'eksx create cluster --name=dev'

test('all so is no error', () => {
  expect(verdict({ outcome: outcome({ changed }), resume, signal: undefined, begun: true })).toBeUndefined()
})

test('a failure: the step and the cause, the hint, and the line to go on with', () => {
  const error = verdict({
    outcome: outcome({ failures: [failed], changed, skipped: ['addon coredns'] }),
    resume,
    signal: undefined,
    begun: true,
  })
  expect(error).toMatchObject({
    code: 'StackFailed',
    message: 'nodegroup a: Role: not allowed',
    hint: `ask for it; to go on: ${resume}`,
    exitCode: 1,
  })
})

test('a cause that names its step is not named twice', () => {
  const error = new EksxError('AddonFailed', 'add-on a is CREATE_FAILED')
  expect(verdict({ outcome: outcome({ failures: [{ step: 'add-on a', error }] }), resume, signal: undefined, begun: true })?.message).toBe(
    'add-on a is CREATE_FAILED',
  )
})

test('several targets, some of them done: exit 9; none done: the failure itself', () => {
  expect(
    verdict({ outcome: outcome({ failures: [failed], changed }), resume, signal: undefined, several: true, begun: true })?.exitCode,
  ).toBe(9)
  expect(verdict({ outcome: outcome({ failures: [failed] }), resume, signal: undefined, several: true, begun: true })?.exitCode).toBe(1)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('stopped by %s: exit %d, and how to go on', (signal, exitCode) => {
  const error = verdict({ outcome: outcome({ interrupted: true, skipped: ['nodegroup a'] }), resume, signal, begun: true })
  expect(error).toMatchObject({ exitCode, message: 'interrupted; not done: nodegroup a', hint: expect.stringContaining(resume) })
})

test('the time is over: exit 8, and how to follow', () => {
  expect(verdict({ outcome: outcome({ timedOut: true }), resume, signal: undefined, begun: true })).toMatchObject({
    exitCode: 8,
    hint: `to go on: ${resume}`,
  })
})

test('the time is over while AWS refused all along: exit 1 where nothing was begun, 8 where something goes on', () => {
  const error = new EksxError('Throttled', 'AWS is throttling cloudformation:CreateStack', { hint: 'wait' })
  const timedOut = outcome({ timedOut: true, skipped: ['cluster dev'], held: [{ step: 'cluster dev', error }] })
  expect(verdict({ outcome: timedOut, resume, signal: undefined, begun: false })).toMatchObject({
    code: 'Throttled',
    message: 'cluster dev: AWS is throttling cloudformation:CreateStack; the time (--timeout) is over, nothing was begun',
    hint: `wait; to go on: ${resume}`,
    exitCode: 1,
  })
  expect(verdict({ outcome: timedOut, resume, signal: undefined, begun: true })).toMatchObject({ code: 'TimedOut', exitCode: 8 })
})

test.each([
  ['a-b.c/d=e', 'a-b.c/d=e'],
  ['a b', "'a b'"],
  ["it's", String.raw`'it'\''s'`],
  ['', "''"],
])('a shell takes %j as %s', (word, text) => {
  expect(quoted(word)).toBe(text)
})
