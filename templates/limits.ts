import type { Resource, Template } from './cfn.ts'
import type { StackIdentity } from './stack.ts'

/** Something of a stack that is larger than AWS takes. */
export interface Excess {
  /** `the user data of its nodes` */
  readonly what: string
  readonly size: number
  readonly most: number
  readonly unit: string
  /** Who keeps the limit. */
  readonly service: string
  /** What makes it smaller. */
  readonly remedy: string
}

type Measured = readonly [what: string, size: number]

interface Limit extends Omit<Excess, 'what' | 'size'> {
  /** What a stack has of it, each with its size. */
  readonly measure: (stack: StackIdentity, template: Template) => readonly Measured[]
}

const shorterNames = 'choose shorter names for the cluster or the nodegroup'

/** Limits that nobody can have raised; AWS's pages on the quotas of CloudFormation, EC2, IAM, SQS and Auto Scaling give the numbers. */
const limits: readonly Limit[] = [
  {
    most: 128,
    unit: 'characters',
    service: 'CloudFormation',
    remedy: shorterNames,
    measure: ({ name }) => [[`the name of its stack, ${name},`, name.length]],
  },
  {
    most: 16_384,
    unit: 'bytes',
    service: 'EC2',
    remedy: 'keep what the boot commands hold in a bucket or in an image of your own, and fetch it from there',
    // EC2 counts what it decodes: a packed text by its packed size.
    measure: (_, template) => each(template, 'AWS::EC2::LaunchTemplate', userDataSize).map((size) => ['the user data of its nodes', size]),
  },
  {
    most: 51_200,
    unit: 'bytes',
    service: 'CloudFormation',
    remedy: 'use fewer or shorter tags, boot commands or inline policies',
    measure: (_, template) => [['its template', Buffer.byteLength(JSON.stringify(template))]],
  },
  {
    most: 1024,
    unit: 'bytes',
    service: 'CloudFormation',
    remedy: 'choose a shorter name',
    measure: (_, { Description = '' }) => [['the description of its stack', Buffer.byteLength(Description)]],
  },
  {
    most: 500,
    unit: 'resources',
    service: 'CloudFormation',
    remedy: 'use fewer zones, remote networks or address ranges',
    measure: (_, { Resources }) => [['its template', Object.keys(Resources).length]],
  },
  {
    most: 200,
    unit: 'outputs',
    service: 'CloudFormation',
    remedy: 'use fewer zones',
    measure: (_, { Outputs = {} }) => [['its template', Object.keys(Outputs).length]],
  },
  {
    most: 255,
    unit: 'characters',
    service: 'CloudFormation',
    remedy: 'choose a shorter name for the policy',
    measure: (_, { Resources }) => Object.keys(Resources).map((id) => [`the logical id ${id}`, id.length]),
  },
  {
    most: 50,
    unit: 'tags',
    service: 'AWS',
    remedy: 'state fewer tags: those of the cluster, of the nodegroup and of eksx come together here',
    measure: tagCounts,
  },
  {
    most: 10_240,
    unit: 'characters',
    service: 'IAM',
    remedy: 'attach policies by their ARNs instead',
    measure: inlinePolicySizes,
  },
  {
    most: 6144,
    unit: 'characters',
    service: 'IAM',
    remedy: 'choose a shorter name for the cluster',
    measure: ({ name }, template) =>
      each(template, 'AWS::IAM::ManagedPolicy', (policy) => sizeOf(policy['PolicyDocument'], name)).map((size) => ['its policy', size]),
  },
  ...(
    [
      ['AWS::IAM::Role', 'RoleName', 64, 'IAM'],
      ['AWS::IAM::Policy', 'PolicyName', 128, 'IAM'],
      ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName', 128, 'IAM'],
      ['AWS::IAM::InstanceProfile', 'InstanceProfileName', 128, 'IAM'],
      ['AWS::SQS::Queue', 'QueueName', 80, 'SQS'],
      ['AWS::EC2::SecurityGroup', 'GroupName', 255, 'EC2'],
      ['AWS::RolesAnywhere::TrustAnchor', 'Name', 255, 'IAM Roles Anywhere'],
      ['AWS::RolesAnywhere::Profile', 'Name', 255, 'IAM Roles Anywhere'],
    ] as const
  ).map(([type, property, most, service]): Limit => ({
    most,
    unit: 'characters',
    service,
    remedy: 'choose shorter names for the cluster or for what is made',
    measure: ({ name }, template) =>
      each(template, type, (properties) => resolved(properties[property], name)).flatMap((text): Measured[] =>
        typeof text === 'string' ? [[`its ${type.split('::').at(-1)} name, ${text},`, text.length]] : [],
      ),
  })),
]

