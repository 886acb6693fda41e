// Writes sandbox/cloudformation/spec.generated.json: the slice of AWS's resource specification that the sandbox knows. Run it after an update of the spec package.
import { writeFileSync } from 'node:fs'
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import type { PropertyShape, ResourceShape, Shape, Slice } from '#sandbox/cloudformation/spec.ts'

const typeNames: Readonly<Record<string, readonly string[]>> = {
  AutoScaling: ['AutoScalingGroup', 'LifecycleHook'],
  CloudFormation: ['WaitCondition', 'WaitConditionHandle'],
  EC2: [
    'EIP',
    'EgressOnlyInternetGateway',
    'InternetGateway',
    'LaunchTemplate',
    'NatGateway',
    'PlacementGroup',
    'Route',
    'RouteTable',
    'SecurityGroup',
    'SecurityGroupEgress',
    'SecurityGroupIngress',
    'Subnet',
    'SubnetCidrBlock',
    'SubnetRouteTableAssociation',
    'TransitGatewayAttachment',
    'VPC',
    'VPCCidrBlock',
    'VPCEndpoint',
    'VPCGatewayAttachment',
  ],
  EKS: ['AccessEntry', 'Addon', 'Capability', 'Cluster', 'FargateProfile', 'IdentityProviderConfig', 'Nodegroup', 'PodIdentityAssociation'],
  Events: ['Rule'],
  IAM: ['InstanceProfile', 'ManagedPolicy', 'OIDCProvider', 'Policy', 'Role', 'RolePolicy'],
  KMS: ['Alias', 'Key'],
  RolesAnywhere: ['Profile', 'TrustAnchor'],
  SQS: ['Queue', 'QueuePolicy'],
}

const db = loadAwsServiceSpecSync()
const definitions = new Map<string, Record<string, PropertyShape>>()

type SpecType = Parameters<typeof shapeOf>[0]
interface SpecProperty {
  readonly type: SpecType
  readonly required?: boolean
  readonly causesReplacement?: 'yes' | 'no' | 'maybe'
  readonly previousTypes?: readonly SpecType[]
}

function shapeOf(type: {
  readonly type: string
  readonly element?: unknown
  readonly types?: unknown
  readonly reference?: unknown
}): Shape {
  switch (type.type) {
    case 'array':
      return { list: shapeOf(type.element as SpecType) }
    case 'map':
      return { map: shapeOf(type.element as SpecType) }
    case 'union':
      return { any: (type.types as SpecType[]).map(shapeOf) }
    case 'ref':
      return { ref: define((type.reference as { $ref: string }).$ref) }
    case 'tag':
      return { ref: tagDefinition() }
    case 'date-time':
      return 'string'
    default:
      return type.type as Shape
  }
}

function tagDefinition(): string {
  definitions.set('Tag', { Key: { type: 'string', required: true }, Value: { type: 'string', required: true } })
  return 'Tag'
}

function define(id: string): string {
  if (!definitions.has(id)) {
    definitions.set(id, {})
    definitions.set(id, propertiesOf(db.get('typeDefinition', id).properties))
  }
  return id
}

function propertiesOf(properties: Readonly<Record<string, unknown>>): Record<string, PropertyShape> {
  const sorted = Object.entries(properties as Record<string, SpecProperty>).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, property]) => [name, propertyOf(property)]))
}

function propertyOf(property: SpecProperty): PropertyShape {
  const types = [property.type, ...(property.previousTypes ?? [])].map((type) => shapeOf(type))
  const distinct = types.filter((type, at) => types.findIndex((other) => JSON.stringify(other) === JSON.stringify(type)) === at)
  const only = distinct[0]
  if (only === undefined) throw new Error('a property without a type')
  return {
    type: distinct.length === 1 ? only : { any: distinct },
    ...(property.required && { required: true as const }),
    ...(property.causesReplacement && property.causesReplacement !== 'no' && { replacement: property.causesReplacement }),
  }
}

function resourceOf(name: string): ResourceShape {
  const resource = db.lookup('resource', 'cloudFormationType', 'equals', name)[0]
  if (!resource) throw new Error(`the specification has no ${name}`)
  const tags = resource.tagInformation
  return {
    properties: propertiesOf(resource.properties),
    attributes: Object.keys(resource.attributes).toSorted(),
    ...(tags && { tags: { property: tags.tagPropertyName, style: tags.variant } }),
  }
}

const names = Object.entries(typeNames).flatMap(([service, types]) => types.map((type) => `AWS::${service}::${type}`))
const resources = Object.fromEntries(names.map((name) => [name, resourceOf(name)]))
const slice: Slice = { resources, definitions: Object.fromEntries([...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))) }
writeFileSync(new URL('../sandbox/cloudformation/spec.generated.json', import.meta.url), `${JSON.stringify(slice)}\n`)
