import type { LiveCluster } from './clusters.ts'

/** The Kubernetes API of clusters. */
export interface Kube {
  connect(cluster: LiveCluster): KubeApi
}

export interface KubeApi {
  /** `v1.33.0`, or undefined where the API cannot be reached from here. */
  version(signal: AbortSignal): Promise<string | undefined>
  nodes(selector: string, signal: AbortSignal): Promise<KubeNode[]>
  /** Pods of a node, whatever their namespace. */
  podsOn(node: string, signal: AbortSignal): Promise<KubePod[]>
  /** Keeps new pods from a node. One that is gone is as good. */
  cordon(node: string, signal: AbortSignal): Promise<void>
  /** Lets new pods onto a node again. */
  uncordon(node: string, signal: AbortSignal): Promise<void>
  /** Asks for the pod's eviction. Gives what holds it back for now; undefined where it goes. */
  evict(pod: KubePod, graceSeconds: number | undefined, signal: AbortSignal): Promise<Hold | undefined>
  /** What would hold the pod's eviction now; nothing is evicted. */
  holdOn(pod: KubePod, signal: AbortSignal): Promise<Hold | undefined>
  deletePod(pod: KubePod, graceSeconds: number | undefined, signal: AbortSignal): Promise<void>
  daemonSetExists(namespace: string, name: string, signal: AbortSignal): Promise<boolean>
  deleteDaemonSet(namespace: string, name: string, signal: AbortSignal): Promise<void>
  deployment(namespace: string, name: string, signal: AbortSignal): Promise<KubeDeployment | undefined>
  /** Services, ingresses and gateways that have load balancers in AWS. */
  balanced(signal: AbortSignal): Promise<Balanced[]>
  configMap(namespace: string, name: string, signal: AbortSignal): Promise<Readonly<Record<string, string>> | undefined>
  /** An object of any kind, by what its manifest is known by. */
  object(one: Manifest, signal: AbortSignal): Promise<Manifest | undefined>
  /** Every object of a kind, in all namespaces. */
  objects(kind: Pick<Manifest, 'apiVersion' | 'kind'>, signal: AbortSignal): Promise<Manifest[]>
  /** Shows what is written on every object of a kind, in all namespaces, and nothing that it holds; a page at a time, and one may come twice. */
  eachPage(
    kind: Pick<Manifest, 'apiVersion' | 'kind'>,
    visit: (page: readonly MarkedObject[]) => Promise<void> | void,
    signal: AbortSignal,
  ): Promise<void>
  /** Creates it; false where it is there already. */
  createObject(one: Manifest, signal: AbortSignal): Promise<boolean>
  /** Creates it or sets its keys. */
  writeConfigMap(namespace: string, name: string, keys: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>
  /** Strategic merge patch; false where there is no such object. */
  patchObject(one: Manifest, patch: object, signal: AbortSignal): Promise<boolean>
  /** Merges labels and annotations into an object; `null` takes one away. */
  mergeMetadata(one: Manifest, metadata: MarkChanges, signal: AbortSignal): Promise<void>
  /** Deleting what is gone already is done. */
  deleteObject(one: Manifest, signal: AbortSignal): Promise<void>
  /** Takes back what a field manager claims of an object; false where it claims nothing, or there is no such object. */
  dropManager(one: Manifest, manager: string, signal: AbortSignal): Promise<boolean>
}

/** An object that has a load balancer in AWS, made by one of the cluster's controllers. */
export interface Balanced {
  readonly manifest: Manifest
  /** The load balancers' names in DNS, as far as the controller has written them down. */
  readonly hosts: readonly string[]
  /** What Kubernetes itself would call the load balancer. */
  readonly name?: string
  /** It is being deleted, and held until its load balancer is gone. */
  readonly leaving: boolean
}

/** What can be written on any object. */
export interface ObjectMarks {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** An object without what it holds. */
export interface MarkedObject {
  readonly namespace: string
  readonly name: string
  /** ms */
  readonly created: number
  readonly annotations: Readonly<Record<string, string>>
}

/** What is to be written on an object; `null` takes it away. */
export interface MarkChanges {
  readonly labels?: Readonly<Record<string, string | null>>
  readonly annotations?: Readonly<Record<string, string | null>>
}

/** An object of Kubernetes as it is written down. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string } & ObjectMarks
  readonly [more: string]: unknown
}

export interface KubeNode {
  readonly name: string
  readonly ready: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly unschedulable: boolean
  /** `aws:///ap-south-1a/i-0…` */
  readonly providerId: string | undefined
  /** `v1.33.5-eks-…`, once the node has said so. */
  readonly kubeletVersion?: string | undefined
}

export interface KubePod {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly node: string | undefined
  readonly phase: string
  readonly annotations: Readonly<Record<string, string>>
  readonly owner: { readonly kind: string; readonly name: string } | undefined
  readonly mirror: boolean
  readonly localStorage: boolean
  readonly graceSeconds: number | undefined
}

/** A disruption budget that allows no more disruption for now. */
export interface Hold {
  /** Its name, in the pod's namespace; undefined where the cluster does not say. */
  readonly budget: string | undefined
  /** What it asks for and what there is, in Kubernetes' words: `needs 2 healthy pods and has 2 currently`. */
  readonly why: string
}

export interface KubeDeployment {
  readonly replicas: number
  readonly readyReplicas: number
  readonly podAnnotations: Readonly<Record<string, string>>
}

/** The files that tell kubectl of clusters. */
export interface Kubeconfigs {
  /** Where an entry would be written. */
  path(where: KubeconfigPlace): Promise<string>
  /** Throws where that file could not be read, locked or written; changes nothing. */
  check(where: KubeconfigPlace): Promise<void>
  /** Whether the entry stands there already, just so. */
  has(entry: KubeconfigEntry): Promise<boolean>
  /** Writes the entry and gives the file's path, and a warning where its plugin may not be found later. */
  write(entry: KubeconfigEntry): Promise<{ path: string; warning?: string }>
  /** Files that hold entries of exactly this cluster. */
  holding(cluster: string, region: string): Promise<string[]>
  /** Takes out the entries of exactly this cluster. */
  remove(cluster: string, region: string): Promise<void>
}

export interface KubeconfigPlace {
  readonly cluster: string
  /** `--kubeconfig`; else KUBECONFIG's first, else ~/.kube/config. */
  readonly path?: string | undefined
  /** `--auto-kubeconfig`: a file of the cluster's own. */
  readonly auto?: boolean | undefined
}

export interface KubeconfigEntry extends KubeconfigPlace {
  readonly region: string
  readonly endpoint: string
  readonly certificateAuthority: string
  /** The id that tokens are made for. */
  readonly tokenId: string
  /** The last part of the caller's ARN. */
  readonly user: string
  readonly setContext: boolean
  readonly authenticator?: 'eksx' | 'aws' | 'aws-iam-authenticator' | undefined
  readonly roleArn?: string | undefined
  readonly profile?: string | undefined
}
