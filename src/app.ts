import type { Capabilities } from './app/capabilities.ts'
import type { Chronicles } from './app/chronicles.ts'
import type { Clusters } from './app/clusters.ts'
import type { IdentityProviders, Logs, OidcProviders, PodIdentities } from './app/identities.ts'
import type { Fargate } from './app/fargate.ts'
import type { Kube, Kubeconfigs } from './app/kubernetes.ts'
import type { Machines } from './app/machines.ts'
import type { Offers } from './app/offers.ts'
import type { Outposts } from './app/outposts.ts'
import type { Programs } from './app/programs.ts'
import type { Registrations } from './app/registrations.ts'
import type { Remains } from './app/remains.ts'
import type { Roles } from './app/roles.ts'
import type { Tags } from './app/tags.ts'
import type { Updates } from './app/updates.ts'
import type { Vpcs } from './app/vpcs.ts'
import type { Stacks } from './app/stacks.ts'
import type { Clock } from './clock.ts'
import type { Image, LiveSubnet, NodegroupSize } from './config/cluster.ts'
import type { Partition } from './tables/regions.ts'

/** All that eksx touches outside its memory, in one region. Everything is lazy: what a command does not use is never built. */
export interface App {
  readonly regionName: string
  /** The same for another region. */
  region(name: string): App
  readonly identity: Identity
  readonly stacks: Stacks
  readonly chronicles: Chronicles
  readonly clusters: Clusters
  readonly nodegroups: Nodegroups
  readonly updates: Updates
  readonly addons: Addons
  /** What EKS offers, whatever clusters there are. */
  readonly offers: Offers
  readonly fargate: Fargate
  readonly access: Access
  readonly oidcProviders: OidcProviders
  readonly podIdentities: PodIdentities
  readonly identityProviders: IdentityProviders
  readonly logs: Logs
  readonly capabilities: Capabilities
  readonly registrations: Registrations
  readonly roles: Roles
  readonly tags: Tags
  readonly programs: Programs
  readonly groups: Groups
  readonly network: Network
  readonly remains: Remains
  readonly vpcs: Vpcs
  readonly outposts: Outposts
  readonly images: Images
  readonly machines: Machines
  readonly kube: Kube
  readonly kubeconfigs: Kubeconfigs
  readonly files: Files
  readonly clock: Clock
  readonly terminal: Terminal
}

/** Who we are. Answers are kept for the run. */
export interface Identity {
  caller(): Promise<Caller>
  /** The presigned token for a cluster's API (`k8s-aws-v1.…`), made without a network call, and when it ends (ms). */
  token(clusterId: string): Promise<{ token: string; expires: number }>
}

export interface Caller {
  readonly account: string
  readonly arn: string
  readonly partition: Partition
}

export interface Nodegroups {
  /** Names; `chunk` is the page size, here and in every list of EKS. */
  list(cluster: string, chunk?: number): Promise<string[]>
  find(cluster: string, name: string): Promise<LiveNodegroup | undefined>
  /** Begins its deletion; false while EKS is at something with it that has to end first. One that is gone is as good. */
  delete(cluster: string, name: string, signal: AbortSignal): Promise<boolean>
  /** Starts a change of settings and gives its id; undefined while EKS is at another change of the nodegroup. */
  configure(cluster: string, name: string, settings: NodegroupSettings, signal: AbortSignal): Promise<string | undefined>
  /** Starts the replacement of its nodes by those of another image or launch template version, and gives its id; undefined as above. */
  upgrade(cluster: string, name: string, to: NodegroupUpgrade, signal: AbortSignal): Promise<string | undefined>
}

/** What the nodes of a managed nodegroup are to be. EKS takes the newest release of a version where none is stated. */
export interface NodegroupUpgrade {
  readonly version?: string | undefined
  readonly releaseVersion?: string | undefined
  readonly launchTemplate?: { readonly id: string; readonly version: string } | undefined
  /** Pods go even where a disruption budget holds them. */
  readonly force?: boolean
}

/** Settings of a managed nodegroup by EKS's own names, as UpdateNodegroupConfig takes them. */
export interface NodegroupSettings {
  readonly scalingConfig?: { readonly minSize?: number; readonly maxSize?: number; readonly desiredSize?: number }
  readonly updateConfig?: { readonly maxUnavailable?: number; readonly maxUnavailablePercentage?: number; readonly updateStrategy?: string }
  readonly labels?: { readonly addOrUpdateLabels?: Readonly<Record<string, string>>; readonly removeLabels?: readonly string[] }
}

