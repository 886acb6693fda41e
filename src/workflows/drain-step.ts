import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { KubeApi, KubeNode, KubePod } from '../app/kubernetes.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { fates } from './drain-pods.ts'
import { nodegroupLabel } from './nodes.ts'

/** How nodes are emptied. Times in milliseconds. */
export interface DrainWish {
  /** The longest a pod gets to end. */
  readonly maxGrace: number
  /** Between two tries of an eviction that a disruption budget holds back. */
  readonly evictionWait: number
  /** Delete pods outright: disruption budgets are not asked. */
  readonly disableEviction: boolean
  /** Nodes at once. */
  readonly parallel: number
  /** The whole cluster goes: a budget that no node is left to satisfy is not waited for. */
  readonly clusterGoes?: boolean
}

/** The nodes of a group, cordoned and empty; nodes that appear meanwhile are drained too. */
export function drainStep(cluster: LiveCluster, nodegroup: FoundNodegroup, wish: DrainWish, ifItFails: 'warn' | undefined): Step {
  const label = nodegroup.stack === undefined ? 'eks.amazonaws.com/nodegroup' : nodegroupLabel
  const selector = `${label}=${nodegroup.name}`

  async function toDrain(api: KubeApi, signal: AbortSignal): Promise<KubeNode[]> {
    const nodes = await api.nodes(selector, signal)
    const busy = await Promise.all(
      nodes.map(async (node) => !node.unschedulable || (await fates(await api.podsOn(node.name, signal), api, signal)).length > 0),
    )
    return nodes.filter((_, i) => busy[i])
  }

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const nodes = await toDrain(app.kube.connect(cluster), signal)
    return nodes.length === 0
      ? { so: true }
      : { so: false, change: { kind: 'delete', why: nodes.map((node) => ({ path: `node ${node.name}` })) } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    const api = app.kube.connect(cluster)
    for (let nodes = await toDrain(api, run.signal); nodes.length > 0; nodes = await toDrain(api, run.signal)) {
      await Promise.all(nodes.filter((node) => !node.unschedulable).map((node) => api.cordon(node.name, run.signal)))
      const waiting = [...nodes]
      const worker = async (): Promise<void> => {
        for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) await emptied(app, api, node, run)
      }
      await Promise.all(Array.from({ length: Math.min(wish.parallel, nodes.length) }, worker))
    }
  }

  /** Evicts until nothing that must go is left on the node. */
  async function emptied(app: App, api: KubeApi, node: KubeNode, run: Run): Promise<void> {
    const asked = new Set<string>()
    for (let told = 0; ; told += 1) {
      const pods = await fates(await api.podsOn(node.name, run.signal), api, run.signal)
      if (pods.length === 0) return
      const held = await askedToGo(
        api,
        pods.filter((pod) => !asked.has(pod.uid)),
        asked,
        run.signal,
      )
      if (held.length > 0) {
        const stranded = (await api.nodes('', run.signal)).every((other) => other.unschedulable)
        if (stranded && wish.clusterGoes === true) await overrule(api, node, held, asked, run)
        else if (told % 6 === 0) run.progress({ text: `${node.name}: a disruption budget holds ${named(held)}${stranded ? stuck : ''}` })
      }
      await app.clock.sleep(held.length > 0 ? wish.evictionWait : Math.min(2_000, wish.evictionWait), run.signal)
    }
  }

  /** The pods that a budget holds back; the others have been asked to go. */
  async function askedToGo(api: KubeApi, pods: readonly KubePod[], asked: Set<string>, signal: AbortSignal): Promise<KubePod[]> {
    const held: KubePod[] = []
    for (const pod of pods) {
      const goes = wish.disableEviction
        ? await api.deletePod(pod, graceOf(pod), signal).then(() => true)
        : await api.evict(pod, graceOf(pod), signal)
      if (goes) asked.add(pod.uid)
      else held.push(pod)
    }
    return held
  }

  /** Where the cluster goes and every node is cordoned, what a budget waits for can never come. */
  async function overrule(api: KubeApi, node: KubeNode, held: readonly KubePod[], asked: Set<string>, run: Run): Promise<void> {
    run.progress({ text: `${node.name}: no node is left for ${named(held)}: deleted in spite of its budget` })
    for (const pod of held) {
      await api.deletePod(pod, graceOf(pod), run.signal)
      asked.add(pod.uid)
    }
  }

  const graceOf = (pod: KubePod): number => Math.min(pod.graceSeconds ?? 30, Math.ceil(wish.maxGrace / 1_000))

  return { name: `pods of ${nodegroup.name}`, after: [], usual: 60_000, ...(ifItFails && { ifItFails }), look, act }
}

const named = (pods: readonly KubePod[]): string => pods.map((pod) => `${pod.namespace}/${pod.name}`).join(', ')

const stuck = ', and no other node can take it: add a nodegroup, or go on with --disable-eviction or --drain=false'
