import type { ClusterFacts } from '../config/cluster.ts'

/** EKS clusters. */
export interface Clusters {
  find(name: string): Promise<LiveCluster | undefined>
  /** Names; `chunk` is the page size. */
  list(chunk?: number): Promise<string[]>
  /** Kubernetes versions that EKS knows, newest first. Kept for the run. */
  versions(): Promise<KubernetesVersion[]>
  /** Begins its deletion; false while EKS is at something that has to end first. One that is gone is as good. */
  delete(name: string, signal: AbortSignal): Promise<boolean>
  /** Starts a change of settings of one kind and gives its id; undefined while EKS is at another change, since it makes one at a time. */
  configure(name: string, settings: ClusterSettings, signal: AbortSignal): Promise<string | undefined>
  /** Starts a change of the Kubernetes version and gives its id; undefined while EKS is at another change. */
  upgrade(name: string, to: VersionRequest, signal: AbortSignal): Promise<string | undefined>
  /** Starts the encryption of Secrets by a key, which is never taken back, and gives its id; undefined while EKS is at another change. */
  encrypt(name: string, keyArn: string, signal: AbortSignal): Promise<string | undefined>
  /** Puts tags on the EKS cluster itself; others stay. By ARN. */
  tag(arn: string, tags: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>
}

export interface VersionRequest {
  /** `1.34` */
  readonly version: string
  /** Even where EKS finds something that speaks against it. */
  readonly force?: boolean | undefined
  /** After how many minutes an update that does not end is cancelled. */
  readonly timeoutMinutes?: number | undefined
}

/** Settings of a control plane by EKS's own names: UpdateClusterConfig takes them, DescribeCluster answers them. */
export interface ClusterSettings {
  readonly resourcesVpcConfig?: {
    readonly endpointPublicAccess?: boolean
    readonly endpointPrivateAccess?: boolean
    readonly publicAccessCidrs?: readonly string[]
    readonly subnetIds?: readonly string[]
    readonly securityGroupIds?: readonly string[]
    readonly controlPlaneEgressMode?: 'AWS_MANAGED' | 'CUSTOMER_ROUTED'
  }
  readonly logging?: { readonly clusterLogging: readonly { readonly types: readonly string[]; readonly enabled: boolean }[] }
  readonly accessConfig?: { readonly authenticationMode: ClusterFacts['authenticationMode'] }
  readonly upgradePolicy?: { readonly supportType: 'STANDARD' | 'EXTENDED' }
  readonly zonalShiftConfig?: { readonly enabled: boolean }
  readonly computeConfig?: { readonly enabled: boolean; readonly nodePools?: readonly string[]; readonly nodeRoleArn?: string }
  readonly kubernetesNetworkConfig?: { readonly elasticLoadBalancing: { readonly enabled: boolean } }
  readonly storageConfig?: { readonly blockStorage: { readonly enabled: boolean } }
  readonly remoteNetworkConfig?: {
    readonly remoteNodeNetworks?: readonly { readonly cidrs: readonly string[] }[]
    readonly remotePodNetworks?: readonly { readonly cidrs: readonly string[] }[]
  }
  readonly deletionProtection?: boolean
  readonly kubeApiServerConfig?: object
  readonly kubeSchedulerConfig?: object
  readonly kubeControllerManagerConfig?: object
}

export interface KubernetesVersion {
  /** `1.33` */
  readonly version: string
  readonly status: 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED'
  readonly default: boolean
  /** ms */
  readonly endOfStandardSupport?: number
  readonly endOfExtendedSupport?: number
}

/** An EKS cluster as DescribeCluster tells it. `raw` is the answer itself, for `-o json`. */
export interface LiveCluster {
  readonly name: string
  readonly arn: string
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING' | 'PENDING'
  readonly version: string
  readonly endpoint: string | undefined
  readonly certificateAuthority: string | undefined
  readonly issuer: string | undefined
  readonly vpcId: string | undefined
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly clusterSecurityGroup: string | undefined
  readonly serviceCidr: string | undefined
  readonly ipFamily?: 'ipv4' | 'ipv6' | undefined
  /** A local cluster: its control plane is not in the region. */
  readonly onOutpost?: boolean
  readonly outpostArns?: readonly string[]
  readonly publicAccess: boolean
  readonly privateAccess: boolean
  readonly publicAccessCidrs: readonly string[]
  readonly authenticationMode: ClusterFacts['authenticationMode']
  readonly autoMode: boolean
  /** By tag key. */
  readonly tags: Readonly<Record<string, string>>
  /** The id that tokens are made for: the name, or the UUID of a local cluster on an Outpost. */
  readonly tokenId: string
  /** Registered from elsewhere (EKS connector): not ours to run. */
  readonly connector: string | undefined
  /** ms */
  readonly created: number | undefined
  readonly raw: Readonly<Record<string, unknown>>
}
