import type { RunningCluster } from './running-cluster.ts'
import { kubeNow, later } from './running-cluster.ts'
import { refOf } from '../kubernetes/objects.ts'
import { podsIn, nodesIn, podIn, changePod, hasCondition, isActive, type Pod, type Node } from './kinds.ts'
import { obstacle } from './placement.ts'

/** One round of the scheduler: pending pods go to the fitting node that carries the fewest. Gives those that fit nowhere. */
export function schedule(cluster: RunningCluster): Pod[] {
  const all = podsIn(cluster.objects)
  const hosts = nodesIn(cluster.objects).filter((node) => node.metadata.deletionTimestamp === undefined)
  const onNode = new Map<string, Pod[]>(hosts.map((node) => [node.metadata.name, []]))
  for (const pod of all)
    if (pod.spec.nodeName !== undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed')
      onNode.get(pod.spec.nodeName)?.push(pod)
  const waiting = all.filter((pod) => isActive(pod) && pod.spec.nodeName === undefined && pod.spec.schedulerName !== 'fargate-scheduler')
  return waiting.filter((pod) => !place(cluster, pod, hosts, onNode))
}

function place(cluster: RunningCluster, pod: Pod, hosts: readonly Node[], onNode: Map<string, Pod[]>): boolean {
  const obstacles = hosts.map((node) => obstacle(pod, node, onNode.get(node.metadata.name) ?? []))
  const fitting = hosts.filter((_, index) => obstacles[index] === undefined)
  const [best] = fitting.toSorted((a, b) => crowd(pod, onNode.get(a.metadata.name)) - crowd(pod, onNode.get(b.metadata.name)))
  if (best === undefined) {
    markUnschedulable(cluster, pod, hosts.length, obstacles)
    return false
  }
  bind(cluster, pod, best.metadata.name)
  onNode.get(best.metadata.name)?.push(pod)
  return true
}

/** Siblings count more than strangers: replicas spread. */
function crowd(pod: Pod, others: readonly Pod[] = []): number {
  const owner = pod.metadata.ownerReferences?.[0]?.uid
  return others.length + 1000 * others.filter((other) => owner !== undefined && other.metadata.ownerReferences?.[0]?.uid === owner).length
}

/** Puts a pod on a node. */
export function bind(cluster: RunningCluster, pod: Pod, node: string): void {
  changePod(cluster.objects, pod, (bound) => {
    bound.spec.nodeName = node
    bound.status = {
      ...bound.status,
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: kubeNow(cluster) }],
    }
  })
}

function markUnschedulable(cluster: RunningCluster, pod: Pod, count: number, obstacles: readonly (string | undefined)[]): void {
  const counts = new Map<string, number>()
  for (const text of obstacles) if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1)
  const reasons = [...counts].map(([text, times]) => `${times} ${text}`).join(', ')
  const message = count === 0 ? 'no nodes available to schedule pods' : `0/${count} nodes are available: ${reasons}.`
  if (pod.status?.conditions?.some((condition) => condition.type === 'PodScheduled' && condition.message === message) === true) return
  cluster.objects.change(refOf(pod), (draft) => {
    draft['status'] = {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: kubeNow(cluster) }],
    }
  })
}

/** Pods whose start is under way, by cluster: a round must not start them twice. */
const starting = new WeakMap<RunningCluster, Set<string>>()

/** One round of all kubelets: pods on a node start; those that need the network wait for a Ready node. */
export function runKubelets(cluster: RunningCluster): void {
  const ready = new Map(nodesIn(cluster.objects).map((node) => [node.metadata.name, hasCondition(node, 'Ready')]))
  const under = starting.get(cluster) ?? new Set<string>()
  starting.set(cluster, under)
  for (const pod of podsIn(cluster.objects)) {
    const uid = pod.metadata.uid ?? ''
    const host = pod.spec.nodeName
    if (host === undefined || !ready.has(host) || pod.status?.phase === 'Running' || !isActive(pod) || under.has(uid)) continue
    if (pod.spec.hostNetwork !== true && ready.get(host) !== true) continue
    under.add(uid)
    later(cluster, 'pod:start', `${pod.metadata.namespace}/${pod.metadata.name}`, () => {
      under.delete(uid)
      start(cluster, pod)
    })
  }
}

function start(cluster: RunningCluster, pod: Pod): void {
  const now = podIn(cluster.objects, pod.metadata.namespace, pod.metadata.name)
  if (now === undefined || now.metadata.uid !== pod.metadata.uid || now.metadata.deletionTimestamp !== undefined) return
  const node = nodesIn(cluster.objects).find((item) => item.metadata.name === now.spec.nodeName)
  if (node === undefined) return
  const hostIP = node.status?.addresses?.find((item) => item.type === 'InternalIP')?.address ?? ''
  const time = kubeNow(cluster)
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: time,
  }))
  cluster.objects.change(refOf(pod), (draft) => {
    draft['status'] = {
      phase: 'Running',
      conditions,
      hostIP,
      hostIPs: [{ ip: hostIP }],
      podIP: hostIP,
      podIPs: [{ ip: hostIP }],
      startTime: time,
      qosClass: 'Burstable',
      containerStatuses: now.spec.containers.map((container) => ({
        name: container.name,
        image: container.image ?? '',
        imageID: container.image ?? '',
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: time } },
      })),
    }
  })
}