/** Whatever of a stack AWS would refuse for its size: of each limit what breaks it most. */
export const excessOf = (stack: StackIdentity, template: Template): readonly Excess[] =>
  limits.flatMap(({ measure, ...limit }) => {
    const [worst] = measure(stack, template).toSorted(([, a], [, b]) => b - a)
    return worst !== undefined && worst[1] > limit.most ? [{ what: worst[0], size: worst[1], ...limit }] : []
  })

type Bag = Readonly<Record<string, unknown>>

const propertiesOf = ({ Properties = {} }: Resource): Bag => Properties as Bag

/** What a look at the properties of each resource of a type gives. */
const each = <T>({ Resources }: Template, type: string, look: (properties: Bag) => T): T[] =>
  Object.values(Resources).flatMap((one) => (one.Type === type ? [look(propertiesOf(one))] : []))

const userDataSize = ({ LaunchTemplateData: launch }: Bag): number =>
  Buffer.from((launch as { UserData?: string } | undefined)?.UserData ?? '', 'base64').length

/** Tags of each resource that has some: CloudFormation adds the stack's to a resource's own. Those of a launch template are for what it starts. */
function tagCounts({ tags }: StackIdentity, { Resources }: Template): readonly Measured[] {
  const ofStack = Object.keys(tags)
  const together = (own: readonly string[]): number => new Set([...ofStack, ...own]).size
  return [
    ['its stack', ofStack.length],
    ...Object.entries(Resources).flatMap(([id, one]): Measured[] => {
      const { Tags: own, LaunchTemplateData: launch } = propertiesOf(one) as { Tags?: unknown; LaunchTemplateData?: Bag }
      const started = launch?.['TagSpecifications'] as readonly { readonly Tags: unknown }[] | undefined
      return [
        ...(own === undefined ? [] : [[id, together(keysOf(own))] as const]),
        ...(started?.[0] === undefined ? [] : [['what it starts', keysOf(started[0].Tags).length] as const]),
      ]
    }),
  ]
}

const keysOf = (tags: unknown): string[] =>
  Array.isArray(tags) ? tags.map((tag: { readonly Key: string }) => tag.Key) : Object.keys(tags as object)

/** The policies written into each role, together: IAM counts them without white space. */
function inlinePolicySizes({ name }: StackIdentity, { Resources }: Template): readonly Measured[] {
  const sizes = new Map<string, number>()
  for (const [id, one] of Object.entries(Resources)) {
    const {
      Roles = [],
      PolicyDocument,
      Policies = [],
    } = propertiesOf(one) as { Roles?: unknown[]; PolicyDocument?: unknown; Policies?: Bag[] }
    const add = (role: string, document: unknown): unknown => sizes.set(role, (sizes.get(role) ?? 0) + sizeOf(document, name))
    if (one.Type === 'AWS::IAM::Role') for (const policy of Policies) add(id, policy['PolicyDocument'])
    if (one.Type === 'AWS::IAM::Policy') for (const role of Roles) add((role as { Ref: string }).Ref, PolicyDocument)
  }
  return [...sizes].map(([role, size]) => [`what is written into ${role}`, size])
}

const sizeOf = (document: unknown, stack: string): number => JSON.stringify(resolved(document, stack) ?? '').replaceAll(/\s/g, '').length

/** A value as CloudFormation will fill it in, as far as that is known. */
function resolved(value: unknown, stack: string): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, stack))
  if (value === null || typeof value !== 'object') return value
  const text = (value as { 'Fn::Sub'?: unknown })['Fn::Sub']
  if (typeof text === 'string') return text.replaceAll('${AWS::StackName}', stack).replaceAll('${AWS::Partition}', 'aws')
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, stack)]))
}
