import { quantity, type PodSpec, type Toleration, type NodeSelectorTerm, type Pod, type Taint, type Node } from './kinds.ts'

/** Why a pod does not go on a node; undefined where it does. */
export function obstacle(pod: Pod, node: Node, onNode: readonly Pod[]): string | undefined {
  if (
    node.spec.unschedulable === true &&
    !tolerates(pod.spec.tolerations ?? [], { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
  )
    return 'node(s) were unschedulable'
  const taint = (node.spec.taints ?? []).find(
    (item) =>
      item.effect !== 'PreferNoSchedule' && item.key !== 'node.kubernetes.io/unschedulable' && !tolerates(pod.spec.tolerations ?? [], item),
  )
  if (taint !== undefined) return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`
  if (!selects(pod.spec, node.metadata.labels ?? {})) return `node(s) didn't match Pod's node affinity/selector`
  return lack(pod, node, onNode)
}

function lack(pod: Pod, node: Node, onNode: readonly Pod[]): string | undefined {
  const room = node.status?.allocatable ?? {}
  if (onNode.length >= quantity(room['pods'] ?? '110')) return 'Too many pods'
  for (const resource of ['cpu', 'memory'] as const) {
    const used = onNode.reduce((sum, other) => sum + requested(other.spec, resource), 0)
    if (room[resource] !== undefined && used + requested(pod.spec, resource) > quantity(room[resource])) return `Insufficient ${resource}`
  }
  const device = devicesIn(pod.spec).find(
    (one) => onNode.reduce((sum, other) => sum + requested(other.spec, one), requested(pod.spec, one)) > quantity(room[one]),
  )
  return device === undefined ? undefined : `Insufficient ${device}`
}

/** Devices are asked for by limits; a request of one is its limit. */
const requested = (spec: PodSpec, resource: string): number =>
  spec.containers.reduce((sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource]), 0)

/** The resources of device plugins that a pod asks for: their names have a domain. */
const devicesIn = (spec: PodSpec): string[] => [
  ...new Set(
    spec.containers
      .flatMap(({ resources }) => Object.keys({ ...resources?.requests, ...resources?.limits }))
      .filter((name) => name.includes('/')),
  ),
]

/** Whether tolerations let a taint pass. */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    (toleration) =>
      (toleration.effect === undefined || toleration.effect === '' || toleration.effect === taint.effect) &&
      (toleration.operator === 'Exists'
        ? toleration.key === undefined || toleration.key === '' || toleration.key === taint.key
        : toleration.key === taint.key && (toleration.value ?? '') === (taint.value ?? '')),
  )
}

/** Whether a pod's node selector and required affinity match labels. */
export function selects(spec: PodSpec, labels: Readonly<Record<string, string>>): boolean {
  if (!Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  return terms === undefined || terms.some((term) => termMatches(term, labels))
}

function termMatches(term: NodeSelectorTerm, labels: Readonly<Record<string, string>>): boolean {
  return (term.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels[key]
    if (operator === 'In') return value !== undefined && values.includes(value)
    if (operator === 'NotIn') return value === undefined || !values.includes(value)
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    return true
  })
}
