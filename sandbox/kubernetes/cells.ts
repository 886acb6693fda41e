import type { KubeObject } from './objects.ts'
import { read } from './selectors.ts'

interface Condition {
  readonly type: string
  readonly status: string
}

interface ContainerStatus {
  readonly ready?: boolean
  readonly restartCount?: number
  readonly state?: { readonly waiting?: { readonly reason?: string }; readonly terminated?: { readonly reason?: string } }
}

/** How long ago it was made, as kubectl writes it: `5m3s`, `2d4h`, `<unknown>`. */
export function age({ metadata }: KubeObject, now: number): string {
  const made = Date.parse(metadata.creationTimestamp ?? '')
  return Number.isNaN(made) ? '<unknown>' : spanText(Math.floor((now - made) / 1000))
}

/** Seconds in the two units that say most. */
function spanText(seconds: number): string {
  if (seconds < -1) return '<invalid>'
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)]
  if (seconds < 120) return `${Math.max(0, seconds)}s`
  if (minutes < 10) return joined(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  if (hours < 8) return joined(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (days < 8) return joined(days, 'd', hours % 24, 'h')
  if (days < 730) return `${days}d`
  const years = Math.floor(days / 365)
  return years < 8 ? joined(years, 'y', days % 365, 'd') : `${years}y`
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}

/** `Ready`, `NotReady,SchedulingDisabled`, `Unknown`. */
export function nodeStatus(object: KubeObject): string {
  const ready = ((read(object, 'status.conditions') ?? []) as Condition[]).find(({ type }) => type === 'Ready')
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return read(object, 'spec.unschedulable') === true ? `${state},SchedulingDisabled` : state
}

/** The roles that labels give a node. */
export function nodeRoles({ metadata }: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(prefix) && label.length > prefix.length)
    .map((label) => label.slice(prefix.length))
  return roles.toSorted().join(',') || '<none>'
}

function addressOf(object: KubeObject, type: string): string | undefined {
  return ((read(object, 'status.addresses') ?? []) as { type: string; address: string }[]).find((one) => one.type === type)?.address
}

/** A node's address inside the VPC. */
export function internal(object: KubeObject): string {
  return addressOf(object, 'InternalIP') ?? '<none>'
}

/** A node's public address, or where a service or an ingress is reached from outside. */
export function external(object: KubeObject): string {
  if (object.kind === 'Node') return addressOf(object, 'ExternalIP') ?? '<none>'
  const entries = (read(object, 'status.loadBalancer.ingress') ?? []) as { hostname?: string; ip?: string }[]
  const found = entries.map(({ hostname, ip }) => hostname ?? ip).join(',')
  return found || (read(object, 'spec.type') === 'LoadBalancer' ? '<pending>' : '<none>')
}

function statuses(object: KubeObject): ContainerStatus[] {
  return (read(object, 'status.containerStatuses') ?? []) as ContainerStatus[]
}

/** `1/2`: containers ready of all. */
export function podReady(object: KubeObject): string {
  const all = (read(object, 'spec.containers') ?? []) as object[]
  return `${statuses(object).filter(({ ready }) => ready).length}/${all.length}`
}

/** What a pod is doing, as kubectl sums it up. */
export function podStatus(object: KubeObject): string {
  if (object.metadata.deletionTimestamp) return 'Terminating'
  const telling = statuses(object)
    .map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason)
    .findLast(Boolean)
  const reason = telling ?? read(object, 'status.reason') ?? read(object, 'status.phase')
  return typeof reason === 'string' ? reason : 'Pending'
}

/** How often its containers were started again. */
export function podRestarts(object: KubeObject): string {
  return String(statuses(object).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0))
}

/** `80:30080/TCP,443/TCP` */
export function ports(object: KubeObject): string {
  const list = (read(object, 'spec.ports') ?? []) as { port: number; nodePort?: number; protocol?: string }[]
  return list.map(({ port, nodePort, protocol = 'TCP' }) => `${nodePort ? `${port}:${nodePort}` : port}/${protocol}`).join(',') || '<none>'
}

/** `1/2`: replicas ready of those wanted. */
export function replicas(object: KubeObject): string {
  return `${Number(read(object, 'status.readyReplicas') ?? 0)}/${Number(read(object, 'spec.replicas') ?? 1)}`
}

/** One field of all containers of a pod template. */
export function containers(object: KubeObject, path: string, field: string): string {
  return ((read(object, path) ?? []) as Record<string, string>[]).map((one) => one[field] ?? '').join(',')
}

/** A selector as a query would say it. */
export function selector(value: unknown): string {
  const labels = (read(value, 'matchLabels') ?? value ?? {}) as Record<string, unknown>
  const pairs = Object.entries(labels).filter(([, one]) => typeof one === 'string')
  return (
    pairs
      .map(([key, one]) => `${key}=${String(one)}`)
      .toSorted()
      .join(',') || '<none>'
  )
}
