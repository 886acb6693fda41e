/** Controllers that EKS runs for a cluster (ACK, kro, Argo CD). */
export interface Capabilities {
  list(cluster: string, chunk?: number): Promise<string[]>
  find(cluster: string, name: string): Promise<LiveCapability | undefined>
  /** The policies that a principal's access entry carries; undefined where there is no entry. */
  accessPolicies(cluster: string, principal: string): Promise<readonly AccessPolicy[] | undefined>
  associateAccessPolicy(cluster: string, principal: string, policy: AccessPolicy, signal: AbortSignal): Promise<void>
}

export interface LiveCapability {
  readonly name: string
  readonly type: string
  readonly status: string
  readonly roleArn: string
  readonly deletePropagationPolicy: string | undefined
  readonly version?: string | undefined
}

/** What a principal may do, and where. */
export interface AccessPolicy {
  readonly policyArn: string
  /** Everywhere where there are none. */
  readonly namespaces: readonly string[]
}
