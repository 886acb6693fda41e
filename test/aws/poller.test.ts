import { expect, test } from 'vitest'
import type { Stack, StackEvent, StackStatus, StackSummary } from '#src/app/stacks.ts'
import { Poller, type PollerReads } from '#src/aws/poller.ts'
import { never, quickClock } from './adapter.ts'

type Entry = Awaited<ReturnType<PollerReads['newest']>>[number]

const entry = (id: string, logicalId: string, status: string, reason?: string): Entry => ({
  id,
  event: { logicalId, type: 'T', status, time: 0, ...(reason !== undefined && { reason }) },
  ofStack: logicalId === 'stack',
})

const stack = (id: string, status: StackStatus): Stack => ({
  id,
  name: id,
  status,
  tags: {},
  outputs: {},
  capabilities: [],
  terminationProtection: false,
  created: 0,
})

/** A stack's events as they grow, look by look; the last state stays. */
function region(looks: Readonly<Record<string, readonly (readonly Entry[])[]>>, rested: StackStatus = 'CREATE_COMPLETE') {
  const seen: Record<string, number> = {}
  const reads = { newest: 0, find: 0, list: 0 }
  const at = (id: string): readonly Entry[] => {
    const all = looks[id] ?? []
    return all[Math.min(seen[id] ?? 0, all.length - 1)] ?? []
  }
  const ended = (id: string): boolean => (seen[id] ?? 0) >= (looks[id]?.length ?? 0) - 1
  const poller = new Poller({
    clock: quickClock(),
    newest: async (id) => {
      reads.newest += 1
      const page = at(id)
      seen[id] = (seen[id] ?? 0) + 1
      return [...page]
    },
    find: async (id) => {
      reads.find += 1
      return stack(id, ended(id) ? rested : 'CREATE_IN_PROGRESS')
    },
    inProgress: async () => {
      reads.list += 1
      for (const id of Object.keys(looks)) if (reads.list > 3) seen[id] = looks[id]?.length ?? 0
      return Object.keys(looks).flatMap((id): StackSummary[] => (ended(id) ? [] : [{ id, name: id, status: 'CREATE_IN_PROGRESS' }]))
    },
  })
  return { poller, reads }
}

const begin = entry('1', 'stack', 'CREATE_IN_PROGRESS', 'User Initiated')
const vpc = entry('2', 'VPC', 'CREATE_IN_PROGRESS')
const made = entry('3', 'VPC', 'CREATE_COMPLETE')
const end = entry('4', 'stack', 'CREATE_COMPLETE')

test('each event is told once, oldest first, and only those of the newest operation', async () => {
  const old = entry('0', 'Old', 'DELETE_COMPLETE')
  const { poller, reads } = region({
    a: [
      [begin, old],
      [vpc, begin, old],
      [end, made, vpc, begin, old],
    ],
  })
  const told: StackEvent[] = []
  const rested = await poller.follow('a', { signal: never, onEvent: (event) => void told.push(event) })
  expect(told.map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
    'stack CREATE_IN_PROGRESS',
    'VPC CREATE_IN_PROGRESS',
    'VPC CREATE_COMPLETE',
    'stack CREATE_COMPLETE',
  ])
  expect(rested.status).toBe('CREATE_COMPLETE')
  expect(reads.find).toBe(1)
})

test('the last read is after the stop, so that what ended a stack is told', async () => {
  const failed = entry('5', 'VPC', 'CREATE_FAILED', 'no room')
  const rolledBack = entry('6', 'stack', 'ROLLBACK_COMPLETE')
  const { poller } = region({ a: [[begin], [rolledBack, failed, begin]] }, 'ROLLBACK_COMPLETE')
  const told: StackEvent[] = []
  expect(await poller.follow('a', { signal: never, onEvent: (event) => void told.push(event) })).toMatchObject({
    status: 'ROLLBACK_COMPLETE',
  })
  expect(told.map(({ reason }) => reason)).toContain('no room')
})

test('many stacks are followed by one filtered list a look, each to its end', async () => {
  const ids = Array.from({ length: 12 }, (_, i) => `s${i}`)
  const { poller, reads } = region(Object.fromEntries(ids.map((id) => [id, [[begin], [begin], [end, begin]]])))
  const rested = await Promise.all(ids.map((id) => poller.follow(id, { signal: never })))
  expect(rested.every(({ status }) => status === 'CREATE_COMPLETE')).toBe(true)
  expect(reads.list).toBeGreaterThan(0)
  expect(reads.find).toBe(ids.length)
  expect(reads.newest).toBeLessThan(ids.length * 4)
})

test('who stops watching is told so at once, with the signal’s reason', async () => {
  const { poller } = region({ a: [[begin]] })
  const stop = new AbortController()
  const following = poller.follow('a', { signal: stop.signal, onEvent: () => stop.abort(new Error('enough')) })
  await expect(following).rejects.toThrow('enough')
})
