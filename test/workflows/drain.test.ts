import { expect, test } from 'vitest'
import { DrivenClock } from '#sandbox/driven-clock.ts'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { Hold, KubeApi, KubeNode, KubePod } from '#src/app/kubernetes.ts'
import type { Event, Outcome } from '#src/plan/events.ts'
import { perform } from '#src/plan/perform.ts'
import type { FoundNodegroup } from '#src/survey/nodegroups.ts'
import { drainSteps, type DrainWish, undrainSteps } from '#src/workflows/drain-step.ts'

/** Nodes with pods, in memory: what a drain asks for, and how much of it at once. */
class Nodes {
  readonly nodes = new Map<string, { group: string; unschedulable: boolean; pods: KubePod[] }>()
  readonly evicted: string[] = []
  /** By pod, what holds it. */
  readonly holds = new Map<string, Hold>()
  /** Nodes from which pods have been asked to go and have not gone, at most at a time. */
  mostEmptying = 0
  /** Lists of pods that were being read, at most at a time. */
  mostReads = 0
  daemonSetReads = 0
  readonly #clock: DrivenClock
  readonly #ending: KubePod[] = []
  #reads = 0

  constructor(clock: DrivenClock) {
    this.#clock = clock
  }

  add(group: string, count: number, pods: (node: string) => KubePod[]): void {
    for (let i = 0; i < count; i += 1) {
      const name = `${group}-${this.nodes.size}`
      this.nodes.set(name, { group, unschedulable: false, pods: pods(name) })
    }
  }

