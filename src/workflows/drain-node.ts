import type { App } from '../app.ts'
import type { KubeApi, KubeNode, KubePod } from '../app/kubernetes.ts'
import type { Run } from '../plan/step.ts'
import { type DaemonSetThere, type HeldPod, heldText, namesOf, remarks, toGo } from './drain-pods.ts'

/** How nodes are emptied. Times in milliseconds. */
export interface DrainWish {
  /** The longest a pod gets to end. */
  readonly maxGrace: number
  /** Between two tries of an eviction that a disruption budget holds back. */
  readonly evictionWait: number
  /** Delete pods outright: disruption budgets are not asked. */
  readonly disableEviction: boolean
  /** Nodes at once, of all groups together. */
  readonly parallel: number
  /** Pause after a node before the next one. */
  readonly nodeWait?: number
  /** The whole cluster goes: a budget that no node is left to satisfy is not waited for. */
  readonly clusterGoes?: boolean
  /** The flags with which a drain that a budget holds would go on. */
  readonly otherwise?: string
  /** Say so where a group has no nodes: somebody may have mistaken its name. */
  readonly tellsEmpty?: boolean
}

/** What a drain of one group works with. */
export interface Draining {
  readonly app: App
  readonly api: KubeApi
  readonly wish: DrainWish
  readonly run: Run
  readonly isThere: DaemonSetThere
  /** By node, what holds its pods now. */
  readonly held: Map<string, readonly HeldPod[]>
}

/** Between two looks at pods that end. Milliseconds. */
const lookAgain = 2_000
/** A shorter pause that was asked for would only keep the API busy. Milliseconds. */
const leastPause = 500
/** How often the same obstacle is named again. Milliseconds. */
const nameAgain = 60_000

/** Evicts until nothing that must go is left on the node. */
export async function emptied(draining: Draining, node: KubeNode): Promise<void> {
  const { app, api, wish, run, isThere, held } = draining
  const asked = new Set<string>()
  const tell = sparing(draining)
  for (let first = true; ; first = false) {
    const pods = await api.podsOn(node.name, run.signal)
    if (first) for (const remark of remarks(pods)) run.progress({ text: `${node.name}: ${remark}` })
    const going = await toGo(pods, isThere)
    if (going.length === 0) break
    const stay = await askedToGo(draining, going, asked)
    held.set(node.name, stay)
    if (stay.length > 0) await obstructed(draining, node, stay, asked, tell)
    const pause = stay.length > 0 ? wish.evictionWait : Math.min(lookAgain, wish.evictionWait)
    await app.clock.sleep(Math.max(pause, leastPause), run.signal)
  }
  held.delete(node.name)
}

/** The pods that a budget holds back; the others have been asked to go. */
async function askedToGo({ api, wish, run }: Draining, pods: readonly KubePod[], asked: Set<string>): Promise<HeldPod[]> {
  const held: HeldPod[] = []
  for (const pod of pods.filter(({ uid }) => !asked.has(uid))) {
    const hold = wish.disableEviction
      ? await api.deletePod(pod, graceOf(pod, wish), run.signal).then(() => undefined)
      : await api.evict(pod, graceOf(pod, wish), run.signal)
    if (hold === undefined) asked.add(pod.uid)
    else held.push({ pod, hold })
  }
  return held
}

/** Tells what is new, and the same again only after a while. */
function sparing({ app, run }: Draining): (text: string) => void {
  let last = { text: '', at: 0 }
  return (text) => {
    const at = app.clock.now()
    if (text === last.text && at - last.at < nameAgain) return
    last = { text, at }
    run.progress({ text })
  }
}

/** Says what blocks, as soon as it is known. Where the cluster goes and every node is cordoned, it can never come free: then the pods are deleted. */
async function obstructed(
  { api, wish, run }: Draining,
  node: KubeNode,
  held: readonly HeldPod[],
  asked: Set<string>,
  tell: (text: string) => void,
): Promise<void> {
  const stranded = (await api.nodes('', run.signal)).every(({ unschedulable }) => unschedulable)
  if (!stranded || wish.clusterGoes !== true)
    return tell(`${node.name}: ${heldText(held)}${stranded ? `; no other node can take it: add a nodegroup${orElse(wish)}` : ''}`)
  const pods = held.map(({ pod }) => pod)
  tell(`${node.name}: no node is left for ${namesOf(pods)}: deleted in spite of its budget`)
  for (const pod of pods) {
    await api.deletePod(pod, graceOf(pod, wish), run.signal)
    asked.add(pod.uid)
  }
}

/** What else lets a drain go on. */
export const orElse = ({ otherwise }: DrainWish): string => (otherwise === undefined ? '' : `, or go on with ${otherwise}`)

/** Seconds; Kubernetes gives a pod that states none thirty. */
const graceOf = (pod: KubePod, { maxGrace }: DrainWish): number => Math.min(pod.graceSeconds ?? 30, Math.ceil(maxGrace / 1_000))
