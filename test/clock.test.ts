import { expect, test } from 'vitest'
import { clockOf, clockVariable, realClock, scaledClock, scaledTimeText } from '#src/clock.ts'

test('a scaled clock runs as many times faster as it says', async () => {
  const clock = scaledClock({ speed: 1000, now: 5_000_000 })
  const before = realClock.now()
  expect(clock.now()).toBeGreaterThanOrEqual(5_000_000)
  await clock.sleep(20_000)
  expect(clock.now()).toBeGreaterThanOrEqual(5_019_000)
  expect(realClock.now() - before).toBeLessThan(10_000)
})

test('a sleep that is aborted rejects at once with the reason, before and while it sleeps', async () => {
  const stop = new AbortController()
  const sleeping = realClock.sleep(3_600_000, stop.signal)
  const why = new Error('stopped')
  stop.abort(why)
  await expect(sleeping).rejects.toBe(why)
  await expect(realClock.sleep(1, stop.signal)).rejects.toBe(why)
})

test('a speed that is not above 0 is refused', () => expect(() => scaledClock({ speed: 0 })).toThrow(RangeError))

test('a child process reads the same time out of its environment', () => {
  const at = realClock.now()
  const parent = scaledClock({ speed: 60, now: 1_000, at })
  const child = clockOf({ [clockVariable]: scaledTimeText({ speed: 60, now: 1_000, at }) })
  expect(Math.abs(child.now() - parent.now())).toBeLessThan(60 * 100)
})

test.each([undefined, '', '60', 'a,b,c', '0,1,1', '60,1,1,1'])('an environment of %j leaves the machine’s clock', (text) => {
  expect(clockOf({ [clockVariable]: text })).toBe(realClock)
})
