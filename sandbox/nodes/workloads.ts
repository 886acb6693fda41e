import { createHash } from 'node:crypto'
import { refOf, type KubeObject } from '../kubernetes/objects.ts'
import {
  pods,
  nodes,
  deployments,
  replicaSets,
  daemonSets,
  statefulSets,
  podsIn,
  nodesIn,
  workloadsIn,
  hasCondition,
  isActive,
  ownerOf,
  type Pod,
  type Workload,
  type PodTemplate,
} from './kinds.ts'
import { selects, tolerates } from './placement.ts'
import { kubeNow, type RunningCluster } from './running-cluster.ts'

/** One round of Kubernetes' own controllers: lost nodes, deployments, replica sets, daemon sets, stateful sets. */
export function runControllers(cluster: RunningCluster): void {
  clearLostNodes(cluster)
  for (const deployment of listOf(cluster, deployments)) rollOut(cluster, deployment)
  for (const set of listOf(cluster, replicaSets)) keepReplicas(cluster, set)
  for (const set of listOf(cluster, daemonSets)) keepOnNodes(cluster, set)
  for (const set of listOf(cluster, statefulSets)) keepOrdinals(cluster, set)
}

const listOf = (cluster: RunningCluster, kind: { apiVersion: string; kind: string }): Workload[] => workloadsIn(cluster.objects, kind)

/** Pods of a node that is gone go at once. What lost its owner is the API server's to collect. */
function clearLostNodes({ objects }: RunningCluster): void {
  const names = new Set(objects.list(nodes).map((node) => node.metadata.name))
  for (const pod of podsIn(objects))
    if (pod.spec.nodeName !== undefined && !names.has(pod.spec.nodeName)) objects.remove(refOf(pod), { graceSeconds: 0 })
}

/** A deployment has one replica set of its present template; older ones shrink as the new one gets ready. */
function rollOut(cluster: RunningCluster, deployment: Workload): void {
  const { objects } = cluster
  const { namespace, name } = deployment.metadata
  const hash = createHash('sha256').update(JSON.stringify(deployment.spec.template)).digest('hex').slice(0, 9)
  const wanted = deployment.spec.replicas ?? 1
  const sets = listOf(cluster, replicaSets).filter((set) => ownerOf(set)?.uid === deployment.metadata.uid)
  const current = sets.find((set) => set.metadata.labels?.['pod-template-hash'] === hash)
  if (current === undefined) objects.put(replicaSetOf(deployment, hash, wanted))
  else if (current.spec.replicas !== wanted) objects.put({ ...current, spec: { ...current.spec, replicas: wanted } })
  const ready = current?.status?.readyReplicas ?? 0
  for (const old of sets) if (old !== current) resize(cluster, old, Math.min(old.spec.replicas ?? 0, Math.max(0, wanted - ready)))
  const total = sets.reduce((sum, set) => sum + (set.status?.replicas ?? 0), 0)
  const readyNow = sets.reduce((sum, set) => sum + (set.status?.readyReplicas ?? 0), 0)
  writeStatus(
    cluster,
    { ...deployments, namespace, name: name },
    {
      observedGeneration: deployment.metadata.generation,
      replicas: total,
      updatedReplicas: current?.status?.replicas ?? 0,
      readyReplicas: readyNow,
      availableReplicas: readyNow,
      unavailableReplicas: Math.max(0, wanted - readyNow),
      conditions: availability(cluster, deployment, readyNow >= Math.max(1, wanted - 1) || wanted === 0),
    },
  )
}

function availability(cluster: RunningCluster, deployment: Workload, available: boolean): object[] {
  const before = deployment.status?.conditions?.find((condition) => condition.type === 'Available')
  const status = available ? 'True' : 'False'
  const since = before?.status === status ? before.lastTransitionTime : kubeNow(cluster)
  return [
    {
      type: 'Available',
      status,
      reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: `Deployment ${available ? 'has' : 'does not have'} minimum availability.`,
      lastTransitionTime: since,
      lastUpdateTime: since,
    },
  ]
}

function replicaSetOf(deployment: Workload, hash: string, replicas: number): Workload {
  const { namespace, name } = deployment.metadata
  const labels = { ...deployment.spec.template.metadata?.labels, 'pod-template-hash': hash }
  return {
    ...replicaSets,
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace !== undefined && { namespace }),
      labels,
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { ...deployment.spec.selector?.matchLabels, 'pod-template-hash': hash } },
      template: { ...deployment.spec.template, metadata: { ...deployment.spec.template.metadata, labels } },
    },
  }
}

function resize({ objects }: RunningCluster, set: Workload, replicas: number): void {
  if (set.spec.replicas !== replicas) objects.put({ ...set, spec: { ...set.spec, replicas } })
}

const podsOf = (cluster: RunningCluster, owner: KubeObject): Pod[] =>
  podsIn(cluster.objects, { namespace: owner.metadata.namespace }).filter((pod) => ownerOf(pod)?.uid === owner.metadata.uid)

/** As many pods as wanted: too many go, pending ones first. */
function keepReplicas(cluster: RunningCluster, set: Workload): void {
  const wanted = set.spec.replicas ?? 1
  const active = podsOf(cluster, set).filter((pod) => isActive(pod))
  for (let count = active.length; count < wanted; count++) cluster.objects.put(podFrom(set, set.spec.template, nextName(cluster, set)))
  const surplus = active
    .toSorted((a, b) => Number(hasCondition(a, 'Ready')) - Number(hasCondition(b, 'Ready')))
    .slice(0, Math.max(0, active.length - wanted))
  for (const pod of surplus) cluster.objects.remove(refOf(pod))
  const ready = active.filter((pod) => hasCondition(pod, 'Ready')).length
  writeStatus(cluster, refOf(set), {
    observedGeneration: set.metadata.generation,
    replicas: Math.min(wanted, Math.max(active.length, wanted)),
    fullyLabeledReplicas: wanted,
    readyReplicas: ready,
    availableReplicas: ready,
  })
}

