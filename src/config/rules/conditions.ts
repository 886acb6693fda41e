import { amiFamily, defaultAmiFamily } from '../../tables/ami-families.ts'
import { representativeType } from '../../tables/instances.ts'
import type { Addon, ClusterConfig, ManagedNodeGroup, NodeGroup } from '../schema/cluster-config.ts'

/** A nodegroup of either kind. */
export type AnyNodegroup = NodeGroup | ManagedNodeGroup

/** The control plane runs on AWS Outposts. */
export function onOutposts({ outpost }: ClusterConfig): boolean {
  return isStated(outpost?.controlPlaneOutpostARN)
}

/** EKS runs the nodes; only a written `true` counts. */
export function autoMode({ autoModeConfig }: ClusterConfig): boolean {
  return autoModeConfig?.enabled === true
}

/** Pods and services have IPv6 addresses. */
export function ipv6({ kubernetesNetworkConfig }: ClusterConfig): boolean {
  return kubernetesNetworkConfig?.ipFamily?.toLowerCase() === 'ipv6'
}

/** Text that is there and not empty, a list, map or document with something in it. */
export function isStated(value: string | readonly unknown[] | Readonly<Record<string, unknown>> | undefined): boolean {
  if (value === undefined) return false
  return typeof value === 'string' || Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0
}

/** Whether a set of ready-made policies has one that is on. */
export function anyPolicy(policies: Readonly<Record<string, boolean | undefined>> | undefined): boolean {
  return Object.values(policies ?? {}).includes(true)
}

/** The selector asks for something. */
export function selects({ instanceSelector }: AnyNodegroup): boolean {
  const { vCPUs, memory, gpus, neuron_devices: neuron, cpuArchitecture, allow, deny } = instanceSelector ?? {}
  return (
    Boolean(vCPUs) ||
    isStated(memory) ||
    gpus !== undefined ||
    neuron !== undefined ||
    isStated(cpuArchitecture) ||
    allow !== undefined ||
    deny !== undefined
  )
}

/** The add-on of exactly that name. */
export function addonNamed({ addons }: ClusterConfig, name: string): Addon | undefined {
  return addons?.find((addon) => addon.name === name)
}

/** The kind of system a nodegroup runs; the default one where none is stated. */
export function systemOf({ amiFamily: family }: AnyNodegroup): 'al2023' | 'al2' | 'ubuntu' | 'bottlerocket' | 'windows' | 'unknown' {
  const known = amiFamily(isStated(family) ? (family ?? '') : defaultAmiFamily)
  if (known === undefined) return 'unknown'
  if (known.os === 'windows') return 'windows'
  if (known.userData === 'toml') return 'bottlerocket'
  return known.userData === 'nodeadm' ? 'al2023' : (known.bootScript ?? 'unknown')
}

/** The one instance type that the image is chosen by. */
export function typeOf(nodegroup: AnyNodegroup): string {
  const several = 'instancesDistribution' in nodegroup ? nodegroup.instancesDistribution?.instanceTypes : undefined
  const types = 'instanceTypes' in nodegroup ? nodegroup.instanceTypes : several
  return representativeType(types, nodegroup.instanceType)
}

/** Fields of which no two may be stated: those that are, in words. */
export function statedOf(fields: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, stated]) => (stated ? [name] : []))
}

/** `a, b or c`. */
export function oneOf(values: readonly (string | number)[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}

/** A number outside of both ends, which are included. */
export function outside(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && (value < min || value > max)
}

/** The members of a list that were there before. */
export function repeated(list: readonly string[] | undefined): string[] {
  return (list ?? []).filter((item, i, all) => all.indexOf(item) < i)
}

/** Reads an ARN; undefined where the text is none. */
export function parseArn(text: string): { service: string; resource: string } | undefined {
  const match = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:(.*)$/s.exec(text)
  return match ? { service: match[1] ?? '', resource: match[2] ?? '' } : undefined
}
