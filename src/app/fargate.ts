/** Fargate profiles. */
export interface Fargate {
  list(cluster: string): Promise<string[]>
  find(cluster: string, name: string): Promise<LiveFargateProfile | undefined>
  create(request: FargateRequest, signal: AbortSignal): Promise<void>
  delete(cluster: string, name: string, signal: AbortSignal): Promise<void>
}

export interface FargateRequest {
  readonly cluster: string
  readonly name: string
  readonly podExecutionRole: string
  readonly selectors: readonly { readonly namespace: string; readonly labels?: Readonly<Record<string, string>> | undefined }[]
  readonly subnets?: readonly string[] | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

export interface LiveFargateProfile extends FargateRequest {
  readonly status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'CREATE_FAILED' | 'DELETE_FAILED'
  /** What EKS says is wrong with it. */
  readonly issues?: readonly { readonly code: string; readonly message: string }[]
}