export interface LiveNodegroup {
  readonly name: string
  readonly arn: string
  readonly status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' | 'CREATE_FAILED' | 'DELETE_FAILED' | 'DEGRADED'
  readonly issues: readonly { readonly code: string; readonly message: string; readonly resources: readonly string[] }[]
  readonly minSize: number
  readonly maxSize: number
  readonly desiredSize: number
  readonly instanceTypes: readonly string[]
  readonly amiType: string | undefined
  readonly capacityType: string | undefined
  readonly version: string | undefined
  readonly releaseVersion: string | undefined
  readonly nodeRole: string | undefined
  readonly groups: readonly string[]
  readonly subnetIds: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** How many nodes may be replaced at a time, as EKS has it. */
  readonly updateConfig?: NodegroupSettings['updateConfig']
  readonly launchTemplate: { readonly id: string; readonly version: string } | undefined
  readonly created: number
  readonly tags: Readonly<Record<string, string>>
}

export interface Addons {
  list(cluster: string, chunk?: number): Promise<string[]>
  find(cluster: string, name: string): Promise<LiveAddon | undefined>
  /** Versions of an add-on for a Kubernetes version, newest first. Kept for the run. */
  versions(kubernetesVersion: string): Promise<readonly AddonVersions[]>
  /** The same of one add-on; none where EKS does not know it for that version. */
  versionsOf(name: string, kubernetesVersion: string): Promise<AddonVersions['versions']>
  /** Starts it; false where EKS has it already. */
  create(request: AddonRequest, signal: AbortSignal): Promise<boolean>
  /** Starts a change of what EKS has and gives its id; undefined while EKS is at another one. What the request does not state stays. */
  update(request: AddonRequest, signal: AbortSignal): Promise<string | undefined>
  /** The roles that EKS recommends for a version's service accounts. Kept for the run. */
  recommended(name: string, version: string): Promise<readonly RecommendedRole[]>
  /** As with nodegroups; with `preserve` what it put into the cluster stays. */
  delete(cluster: string, name: string, signal: AbortSignal, preserve?: boolean): Promise<boolean>
}

export interface AddonVersions {
  readonly name: string
  /** Where its objects go unless another namespace is stated. */
  readonly namespace: string
  readonly versions: readonly { readonly version: string; readonly default: boolean; readonly needsRole: boolean }[]
}

export interface RecommendedRole {
  readonly serviceAccount: string
  readonly policyArns: readonly string[]
}

export interface LiveAddon {
  readonly name: string
  readonly version: string
  readonly status: 'CREATING' | 'ACTIVE' | 'CREATE_FAILED' | 'UPDATING' | 'DELETING' | 'DELETE_FAILED' | 'DEGRADED' | 'UPDATE_FAILED'
  readonly issues: readonly { readonly code: string; readonly message: string; readonly resources?: readonly string[] }[]
  readonly configurationValues: string | undefined
  readonly serviceAccountRole: string | undefined
  /** Where its objects are. */
  readonly namespace?: string | undefined
  /** Ids of the associations that it owns. */
  readonly podIdentities?: readonly string[]
}

