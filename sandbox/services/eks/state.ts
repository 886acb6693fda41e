import type * as Eks from '@aws-sdk/client-eks'
import type { Call, Slot } from '../../service.ts'

/** What AWS answers, as it is kept: times are milliseconds, so that it survives JSON. */
export type Stored<T> = T extends Date
  ? number
  : T extends readonly (infer U)[]
    ? Stored<U>[]
    : T extends object
      ? { -readonly [K in keyof T]: Stored<T[K]> }
      : T

/** All of EKS in one region. */
export interface EksState {
  /** Limits that are other than AWS's usual ones, by name. */
  quotas: Record<string, number>
  clusters: Record<string, ClusterRecord>
  /** What was answered to a client request token, by operation and token. */
  answered: Record<string, { input: string; answer: object }>
}

/** A cluster with everything that hangs on it. Names are the keys, principals' ARNs for access entries. */
export interface ClusterRecord {
  cluster: Stored<Eks.Cluster> & { name: string; arn: string; status: Eks.ClusterStatus; version: string }
  /** The ARN that DescribeCluster's creator had: its access entry is made with the cluster. */
  creator: string
  bootstrapSelfManagedAddons: boolean
  /** Network interfaces of the control plane in the customer's subnets. */
  interfaces: string[]
  nodegroups: Record<string, NodegroupRecord>
  addons: Record<string, AddonRecord>
  fargateProfiles: Record<string, Stored<Eks.FargateProfile>>
  accessEntries: Record<string, AccessRecord>
  associations: Record<string, Stored<Eks.PodIdentityAssociation>>
  identityProviders: Record<string, Stored<Eks.OidcIdentityProviderConfig>>
  capabilities: Record<string, Stored<Eks.Capability>>
  updates: UpdateRecord[]
  /** Why instances that carry this cluster's name did not join, by instance id. */
  notJoined: Record<string, string>
  /** Nodes whose role does not let the network plugin manage addresses, by name. */
  withoutCni: Record<string, true>
  /** Auto Mode's node pools that wait for an instance: since when (ms), and how many nodes they had then. */
  launching: Record<string, { readonly since: number; readonly nodes: number }>
  /** What the machines under nodes have for device plugins to find, by the node's name, and what their image tells without one. */
  devices: Record<string, { readonly found: Record<string, number>; readonly builtIn: readonly string[] }>
  /** Since when (ms) something inside the cluster is on its way, by what and which: controllers find the rest again after a restart. */
  begun: Record<string, number>
}

export interface NodegroupRecord {
  nodegroup: Stored<Eks.Nodegroup> & { nodegroupName: string; nodegroupArn: string; status: Eks.NodegroupStatus }
  /** The launch template that EKS made from the customer's. */
  launchTemplateId: string | undefined
  launchTemplateVersion: string
  /** EKS made the access entry of the node role for this nodegroup. */
  ownsAccessEntry: boolean
}

export interface AddonRecord {
  addon: Stored<Eks.Addon> & { addonName: string; addonArn: string; status: Eks.AddonStatus; addonVersion: string }
  /** The Kubernetes objects stay behind when it is deleted. */
  preserve: boolean
  /** Objects of others that its creation found in its way. */
  conflicts?: string[]
}

export interface AccessRecord {
  entry: Stored<Eks.AccessEntry> & { principalArn: string; type: string; username: string; kubernetesGroups: string[] }
  policies: Stored<Eks.AssociatedAccessPolicy>[]
}

/** An update with what it is about: the cluster itself where nothing else is named. */
export interface UpdateRecord {
  update: Stored<Eks.Update> & { id: string; status: Eks.UpdateStatus }
  nodegroup?: string
  addon?: string
  capability?: string
}

/** EKS's memory. */
export const eksSlot: Slot<EksState> = { name: 'eks', scope: 'region', initial: () => ({ clusters: {}, answered: {}, quotas: {} }) }

/** A stored thing in the shape of AWS's answer. */
export function shown<T extends object>(stored: Stored<T>): T
export function shown(stored: object): unknown {
  return shownValue(structuredClone(stored))
}

function shownValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => shownValue(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, /(?:At|Date|Expiry)$/.test(key) && typeof member === 'number' ? new Date(member) : shownValue(member)]),
  )
}

/** The clusters of a call's region. */
export const clustersOf = (call: Call): Record<string, ClusterRecord> => call.state(eksSlot).clusters

/** The ARN of something of EKS: `cluster/dev`. */
export const eksArn = (call: Call, resource: string): string =>
  `arn:${call.account.partitionOf(call.region)}:eks:${call.region}:${call.account.id}:${resource}`
