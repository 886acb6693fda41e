import { expect, test } from 'vitest'
import { readConfig } from '#src/config/read.ts'
import { prepare } from '#src/prepare.ts'
import { createCluster } from '#src/workflows/create-cluster.ts'
import { onSandbox } from '../app.ts'
import { region } from '../resume/stage.ts'
import { testSandbox } from '../sandbox.ts'
import { manyNodegroups } from './many-nodegroups.ts'

/** What is read of AWS before the first write could come, and how often the settled config is looked into to plan and size all stacks. */
async function work(count: number): Promise<{ reads: string[]; looks: number }> {
  const sandbox = await testSandbox({ durations: 0 })
  return onSandbox(sandbox, region, async (app) => {
    const { cluster, live } = await prepare(readConfig(manyNodegroups(count), 'cluster.yaml'), app)
    const reads = sandbox.requests.map(({ service, operation }) => `${service}:${operation}`).toSorted()
    let looks = 0
    const config = watched(cluster.config, () => (looks += 1))
    const options = { disableRollback: false, parallelism: 8, kubeconfig: undefined, withoutPlugins: [] }
    const nodegroups = cluster.nodegroups.map((nodegroup) => ({ ...nodegroup, config: watched(nodegroup.config, () => (looks += 1)) }))
    const steps = createCluster({ ...cluster, config, nodegroups }, live, options)
    const stacks = steps.filter(({ name }) => name.startsWith('nodegroup '))
    expect(stacks).toHaveLength(count)
    for (const step of stacks)
      expect(await step.look({ ...app, stacks: { find: async () => undefined } } as never, new AbortController().signal)).toHaveProperty(
        'so',
        false,
      )
    return { reads, looks }
  })
}

/** The same value, telling of each property that is read of it. */
function watched<T extends object>(value: T, onLook: () => void): T {
  return new Proxy(value, {
    get(target, key, self) {
      onLook()
      const found: unknown = Reflect.get(target, key, self)
      return typeof found === 'object' && found !== null ? watched(found, onLook) : found
    },
  })
}

test('a hundred and ninety-five nodegroups need no more reads than two, and work that grows with them, not with their square', async () => {
  const few = await work(39)
  const many = await work(195)
  expect(many.reads).toEqual((await work(2)).reads)
  expect(many.looks).toBeGreaterThan(10_000)
  expect(many.looks / few.looks).toBeLessThan(5.5)
})
