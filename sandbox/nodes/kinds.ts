import type { Filter, KubeObject, ObjectStore } from '../kubernetes/objects.ts'

/** The parts of Kubernetes' objects that the controllers read and write. */
export interface PodSpec {
  nodeName?: string
  nodeSelector?: Record<string, string>
  tolerations?: Toleration[]
  affinity?: { nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] } } }
  hostNetwork?: boolean
  schedulerName?: string
  serviceAccountName?: string
  terminationGracePeriodSeconds?: number
  containers: Container[]
  [field: string]: unknown
}

export interface Container {
  name: string
  image?: string
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> }
  [field: string]: unknown
}

export interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
}

export interface NodeSelectorTerm {
  matchExpressions?: { key: string; operator: string; values?: string[] }[]
}

export interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
  lastHeartbeatTime?: string
  [field: string]: unknown
}

export interface Pod extends KubeObject {
  spec: PodSpec
  status?: { phase?: string; conditions?: Condition[]; podIP?: string; [field: string]: unknown }
}

export interface Taint {
  key: string
  value?: string
  effect: string
}

export interface Node extends KubeObject {
  spec: { taints?: Taint[]; unschedulable?: boolean; providerID?: string; [field: string]: unknown }
  status?: {
    conditions?: Condition[]
    addresses?: { type: string; address: string }[]
    capacity?: Record<string, string>
    allocatable?: Record<string, string>
    [field: string]: unknown
  }
}

/** A Deployment, ReplicaSet, DaemonSet or StatefulSet. */
export interface Workload extends KubeObject {
  spec: { replicas?: number; selector?: { matchLabels?: Record<string, string> }; template: PodTemplate; [field: string]: unknown }
  status?: {
    replicas?: number
    readyReplicas?: number
    numberReady?: number
    desiredNumberScheduled?: number
    conditions?: Condition[]
    [field: string]: unknown
  }
}

export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> }
  spec: PodSpec
}

export const pods = { apiVersion: 'v1', kind: 'Pod' } as const
export const nodes = { apiVersion: 'v1', kind: 'Node' } as const
const services = { apiVersion: 'v1', kind: 'Service' } as const
export const deployments = { apiVersion: 'apps/v1', kind: 'Deployment' } as const
export const replicaSets = { apiVersion: 'apps/v1', kind: 'ReplicaSet' } as const
export const daemonSets = { apiVersion: 'apps/v1', kind: 'DaemonSet' } as const
export const statefulSets = { apiVersion: 'apps/v1', kind: 'StatefulSet' } as const

const isPod = (object: KubeObject): object is Pod => object.kind === 'Pod'
const isWorkload = (object: KubeObject): object is Workload =>
  ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].includes(object.kind)

/** Whether an object is a Node. */
const isNode = (object: KubeObject): object is Node => object.kind === 'Node'

/** The pods of a cluster. */
export const podsIn = (objects: ObjectStore, filter?: Filter): Pod[] => objects.list(pods, filter).filter((object) => isPod(object))

/** A Service's own wishes. */
export interface Service extends KubeObject {
  status?: { loadBalancer?: { ingress?: readonly object[] }; conditions?: readonly object[] }
  spec?: { type?: string; loadBalancerClass?: string; ports?: { port: number; nodePort?: number }[] }
}

const isService = (object: KubeObject): object is Service => object.kind === 'Service'

/** The services of a cluster. */
export const servicesIn = (objects: ObjectStore): Service[] => objects.list(services).filter((object) => isService(object))

/** The nodes of a cluster. */
export const nodesIn = (objects: ObjectStore, filter?: Filter): Node[] => objects.list(nodes, filter).filter((object) => isNode(object))

/** The workloads of a kind. */
export const workloadsIn = (objects: ObjectStore, kind: { apiVersion: string; kind: string }): Workload[] =>
  objects.list(kind).filter((object) => isWorkload(object))

/** One workload; undefined where there is none. */
export function workloadIn(objects: ObjectStore, ref: Parameters<ObjectStore['get']>[0]): Workload | undefined {
  const found = objects.get(ref)
  return found !== undefined && isWorkload(found) ? found : undefined
}

/** One pod as it is now; undefined where there is none. */
export function podIn(objects: ObjectStore, namespace: string | undefined, name: string): Pod | undefined {
  const found = objects.get({ ...pods, namespace, name })
  return found !== undefined && isPod(found) ? found : undefined
}

/** Changes a pod. */
export const changePod = (objects: ObjectStore, { metadata: { namespace, name } }: Pod, edit: (pod: Pod) => void): void =>
  void objects.change({ ...pods, namespace, name }, (draft) => (isPod(draft) ? edit(draft) : undefined))

/** Changes a node. */
export const changeNode = (objects: ObjectStore, name: string, edit: (node: Node) => void): void =>
  void objects.change({ ...nodes, name }, (draft) => (isNode(draft) ? edit(draft) : undefined))

/** The texts of a ConfigMap; none where there is none. */
export function textsOf(map: KubeObject | undefined): Record<string, string> {
  const entries = Object.entries(map?.['data'] ?? {})
  return Object.fromEntries(entries.flatMap(([key, value]: [string, unknown]) => (typeof value === 'string' ? [[key, value]] : [])))
}

/** Whether a condition of that type is True. */
export const hasCondition = (object: { status?: { conditions?: Condition[] } }, type: string): boolean =>
  object.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true

/** A pod that still counts: not ended and not on its way out. */
export const isActive = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp === undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed'

/** The controller that owns an object. */
export const ownerOf = (object: KubeObject): { kind: string; name: string; uid: string } | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller === true)

/** 3.5 Gi of memory, `250m` of CPU, a count: as a plain number (bytes, cores). */
export function quantity(text: string | undefined): number {
  const [, number = '0', unit = ''] = /^([\d.]+)([a-zA-Z]*)$/.exec(text ?? '0') ?? []
  const scale: Readonly<Record<string, number>> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 }
  return Number(number) * (scale[unit] ?? 1)
}
