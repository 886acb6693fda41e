/** Controllers that EKS runs for a cluster (ACK, kro, Argo CD). */
export interface Capabilities {
  list(cluster: string, chunk?: number): Promise<string[]>
  find(cluster: string, name: string): Promise<LiveCapability | undefined>
  /** The policies that a principal's access entry carries; undefined where there is no entry. */
  accessPolicies(cluster: string, principal: string): Promise<readonly AccessPolicy[] | undefined>
  associateAccessPolicy(cluster: string, principal: string, policy: AccessPolicy, signal: AbortSignal): Promise<void>
  /** Begins a change and gives its id; undefined while EKS is at another one. */
  update(cluster: string, name: string, wish: CapabilityWish, signal: AbortSignal): Promise<string | undefined>
  /** Begins its deletion; false while EKS is at something with it that has to end first. One that is gone is as good. */
  delete(cluster: string, name: string, signal: AbortSignal): Promise<boolean>
}

/** What EKS changes of a capability. */
export interface CapabilityWish {
  readonly roleArn?: string | undefined
  readonly deletePropagationPolicy?: string | undefined
  readonly argoCd?: {
    readonly vpceIds?: readonly string[] | undefined
    readonly addOrUpdate?: readonly ArgoCdMapping[] | undefined
    readonly remove?: readonly ArgoCdMapping[] | undefined
  }
}

/** Who has a role in Argo CD. */
export interface ArgoCdMapping {
  readonly role: string
  readonly identities: readonly { readonly id: string; readonly type: string }[]
}

export interface LiveCapability {
  readonly name: string
  readonly type: string
  readonly status: string
  readonly roleArn: string
  readonly deletePropagationPolicy: string | undefined
  readonly version?: string | undefined
  /** What EKS says is wrong with it. */
  readonly issues?: readonly { readonly code: string; readonly message: string }[]
  /** Settings of Argo CD. */
  readonly argoCd?: { readonly vpceIds: readonly string[]; readonly mappings: readonly ArgoCdMapping[] } | undefined
}

/** What a principal may do, and where. */
export interface AccessPolicy {
  readonly policyArn: string
  /** Everywhere where there are none. */
  readonly namespaces: readonly string[]
}
