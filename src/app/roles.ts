/** IAM roles that stand in no stack. */
export interface Roles {
  find(name: string): Promise<LiveRole | undefined>
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
