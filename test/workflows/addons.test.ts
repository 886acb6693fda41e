import { expect, test } from 'vitest'
import type { App, LiveAddon } from '#src/app.ts'
import type { Addon } from '#src/config/cluster.ts'
import { addonRuns } from '#src/workflows/addons.ts'

const addon: Addon = {
  name: 'snapshot-controller',
  version: 'v8',
  phase: 'on-nodes',
  config: { name: 'snapshot-controller' },
}
const place = { cluster: 'dev', fresh: false }
const run = { signal: new AbortController().signal, progress: () => undefined }

/** An add-on that goes through these states, one a look. */
function world(...states: Partial<LiveAddon>[]): App {
  let time = 0
  const find = async () =>
    ({ name: addon.name, version: 'v8', issues: [], ...(states.length > 1 ? states.shift() : states[0]) }) as unknown as LiveAddon
  return { addons: { find }, clock: { now: () => time, sleep: async (ms: number) => void (time += ms) } } as unknown as App
}

const short = [{ code: 'InsufficientNumberOfReplicas', message: 'too few' }]
const broken = [{ code: 'ConfigurationConflict', message: 'somebody else' }]

test('where there are no nodes, an add-on that lacks nothing else is so, and that is said; one that is broken fails', async () => {
  const waiting = world({ status: 'CREATING' }, { status: 'DEGRADED', issues: short })
  const step = addonRuns(place, addon, [], true, true)
  await step.act({ kind: 'follow' }, waiting, run)
  expect(await step.look(waiting, run.signal)).toMatchObject({ so: true, note: expect.stringContaining('no node') as string })
  await expect(step.act({ kind: 'follow' }, world({ status: 'DEGRADED', issues: broken }), run)).rejects.toThrow('ConfigurationConflict')
})

test('where there are nodes, a lasting degradation is a failure', async () => {
  const step = addonRuns(place, addon, [], true)
  await expect(step.act({ kind: 'follow' }, world({ status: 'DEGRADED', issues: short }), run)).rejects.toThrow('too few')
})

test('what runs needs no word', async () =>
  expect(await addonRuns(place, addon, [], false).look(world({ status: 'ACTIVE' }), run.signal)).toEqual({ so: true }))
