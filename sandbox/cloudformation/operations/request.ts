import { AwsError } from '../../service.ts'
import type { Call } from '../../service.ts'
import { invalid, outsideModel } from '../errors.ts'
import type { StackSetup, Tag } from '../state.ts'
import type { TemplateDocument } from '../template/document.ts'
import { asText, isObject } from '../template/document.ts'
import { settleParameters } from '../template/parameters.ts'
import type { GivenParameter, Lookup, ParameterValue } from '../template/parameters.ts'
import { readTemplate } from '../template/read.ts'
import { validateTemplate } from '../template/validate.ts'

/** What the operations that start work on a stack have in common. */
export interface SetupRequest {
  readonly TemplateBody?: string
  readonly TemplateURL?: string
  readonly UsePreviousTemplate?: boolean
  readonly Parameters?: readonly GivenParameter[]
  readonly Capabilities?: readonly string[]
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[]
  readonly RoleARN?: string
  readonly NotificationARNs?: readonly string[]
}

const bodyLimit = 51_200

/** Reads, checks and settles what a stack is asked to be. `before` is what an existing stack has. */
export async function settleSetup(
  call: Call,
  request: SetupRequest,
  before?: StackSetup,
): Promise<{ setup: StackSetup; document: TemplateDocument }> {
  const tags = request.Tags === undefined ? (before?.tags ?? []) : checkTags(request.Tags)
  const body = bodyOf(request, before)
  const document = readTemplate(body)
  validateTemplate(document)
  refuseTransforms(document, request.Capabilities ?? [])
  const parameters = await settleParameters(document, request.Parameters ?? [], before?.parameters ?? {}, lookup(call))
  checkCapabilities(document, request.Capabilities ?? [])
  const roleArn = request.RoleARN ?? before?.roleArn
  if (roleArn !== undefined) await checkRole(call, roleArn)
  return {
    document,
    setup: {
      body,
      parameters,
      tags,
      capabilities: request.Capabilities ?? [],
      roleArn,
      notificationArns: request.NotificationARNs ?? before?.notificationArns ?? [],
    },
  }
}

function bodyOf(request: SetupRequest, before: StackSetup | undefined): string {
  if (request.UsePreviousTemplate) {
    if (!before) throw invalid('Previous template cannot be used when there is no stack.')
    return before.body
  }
  return templateText(request)
}

/** The template's text of a request that must hold one. */
export function templateText(request: { readonly TemplateBody?: string; readonly TemplateURL?: string }): string {
  if (request.TemplateBody === undefined && request.TemplateURL === undefined)
    throw invalid('Either Template URL or Template Body must be specified.')
  if (request.TemplateBody === undefined)
    throw invalid(
      'S3 error: The specified bucket does not exist\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    )
  if (request.TemplateBody === '') throw outsideModel('templateBody', '', 'Member must have length greater than or equal to 1')
  if (Buffer.byteLength(request.TemplateBody) > bodyLimit)
    throw outsideModel('templateBody', request.TemplateBody, `Member must have length less than or equal to ${bodyLimit}`)
  return request.TemplateBody
}

/** Refuses a stack name (or a change set's) that AWS's model does not allow. */
export function checkName(member: string, name: string | undefined): string {
  if (name === undefined || !/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name))
    throw outsideModel(member, name ?? '', 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*')
  if (name.length > 128) throw outsideModel(member, name, 'Member must have length less than or equal to 128')
  return name
}

function checkTags(tags: NonNullable<SetupRequest['Tags']>): Tag[] {
  const unique = new Map<string, string>()
  for (const [at, { Key = '', Value = '' }] of tags.entries()) {
    if (Key.length < 1 || Key.length > 128)
      throw outsideModel(
        `tags.${at + 1}.member.key`,
        Key,
        `Member must have length ${Key === '' ? 'greater than or equal to 1' : 'less than or equal to 128'}`,
      )
    if (Value.length > 256) throw outsideModel(`tags.${at + 1}.member.value`, Value, 'Member must have length less than or equal to 256')
    if (/^aws:/i.test(Key)) throw invalid('aws: prefixed tag key names are not allowed for external use.')
    unique.delete(Key)
    unique.set(Key, Value)
  }
  if (unique.size > 50) throw outsideModel('tags', `[${unique.size} tags]`, 'Member must have length less than or equal to 50')
  return [...unique].map(([Key, Value]) => ({ Key, Value }))
}

function refuseTransforms(document: TemplateDocument, capabilities: readonly string[]): void {
  const first = document.transforms[0]
  if (first === undefined) return
  if (!capabilities.includes('CAPABILITY_AUTO_EXPAND'))
    throw new AwsError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]')
  throw invalid(`No transform named ${first} found.`)
}

