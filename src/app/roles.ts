/** IAM roles, as far as no stack tells of them. */
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
  /** Deletes it with its inline policies. One that is gone is as good. */
  delete(name: string, signal: AbortSignal): Promise<void>
}

export interface LiveRole {
  readonly name: string
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
}

export interface RoleRequest {
  readonly name: string
  readonly description: string
  /** Policy documents: who may take the role, and what it may do. */
  readonly trust: object
  readonly policy: { readonly name: string; readonly document: object }
  readonly tags: Readonly<Record<string, string>>
}
