import type { Properties } from './properties.generated.ts'

/** A CloudFormation template, as far as eksx writes and reads them. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09'
  readonly Description?: string
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>
  readonly Conditions?: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, Output>>
}

/** Resources by logical id. */
export type Resources = Readonly<Record<string, Resource>>

/** Outputs by name. */
export type Outputs = Readonly<Record<string, Output>>

export interface Resource {
  readonly Type: string
  readonly DependsOn?: readonly string[]
  readonly Properties?: object
  readonly UpdatePolicy?: object
  readonly Condition?: string
}

export interface Output {
  readonly Description?: string
  readonly Value: unknown
  readonly Export?: { readonly Name: unknown }
}

/** A value that CloudFormation works out. */
export type Intrinsic =
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [string, string] | string }
  | { readonly 'Fn::Sub': string }
  | { readonly 'Fn::Join': readonly [string, readonly unknown[]] }
  | { readonly 'Fn::ImportValue': string }
  | { readonly 'Fn::FindInMap': readonly unknown[] }
  | { readonly 'Fn::Select': readonly [number, unknown] }
  | { readonly 'Fn::Cidr': readonly [unknown, number, number] }
  | { readonly 'Fn::Equals': readonly [unknown, unknown] }
  | { readonly 'Fn::If': readonly [string, unknown, unknown] }

/** A property: known now, or worked out by CloudFormation. */
export type Value<T> = T | Intrinsic

export interface Tag {
  readonly Key: string
  readonly Value: Value<string>
}

/** A resource of a type in use; the compiler knows its properties. One whose value is undefined is left out. */
export function resource<T extends keyof Properties>(
  type: T,
  properties: Properties[T],
  rest: { readonly DependsOn?: readonly string[]; readonly UpdatePolicy?: object } = {},
): Resource {
  return { Type: type, ...rest, Properties: strippedObject(properties) }
}

/** A whole template. */
export const template = (parts: Omit<Template, 'AWSTemplateFormatVersion'>): Template => ({
  AWSTemplateFormatVersion: '2010-09-09',
  ...parts,
})

/** One map out of several; what comes later wins. */
export const merged = <T>(parts: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> =>
  Object.fromEntries(parts.flatMap((part) => Object.entries(part)))

const strippedObject = (value: object): object =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, stripped(part)]),
  )

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped)
  return value !== null && typeof value === 'object' ? strippedObject(value) : value
}

/** What a resource is known by, or a pseudo parameter such as `AWS::StackName`. */
export const ref = (logicalId: string): Intrinsic => ({ Ref: logicalId })

export const getAtt = (logicalId: string, attribute: string): Intrinsic => ({ 'Fn::GetAtt': [logicalId, attribute] })

export const sub = (text: string): Intrinsic => ({ 'Fn::Sub': text })

export const join = (separator: string, values: readonly unknown[]): Intrinsic => ({ 'Fn::Join': [separator, values] })

export const select = (index: number, list: unknown): Intrinsic => ({ 'Fn::Select': [index, list] })

/** Cuts `count` blocks with `hostBits` bits each out of an address range. */
export const cidr = (range: unknown, count: number, hostBits: number): Intrinsic => ({ 'Fn::Cidr': [range, count, hostBits] })

/** What another stack exports under `<stack>::<output>`. CloudFormation keeps that stack's export as long as it is imported. */
export const importValue = (stackName: string, output: string): Intrinsic => ({ 'Fn::ImportValue': `${stackName}::${output}` })

/** `<stack>-<suffix>`, for the few physical names that are ours. */
export const stackScoped = (suffix: string): Intrinsic => sub(`\${AWS::StackName}-${suffix}`)

/** An ARN in the partition the stack is in; `rest` is what comes after `arn:<partition>:`. */
export const arn = (rest: string): Intrinsic => sub(`arn:\${AWS::Partition}:${rest}`)

/** A policy that AWS keeps, by its name and path. */
export const managedPolicy = (name: string): Intrinsic => arn(`iam::aws:policy/${name}`)

/** An output for readers of the stack only. */
export const output = (value: unknown): Output => ({ Value: value })

/** An output that other stacks can import as `<stack>::<name>`. */
export const exported = (name: string, value: unknown): Output => ({ Value: value, Export: { Name: sub(`\${AWS::StackName}::${name}`) } })

/** A map of tags as the list that most resources take. */
export const tagList = (tags: Readonly<Record<string, string>> = {}): readonly Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** Types whose resources carry the stack's and their own name in a last `Name` tag. */
const nameTagged: ReadonlySet<string> = new Set([
  'AWS::EC2::EIP',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::NatGateway',
  'AWS::EC2::PlacementGroup',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::TransitGatewayAttachment',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::EKS::AccessEntry',
  'AWS::EKS::Capability',
  'AWS::EKS::Cluster',
  'AWS::IAM::Role',
  'AWS::RolesAnywhere::Profile',
  'AWS::RolesAnywhere::TrustAnchor',
  'AWS::SQS::Queue',
])

/** The same resources, each named by a tag where its type takes one. */
export function withNameTags(resources: Resources): Resources {
  return Object.fromEntries(Object.entries(resources).map(([id, one]) => [id, nameTagged.has(one.Type) ? withNameTag(id, one) : one]))
}

function withNameTag(id: string, one: Resource): Resource {
  const { Tags: tags = [], ...properties }: { Tags?: readonly Tag[] } = one.Properties ?? {}
  return { ...one, Properties: { ...properties, Tags: [...tags, { Key: 'Name', Value: sub(`\${AWS::StackName}/${id}`) }] } }
}
