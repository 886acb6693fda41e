import { regionsWithoutMetricsServer } from './regions.ts'

/** What is known of an EKS add-on before asking EKS. */
export interface KnownAddon {
  readonly name: string
  /** Installed unless default add-ons are switched off. */
  readonly byDefault: boolean
  /** Installed with Auto Mode too, where EKS runs the network itself. */
  readonly inAutoMode: boolean
  /** Before the nodegroups (nodes need it to become Ready), or once nodes can carry it. */
  readonly phase: 'network' | 'on-nodes'
  /** The permissions it gets by a role for its service account where nothing is configured. */
  readonly recommended?: { readonly managedPolicy: string } | { readonly wellKnown: 'ebsCSIController' | 'efsCSIController' }
  /** Regions that do not offer it as an add-on. */
  readonly notIn?: readonly string[]
}

/** In the order in which they are installed. */
export const knownAddons: readonly KnownAddon[] = [
  { name: 'eks-pod-identity-agent', byDefault: false, inAutoMode: false, phase: 'network' },
  { name: 'vpc-cni', byDefault: true, inAutoMode: false, phase: 'network', recommended: { managedPolicy: 'AmazonEKS_CNI_Policy' } },
  { name: 'kube-proxy', byDefault: true, inAutoMode: false, phase: 'network' },
  { name: 'coredns', byDefault: true, inAutoMode: false, phase: 'network' },
  {
    name: 'metrics-server',
    byDefault: true,
    inAutoMode: true,
    phase: 'on-nodes',
    notIn: regionsWithoutMetricsServer,
  },
  {
    name: 'aws-ebs-csi-driver',
    byDefault: false,
    inAutoMode: false,
    phase: 'on-nodes',
    recommended: { wellKnown: 'ebsCSIController' },
  },
  {
    name: 'aws-efs-csi-driver',
    byDefault: false,
    inAutoMode: false,
    phase: 'on-nodes',
    recommended: { wellKnown: 'efsCSIController' },
  },
]

/** Names are compared without regard to case. */
const knownAddon = (name: string): KnownAddon | undefined => knownAddons.find((addon) => addon.name === name.toLowerCase())

/** The add-ons a new cluster gets without being asked, in order. */
export const defaultAddons = (region: string, autoMode: boolean): readonly KnownAddon[] =>
  knownAddons.filter((addon) => (autoMode ? addon.inAutoMode : addon.byDefault) && !addon.notIn?.includes(region))

/** When an add-on is installed; one that nobody knows waits for nodes. */
export const addonPhase = (name: string): KnownAddon['phase'] => knownAddon(name)?.phase ?? 'on-nodes'

/** What an add-on is known to need where nothing is configured. */
export const recommendedPermissions = (name: string): KnownAddon['recommended'] => knownAddon(name)?.recommended
