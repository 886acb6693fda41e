/** What may outlive a cluster: things that its controllers and nodes made in AWS, found by where they are and told apart by their tags. */
export interface Remains {
  /** Load balancers and target groups in a VPC. */
  balancing(vpcId: string): Promise<readonly Remnant[]>
  /** Network interfaces in a VPC, whoever uses them. */
  interfaces(vpcId: string): Promise<readonly Remnant[]>
  securityGroups(vpcId: string): Promise<readonly Remnant[]>
  /** Volumes that nothing uses, with this tag. */
  volumes(tag: string, value: string): Promise<readonly Remnant[]>
  /** Instances that have not been terminated, with this tag. */
  instances(tag: string, value: string): Promise<readonly Remnant[]>
  /** Log groups whose names begin so. */
  logGroups(prefix: string): Promise<readonly Remnant[]>
  /** Roles whose names begin so. */
  roles(prefix: string): Promise<readonly Remnant[]>
}

/** One thing that is there. */
export interface Remnant {
  /** `load balancer`, `volume`: as people call it. */
  readonly kind: string
  /** What AWS's commands take: an id, an ARN or a name. */
  readonly id: string
  /** What it is for, where AWS says. */
  readonly about?: string
  readonly tags: Readonly<Record<string, string>>
}
