import { invalid, malformed, wrongFunction } from '../errors.ts'
import { shapeOf } from '../spec.ts'
import { dependsOn, isObject } from './document.ts'
import type { Json, TemplateDocument } from './document.ts'
import { isPseudoParameter } from './pseudo.ts'
import { circle, neededResources, references } from './references.ts'
import type { Reference } from './references.ts'

const functions = [
  'Fn::And',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::Equals',
  'Fn::FindInMap',
  'Fn::GetAZs',
  'Fn::GetAtt',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Join',
  'Fn::Not',
  'Fn::Or',
  'Fn::Select',
  'Fn::Split',
  'Fn::Sub',
  'Fn::Transform',
]

/** Checks all that a template says of itself: types, functions, references, circles. What only AWS's services know comes later. */
export function validateTemplate(template: TemplateDocument): void {
  checkTypes(template)
  checkConditions(template)
  checkResources(template)
  checkOutputs(template)
  checkCircles(template)
}

function checkTypes(template: TemplateDocument): void {
  const unknown = Object.values(template.resources)
    .map((resource) => resource.Type)
    .filter((type) => !shapeOf(type))
  if (unknown.length > 0) throw malformed(`Unrecognized resource types: [${[...new Set(unknown)].join(', ')}]`)
}

function checkConditions(template: TemplateDocument): void {
  for (const condition of Object.values(template.conditions)) {
    checkFunctions(condition)
    const found = references(condition)
    const wrong = found.flatMap((one) =>
      (one.kind === 'ref' && !isInput(template, one.name)) || one.kind === 'attribute' ? [one.name] : [],
    )
    if (wrong.length > 0)
      throw malformed(`Unresolved dependencies [${list(wrong)}]. Cannot reference resources in the Conditions block of the template`)
    checkNamed(template, found, 'Conditions')
  }
  const needs = new Map(Object.entries(template.conditions).map(([name, value]) => [name, conditionsIn(references(value))]))
  const around = circle(needs)
  if (around) throw malformed(`Found circular condition dependency between ${around.join(' and ')}`)
}

function conditionsIn(found: readonly Reference[]): string[] {
  return found.flatMap((one) => (one.kind === 'condition' ? [one.name] : []))
}

function checkResources(template: TemplateDocument): void {
  const missing: string[] = []
  for (const resource of Object.values(template.resources)) {
    checkFunctions(resource.Properties)
    const found = references(resource.Properties)
    missing.push(...unresolved(template, found), ...dependsOn(resource).filter((name) => !Object.hasOwn(template.resources, name)))
    checkAttributes(template, found)
    checkNamed(
      template,
      [...found, ...(resource.Condition === undefined ? [] : [{ kind: 'condition', name: resource.Condition } as const])],
      'Resources',
    )
  }
  if (missing.length > 0) throw malformed(`Unresolved resource dependencies [${list(missing)}] in the Resources block of the template`)
}

function checkOutputs(template: TemplateDocument): void {
  for (const output of Object.values(template.outputs)) {
    checkFunctions(output.Value)
    const found = [...references(output.Value), ...references(output.Export?.Name)]
    const missing = unresolved(template, found)
    if (missing.length > 0) throw malformed(`Unresolved resource dependencies [${list(missing)}] in the Outputs block of the template`)
    checkAttributes(template, found)
    checkNamed(
      template,
      [...found, ...(output.Condition === undefined ? [] : [{ kind: 'condition', name: output.Condition } as const])],
      'Outputs',
    )
  }
}

function unresolved(template: TemplateDocument, found: readonly Reference[]): string[] {
  return found.flatMap((one) =>
    one.kind === 'ref' && !isInput(template, one.name) && !Object.hasOwn(template.resources, one.name) ? [one.name] : [],
  )
}

function isInput(template: TemplateDocument, name: string): boolean {
  return isPseudoParameter(name) || Object.hasOwn(template.parameters, name)
}

function checkAttributes(template: TemplateDocument, found: readonly Reference[]): void {
  for (const one of found) {
    if (one.kind !== 'attribute') continue
    const resource = template.resources[one.name]
    if (!resource) throw wrongFunction(`instance of Fn::GetAtt references undefined resource ${one.name}`)
    if (one.attribute !== '' && !shapeOf(resource.Type)?.attributes.includes(one.attribute))
      throw wrongFunction(`resource ${one.name} does not support attribute type ${one.attribute} in Fn::GetAtt`)
  }
}

