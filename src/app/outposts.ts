/** AWS Outposts: AWS's machines in a house of one's own. */
export interface Outposts {
  find(arn: string): Promise<Outpost | undefined>
  /** The instance types that it offers, with what they have; the smallest first. */
  instanceTypes(arn: string): Promise<readonly string[]>
}

export interface Outpost {
  readonly arn: string
  readonly zone: string
}
