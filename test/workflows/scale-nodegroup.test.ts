import { expect, test } from 'vitest'
import type { App, LiveGroup } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { FoundNodegroup } from '#src/survey/nodegroups.ts'
import { scaleNodegroups } from '#src/workflows/scale-nodegroup.ts'

const group = {
  name: 'asg',
  minSize: 1,
  maxSize: 4,
  desiredSize: 3,
  instances: [{ id: 'i-1', state: 'InService' }],
} as unknown as LiveGroup
const app = { stacks: { resource: async () => 'asg' }, groups: { find: async () => [group] } } as unknown as App
const batch = { name: 'batch', kind: 'self-managed', stack: { name: 'eksctl-dev-nodegroup-batch' } } as unknown as FoundNodegroup

test.each([
  { wait: false, note: 'nodegroup batch has 1 instances of 3; the rest goes on in AWS' },
  { wait: true, note: undefined },
])('instances that are still to come are told of where nothing waits for them: --wait=$wait', async ({ wait, note }) => {
  const [size] = scaleNodegroups(
    { name: 'dev' } as LiveCluster,
    [batch],
    new Map([['batch', { min: undefined, max: undefined, desired: 3 }]]),
    wait,
  )
  const sight = await size?.look(app, new AbortController().signal)
  expect(sight).toEqual({ so: true, ...(note !== undefined && { note }) })
})