/** Five letters as Kubernetes takes them, from a hash: the same run gives the same names. */
function nextName(cluster: RunningCluster, owner: KubeObject, node = ''): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256')
      .update(`${owner.metadata.namespace}/${owner.metadata.name}/${node}/${cluster.objects.version}/${attempt}`)
      .digest()
    const name = `${owner.metadata.name}-${[...digest.subarray(0, 5)].map((byte) => letters[byte % letters.length]).join('')}`
    if (cluster.objects.get({ ...pods, namespace: owner.metadata.namespace, name }) === undefined) return name
  }
}

function podFrom(owner: Workload, template: PodTemplate, name: string): Pod {
  const { namespace } = owner.metadata
  return {
    ...pods,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(owner.kind !== 'StatefulSet' && { generateName: `${owner.metadata.name}-` }),
      labels: { ...template.metadata?.labels },
      ...(template.metadata?.annotations !== undefined && { annotations: { ...template.metadata.annotations } }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: structuredClone(template.spec),
    status: { phase: 'Pending' },
  }
}

const ownerReference = (
  owner: KubeObject,
): { apiVersion: string; kind: string; name: string; uid: string; controller: true; blockOwnerDeletion: true } => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
})

/** Taints that every daemon set's pods bear, as its controller adds them. */
const daemonTolerations = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
  'network-unavailable',
].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
}))

/** One pod on every node that its selector and taints allow. */
function keepOnNodes(cluster: RunningCluster, set: Workload): void {
  const tolerations = [...(set.spec.template.spec.tolerations ?? []), ...daemonTolerations]
  const fitting = nodesIn(cluster.objects).filter(
    (node) =>
      selects(set.spec.template.spec, node.metadata.labels ?? {}) &&
      (node.spec.taints ?? []).every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint)),
  )
  const names = new Set(fitting.map((node) => node.metadata.name))
  const own = podsOf(cluster, set)
  for (const pod of own) if (isActive(pod) && !names.has(pod.spec.nodeName ?? '')) cluster.objects.remove(refOf(pod))
  const active = own.filter((pod) => isActive(pod) && names.has(pod.spec.nodeName ?? ''))
  const revision = createHash('sha256').update(JSON.stringify(set.spec.template)).digest('hex').slice(0, 10)
  const outdated = active.filter((pod) => pod.metadata.labels?.[revisionLabel] !== revision)
  const whole = active.length === names.size && active.every((pod) => hasCondition(pod, 'Ready'))
  if (!isOnDelete(set)) replaceNext(cluster, outdated, whole)
  for (const name of names) {
    if (own.some((pod) => pod.spec.nodeName === name)) continue
    const { metadata, spec } = set.spec.template
    const labels = { ...metadata?.labels, [revisionLabel]: revision }
    const template = { metadata: { ...metadata, labels }, spec: { ...spec, tolerations, nodeName: name } }
    cluster.objects.put(podFrom(set, template, nextName(cluster, set, name)))
  }
  const ready = active.filter((pod) => hasCondition(pod, 'Ready')).length
  writeStatus(cluster, refOf(set), {
    observedGeneration: set.metadata.generation,
    currentNumberScheduled: names.size,
    desiredNumberScheduled: names.size,
    updatedNumberScheduled: active.length - outdated.length,
    numberMisscheduled: 0,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: names.size - ready,
  })
}

const revisionLabel = 'controller-revision-hash'

const isOnDelete = (set: Workload): boolean => JSON.stringify(set.spec['updateStrategy'] ?? {}).includes('"OnDelete"')

/** Ends the pods of an older template, one node after the other; those that don't run anyway at once. */
function replaceNext({ objects }: RunningCluster, outdated: readonly Pod[], whole: boolean): void {
  const dead = outdated.filter((pod) => !hasCondition(pod, 'Ready'))
  const next = dead.length > 0 ? dead : whole ? outdated.slice(0, 1) : []
  for (const pod of next) objects.remove(refOf(pod))
}

/** Pods by number, each after the one before it is ready. */
function keepOrdinals(cluster: RunningCluster, set: Workload): void {
  const wanted = set.spec.replicas ?? 1
  const own = podsOf(cluster, set)
  const named = (index: number): Pod | undefined => own.find((pod) => pod.metadata.name === `${set.metadata.name}-${index}`)
  const missing = Array.from({ length: wanted }, (_, index) => index).find((index) => named(index) === undefined)
  const before = missing === undefined || missing === 0 ? undefined : named(missing - 1)
  if (missing !== undefined && (missing === 0 || (before !== undefined && hasCondition(before, 'Ready'))))
    cluster.objects.put(podFrom(set, set.spec.template, `${set.metadata.name}-${missing}`))
  for (const pod of own) if (isActive(pod) && Number(pod.metadata.name.split('-').at(-1)) >= wanted) cluster.objects.remove(refOf(pod))
  const ready = own.filter((pod) => isActive(pod) && hasCondition(pod, 'Ready')).length
  writeStatus(cluster, refOf(set), {
    observedGeneration: set.metadata.generation,
    replicas: own.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: own.length,
    updatedReplicas: own.length,
  })
}

function writeStatus({ objects }: RunningCluster, ref: Parameters<RunningCluster['objects']['change']>[0], status: object): void {
  objects.change(ref, (draft) => {
    draft['status'] = { ...(typeof draft['status'] === 'object' ? draft['status'] : {}), ...status }
  })
}
