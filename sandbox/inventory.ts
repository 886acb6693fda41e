/** Something of a region that exists and would cost money or hold something else back. */
export interface LiveResource {
  /** `ec2 subnet` */
  readonly kind: string
  readonly id: string
  /** As the sandbox keeps it. */
  readonly record: unknown
}

/** Where a kind of resource lies in the sandbox's memory. */
interface Shelf {
  readonly kind: string
  /** The slot; its state is the region's unless the slot is the account's. */
  readonly slot: string
  readonly member?: string
  /** False for what AWS still lists though it is gone, and for what AWS itself keeps. */
  readonly isLive?: (record: Fields) => boolean
}

/** The members that tell what is alive. */
interface Fields {
  readonly name?: string
  readonly status?: string
  readonly State?: string | { readonly Name?: string }
  readonly Path?: string
  readonly IsDefault?: boolean
}

const ec2 = (kind: string, member: string, isLive?: Shelf['isLive']): Shelf => ({
  kind: `ec2 ${kind}`,
  slot: 'ec2',
  member,
  ...(isLive && { isLive }),
})

const stateName = ({ State }: Fields): string => (typeof State === 'string' ? State : (State?.Name ?? ''))

/** Every kind that a cluster, its stacks or its controllers make. Service-linked roles stay with an account for good. */
const shelves: readonly Shelf[] = [
  { kind: 'cloudformation stack', slot: 'cloudformation', member: 'stacks', isLive: ({ status }) => status !== 'DELETE_COMPLETE' },
  { kind: 'cloudformation resource', slot: 'cloudformation', member: 'kept' },
  { kind: 'eks cluster', slot: 'eks', member: 'clusters' },
  ec2('VPC', 'vpcs', ({ IsDefault }) => IsDefault !== true),
  ec2('subnet', 'subnets'),
  ec2('internet gateway', 'igws'),
  ec2('egress-only gateway', 'eigws'),
  ec2('route table', 'rtbs'),
  ec2('security group', 'sgs'),
  ec2('security group rule', 'sgrules'),
  ec2('network ACL', 'acls'),
  ec2('network interface', 'enis'),
  ec2('elastic IP', 'eips'),
  ec2('NAT gateway', 'natgws', (record) => stateName(record) !== 'deleted'),
  ec2('VPC endpoint', 'endpoints', (record) => stateName(record) !== 'deleted'),
  ec2('placement group', 'placements'),
  ec2('volume', 'volumes'),
  ec2('key pair', 'keypairs'),
  ec2('launch template', 'lts'),
  ec2('instance', 'instances', (record) => stateName(record) !== 'terminated'),
  { kind: 'autoscaling group', slot: 'autoscaling', member: 'asgs' },
  { kind: 'classic load balancer', slot: 'elasticloadbalancing', member: 'balancers' },
  { kind: 'load balancer', slot: 'elasticloadbalancingv2', member: 'balancers' },
  { kind: 'target group', slot: 'elasticloadbalancingv2', member: 'targetGroups' },
  { kind: 'log group', slot: 'logs:groups' },
  { kind: 'iam role', slot: 'iam', member: 'roles', isLive: ({ Path }) => Path?.startsWith('/aws-service-role/') !== true },
  { kind: 'iam user', slot: 'iam', member: 'users' },
  { kind: 'iam policy', slot: 'iam', member: 'policies' },
  { kind: 'iam instance profile', slot: 'iam', member: 'instanceProfiles' },
  { kind: 'iam OIDC provider', slot: 'iam', member: 'oidcProviders' },
]

/** What a cluster's record holds beside the cluster. */
const clusterParts: readonly (readonly [string, string])[] = [
  ['nodegroups', 'eks nodegroup'],
  ['addons', 'eks add-on'],
  ['fargateProfiles', 'eks Fargate profile'],
  ['accessEntries', 'eks access entry'],
  ['associations', 'eks pod identity association'],
  ['identityProviders', 'eks identity provider'],
  ['capabilities', 'eks capability'],
]

/** All that lives in a region and in the account, over all services. */
export function inventory(sandbox: { memory(): Readonly<Record<string, unknown>> }, region: string): LiveResource[] {
  const memory = sandbox.memory()
  return shelves.flatMap(({ kind, slot, member, isLive = () => true }) => {
    const state = memory[`${slot}@${region}`] ?? memory[slot]
    const records = member === undefined ? state : memberOf(state, member)
    return entriesOf(records).flatMap(([key, record]) => {
      const fields: Fields = isObject(record) ? record : {}
      if (!isLive(fields)) return []
      const id = Array.isArray(records) ? (fields.name ?? key) : key
      if (kind !== 'eks cluster') return [{ kind, id, record }]
      return [{ kind, id, record: memberOf(record, 'cluster') }, ...partsOf(id, record)]
    })
  })
}

/** The same as lines for people, `ec2 subnet subnet-0…`: empty where nothing is left. */
export function leftovers(sandbox: { memory(): Readonly<Record<string, unknown>> }, region: string): string[] {
  return inventory(sandbox, region).map(({ kind, id }) => `${kind} ${id}`)
}

function partsOf(cluster: string, record: unknown): LiveResource[] {
  return clusterParts.flatMap(([member, kind]) =>
    entriesOf(memberOf(record, member)).map(([key, part]) => ({ kind, id: `${cluster}/${key}`, record: part })),
  )
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const memberOf = (value: unknown, member: string): unknown => (isObject(value) ? Reflect.get(value, member) : undefined)

const entriesOf = (records: unknown): [string, unknown][] => (isObject(records) ? Object.entries<unknown>({ ...records }) : [])
