import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { KubeApi, KubeNode } from '../app/kubernetes.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { Slots } from '../plan/slots.ts'
import { type Change, type Run, type Sight, type Step, TimeOver } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { type Draining, type DrainWish, emptied, orElse } from './drain-node.ts'
import { daemonSets, type HeldPod, heldText, toGo } from './drain-pods.ts'
import { nodesInGroup } from './group-nodes.ts'

export type { DrainWish } from './drain-node.ts'

/** Reads of nodes' pods at once, where a whole group is looked at. */
const looksAtOnce = 8

/** The nodes of groups, cordoned and empty: all groups side by side, never more nodes at a time than is wished for all of them together. */
export function drainSteps(cluster: LiveCluster, nodegroups: readonly FoundNodegroup[], wish: DrainWish, ifItFails?: 'warn'): Step[] {
  const slots = new Slots(Math.max(1, wish.parallel))
  return nodegroups.map((nodegroup) => drainStep(cluster, nodegroup, wish, slots, ifItFails))
}

/** The nodes of a group, cordoned and empty; nodes that appear meanwhile are drained too. */
function drainStep(cluster: LiveCluster, nodegroup: FoundNodegroup, wish: DrainWish, slots: Slots, ifItFails: 'warn' | undefined): Step {
  /** Nodes that take new pods, or have some that must go. */
  async function toDrain(app: App, api: KubeApi, signal: AbortSignal): Promise<{ all: KubeNode[]; busy: KubeNode[] }> {
    const all = await nodesInGroup(app, api, nodegroup, signal)
    const reads = new Slots(looksAtOnce)
    const isThere = daemonSets(api, signal)
    const isBusy = async ({ name, unschedulable }: KubeNode): Promise<boolean> =>
      !unschedulable || (await reads.within(async () => (await toGo(await api.podsOn(name, signal), isThere)).length > 0))
    const busy = await Promise.all(all.map(isBusy))
    return { all, busy: all.filter((_, i) => busy[i]) }
  }

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const { all, busy } = await toDrain(app, app.kube.connect(cluster), signal)
    if (all.length === 0 && wish.tellsEmpty === true) return { so: true, note: noNodes(nodegroup) }
    return busy.length === 0
      ? { so: true }
      : { so: false, change: { kind: 'delete', why: busy.map(({ name }) => ({ path: `node ${name}` })) } }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    const api = app.kube.connect(cluster)
    const held: Draining['held'] = new Map()
    const stop = new AbortController()
    const signal = AbortSignal.any([run.signal, stop.signal])
    const draining = { app, api, wish, run: { ...run, signal }, isThere: daemonSets(api, signal), held }
    try {
      for (let { busy } = await toDrain(app, api, signal); busy.length > 0; { busy } = await toDrain(app, api, signal)) {
        await Promise.all(busy.filter(({ unschedulable }) => !unschedulable).map(({ name }) => api.cordon(name, signal)))
        await allEmptied(draining, busy)
      }
    } catch (error) {
      stop.abort(error)
      const pods = [...held.values()].flat()
      throw run.signal.reason instanceof TimeOver && pods.length > 0 ? stillHeld(nodegroup.name, pods, wish) : error
    }
  }

  /** Each node in its turn; after one the others of all groups may have to wait a while. */
  async function allEmptied(draining: Draining, nodes: readonly KubeNode[]): Promise<void> {
    const { app, run } = draining
    let empty = 0
    const one = async (node: KubeNode): Promise<void> => {
      run.signal.throwIfAborted()
      await emptied(draining, node)
      empty += 1
      if (nodes.length > 1) run.progress({ text: `${empty} of ${nodes.length} nodes empty` })
      if (empty < nodes.length && wish.nodeWait) await app.clock.sleep(wish.nodeWait, run.signal)
    }
    await Promise.all(nodes.map((node) => slots.within(() => one(node))))
  }

  return { name: `pods of ${nodegroup.name}`, after: [], usual: 60_000, ...(ifItFails && { ifItFails }), look, act }
}

const noNodes = ({ name }: FoundNodegroup): string => `nodegroup ${name} has no nodes`

/** The time is over, and it is known what kept the pods. */
const stillHeld = (nodegroup: string, pods: readonly HeldPod[], wish: DrainWish): EksxError =>
  new EksxError('PodsHeld', `pods of ${nodegroup}: the time (--timeout) is over; ${heldText(pods)}`, {
    exitCode: exitCodes.timedOut,
    hint: `give the budget room (more replicas, or another budget)${orElse(wish)}`,
  })

/** Nodes of groups that take pods again. */
export const undrainSteps = (cluster: LiveCluster, nodegroups: readonly FoundNodegroup[]): Step[] =>
  nodegroups.map((nodegroup) => undrainStep(cluster, nodegroup))

function undrainStep(cluster: LiveCluster, nodegroup: FoundNodegroup): Step {
  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const nodes = await nodesInGroup(app, app.kube.connect(cluster), nodegroup, signal)
    if (nodes.length === 0) return { so: true, note: noNodes(nodegroup) }
    const why = nodes.flatMap(({ name, unschedulable }) =>
      unschedulable ? [{ path: `node ${name}`, from: 'cordoned', to: 'schedulable' }] : [],
    )
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'update', why } }
  }

  async function act(_change: Change, app: App, { signal }: Run): Promise<void> {
    const api = app.kube.connect(cluster)
    const nodes = (await nodesInGroup(app, api, nodegroup, signal)).filter(({ unschedulable }) => unschedulable)
    await Promise.all(nodes.map(({ name }) => api.uncordon(name, signal)))
  }

  return { name: `nodes of ${nodegroup.name}`, after: [], usual: 2_000, look, act }
}
