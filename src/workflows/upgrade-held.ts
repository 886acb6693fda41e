import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError } from '../errors.ts'
import { Slots } from '../plan/slots.ts'
import type { Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { daemonSets, type HeldPod, heldText, toGo } from './drain-pods.ts'
import { nodesInGroup } from './group-nodes.ts'

/** Nodes looked at side by side. */
const looksAtOnce = 8

/** The step, and where EKS gave up moving pods: which pods, which budget, and what helps. */
export function toldWhatHolds(step: Step, cluster: LiveCluster, nodegroup: FoundNodegroup): Step {
  const act: Step['act'] = async (change, app, run) => {
    try {
      await step.act(change, app, run)
    } catch (error) {
      if (!(error instanceof EksxError) || !error.message.includes('PodEvictionFailure')) throw error
      const held = await heldPods(app, cluster, nodegroup, run.signal).catch(() => [])
      throw evictionFailed(nodegroup.name, held, error)
    }
  }
  return { ...step, act }
}

/** The pods of a nodegroup that could not be evicted now; nothing is evicted. */
async function heldPods(app: App, cluster: LiveCluster, nodegroup: FoundNodegroup, signal: AbortSignal): Promise<HeldPod[]> {
  const api = app.kube.connect(cluster)
  const isThere = daemonSets(api, signal)
  const slots = new Slots(looksAtOnce)
  const nodes = await nodesInGroup(app, api, nodegroup, signal)
  const onNode = async (node: string): Promise<HeldPod[]> => {
    const held: HeldPod[] = []
    for (const pod of await toGo(await api.podsOn(node, signal), isThere)) {
      const hold = await api.holdOn(pod, signal)
      if (hold !== undefined) held.push({ pod, hold })
    }
    return held
  }
  return (await Promise.all(nodes.map(({ name }) => slots.within(() => onNode(name))))).flat()
}

const evictionFailed = (nodegroup: string, held: readonly HeldPod[], cause: EksxError): EksxError =>
  new EksxError(
    'UpgradeHeld',
    `EKS could not move the pods off the nodes of ${nodegroup} (PodEvictionFailure): ${held.length > 0 ? heldText(held) : cause.message}`,
    {
      hint: 'give the budget room (more replicas, or another budget) and run the same command again, or go on with --force-upgrade, which takes the pods all the same',
      cause,
    },
  )