  readonly api = {
    nodes: async (selector: string) =>
      [...this.nodes].flatMap(([name, { group, unschedulable }]): KubeNode[] =>
        selector === '' || selector.endsWith(`=${group}`) ? [{ name, unschedulable, ready: true, labels: {}, providerId: undefined }] : [],
      ),
    podsOn: async (node: string) => {
      this.#reads += 1
      this.mostReads = Math.max(this.mostReads, this.#reads)
      await this.#clock.sleep(20)
      this.#reads -= 1
      return [...(this.nodes.get(node)?.pods ?? [])]
    },
    cordon: async (node: string) => void Object.assign(this.nodes.get(node) ?? {}, { unschedulable: true }),
    uncordon: async (node: string) => void Object.assign(this.nodes.get(node) ?? {}, { unschedulable: false }),
    daemonSetExists: async () => {
      this.daemonSetReads += 1
      return true
    },
    evict: async (pod: KubePod) => {
      const hold = this.holds.get(pod.name)
      if (hold !== undefined) return hold
      this.#ends(pod)
      return undefined
    },
    deletePod: async (pod: KubePod) => this.#ends(pod),
  } as Partial<KubeApi> as KubeApi

  #ends(pod: KubePod): void {
    this.evicted.push(pod.name)
    this.#ending.push(pod)
    this.mostEmptying = Math.max(this.mostEmptying, new Set(this.#ending.map(({ node }) => node)).size)
    void this.#goes(pod)
  }

  async #goes(pod: KubePod): Promise<void> {
    await this.#clock.sleep(5_000)
    const on = this.nodes.get(pod.node ?? '')
    if (on !== undefined) on.pods = on.pods.filter(({ uid }) => uid !== pod.uid)
    this.#ending.splice(this.#ending.indexOf(pod), 1)
  }
}

const pod = (node: string, name: string, more: Partial<KubePod> = {}): KubePod => ({
  namespace: 'default',
  name,
  uid: name,
  node,
  phase: 'Running',
  annotations: {},
  owner: { kind: 'ReplicaSet', name: 'web' },
  mirror: false,
  localStorage: false,
  graceSeconds: undefined,
  ...more,
})

const group = (name: string): FoundNodegroup => ({ name, kind: 'managed', stack: undefined })
const wish: DrainWish = { maxGrace: 600_000, evictionWait: 10_000, disableEviction: false, parallel: 1, otherwise: '--disable-eviction' }
const cluster = { name: 'dev' } as LiveCluster

interface Ran {
  readonly outcome: Outcome
  readonly said: readonly string[]
  readonly seconds: number
}

async function run(
  fill: (nodes: Nodes) => void,
  steps: (wish: DrainWish) => ReturnType<typeof drainSteps>,
  own: Partial<DrainWish> = {},
  timeout = 1_500_000,
): Promise<Ran & { nodes: Nodes }> {
  const clock = new DrivenClock()
  const nodes = new Nodes(clock)
  fill(nodes)
  const app = { clock, kube: { connect: () => nodes.api } } as Partial<App> as App
  const events: Event[] = []
  const started = clock.now()
  try {
    const outcome = await perform(steps({ ...wish, ...own }), app, {
      kinds: ['delete', 'update'],
      signal: new AbortController().signal,
      listener: (event) => events.push(event),
      timeout,
    })
    const said = events.flatMap((event) => (event.type === 'progress' ? [event.progress.text] : []))
    return { outcome, said, seconds: (clock.now() - started) / 1000, nodes }
  } finally {
    clock.close()
  }
}

const web = (node: string): KubePod[] => [
  pod(node, `web-${node}`),
  pod(node, `aws-node-${node}`, { owner: { kind: 'DaemonSet', name: 'aws-node' } }),
]

test('a hundred nodes of two groups: never more at a time than --parallel, whichever group they are of', async () => {
  const fill = (nodes: Nodes): void => {
    nodes.add('a', 60, web)
    nodes.add('b', 40, web)
  }
  const { nodes, outcome } = await run(fill, (own) => drainSteps(cluster, [group('a'), group('b')], own), { parallel: 7 })
  expect(outcome.failures).toEqual([])
  expect(nodes.evicted).toHaveLength(100)
  expect(nodes.mostEmptying).toBe(7)
  expect([...nodes.nodes.values()].every(({ unschedulable }) => unschedulable)).toBe(true)
})

test('pods of a few nodes only are held in memory at a time, and a daemon set is asked for once, not once a node', async () => {
  const { nodes } = await run(
    (all) => all.add('a', 100, web),
    (own) => drainSteps(cluster, [group('a')], own),
    { parallel: 5 },
  )
  expect(nodes.mostReads).toBeLessThanOrEqual(8)
  expect(nodes.daemonSetReads).toBeLessThanOrEqual(4)
})

test('one after another by default, with the pause that was asked for between two nodes and none after the last', async () => {
  const alone = (own: DrainWish) => drainSteps(cluster, [group('a')], own)
  const plain = await run((all) => all.add('a', 3, web), alone)
  const paused = await run((all) => all.add('a', 3, web), alone, { nodeWait: 60_000 })
  expect(plain.nodes.mostEmptying).toBe(1)
  expect(paused.seconds - plain.seconds).toBeCloseTo(120, 0)
})

test('a node that appears meanwhile is drained too', async () => {
  const { nodes, outcome } = await run(
    (all) => {
      all.add('a', 1, web)
      const api = { ...all.api }
      Object.assign(all.api, {
        evict: async (...words: Parameters<KubeApi['evict']>) => {
          if (all.nodes.size === 1) all.add('a', 1, web)
          return await api.evict(...words)
        },
      })
    },
    (own) => drainSteps(cluster, [group('a')], own),
  )
  expect(outcome.failures).toEqual([])
  expect(nodes.evicted).toEqual(['web-a-0', 'web-a-1'])
})

test('which pod and which budget block is said at once, and again when the time is over', async () => {
  const { outcome, said } = await run(
    (all) => {
      all.add('a', 2, web)
      all.add('other', 1, () => [])
      all.holds.set('web-a-0', { budget: 'web', why: 'needs 2 healthy pods and has 2 currently' })
    },
    (own) => drainSteps(cluster, [group('a')], own),
    { parallel: 2 },
    120_000,
  )
  const cause = 'disruption budget default/web allows 0 evictions now and holds default/web-a-0 (needs 2 healthy pods and has 2 currently)'
  expect(said).toEqual([`a-0: ${cause}`, '1 of 2 nodes empty', `a-0: ${cause}`])
  expect(outcome.failures).toMatchObject([
    { error: { code: 'PodsHeld', exitCode: 8, message: `pods of a: the time (--timeout) is over; ${cause}` } },
  ])
})

test('no budget is blamed where pods only end slowly', async () => {
  const { outcome } = await run(
    (all) => all.add('a', 1, web),
    (own) => drainSteps(cluster, [group('a')], own),
    {},
    3_000,
  )
  expect(outcome.timedOut).toBe(true)
  expect(outcome.failures.map(({ error }) => error.code)).not.toContain('PodsHeld')
})

test('where no other node can take the pods that is said too', async () => {
  const { said } = await run(
    (all) => {
      all.add('a', 1, web)
      all.holds.set('web-a-0', { budget: 'web', why: 'needs 1 healthy pods and has 1 currently' })
    },
    (own) => drainSteps(cluster, [group('a')], own),
    {},
    30_000,
  )
  expect(said.join()).toContain('no other node can take it: add a nodegroup, or go on with --disable-eviction')
})

test('a pod that forbids it stops the whole drain, and nothing is evicted behind its back', async () => {
  const { nodes, outcome } = await run(
    (all) => {
      all.add('a', 4, web)
      all.add('a', 1, (node) => [pod(node, 'never', { annotations: { 'pod.alpha.kubernetes.io/drain': 'never' } })])
    },
    (own) => drainSteps(cluster, [group('a')], own),
    { parallel: 2 },
  )
  expect(outcome.failures).toMatchObject([{ error: { code: 'DrainForbidden', message: expect.stringContaining('default/never') } }])
  expect(nodes.evicted).not.toContain('never')
})

test('what stays and what nobody brings back is named', async () => {
  const { said, nodes } = await run(
    (all) =>
      all.add('a', 1, (node) => [
        pod(node, 'kept', { annotations: { 'pod.alpha.kubernetes.io/drain': 'ignore' } }),
        pod(node, 'lone', { owner: undefined }),
        pod(node, 'static', { owner: undefined, mirror: true }),
      ]),
    (own) => drainSteps(cluster, [group('a')], own),
  )
  expect(said.slice(0, 2)).toEqual([
    'a-0: default/kept stays (annotation pod.alpha.kubernetes.io/drain: ignore)',
    'a-0: nothing brings default/lone back: no controller keeps it',
  ])
  expect(nodes.evicted).toEqual(['lone'])
})

test('--undo lets pods onto exactly the nodes that were cordoned', async () => {
  const { nodes, outcome } = await run(
    (all) => {
      all.add('a', 2, web)
      all.add('b', 1, web)
      for (const node of ['a-0', 'b-2']) Object.assign(all.nodes.get(node) ?? {}, { unschedulable: true })
    },
    () => undrainSteps(cluster, [group('a')]),
  )
  expect(outcome.changed).toMatchObject([{ change: { why: [{ path: 'node a-0' }] } }])
  expect(nodes.nodes.get('a-0')).toMatchObject({ unschedulable: false })
  expect(nodes.nodes.get('b-2')).toMatchObject({ unschedulable: true })
})
