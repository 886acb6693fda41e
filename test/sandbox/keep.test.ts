import { expect, test } from 'vitest'
import type { Clock } from '#src/clock.ts'
import { keepState } from '#sandbox/keep.ts'

/** One turn of the event loop for every wait. */
const clock: Clock = { now: () => 0, sleep: () => new Promise((resolve) => setImmediate(resolve)) }

const text = (time: number, held: string): string => JSON.stringify({ version: 1, time, held })

/** Keeps what is held at each look until there is no more of it; the texts written and the failures told. */
async function kept(
  looks: readonly string[],
  write: (text: string) => Promise<void> = async () => {},
): Promise<{ written: string[]; told: number }> {
  const written: string[] = []
  let told = 0
  let at = 0
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  const state = async (): Promise<string> => {
    const held = looks[at] ?? looks.at(-1) ?? ''
    at += 1
    if (at === looks.length) stop()
    await clock.sleep(0)
    return text(at, held)
  }
  await keepState(
    { state },
    {
      stopped,
      clock,
      failed: () => void (told += 1),
      write: async (content) => {
        await write(content)
        written.push(JSON.parse(content).held)
      },
    },
  )
  return { written, told }
}

test('it is written at the start, when it has changed, and at the end', async () => {
  expect((await kept(['a', 'a', 'a', 'b', 'b', 'c', 'c', 'c'])).written).toEqual(['a', 'b', 'c', 'c'])
})

test('what happens during the first write is written too, though it is stopped by then', async () => {
  expect((await kept(['a'])).written).toEqual(['a', 'a'])
})

test('a file that can not be written is said at the start, and does not end what runs', async () => {
  await expect(kept(['a', 'b', 'c'], () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  let writes = 0
  const { written, told } = await kept(['a', 'b', 'b', 'b', 'c', 'c'], async () => {
    writes += 1
    if (writes === 2) throw new Error('full')
  })
  expect(told).toBe(1)
  expect(written).toEqual(['a', 'b', 'c', 'c'])
})
