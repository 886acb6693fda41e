import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import { EksxError, exitCodes } from '#src/errors.ts'
import type { Event } from '#src/plan/events.ts'
import { perform, type PerformOptions } from '#src/plan/perform.ts'
import type { Kind, Sight, Step } from '#src/plan/step.ts'
import { drivenClock } from '../clock.ts'

/** A world of named things, and steps that make them. */
function world() {
  const clock = drivenClock()
  const there = new Set<string>()
  const log: string[] = []
  const app = { clock } as unknown as App
  const step = (name: string, more: Partial<Step> & { takes?: number; fails?: string; kind?: Kind; seen?: () => Sight } = {}): Step => {
    const { takes = 1_000, fails, kind = 'create', seen, ...rest } = more
    return {
      name,
      after: [],
      look: async () => seen?.() ?? (there.has(name) ? { so: true } : { so: false, change: { kind } }),
      act: async (_change, _app, run) => {
        log.push(`${name} starts at ${(clock.now() - start) / 1_000}`)
        await clock.sleep(takes, run.signal)
        if (fails !== undefined) throw new EksxError('Broken', fails)
        there.add(name)
      },
      ...rest,
    }
  }
  const start = clock.now()
  const events: Event[] = []
  const run = (steps: readonly Step[], options: Partial<PerformOptions> = {}) =>
    perform(steps, app, { kinds: ['create'], signal: new AbortController().signal, listener: (event) => events.push(event), ...options })
  return { clock, there, log, step, run, events, seconds: () => (clock.now() - start) / 1_000 }
}

test('a step begins when all that it comes after is so, and siblings run side by side', async () => {
  const { step, run, log, seconds } = world()
  const a = step('a', { takes: 10_000 })
  const b = step('b', { after: [a], takes: 5_000 })
  const c = step('c', { after: [a], takes: 3_000 })
  await run([step('d', { after: [b, c] })])
  expect(log).toEqual(['a starts at 0', 'b starts at 10', 'c starts at 10', 'd starts at 15'])
  expect(seconds()).toBe(16)
})

test('what is so already is not touched', async () => {
  const { step, run, there, log, events } = world()
  there.add('a')
  const outcome = await run([step('a')])
  expect(log).toEqual([])
  expect(outcome.changed).toEqual([])
  expect(events.map((event) => event.type)).toEqual(['planned', 'done', 'finished'])
})

test('a failure skips its dependents and lets its siblings finish', async () => {
  const { step, run, there } = world()
  const bad = step('bad', { fails: 'no capacity' })
  const outcome = await run([bad, step('sibling', { takes: 9_000 }), step('dependent', { after: [bad] })])
  expect(outcome.failures.map(({ step: name, error }) => `${name}: ${error.message}`)).toEqual(['bad: no capacity'])
  expect(outcome.skipped).toEqual(['dependent'])
  expect([...there]).toEqual(['sibling'])
})

test('the failure of a best-effort step is a warning, and those who come after go on', async () => {
  const { step, run, there, events } = world()
  const effort = step('effort', { fails: 'unreachable', ifItFails: 'warn' })
  const outcome = await run([step('next', { after: [effort] })])
  expect(outcome.failures).toEqual([])
  expect([...there]).toEqual(['next'])
  expect(events.find((event) => event.type === 'warning')).toMatchObject({ text: 'effort: unreachable' })
})

test('nothing is written when any step is blocked', async () => {
  const { step, run, log } = world()
  const blocked = step('b', { seen: () => ({ blocked: new EksxError('Taken', 'the name is taken', { exitCode: exitCodes.refused }) }) })
  await expect(run([step('a'), blocked])).rejects.toMatchObject({ code: 'Taken', exitCode: 6 })
  expect(log).toEqual([])
})

test('a kind of change that the command does not make is refused with the difference', async () => {
  const { step, run, log } = world()
  const differs = step('cluster dev', {
    seen: () => ({ so: false, change: { kind: 'update', why: [{ path: 'metadata.version', from: '1.32', to: '1.33' }] } }),
  })
  await expect(run([differs])).rejects.toMatchObject({
    message: 'cluster dev exists and differs from what was stated: metadata.version is "1.32", not "1.33"',
    exitCode: 6,
  })
  expect(log).toEqual([])
})

test('work under way is joined, whatever kinds the command makes', async () => {
  const { step, run, there, log } = world()
  const outcome = await run([step('a', { kind: 'follow' })], { kinds: [] })
  expect(log).toEqual(['a starts at 0'])
  expect(outcome.failures).toEqual([])
  expect([...there]).toEqual(['a'])
})

