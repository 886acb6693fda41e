import { invalid, malformed } from '../errors.ts'
import { asText, isObject } from './document.ts'
import type { Json, JsonObject, OutputDeclaration, ParameterDeclaration, ResourceDeclaration, TemplateDocument } from './document.ts'
import { parseTemplate } from './parse.ts'

const sections = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]
const resourceKeys = [
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
]
const outputKeys = ['Condition', 'Description', 'Export', 'Value']
const parameterKeys = [
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Default',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
  'Type',
]
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const limits = { resources: 500, outputs: 200, parameters: 200, mappings: 200, description: 1024 }

/** Reads a template's text and checks its outer form; what functions and references say is checked apart. */
export function readTemplate(text: string): TemplateDocument {
  const root = parseTemplate(text)
  const strange = Object.keys(root).filter((key) => !sections.includes(key))
  if (strange.length > 0) throw invalid(`Invalid template property or properties [${strange.join(', ')}]`)
  const version = root['AWSTemplateFormatVersion']
  if (version !== undefined && version !== '2010-09-09')
    throw malformed(`${asText(version)} is not a supported value for AWSTemplateFormatVersion.`)
  const description = root['Description']
  if (description !== undefined && typeof description !== 'string') throw malformed('Description must be a string.')
  if (description !== undefined && Buffer.byteLength(description) > limits.description)
    throw malformed(`'Description' length is greater than ${limits.description}.`)
  return {
    ...(description !== undefined && { description }),
    ...(isObject(root['Metadata']) && { metadata: root['Metadata'] }),
    parameters: readParameters(section(root, 'Parameters')),
    mappings: readMappings(section(root, 'Mappings')),
    conditions: section(root, 'Conditions'),
    resources: readResources(root),
    outputs: readOutputs(section(root, 'Outputs')),
    transforms: readTransforms(root['Transform']),
  }
}

function section(root: JsonObject, name: string): JsonObject {
  const value = root[name]
  if (value === undefined) return {}
  if (!isObject(value)) throw malformed(`'${name}' must be an object.`)
  return value
}

function readTransforms(value: Json | undefined): string[] {
  const all = value === undefined ? [] : Array.isArray(value) ? value : [value]
  return all.map((one) => (isObject(one) ? asText(one['Name']) : asText(one)))
}

function limited(kind: string, count: number, limit: number): void {
  if (count > limit) throw malformed(`Number of ${kind}, ${count}, is greater than maximum allowed, ${limit}`)
}

function readParameters(parameters: JsonObject): Record<string, ParameterDeclaration> {
  limited('parameters', Object.keys(parameters).length, limits.parameters)
  for (const [name, value] of Object.entries(parameters)) {
    if (!/^[A-Za-z0-9]+$/.test(name)) throw malformed(`Parameter name ${name} is non alphanumeric.`)
    if (!isObject(value) || typeof value['Type'] !== 'string') throw malformed(`Every Parameters object must contain a Type member.`)
    refuseStrangers(value, parameterKeys, (key) => `Invalid template parameter property '${key}'`)
  }
  return parameters as unknown as Record<string, ParameterDeclaration>
}

function readMappings(mappings: JsonObject): TemplateDocument['mappings'] {
  limited('mappings', Object.keys(mappings).length, limits.mappings)
  for (const [name, map] of Object.entries(mappings)) {
    if (!isObject(map) || !Object.values(map).every(isObject))
      throw malformed(`Every Mappings attribute must be a String or a List. (${name})`)
  }
  return mappings as TemplateDocument['mappings']
}

function readResources(root: JsonObject): Record<string, ResourceDeclaration> {
  const resources = section(root, 'Resources')
  const count = Object.keys(resources).length
  if (count === 0) throw malformed('At least one Resources member must be defined.')
  limited('resources', count, limits.resources)
  for (const [name, value] of Object.entries(resources)) checkResource(name, value)
  return resources as unknown as Record<string, ResourceDeclaration>
}

function checkResource(name: string, value: Json): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(name)) throw malformed(`Resource name ${name} is non alphanumeric.`)
  if (!isObject(value)) throw malformed('Any Resources member must be an object.')
  if (typeof value['Type'] !== 'string') throw malformed(`[/Resources/${name}] Every Resources object must contain a Type member.`)
  refuseStrangers(value, resourceKeys, (key) => `Invalid template resource property '${key}'`)
  if (value['Properties'] !== undefined && !isObject(value['Properties']))
    throw malformed(`[/Resources/${name}/Properties] 'null' values are not allowed in templates`)
  const after = value['DependsOn']
  if (after !== undefined && !(typeof after === 'string' || (Array.isArray(after) && after.every((one) => typeof one === 'string'))))
    throw malformed(`[/Resources/${name}] DependsOn must be a string or list of strings.`)
  refuseNulls(value['Properties'], `/Resources/${name}/Properties`)
  checkPolicy(name, 'DeletionPolicy', value, ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'])
  checkPolicy(name, 'UpdateReplacePolicy', value, ['Delete', 'Retain', 'Snapshot'])
}

function checkPolicy(name: string, key: string, resource: JsonObject, allowed: readonly string[]): void {
  const policy = resource[key]
  if (policy === undefined || (typeof policy === 'string' && allowed.includes(policy))) return
  throw malformed(`Unrecognized ${key} ${typeof policy === 'string' ? policy : JSON.stringify(policy)} for resource ${name}`)
}

function readOutputs(outputs: JsonObject): Record<string, OutputDeclaration> {
  limited('outputs', Object.keys(outputs).length, limits.outputs)
  for (const [name, value] of Object.entries(outputs)) {
    if (!/^[A-Za-z0-9]{1,255}$/.test(name)) throw malformed(`Output name ${name} is non alphanumeric.`)
    if (!isObject(value)) throw malformed(`Outputs must be an object. (${name})`)
    if (value['Value'] === undefined) throw malformed('Every Outputs member must contain a Value object')
    refuseStrangers(value, outputKeys, (key) => `Invalid template output property '${key}'`)
    const target = value['Export']
    if (target !== undefined && (!isObject(target) || target['Name'] === undefined))
      throw malformed('Output export must contain a Name member.')
  }
  return outputs as unknown as Record<string, OutputDeclaration>
}

function refuseStrangers(value: JsonObject, known: readonly string[], message: (key: string) => string): void {
  const strange = Object.keys(value).find((key) => !known.includes(key))
  if (strange !== undefined) throw invalid(message(strange))
}

function refuseNulls(value: Json | undefined, path: string): void {
  if (value === null) throw malformed(`[${path}] 'null' values are not allowed in templates`)
  if (Array.isArray(value)) for (const [at, item] of value.entries()) refuseNulls(item, `${path}/${at}`)
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) refuseNulls(item, `${path}/${key}`)
}
