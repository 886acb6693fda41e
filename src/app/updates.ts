/** Changes that EKS is making, or has made. */
export interface Updates {
  find(of: UpdateScope, id: string): Promise<LiveUpdate | undefined>
  /** All that EKS still knows of. */
  list(of: UpdateScope): Promise<LiveUpdate[]>
}

/** What an update is of: the cluster itself, unless one of its parts is named. */
export interface UpdateScope {
  readonly cluster: string
  readonly nodegroup?: string
  readonly addon?: string
  readonly capability?: string
}

export interface LiveUpdate {
  readonly status: 'InProgress' | 'Failed' | 'Cancelled' | 'Successful'
  /** `VersionUpdate` */
  readonly type: string
  /** What was asked for, by EKS's names: `Version`. */
  readonly params: Readonly<Record<string, string>>
  /** When it was begun; ms. */
  readonly created: number
  /** EKS's words for what failed. */
  readonly errors: readonly { readonly code: string; readonly message: string; readonly resources: readonly string[] }[]
}