test('a thing that changed while the run went on is not changed in a way the plan did not show', async () => {
  const { step, run, there } = world()
  there.add('b')
  const a = step('a')
  let looks = 0
  const b = step('b', { after: [a], seen: () => ((looks += 1) === 1 ? { so: true } : { so: false, change: { kind: 'create' } }) })
  const outcome = await run([b])
  expect(outcome.failures.map(({ error }) => error.code)).toEqual(['PlanChanged'])
})

test('what was moving when the plan was made is judged when its time has come', async () => {
  const { step, run } = world()
  const a = step('a')
  let looks = 0
  const seen = (): Sight => ((looks += 1) > 2 ? { so: true } : { so: false, change: { kind: looks === 1 ? 'follow' : 'create' } })
  expect((await run([step('b', { after: [a], seen })])).failures).toEqual([])
})

test('a lane lets only so many run at once', async () => {
  const { step, run, log } = world()
  const lane = { name: 'fargate', limit: 1 }
  await run([step('a', { lane }), step('b', { lane }), step('c', { lane })])
  expect(log).toEqual(['a starts at 0', 'b starts at 1', 'c starts at 2'])
})

test('an interruption ends what sleeps, and what did not end is skipped, not failed', async () => {
  const { clock, step, run } = world()
  const interruption = new AbortController()
  const slow = step('slow', { takes: 600_000 })
  void clock.sleep(60_000).then(() => interruption.abort(new Error('interrupted')))
  const outcome = await run([slow, step('next', { after: [slow] })], { signal: interruption.signal })
  expect(outcome).toMatchObject({ interrupted: true, timedOut: false, skipped: ['slow', 'next'], failures: [] })
})

test('a run whose time is over says so', async () => {
  const { step, run, seconds } = world()
  const outcome = await run([step('slow', { takes: 600_000 })], { timeout: 300_000 })
  expect(outcome).toMatchObject({ timedOut: true, interrupted: false, skipped: ['slow'] })
  expect(seconds()).toBe(300)
})

test('the time begins anew with each step that has come to its end: a long list of short steps is no reason to stop', async () => {
  const { step, run, seconds } = world()
  const first = step('first', { takes: 200_000 })
  const second = step('second', { takes: 200_000, after: [first] })
  const outcome = await run([second, step('last', { takes: 600_000, after: [second] })], { timeout: 300_000 })
  expect(outcome).toMatchObject({ timedOut: true, skipped: ['last'] })
  expect(seconds()).toBe(700)
})

test('what AWS still refused when the time was over is told as the cause, and is no failure: the work goes on there', async () => {
  const { step, run } = world()
  const busy = new EksxError('Throttled', 'AWS is throttling', { passes: true })
  const over = Promise.withResolvers<void>()
  const act = async (): Promise<void> => {
    await over.promise
    throw busy
  }
  const outcome = await run([{ ...step('busy'), act }], { timeout: 300_000, onTimeOver: over.resolve })
  expect(outcome).toMatchObject({ timedOut: true, failures: [], skipped: ['busy'], held: [{ step: 'busy', error: busy }] })
})

test('after acting it looks until a lagging read shows it', async () => {
  const { step, run, seconds } = world()
  let looks = 0
  const lagging = step('a', { seen: () => ((looks += 1) < 4 ? { so: false, change: { kind: 'create' } } : { so: true }) })
  const outcome = await run([lagging])
  expect(outcome.failures).toEqual([])
  expect(seconds()).toBe(4)
})

test('what is still not so after the settle window is a failure with a name', async () => {
  const { step, run } = world()
  const never = step('a', { seen: () => ({ so: false, change: { kind: 'create', why: [{ path: 'nodes', from: 1, to: 2 }] } }) })
  const outcome = await run([never])
  expect(outcome.failures[0]?.error).toMatchObject({
    code: 'NotSo',
    message: 'a was done, but a read still shows otherwise: nodes is 1, not 2',
  })
})

test('a step that does not wait ends when a read shows the work under way, and says so', async () => {
  const { step, run } = world()
  let looks = 0
  const begun = step('a', { doesNotWait: true, seen: () => ({ so: false, change: { kind: (looks += 1) === 1 ? 'create' : 'follow' } }) })
  const outcome = await run([begun])
  expect(outcome.notes).toEqual(['a goes on in AWS'])
  let seen = 0
  const going = step('b', { doesNotWait: true, seen: () => ({ so: false, change: { kind: (seen += 1) === 1 ? 'delete' : 'follow' } }) })
  expect((await run([going], { kinds: ['delete'] })).notes).toEqual(['the deletion of b goes on in AWS'])
})

test('a second run finds nothing to do', async () => {
  const { step, run, log } = world()
  const steps = [step('a'), step('b')]
  await run(steps)
  log.length = 0
  const outcome = await run(steps)
  expect(log).toEqual([])
  expect(outcome.changed).toEqual([])
})
