import { expect, test } from 'vitest'
import type { App, LiveGroup } from '#src/app.ts'
import type { Cluster, Nodegroup } from '#src/config/cluster.ts'
import { devicePlugins } from '#src/tables/device-plugins.ts'
import { scalingStep } from '#src/workflows/scaling.ts'

const cluster = { name: 'dev', config: { metadata: { name: 'dev', region: 'z', tags: { owner: 'me' } } } } as unknown as Cluster
const nodegroup = (config: object): Nodegroup => ({ kind: 'managed', name: 'ng', config: { name: 'ng', ...config } })

function world(group: Partial<LiveGroup>) {
  const writes: unknown[] = []
  const live = { name: 'asg', suspended: [] as readonly string[], tags: {} as Readonly<Record<string, string>>, ...group }
  const app = {
    nodegroups: { find: async () => ({ groups: ['asg'] }) },
    groups: {
      find: async () => [live],
      suspend: async (name: string, processes: readonly string[]) => void writes.push([name, processes]),
      tag: async (name: string, tags: object) => void writes.push([name, tags]),
    },
  } as unknown as App
  return { app, writes }
}
const signal = new AbortController().signal
const run = { signal, progress: () => undefined }
const change = { kind: 'create' } as const

test('where nothing is asked for there is no step', () => {
  expect(scalingStep(cluster, nodegroup({}), 'stack', [])).toEqual([])
})

test('only what is missing is suspended and tagged', async () => {
  const { app, writes } = world({ suspended: ['AZRebalance'], tags: { owner: 'me' } })
  const [step] = scalingStep(
    cluster,
    nodegroup({
      asgSuspendProcesses: ['AZRebalance', 'Launch'],
      propagateASGTags: true,
      taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }],
    }),
    'stack',
    [],
  )
  await step?.act(change, app, run)
  const template = 'k8s.io/cluster-autoscaler/node-template'
  expect(writes).toEqual([
    ['asg', ['Launch']],
    [
      'asg',
      {
        'alpha.eksctl.io/nodegroup-name': 'ng',
        'alpha.eksctl.io/nodegroup-type': 'managed',
        [`${template}/label/alpha.eksctl.io/cluster-name`]: 'dev',
        [`${template}/label/alpha.eksctl.io/nodegroup-name`]: 'ng',
        [`${template}/taint/k`]: 'v',
      },
    ],
  ])
})

test('a group that has all of it is so', async () => {
  const [step] = scalingStep(cluster, nodegroup({ asgSuspendProcesses: ['Launch'] }), 'stack', [])
  expect(await step?.look(world({ suspended: ['Launch'] }).app, signal)).toEqual({ so: true })
})

test('more than fifty tags are refused', async () => {
  const labels = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`l${i}`, 'x']))
  const [step] = scalingStep(cluster, nodegroup({ propagateASGTags: true, labels }), 'stack', [])
  await expect(step?.act(change, world({}).app, run)).rejects.toMatchObject({ code: 'TooManyTags' })
})

test.each([
  [['m5.large'], true, false, []],
  [['m5.large', 'g4dn.xlarge'], true, false, ['NVIDIA']],
  [['g4dn.xlarge'], false, false, []],
  [['inf2.xlarge'], true, false, ['Neuron']],
  [['p4d.24xlarge'], true, true, ['NVIDIA', 'EFA']],
])('nodes of %j (Amazon Linux: %s, EFA: %s) need %j', (types, amazonLinux, efa, names) => {
  expect(devicePlugins([{ types, amazonLinux, efa }]).map(({ name }) => name)).toEqual(names)
})
