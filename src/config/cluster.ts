import type { Partition } from '../tables/regions.ts'
import type { ClusterConfig, FargateProfile, ManagedNodeGroup, NodeGroup, PodIdentityAssociation } from './schema/cluster-config.ts'

/** What is wanted: a config with every default filled in, every open choice made, and what it names found. Templates and workflows read this and nothing else. */
export interface Cluster {
  readonly name: string
  readonly region: string
  readonly account: string
  readonly partition: Partition
  /** Kubernetes, `1.33`. */
  readonly version: string
  /** Settled: defaults filled in. This is what `--dry-run` prints. */
  readonly config: ClusterConfig
  /** As it was stated, by file or flags: only values in here can differ from what is live. */
  readonly stated: ClusterConfig
  /** The zones of a dedicated VPC, in the order their address blocks are cut; local zones come after them. */
  readonly zones: readonly string[]
  /** The subnets to be made for a dedicated VPC; none where the VPC exists. */
  readonly subnets: readonly PlannedSubnet[]
  readonly nodegroups: readonly Nodegroup[]
  readonly fargateProfiles: readonly FargateProfile[]
  readonly addons: readonly Addon[]
  /** For a cluster without a way to the internet: by service (`ecr.api`), the zones that have its endpoint, in AWS's order. */
  readonly endpointZones?: Readonly<Record<string, readonly string[]>>
  /** The same, in a VPC that was there before: the route tables of its private subnets. */
  readonly privateRouteTables?: readonly string[]
  /** Subnets that the cluster's VPC gets on an Outpost, for nodegroups that are to run there. */
  readonly extension?: OutpostExtension
  /** A cluster that neither eksctl nor eksx made: what the config says of it, since no stack does. */
  readonly unowned?: UnownedNetwork
}

/** A public and a private subnet to be made on an Outpost, in the VPC of a cluster that stands. */
export interface OutpostExtension {
  readonly outpost: string
  /** The zone that the Outpost is in. */
  readonly zone: string
  /** What takes a zone's place in logical ids: `outpost-us-west-2a-1`. */
  readonly alias: string
  readonly publicCidr: string
  readonly privateCidr: string
}

/** The network of a cluster without a stack of ours. */
export interface UnownedNetwork {
  readonly vpcId: string
  readonly vpcCidr: string
  readonly securityGroup: string
  readonly sharedNodeSecurityGroup: string | undefined
  readonly subnets: readonly LiveSubnet[]
  /** The control plane's security group lets everything out already. */
  readonly egressOpen: boolean
}

/** A subnet that the cluster stack makes. */
export interface PlannedSubnet {
  readonly zone: string
  readonly public: boolean
  readonly local: boolean
  readonly cidr: string
  /** The number of its block in the VPC's range. */
  readonly index: number
}

export type Nodegroup = ManagedNodegroup | SelfManagedNodegroup

interface NodegroupBase {
  readonly name: string
  /** The image its nodes start from, where eksx chose it or the file names it; EKS chooses for managed families. */
  readonly image?: Image
  /** With EFA: the network cards that each of its instance types has. */
  readonly networkCards?: number
  /** The public key that has to be imported for SSH; a pair that EC2 knows already is named in the config alone. */
  readonly importedKey?: ImportedKey
  /** What a launch template of the user's own fixes. */
  readonly launchTemplate?: { readonly instanceType?: string; readonly imageId?: string }
}

export interface ImportedKey {
  /** Of the EC2 key pair. */
  readonly name: string
  /** OpenSSH's one line, as it was stated. */
  readonly publicKey: string
}

export interface ManagedNodegroup extends NodegroupBase {
  readonly kind: 'managed'
  readonly config: ManagedNodeGroup
}

export interface SelfManagedNodegroup extends NodegroupBase {
  readonly kind: 'self-managed'
  readonly config: NodeGroup
  /** The role in the instance profile that the config names, where it does not name the role itself. */
  readonly profileRole?: string
}

export interface Image {
  readonly id: string
  /** `/dev/xvda` */
  readonly rootDevice: string
  readonly encrypted: boolean
  /** Its root device is a disk of the machine itself, gone with it; launch templates cannot say its size. */
  readonly onInstanceStore?: boolean
}

/** An EKS add-on as it is to be installed. */
export interface Addon {
  readonly name: string
  /** Resolved: `v1.20.1-eksbuild.1`. */
  readonly version: string
  /** Before the nodegroups (the network has to be there first), or once nodes can carry it. */
  readonly phase: 'network' | 'on-nodes'
  readonly config: NonNullable<ClusterConfig['addons']>[number]
  /** Where its permissions come from; nothing where it needs none, or gets none. */
  readonly roles?: AddonRoles
  /** What should be said of its permissions. */
  readonly caution?: string
}

/** How an add-on's service accounts get their permissions: a role that exists, one for tokens of the cluster (IRSA), or roles that the agent gives out. */
export type AddonRoles =
  | { readonly kind: 'given'; readonly arn: string }
  | {
      readonly kind: 'tokens'
      readonly permissions: {
        readonly attachPolicyARNs?: readonly string[]
        readonly wellKnownPolicies?: Readonly<Record<string, boolean | undefined>>
        readonly attachPolicy?: object
      }
    }
  | { readonly kind: 'agent'; readonly associations: readonly PodIdentityAssociation[] }

/** What is only known once the control plane stands; read from the cluster stack and EKS. */
export interface ClusterFacts {
  readonly arn: string
  /** `https://….eks.amazonaws.com` */
  readonly endpoint: string
  /** PEM in base64. */
  readonly certificateAuthority: string
  /** `10.100.0.0/16` */
  readonly serviceCidr: string
  readonly issuer: string | undefined
  readonly vpcId: string
  /** The VPC's first range; the config's where it was not read. */
  readonly vpcCidr?: string
  readonly securityGroup: string | undefined
  readonly sharedNodeSecurityGroup: string | undefined
  readonly clusterSecurityGroup: string | undefined
  readonly subnets: readonly LiveSubnet[]
  readonly authenticationMode: 'CONFIG_MAP' | 'API' | 'API_AND_CONFIG_MAP'
  readonly fargatePodExecutionRole: string | undefined
  /** The cluster has no stack of ours: nodegroup stacks name its parts by id. */
  readonly unowned?: true
  /** The network add-on has no role of its own, so the nodes carry its permissions even where OIDC is on. */
  readonly cniOnNodes?: true
  /** Of a local cluster on an Outpost: what its nodes and tokens know it by. */
  readonly outpostId?: string
  /** Without a stack of ours: the control plane's security group lets everything out already. */
  readonly controlPlaneEgressOpen?: true
}

export interface LiveSubnet {
  readonly id: string
  readonly zone: string
  readonly public: boolean
  readonly local: boolean
  readonly cidr: string
  /** The Outpost it is on. */
  readonly outpost?: string
}

/** How many nodes a nodegroup is to have; what is not stated stays as it is. */
export interface NodegroupSize {
  readonly min: number | undefined
  readonly max: number | undefined
  readonly desired: number | undefined
}
