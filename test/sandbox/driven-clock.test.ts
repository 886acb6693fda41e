import { createHook } from 'node:async_hooks'
import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { realClock } from '#src/clock.ts'
import { drivenClock } from '../clock.ts'

test('an hour passes in no time, and exactly an hour', async () => {
  const clock = drivenClock(0)
  const before = realClock.now()
  await clock.sleep(3_600_000)
  expect(clock.now()).toBe(3_600_000)
  expect(realClock.now() - before).toBeLessThan(2_000)
})

test('sleepers wake by time and then by who slept first', async () => {
  const clock = drivenClock(0)
  const woken: string[] = []
  const sleep = (name: string, ms: number) => clock.sleep(ms).then(() => woken.push(`${name}@${clock.now()}`))
  await Promise.all([sleep('late', 20), sleep('first', 10), sleep('second', 10)])
  expect(woken).toEqual(['first@10', 'second@10', 'late@20'])
})

test('cryptography that is done before it returns keeps nothing waiting, though its request is never collected', async () => {
  const clock = drivenClock(0)
  const kept: object[] = []
  const hook = createHook({ init: (_id, _type, _trigger, resource) => kept.push(resource) }).enable()
  generateKeyPairSync('ed25519')
  hook.disable()
  await clock.sleep(1000)
  expect(clock.now()).toBe(1000)
  expect(kept).not.toEqual([])
})

test('time stands still while the process is at work', async () => {
  const clock = drivenClock(0)
  const sleeping = clock.sleep(1000)
  await readFile(new URL(import.meta.url))
  expect(clock.now()).toBe(0)
  await sleeping
  expect(clock.now()).toBe(1000)
})

test('time stands still while a request is on its way, and passes again where the server says it waits', async () => {
  const clock = drivenClock(0)
  const server = createServer((request, response) => {
    if (request.url === '/watch') {
      clock.idle(request)
      void clock.sleep(60_000).then(() => response.end('late'))
    } else setTimeout(() => response.end('soon'), 20)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetched = (path: string) =>
    new Promise<string>((resolve, reject) =>
      get(base + path, (answer) => void answer.setEncoding('utf8').on('data', resolve)).on('error', reject),
    )
  const other = clock.sleep(5_000)
  expect(await fetched('/soon')).toBe('soon')
  expect(clock.now()).toBe(0)
  await other
  expect(await fetched('/watch')).toBe('late')
  expect(clock.now()).toBe(65_000)
})

test('time stands still while something is held', async () => {
  const clock = drivenClock(0)
  const sleeping = clock.sleep(10)
  const work = Promise.withResolvers<void>()
  const held = clock.hold(work.promise)
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(clock.now()).toBe(0)
  work.resolve()
  await held
  await sleeping
  expect(clock.now()).toBe(10)
})

test('an aborted sleeper rejects with the reason and moves no time', async () => {
  const clock = drivenClock(0)
  const stop = new AbortController()
  const sleeping = clock.sleep(50, stop.signal)
  stop.abort(new Error('no'))
  await expect(sleeping).rejects.toThrow('no')
  await clock.sleep(5)
  expect(clock.now()).toBe(5)
})
