import { budgetsOf, budgetStatus } from '../../kubernetes/budgets.ts'
import { refOf, type ObjectStore } from '../../kubernetes/objects.ts'
import { podsIn, changeNode, isActive, ownerOf, type Pod, type Node } from '../../nodes/kinds.ts'

/** Cordons nodes and evicts their pods, whatever a budget says. */
export function drainNodes(objects: ObjectStore, nodes: readonly Node[]): void {
  setCordoned(objects, nodes, true)
  for (const node of nodes) evictPods(objects, node, true)
}

/** Nodes that are cordoned get no new pods. */
export function setCordoned(objects: ObjectStore, nodes: readonly Node[], unschedulable: boolean): void {
  for (const node of nodes)
    changeNode(objects, node.metadata.name, (draft) => {
      draft.spec = { ...draft.spec, unschedulable }
    })
}

/** Asks the pods of a node to leave, as EKS does: budgets count unless `force`. Says whether a budget holds one. */
export function evictPods(objects: ObjectStore, node: Node, force: boolean, options?: Parameters<ObjectStore['remove']>[1]): boolean {
  let held = false
  for (const pod of leavingPods(objects, node).filter((one) => isActive(one))) {
    const [budget] = budgetsOf(objects, pod)
    if (!force && budget !== undefined && budgetStatus(objects, budget).disruptionsAllowed <= 0) held = true
    else objects.remove(refOf(pod), options)
  }
  return held
}

/** The pods that have to be off a node before it ends: all but those of daemon sets. */
export const leavingPods = (objects: ObjectStore, node: Node): Pod[] =>
  podsIn(objects).filter((pod) => pod.spec.nodeName === node.metadata.name && ownerOf(pod)?.kind !== 'DaemonSet')