const iamTypes = ['InstanceProfile', 'ManagedPolicy', 'Policy', 'Role', 'RolePolicy'].map((name) => `AWS::IAM::${name}`)
const iamNames = ['GroupName', 'InstanceProfileName', 'ManagedPolicyName', 'RoleName', 'UserName']

/** The capability that a template needs because of what it may do in IAM. */
export function neededCapability(document: TemplateDocument): { capability: string; reason: string } | undefined {
  const all = Object.values(document.resources).filter((resource) => iamTypes.includes(resource.Type))
  const types = [...new Set(all.map((resource) => resource.Type))]
  if (types.length === 0) return undefined
  const named = all.some((resource) =>
    !resource.Type.endsWith('Policy') || resource.Type.endsWith('ManagedPolicy')
      ? iamNames.some((name) => resource.Properties?.[name] !== undefined)
      : false,
  )
  return {
    capability: named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
    reason: `The following resource(s) require capabilities: [${types.join(', ')}]`,
  }
}

function checkCapabilities(document: TemplateDocument, given: readonly string[]): void {
  const known = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']
  const strange = given.find((one) => !known.includes(one))
  if (strange !== undefined)
    throw outsideModel(
      'capabilities',
      `[${given.join(', ')}]`,
      `Member must satisfy constraint: [Member must satisfy enum value set: [${known.join(', ')}]]`,
    )
  const needed = neededCapability(document)?.capability
  if (needed === undefined || given.includes('CAPABILITY_NAMED_IAM') || given.includes(needed)) return
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`)
}

async function checkRole(call: Call, roleArn: string): Promise<void> {
  const refused = invalid(`Role ${roleArn} is invalid or cannot be assumed`)
  const name = /^arn:[\w-]+:iam::\d{12}:role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn)?.[1]
  if (name === undefined) throw refused
  let document: unknown
  try {
    const answer = await call.aws<{ Role: { Arn?: string; AssumeRolePolicyDocument?: string } }>('iam', 'GetRole', { RoleName: name })
    if (answer.Role.Arn !== roleArn) throw refused
    document = JSON.parse(decodeURIComponent(answer.Role.AssumeRolePolicyDocument ?? '{}'))
  } catch {
    throw refused
  }
  if (!trusts(document, 'cloudformation.amazonaws.com')) throw refused
}

function trusts(document: unknown, service: string): boolean {
  if (!isObject(document)) return false
  const statements = Array.isArray(document['Statement']) ? document['Statement'] : [document['Statement']]
  return statements.some((one) => {
    if (!isObject(one) || one['Effect'] !== 'Allow' || !isObject(one['Principal'])) return false
    return [one['Principal']['Service']].flat().includes(service)
  })
}

const ec2Lookups: Readonly<Record<string, readonly [string, (value: string) => object]>> = {
  'AWS::EC2::AvailabilityZone::Name': ['DescribeAvailabilityZones', (value) => ({ ZoneNames: [value] })],
  'AWS::EC2::Image::Id': ['DescribeImages', (value) => ({ ImageIds: [value] })],
  'AWS::EC2::Instance::Id': ['DescribeInstances', (value) => ({ InstanceIds: [value] })],
  'AWS::EC2::KeyPair::KeyName': ['DescribeKeyPairs', (value) => ({ KeyNames: [value] })],
  'AWS::EC2::SecurityGroup::GroupName': ['DescribeSecurityGroups', (value) => ({ GroupNames: [value] })],
  'AWS::EC2::SecurityGroup::Id': ['DescribeSecurityGroups', (value) => ({ GroupIds: [value] })],
  'AWS::EC2::Subnet::Id': ['DescribeSubnets', (value) => ({ SubnetIds: [value] })],
  'AWS::EC2::VPC::Id': ['DescribeVpcs', (value) => ({ VpcIds: [value] })],
}

function lookup(call: Call): Lookup {
  return {
    async systemsManager(name) {
      try {
        return (await call.aws<{ Parameter?: { Value?: string } }>('ssm', 'GetParameter', { Name: name })).Parameter?.Value
      } catch {
        return undefined
      }
    },
    async exists(type, value) {
      const [operation, input] = ec2Lookups[type] ?? []
      if (operation === undefined || input === undefined) return true
      try {
        await call.aws('ec2', operation, input(value))
        return true
      } catch {
        return false
      }
    },
  }
}

/** The values of parameters as a stack shows them: those not to be echoed hidden. */
export function shownParameters(document: TemplateDocument, values: Readonly<Record<string, ParameterValue>>): object[] {
  return Object.entries(values).map(([name, value]) => {
    const hidden = asText(document.parameters[name]?.NoEcho ?? 'false') === 'true'
    return {
      ParameterKey: name,
      ParameterValue: hidden ? '****' : value.given,
      ...(value.found !== undefined && { ResolvedValue: value.found }),
    }
  })
}
