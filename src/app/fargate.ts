/** Fargate profiles. */
export interface Fargate {
  list(cluster: string, chunk?: number): Promise<string[]>
  find(cluster: string, name: string): Promise<LiveFargateProfile | undefined>
  /** Starts it; false while EKS makes or removes a profile of the cluster, or has one of that name. */
  create(request: FargateRequest, signal: AbortSignal): Promise<boolean>
  /** Begins its deletion; false while EKS makes or removes a profile of the cluster. One that is gone is as good. */
  delete(cluster: string, name: string, signal: AbortSignal): Promise<boolean>
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
