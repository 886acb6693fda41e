/** The outputs of a cluster stack that list subnets, comma-joined; `Subnets` is what the oldest stacks have. */
const subnetOutputs = {
  public: ['SubnetsPublic', 'SubnetsLocalZonePublic', 'SubnetsPublicExtended', 'Subnets'],
  private: ['SubnetsPrivate', 'SubnetsLocalZonePrivate', 'SubnetsPrivateExtended'],
} as const

/** The ids of a cluster stack's subnets of one kind, in the order of its outputs. */
export const subnetsInOutputs = (outputs: Readonly<Record<string, string>>, kind: 'public' | 'private'): string[] =>
  subnetOutputs[kind].flatMap((name) => outputs[name]?.split(',') ?? []).filter((id) => id !== '')