export interface AddonRequest {
  readonly cluster: string
  readonly name: string
  readonly version: string
  readonly resolveConflicts?: 'OVERWRITE' | 'NONE' | 'PRESERVE' | undefined
  readonly serviceAccountRole?: string | undefined
  readonly podIdentities?: readonly { readonly serviceAccount: string; readonly roleArn: string }[] | undefined
  readonly namespace?: string | undefined
  readonly configurationValues?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** Access entries of a cluster. */
export interface Access {
  list(cluster: string, chunk?: number): Promise<string[]>
  /** The groups of Kubernetes that a principal's entry puts it into; undefined where it has no entry. */
  groups(cluster: string, principal: string): Promise<readonly string[] | undefined>
  /** Whether a principal has an entry. */
  has(cluster: string, principal: string): Promise<boolean>
  /** Lets nodes in by the role they run with. An entry that exists already is as good. */
  create(request: AccessEntryRequest, signal: AbortSignal): Promise<void>
  /** One that is gone is as good. */
  delete(cluster: string, principal: string, signal: AbortSignal): Promise<void>
}

export interface AccessEntryRequest {
  readonly cluster: string
  readonly principal: string
  readonly type: 'EC2_LINUX' | 'EC2_WINDOWS'
  readonly tags: Readonly<Record<string, string>>
}

/** Auto Scaling groups. */
export interface Groups {
  find(names: readonly string[]): Promise<LiveGroup[]>
  /** Those with one of these values for a tag; AWS picks them out. */
  tagged(key: string, values: readonly string[]): Promise<LiveGroup[]>
  suspend(name: string, processes: readonly string[], signal: AbortSignal): Promise<void>
  /** Sets the sizes that are stated. */
  resize(name: string, size: NodegroupSize, signal: AbortSignal): Promise<void>
  /** Sets tags that instances do not inherit. */
  tag(name: string, tags: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>
}

export interface LiveGroup {
  readonly name: string
  readonly minSize: number
  readonly maxSize: number
  readonly desiredSize: number
  readonly instances: readonly { readonly id: string; readonly state: string; readonly health: string }[]
  /** What its instances are started from. */
  readonly launchTemplate: { readonly id: string; readonly version: string | undefined } | undefined
  /** Names of the processes that are suspended. */
  readonly suspended: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** AWS's words for the newest activities that failed: why instances do not come. */
  failures(): Promise<readonly string[]>
}

/** What EC2 and Elastic Load Balancing know of a region and of a VPC. */
export interface Network {
  /** The region's zones, available or not, local ones too. Kept for the run. */
  zones(): Promise<Zone[]>
  /** EC2's words where the region lacks one of these zones, or the account may not use it. */
  refusalOfZones(names: readonly string[]): Promise<string | undefined>
  /** By instance type, the zones that offer it; a type that no zone offers is absent. */
  offerings(types: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
  subnets(ids: readonly string[]): Promise<LiveSubnet[]>
  /** Regions of this account that are switched on. */
  regions(): Promise<string[]>
  /** Load balancers in a VPC, of all generations, with the security groups they wear. */
  loadBalancers(vpcId: string): Promise<LoadBalancer[]>
  /** Interfaces in a VPC that nobody uses, with their security groups' ids. */
  idleInterfaces(vpcId: string): Promise<{ id: string; groups: readonly string[] }[]>
  securityGroups(vpcId: string): Promise<{ id: string; name: string; tags: Readonly<Record<string, string>> }[]>
  deleteInterface(id: string, signal: AbortSignal): Promise<void>
  /** False where something still uses it. One that is gone is as good. */
  deleteSecurityGroup(id: string, signal: AbortSignal): Promise<boolean>
}

export interface Zone {
  readonly name: string
  /** `use1-az3` */
  readonly id: string
  readonly kind: 'availability-zone' | 'local-zone' | 'wavelength-zone'
  readonly available: boolean
}

export interface LoadBalancer {
  readonly name: string
  readonly arn: string | undefined
  readonly kind: 'classic' | 'network' | 'application' | 'gateway'
  readonly host: string
  readonly securityGroups: readonly string[]
}

export interface Images {
  /** The value of a public SSM parameter; undefined where there is none. */
  parameter(path: string): Promise<string | undefined>
  find(id: string): Promise<Image | undefined>
  /** The id of the newest public image of an owner whose name matches (`*` for anything). */
  newest(owner: string, namePattern: string): Promise<string | undefined>
}

/** The machine's files and environment, as far as eksx needs them. */
export interface Files {
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  read(path: string): Promise<string | undefined>
  /** Standard input to its end. */
  readStdin(): Promise<string>
  /** Writes beside and renames; mode 0600 unless said. Keeps a symbolic link a link. */
  write(path: string, text: string, mode?: number): Promise<void>
  remove(path: string): Promise<void>
  /** Runs `work` while holding `<path>.lock`, the lock that kubectl respects. Waits for it 10 s unless said (ms). */
  locked<T>(path: string, work: () => Promise<T>, wait?: number): Promise<T>
  /** Throws where the file could not be read, locked and written; changes nothing. */
  check(path: string): Promise<void>
  /** The first executable of that name on PATH that is accepted. */
  which(name: string, accept?: (path: string) => boolean): Promise<string | undefined>
}

/** Where people look. stdout is the answer, stderr the talk. */
export interface Terminal {
  /** The answer; the last word of a command. */
  answer(text: string): void
  talk(text: string): void
  /** Text to stderr as it is, without a line's end: for what redraws. Absent where nothing can redraw. */
  draw?(text: string): void
  /** stderr is a terminal that can redraw. */
  readonly live: boolean
  readonly colour: boolean
  /** Columns; 80 where unknown. */
  readonly width: number
  /** Columns of the terminal that the answer goes to; undefined where it goes into a pipe or a file. */
  readonly answerWidth?: number | undefined
  /** Lines, where known. */
  readonly height?: number | undefined
}
