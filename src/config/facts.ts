import type { Purpose } from './config.ts'
import type { ClusterConfig } from './schema/cluster-config.ts'

/** A Kubernetes version as EKS knows it. Times in milliseconds. */
export interface KnownVersion {
  /** `1.33` */
  readonly version: string
  readonly status: 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED'
  readonly default: boolean
  readonly endOfStandardSupport?: number
  readonly endOfExtendedSupport?: number
}

/** What rules may know besides the config. What is undefined is not known (yet); a rule that needs it then says nothing. */
export interface Facts {
  readonly purpose: Purpose
  readonly origin: 'file' | 'flags'
  /** The cluster as far as it is settled. */
  readonly cluster: ClusterConfig
  /** Kubernetes, `1.33`: stated, or resolved once the survey is there. */
  readonly version: string | undefined
  /** Nobody wrote a version: it is EKS's default. */
  readonly versionIsDefault: boolean
  /** The versions of EKS, newest first. */
  readonly versions: readonly KnownVersion[] | undefined
  /** What exists already. */
  readonly live: LiveVersion | undefined
}

/** What settling needs to know of a cluster that exists. */
export interface LiveVersion {
  /** `1.33` */
  readonly version: string
  /** Its control plane runs on AWS Outposts. */
  readonly onOutpost?: boolean
  /** Of the Outpost that it runs on. */
  readonly outpostArns?: readonly string[]
}