function checkNamed(template: TemplateDocument, found: readonly Reference[], block: string): void {
  for (const one of found) {
    if (one.kind === 'condition' && !Object.hasOwn(template.conditions, one.name))
      throw malformed(`Unresolved condition dependency ${one.name} in the ${block} block of the template`)
    if (one.kind === 'mapping' && !Object.hasOwn(template.mappings, one.name))
      throw wrongFunction(`Mapping named '${one.name}' is not present in the 'Mappings' section of template.`)
  }
}

function checkFunctions(value: Json | undefined): void {
  if (Array.isArray(value)) for (const item of value) checkFunctions(item)
  if (!isObject(value)) return
  for (const [name, argument] of Object.entries(value)) {
    if (name.startsWith('Fn::')) checkFunction(name, argument, Object.keys(value).length)
    checkFunctions(argument)
  }
}

function checkFunction(name: string, argument: Json, siblings: number): void {
  if (!functions.includes(name) || siblings > 1)
    throw wrongFunction(`Encountered unsupported function: ${name} Supported functions are: [${functions.join(', ')}]`)
  const count = Array.isArray(argument) ? argument.length : -1
  const message = argumentRules[name]?.(argument, count)
  if (message !== undefined) throw wrongFunction(message)
}

const argumentRules: Readonly<Record<string, (argument: Json, count: number) => string | undefined>> = {
  'Fn::GetAtt': (argument, count) =>
    (typeof argument === 'string' && /^[^.]+\..+$/.test(argument)) ||
    (count === 2 && Array.isArray(argument) && argument.every((one) => one !== ''))
      ? undefined
      : 'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  'Fn::Join': (argument, count) =>
    count === 2 && Array.isArray(argument) && typeof argument[0] === 'string' && typeof argument[1] === 'object'
      ? undefined
      : 'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  'Fn::Select': (_, count) =>
    count === 2 ? undefined : 'Fn::Select requires a list argument with two elements: an integer index and a list',
  'Fn::Split': (argument, count) =>
    count === 2 && Array.isArray(argument) && typeof argument[0] === 'string'
      ? undefined
      : 'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  'Fn::FindInMap': (_, count) =>
    count === 3
      ? undefined
      : 'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  'Fn::If': (_, count) => (count === 3 ? undefined : 'Fn::If requires a list argument with three values'),
  'Fn::Equals': (_, count) => (count === 2 ? undefined : 'every Fn::Equals object requires a list of 2 string parameters.'),
  'Fn::And': (_, count) =>
    count >= 2 && count <= 10 ? undefined : 'every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  'Fn::Or': (_, count) =>
    count >= 2 && count <= 10 ? undefined : 'every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.',
  'Fn::Not': (_, count) => (count === 1 ? undefined : 'every Fn::Not object requires one boolean parameter.'),
  'Fn::Cidr': (_, count) =>
    count === 2 || count === 3
      ? undefined
      : 'every Fn::Cidr object requires two or three parameters: (1) ipBlock, (2) count and (3) cidrBits',
  'Fn::Sub': (argument, count) =>
    typeof argument === 'string' || (count === 2 && Array.isArray(argument) && typeof argument[0] === 'string' && isObject(argument[1]))
      ? undefined
      : "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  'Fn::Base64': (argument) => (Array.isArray(argument) ? 'every Fn::Base64 object must have a String-typed value.' : undefined),
  'Fn::GetAZs': (argument) => (Array.isArray(argument) ? 'every Fn::GetAZs object must have a String-typed value.' : undefined),
  'Fn::ImportValue': (argument) => {
    const found = references(argument)
    return found.some((one) => one.kind === 'attribute')
      ? 'the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs'
      : undefined
  },
}

function checkCircles(template: TemplateDocument): void {
  const needs = new Map(Object.entries(template.resources).map(([name, resource]) => [name, neededResources(template, resource)]))
  const around = circle(needs)
  if (around) throw invalid(`Circular dependency between resources: [${around.join(', ')}]`)
}

function list(names: readonly string[]): string {
  return [...new Set(names)].join(', ')
}
