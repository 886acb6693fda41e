/** Tags of what EC2 holds: subnets, security groups. */
export interface Tags {
  /** By resource id; one without tags is absent. */
  of(ids: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>
  set(ids: readonly string[], tags: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>
}
