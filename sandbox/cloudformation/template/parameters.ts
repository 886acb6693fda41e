import { asText } from './document.ts'
import { invalid, malformed } from '../errors.ts'
import type { Json, ParameterDeclaration, TemplateDocument } from './document.ts'

/** A parameter as the caller of CreateStack or UpdateStack gives it. */
export interface GivenParameter {
  readonly ParameterKey?: string
  readonly ParameterValue?: string
  readonly UsePreviousValue?: boolean
}

/** A parameter's settled value: as it was given, and what a Systems Manager type found behind it. */
export interface ParameterValue {
  readonly given: string
  readonly found?: string
}

/** What parameters of AWS-specific types are checked against. */
export interface Lookup {
  /** The value of a Systems Manager parameter, or undefined where there is none. */
  systemsManager(name: string): Promise<string | undefined>
  /** Whether a thing of that AWS type exists: `AWS::EC2::VPC::Id`. */
  exists(type: string, value: string): Promise<boolean>
}

const simpleTypes = ['CommaDelimitedList', 'List<Number>', 'List<String>', 'Number', 'String']
const awsTypes = [
  'AWS::EC2::AvailabilityZone::Name',
  'AWS::EC2::Image::Id',
  'AWS::EC2::Instance::Id',
  'AWS::EC2::KeyPair::KeyName',
  'AWS::EC2::SecurityGroup::GroupName',
  'AWS::EC2::SecurityGroup::Id',
  'AWS::EC2::Subnet::Id',
  'AWS::EC2::VPC::Id',
  'AWS::EC2::Volume::Id',
  'AWS::Route53::HostedZone::Id',
]

/** Settles all parameters of a template from what was given, what the stack had before, and the defaults. */
export async function settleParameters(
  template: TemplateDocument,
  given: readonly GivenParameter[],
  before: Readonly<Record<string, ParameterValue>>,
  lookup: Lookup,
): Promise<Record<string, ParameterValue>> {
  checkDeclarations(template)
  const strange = given.filter((one) => !Object.hasOwn(template.parameters, one.ParameterKey ?? ''))
  if (strange.length > 0) throw invalid(`Parameters: [${strange.map((one) => one.ParameterKey).join(', ')}] do not exist in the template`)
  const values = Object.entries(template.parameters).map(([name, declaration]) => {
    const own = given.find((one) => one.ParameterKey === name)
    const previous = before[name]?.given
    if (own?.UsePreviousValue && previous === undefined) throw invalid(`Parameters: [${name}] must have values`)
    const value = own?.UsePreviousValue
      ? previous
      : (own?.ParameterValue ?? (declaration.Default === undefined ? undefined : asText(declaration.Default)))
    return [name, declaration, value] as const
  })
  const missing = values.filter(([, , value]) => value === undefined).map(([name]) => name)
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`)
  const settled = await Promise.all(
    values.map(async ([name, declaration, value]) => [name, await settle(name, declaration, value ?? '', lookup)] as const),
  )
  return Object.fromEntries(settled)
}

function checkDeclarations(template: TemplateDocument): void {
  for (const { Type: type } of Object.values(template.parameters)) {
    const inner = /^(?:AWS::SSM::Parameter::Value|List)<(.+)>$/.exec(type)?.[1] ?? type
    const bare = /^List<(.+)>$/.exec(inner)?.[1] ?? inner
    if (![...simpleTypes, ...awsTypes, 'AWS::SSM::Parameter::Name'].includes(bare)) throw malformed(`Unrecognized parameter type: ${type}`)
  }
}

async function settle(name: string, declaration: ParameterDeclaration, value: string, lookup: Lookup): Promise<ParameterValue> {
  checkValue(name, declaration, value)
  const behind = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(declaration.Type)?.[1]
  if (behind !== undefined) {
    const found = await lookup.systemsManager(value)
    if (found === undefined) throw invalid(`Unable to fetch parameters [${value}] from parameter store for this account.`)
    return { given: value, found }
  }
  const type = /^List<(.+)>$/.exec(declaration.Type)?.[1] ?? declaration.Type
  if (awsTypes.includes(type)) await checkExistence(name, type, value.split(','), lookup)
  return { given: value }
}

async function checkExistence(name: string, type: string, values: readonly string[], lookup: Lookup): Promise<void> {
  for (const value of values) {
    if (await lookup.exists(type, value.trim())) continue
    throw invalid(
      `Parameter validation failed: parameter value ${value} for parameter name ${name} does not exist. Rollback requested by user.`,
    )
  }
}

function bound(limit: Json | undefined): number | undefined {
  return limit === undefined ? undefined : Number(limit)
}

function checkValue(name: string, declaration: ParameterDeclaration, value: string): void {
  const fail = (rule: string): never => {
    const told = declaration.ConstraintDescription
    throw invalid(told === undefined ? `Parameter '${name}' ${rule}` : `Parameter ${name} failed to satisfy constraint: ${told}`)
  }
  const allowed = declaration.AllowedValues
  if (allowed && !allowed.map(String).includes(value)) throw invalid(`Parameter '${name}' must be one of AllowedValues`)
  if (declaration.AllowedPattern !== undefined && !new RegExp(`^(?:${declaration.AllowedPattern})$`).test(value))
    fail(`must match pattern ${declaration.AllowedPattern}`)
  if (declaration.Type === 'Number') {
    const number = Number(value)
    if (value.trim() === '' || Number.isNaN(number)) throw invalid(`Parameter '${name}' must be a number`)
    if (number < (bound(declaration.MinValue) ?? -Infinity)) fail(`must be a number not less than ${asText(declaration.MinValue)}`)
    if (number > (bound(declaration.MaxValue) ?? Infinity)) fail(`must be a number not greater than ${asText(declaration.MaxValue)}`)
  }
  if (value.length < (bound(declaration.MinLength) ?? 0)) fail(`must contain at least ${asText(declaration.MinLength)} characters`)
  if (value.length > (bound(declaration.MaxLength) ?? Infinity)) fail(`must contain at most ${asText(declaration.MaxLength)} characters`)
}

/** What Ref gives for a parameter: lists for list types, the text elsewhere. */
export function parameterRef(declaration: ParameterDeclaration, value: ParameterValue): Json {
  const text = value.found ?? value.given
  return /^CommaDelimitedList$|List</.test(declaration.Type) || declaration.Type.endsWith('<CommaDelimitedList>')
    ? text.split(',').map((one) => one.trim())
    : text
}
