/** What AWS keeps of stacks beyond their state, in its own words: for people who look into what happened. */
export interface Chronicles {
  /** A stack, also a deleted one; undefined where there is none. By id. */
  describe(id: string): Promise<Readonly<Record<string, unknown>> | undefined>
  /** Ids of stacks deleted within 90 days whose name passes. */
  deleted(named: (name: string) => boolean): Promise<string[]>
  /** What happened to a stack and its resources, oldest first. */
  events(id: string): Promise<readonly ChronicleEvent[]>
  /** Calls to AWS that were about a stack within 90 days, as CloudTrail knows them, oldest first. They appear there minutes late. */
  trail(id: string): Promise<readonly TrailEvent[]>
}

/** An event of CloudFormation. */
export interface ChronicleEvent {
  readonly Timestamp?: Date | undefined
  readonly LogicalResourceId?: string | undefined
  readonly PhysicalResourceId?: string | undefined
  readonly ResourceType?: string | undefined
  readonly ResourceStatus?: string | undefined
  readonly ResourceStatusReason?: string | undefined
}

/** A call that CloudTrail has seen. */
export interface TrailEvent {
  readonly EventId?: string | undefined
  readonly EventTime?: Date | undefined
  readonly EventName?: string | undefined
  readonly EventSource?: string | undefined
  readonly Username?: string | undefined
  /** AWS's code where it refused the call. */
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}
