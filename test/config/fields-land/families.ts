import type { Part } from './document.ts'

/** What nodes are told, by field: the value that is tried. */
export const bootFields = {
  labels: { role: 'worker' },
  taints: [{ key: 'only', value: 'us', effect: 'NoSchedule' }],
  maxPodsPerNode: 20,
  preBootstrapCommands: ['echo first'],
  overrideBootstrapCommand: 'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kubelet: {config: {maxPods: 9}}}\n',
  bottlerocket: { settings: { motd: 'hello' } },
  clusterDNS: '10.0.0.9',
  kubeletExtraConfig: { systemReserved: { memory: '300Mi' } },
} as const

/** How nodes of a family learn of a field: by their user data, by EKS, by both; not at all; or the field is refused. */
export type Way = 'user data' | 'EKS' | 'both' | 'nothing' | 'refused'

const ways: Readonly<Record<string, Way>> = { u: 'user data', e: 'EKS', b: 'both', '-': 'nothing', x: 'refused' }

/** A kind of nodes, and their ways in the order of the fields above. */
export interface FamilyRow {
  readonly title: string
  /** The nodegroup. */
  readonly nodegroup: Part
  readonly managed: boolean
  readonly ways: readonly Way[]
}

const own = { ami: 'ami-0123456789abcdef0' }
const overridden = { ...own, overrideBootstrapCommand: 'echo before' }

const row = (amiFamily: string, kind: 'self-managed' | 'managed' | 'managed, own image', letters: string, more: Part = {}): FamilyRow => ({
  title: `${amiFamily}, ${kind}`,
  nodegroup: { name: 'workers', amiFamily, ...more },
  managed: kind !== 'self-managed',
  ways: letters.split(' ').map((letter) => ways[letter] ?? 'nothing'),
})

/** Each kind of nodes; the last two fields are for self-managed ones alone. */
export const families: readonly FamilyRow[] = [
  row('AmazonLinux2023', 'self-managed', 'u u u u u x u u'),
  row('AmazonLinux2', 'self-managed', 'u u u u u x u u'),
  row('Ubuntu2204', 'self-managed', 'u u u u u x u u'),
  row('UbuntuPro2404', 'self-managed', 'u u u u u x u u'),
  row('Bottlerocket', 'self-managed', 'u u u x x u u x'),
  row('WindowsServer2022CoreContainer', 'self-managed', 'u u u u u x u x'),
  row('AmazonLinux2023', 'managed', 'e e u u u -'),
  row('AmazonLinux2', 'managed', 'e e u u x -'),
  row('Ubuntu2204', 'managed', 'b b u u x -'),
  row('Bottlerocket', 'managed', 'e e u x x u'),
  row('BottlerocketFips', 'managed', 'e e u x x u'),
  row('WindowsServer2022FullContainer', 'managed', 'e e - u x -'),
  row('AmazonLinux2023', 'managed, own image', 'b b x u u -', own),
  row('AmazonLinux2', 'managed, own image', 'e e x u u -', overridden),
  row('Ubuntu2204', 'managed, own image', 'b b x u u -', overridden),
  row('Bottlerocket', 'managed, own image', 'e e x x x u', own),
]
