/** IAM's roles and users, as far as no stack tells of them. */
export interface Roles {
  find(name: string): Promise<LiveRole | undefined>
  /** ARNs of the managed policies on it; none where there is no such role. */
  attachedPolicies(name: string): Promise<readonly string[]>
  /** Names of the policies written into it; none where there is no such role. */
  inlinePolicies(name: string): Promise<readonly string[]>
  /** The ARN of the role in an instance profile; undefined where there is no such profile, or it holds no role. */
  inProfile(profile: string): Promise<string | undefined>
  /** One that exists already is as good. */
  create(request: RoleRequest, signal: AbortSignal): Promise<void>
  /** Puts a managed policy on it. One that is there is as good. */
  attach(name: string, policyArn: string, signal: AbortSignal): Promise<void>
  /** Takes a managed policy off it. One that is not there is as good. */
  detach(name: string, policyArn: string, signal: AbortSignal): Promise<void>
  /** Says anew who may take it. */
  trust(name: string, policy: TrustPolicy, signal: AbortSignal): Promise<void>
  /** The ARN of a user, its path included; undefined where there is none. */
  user(name: string): Promise<string | undefined>
  /** Deletes it with its inline policies. One that is gone is as good. */
  delete(name: string, signal: AbortSignal): Promise<void>
}

export interface LiveRole {
  readonly name: string
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
  readonly trust: TrustPolicy
}

/** Who may take a role. */
export interface TrustPolicy {
  readonly Version?: string
  readonly Statement: readonly TrustStatement[]
}

/** A sentence of a trust policy, as far as it is asked about; what else it holds stays with it. */
export interface TrustStatement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface RoleRequest {
  readonly name: string
  readonly description: string
  /** Policy documents: who may take the role, and what it may do. */
  readonly trust: object
  readonly policy: { readonly name: string; readonly document: object }
  readonly tags: Readonly<Record<string, string>>
}
