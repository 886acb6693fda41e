import { afterAll, beforeAll, expect, test } from 'vitest'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import { handClock, testCluster, type TestCluster } from './cluster.ts'

const clock = handClock()
let cluster: TestCluster
beforeAll(async () => {
  cluster = await testCluster(clock)
})
afterAll(() => cluster.server.close())

function put(name: string, labels: Record<string, string> = {}): number {
  const stored = cluster.server.objects.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels } })
  return Number(stored.metadata.resourceVersion)
}

const drop = (name: string) => cluster.server.objects.remove({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name })
const maps = '/api/v1/namespaces/default/configmaps?watch=true'

test('a watch without a version begins with what is there; one with a version, with what came after', async () => {
  const version = put('one')
  put('two')
  const all = cluster.watch(maps)
  expect([await all.next(), await all.next()]).toMatchObject([
    { type: 'ADDED', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'one' } } },
    { type: 'ADDED' },
  ])
  const later = cluster.watch(`${maps}&resourceVersion=${version}`)
  expect(await later.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'two' } } })
  put('one', { a: 'b' })
  drop('two')
  expect([await later.next(), await later.next()]).toMatchObject([
    { type: 'MODIFIED' },
    { type: 'DELETED', object: { metadata: { name: 'two' } } },
  ])
  all.end()
  later.end()
})

test('an object that begins or ceases to match is added or deleted', async () => {
  put('m')
  const watch = cluster.watch(`${maps}&labelSelector=on&resourceVersion=${cluster.server.objects.version}`)
  put('m', { on: '1' })
  expect(await watch.next()).toMatchObject({ type: 'ADDED' })
  put('m', { on: '2' })
  put('m')
  expect([await watch.next(), await watch.next()]).toMatchObject([{ type: 'MODIFIED' }, { type: 'DELETED' }])
  watch.end()
})

test('a watch from before what is remembered gets 410 as an event, and ends', async () => {
  for (let i = 0; i < 2100; i += 1) put('often', { i: String(i) })
  const watch = cluster.watch(`${maps}&resourceVersion=1`)
  expect(await watch.next()).toMatchObject({
    type: 'ERROR',
    object: {
      kind: 'Status',
      code: 410,
      reason: 'Expired',
      message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/) as string,
    },
  })
  await watch.ended
})

test('a watch ends at its time-out, with a bookmark where that is wanted', async () => {
  const watch = cluster.watch(`${maps}&timeoutSeconds=30&allowWatchBookmarks=true&resourceVersion=${cluster.server.objects.version}`)
  put('last')
  await watch.next()
  await clock.pass(30_000)
  expect(await watch.next()).toMatchObject({
    type: 'BOOKMARK',
    object: { kind: 'ConfigMap', metadata: { resourceVersion: String(cluster.server.objects.version) } },
  })
  await watch.ended
})

test('an open watch does not keep driven time from passing', async () => {
  const driven = new DrivenClock()
  const timed = await testCluster(driven, { idle: (request) => driven.idle(request) })
  const watch = timed.watch('/api/v1/namespaces?watch=true')
  await watch.next()
  const before = driven.now()
  await driven.sleep(600_000)
  expect(driven.now() - before).toBe(600_000)
  watch.end()
  await timed.server.close()
  driven.close()
})
