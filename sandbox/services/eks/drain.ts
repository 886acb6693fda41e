import { budgetsOf, budgetStatus } from '../../kubernetes/budgets.ts'
import { refOf } from '../../kubernetes/objects.ts'
import { podsIn, changeNode, isActive, ownerOf, type Pod, type Node } from '../../nodes/kinds.ts'
import type { RunningCluster } from '../../nodes/running-cluster.ts'

/** Cordons nodes and evicts their pods, as EKS does: budgets count unless `force`. Gives the pods that a budget held back. */
export function drainNodes(cluster: RunningCluster, nodes: readonly Node[], force: boolean): Pod[] {
  const { objects } = cluster
  for (const node of nodes) {
    changeNode(objects, node.metadata.name, (cordoned) => {
      cordoned.spec = { ...cordoned.spec, unschedulable: true }
    })
  }
  const names = new Set(nodes.map((node) => node.metadata.name))
  const held: Pod[] = []
  for (const pod of podsIn(objects)) {
    if (!names.has(pod.spec.nodeName ?? '') || !isActive(pod) || ownerOf(pod)?.kind === 'DaemonSet') continue
    const [budget] = budgetsOf(objects, pod)
    if (!force && budget !== undefined && budgetStatus(objects, budget).disruptionsAllowed <= 0) held.push(pod)
    else objects.remove(refOf(pod))
  }
  return held
}
