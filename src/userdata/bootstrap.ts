import type { Cluster, ClusterFacts, Nodegroup } from '../config/cluster.ts'
import { amiFamily, defaultAmiFamily, type AmiFamily } from '../tables/ami-families.ts'

/** All that a node can be told at its first start. */
export interface Bootstrap {
  readonly kind: Nodegroup['kind']
  readonly family: AmiFamily
  readonly cluster: ClusterIdentity
  /** The node has to be told what to join: EKS tells only nodes that run an image of its choice. */
  readonly ownImage: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  readonly maxPods: number | undefined
  /** The address that pods ask for names. */
  readonly clusterDns: string | undefined
  /** The same, where the config states it. */
  readonly statedClusterDns: string | undefined
  readonly kubeletConfig: Readonly<Record<string, unknown>>
  readonly containerRuntime: string | undefined
  readonly before: readonly string[]
  readonly override: string | undefined
  readonly bottlerocket: Nodegroup['config']['bottlerocket']
}

interface ClusterIdentity {
  readonly name: string
  readonly endpoint: string
  /** PEM in base64. */
  readonly certificateAuthority: string
  readonly serviceCidr: string
  /** On Outposts: the id of the local cluster. */
  readonly outpostId: string | undefined
}

interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: string
}

export function bootstrapOf(cluster: Cluster, nodegroup: Nodegroup, facts: ClusterFacts): Bootstrap {
  const { config } = nodegroup
  const self = nodegroup.kind === 'self-managed' ? nodegroup.config : undefined
  return {
    kind: nodegroup.kind,
    family: familyOf(nodegroup),
    cluster: {
      name: cluster.name,
      endpoint: facts.endpoint,
      certificateAuthority: facts.certificateAuthority,
      serviceCidr: facts.serviceCidr,
      outpostId: facts.outpostId,
    },
    ownImage: config.ami?.startsWith('ami-') ?? false,
    labels: nodeLabels(cluster, nodegroup),
    taints: (config.taints ?? []).map(({ key = '', value = '', effect = '' }) => ({ key, value, effect })),
    maxPods: config.maxPodsPerNode || undefined,
    clusterDns: self?.clusterDNS || dnsAddress(facts.serviceCidr),
    statedClusterDns: self?.clusterDNS || undefined,
    kubeletConfig: self?.kubeletExtraConfig ?? {},
    containerRuntime: self?.containerRuntime,
    before: config.preBootstrapCommands ?? [],
    override: config.overrideBootstrapCommand || undefined,
    bottlerocket: config.bottlerocket,
  }
}

/** The family of a nodegroup; the settled config names it. */
export const familyOf = (nodegroup: Nodegroup): AmiFamily => {
  const family = amiFamily(nodegroup.config.amiFamily || defaultAmiFamily)
  if (!family) throw new Error(`no AMI family is called ${nodegroup.config.amiFamily}`)
  return family
}

/** The labels of a nodegroup's nodes: the two by which the cluster and the nodegroup are found, and the config's own. */
export const nodeLabels = (cluster: Cluster, nodegroup: Nodegroup): Readonly<Record<string, string>> => ({
  ...nodegroup.config.labels,
  'alpha.eksctl.io/cluster-name': cluster.name,
  'alpha.eksctl.io/nodegroup-name': nodegroup.name,
})

/** EKS puts the DNS service on the tenth address of the service range: `10.100.0.0/16` → `10.100.0.10`, `fd00::/108` → `fd00::a`. */
export function dnsAddress(serviceCidr: string): string | undefined {
  const [address] = serviceCidr.split('/')
  if (!address) return undefined
  if (address.includes(':')) return `${address.replace(/(::)?0*$/, '')}::a`
  return [...address.split('.').slice(0, 3), '10'].join('.')
}

/** `a=1,b=2`, by key: the same labels always make the same text. */
export const labelText = ({ labels }: Bootstrap): string =>
  Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/** `key=value:Effect`, by key. */
export const taintText = ({ taints }: Bootstrap): string =>
  taints
    .map(({ key, value, effect }) => `${key}=${value}:${effect}`)
    .toSorted()
    .join(',')
