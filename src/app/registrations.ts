/** Clusters that run elsewhere and are known to EKS through the EKS Connector. */
export interface Registrations {
  /** What EKS knows under that name, its own clusters too; undefined where the name is free. */
  find(cluster: string): Promise<Registration | undefined>
  /**
   * Registers one; the code in the answer lets its agent in, for three days. Throws `RoleUnknown` while EKS has not heard of the role.
   */
  create(request: RegistrationRequest, signal: AbortSignal): Promise<Registration>
  /** Gives one up. One that is gone is as good. */
  delete(cluster: string, signal: AbortSignal): Promise<void>
}

export interface RegistrationRequest {
  readonly cluster: string
  /** EKS's word for who runs it: `GKE`. */
  readonly provider: string
  /** The role that its agent takes. */
  readonly roleArn: string
}

export interface Registration {
  readonly cluster: string
  readonly status: string
  /** Undefined for a cluster of EKS's own. */
  readonly provider: string | undefined
  readonly roleArn: string | undefined
  readonly activationId: string | undefined
  /** A secret. AWS tells it at registration; whether later too is not promised. */
  readonly activationCode: string | undefined
}
