import type { LiveCluster } from './clusters.ts'

/** IAM's providers for the OIDC issuers of clusters: what makes roles for service accounts possible. */
export interface OidcProviders {
  exists(arn: string): Promise<boolean>
  /** Makes the provider of a cluster's issuer. One that exists already is as good. */
  create(cluster: LiveCluster, tags: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>
  /** One that is gone already is as good. */
  delete(arn: string, signal: AbortSignal): Promise<void>
}

/** Roles that pods take through the agent, a service account each. */
export interface PodIdentities {
  /** Ids of all of a cluster, or of those of a namespace, or of one service account in it. */
  list(cluster: string, of: PodIdentityFilter, chunk?: number): Promise<string[]>
  /** By its id; undefined where there is none. */
  describe(cluster: string, id: string): Promise<KnownPodIdentity | undefined>
  find(cluster: string, namespace: string, serviceAccount: string): Promise<LivePodIdentity | undefined>
  create(request: PodIdentityRequest, signal: AbortSignal): Promise<void>
  /** Changes what is stated; all else stays. */
  update(cluster: string, id: string, change: PodIdentityChange, signal: AbortSignal): Promise<void>
  /** One that is gone is as good. */
  delete(cluster: string, id: string, signal: AbortSignal): Promise<void>
}

/** Which associations a list is about. */
export interface PodIdentityFilter {
  readonly namespace?: string | undefined
  readonly serviceAccount?: string | undefined
}

/** What can be changed of an association. */
export type PodIdentityChange = Partial<Pick<PodIdentityRequest, 'roleArn' | 'targetRoleArn' | 'disableSessionTags' | 'policy'>>

export interface PodIdentityRequest {
  readonly cluster: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly roleArn: string
  readonly targetRoleArn?: string | undefined
  readonly disableSessionTags?: boolean | undefined
  readonly policy?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

export interface LivePodIdentity {
  readonly id: string
  readonly roleArn: string
  readonly targetRoleArn: string | undefined
  readonly disableSessionTags: boolean
  /** The session policy, as JSON. */
  readonly policy: string | undefined
  /** The add-on that owns it, where one does. */
  readonly owner: string | undefined
}

/** An association with the account that it is for. */
export interface KnownPodIdentity extends LivePodIdentity {
  readonly arn: string
  readonly namespace: string
  readonly serviceAccount: string
}

/** OIDC providers whose tokens the Kubernetes API of a cluster accepts. */
export interface IdentityProviders {
  /** Names of the OIDC providers. */
  list(cluster: string, chunk?: number): Promise<string[]>
  find(cluster: string, name: string): Promise<LiveIdentityProvider | undefined>
  associate(request: IdentityProviderRequest, signal: AbortSignal): Promise<void>
  /** Starts it; false while EKS is at another change of the cluster. One that is gone is as good. */
  disassociate(cluster: string, name: string, signal: AbortSignal): Promise<boolean>
}

export interface IdentityProviderRequest {
  readonly cluster: string
  readonly name: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly usernameClaim?: string | undefined
  readonly usernamePrefix?: string | undefined
  readonly groupsClaim?: string | undefined
  readonly groupsPrefix?: string | undefined
  readonly requiredClaims?: Readonly<Record<string, string>> | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

export interface LiveIdentityProvider {
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING'
  readonly issuerUrl: string
  readonly clientId: string
  readonly arn?: string | undefined
  readonly usernameClaim?: string | undefined
  readonly usernamePrefix?: string | undefined
  readonly groupsClaim?: string | undefined
  readonly groupsPrefix?: string | undefined
  readonly requiredClaims?: Readonly<Record<string, string>> | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** The log groups of control planes. */
export interface Logs {
  /** Days that a group keeps its logs, `undefined` for ever; no group gives `missing`. */
  retention(group: string): Promise<number | undefined | 'missing'>
  /** Sets it; false where there is no such group yet. */
  keep(group: string, days: number, signal: AbortSignal): Promise<boolean>
}
