import { wrongFunction } from '../errors.ts'
import { cutBlocks } from './cidr.ts'
import { asText, isObject } from './document.ts'
import type { Json, JsonObject } from './document.ts'
import { splitAttribute } from './parse.ts'

/** Where the functions of a template look things up. */
export interface Scope {
  /** The value of a parameter, pseudo parameter or resource. */
  ref(name: string): Json | Promise<Json>
  attribute(resource: string, name: string): Json | Promise<Json>
  condition(name: string): boolean | Promise<boolean>
  importValue(name: string): Json | Promise<Json>
  zones(region: string): readonly string[] | Promise<readonly string[]>
  readonly mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Json>>>>>>
}

const noValue = Symbol('AWS::NoValue')
type Resolved = Json | typeof noValue

/** A template's value with every function worked out; undefined where it comes to AWS::NoValue. */
export async function resolve(value: Json, scope: Scope): Promise<Json | undefined> {
  const result = await work(value, scope)
  return result === noValue ? undefined : result
}

async function work(value: Json, scope: Scope): Promise<Resolved> {
  if (Array.isArray(value)) return present(await Promise.all(value.map((item) => work(item, scope))))
  if (!isObject(value)) return value
  const keys = Object.keys(value)
  const name = keys[0]
  const apply = keys.length === 1 && name !== undefined ? functions[name] : undefined
  if (apply && name !== undefined) return apply(value[name] ?? null, scope)
  const entries = await Promise.all(Object.entries(value).map(async ([key, item]) => [key, await work(item, scope)] as const))
  return Object.fromEntries<Json>(entries.filter((entry): entry is [string, Json] => entry[1] !== noValue))
}

function present(items: readonly Resolved[]): Json[] {
  return items.filter((item): item is Json => item !== noValue)
}

async function text(value: Json | undefined, scope: Scope, complaint: string): Promise<string> {
  const result = await work(value ?? null, scope)
  if (typeof result === 'string' || typeof result === 'number' || typeof result === 'boolean') return asText(result)
  throw wrongFunction(complaint)
}

async function listOf(value: Json | undefined, scope: Scope, complaint: string): Promise<Json[]> {
  const result = await work(value ?? null, scope)
  if (Array.isArray(result)) return result
  throw wrongFunction(complaint)
}

async function truth(value: Json | undefined, scope: Scope): Promise<boolean> {
  const result = await work(value ?? null, scope)
  return result === true || result === 'true'
}

const functions: Readonly<Record<string, (argument: Json, scope: Scope) => Promise<Resolved>>> = {
  Ref: async (argument, scope) => (argument === 'AWS::NoValue' ? noValue : scope.ref(asText(argument))),
  Condition: async (argument, scope) =>
    typeof argument === 'string' ? scope.condition(argument) : { Condition: (await resolve(argument, scope)) ?? null },
  'Fn::GetAtt': async (argument, scope) => {
    const [name, attribute] = typeof argument === 'string' ? splitAttribute(argument) : (argument as [string, Json])
    return scope.attribute(name, await text(attribute, scope, 'every Fn::GetAtt object requires two non-empty parameters'))
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Join': async (argument, scope) => {
    const [delimiter, list] = argument as [string, Json]
    const complaint = 'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined'
    const parts = await listOf(list, scope, complaint)
    if (parts.some((part) => typeof part === 'object')) throw wrongFunction(complaint)
    return parts.map(String).join(delimiter)
  },
  'Fn::Select': async (argument, scope) => {
    const [index, list] = argument as [Json, Json]
    const at = Number(await text(index, scope, 'Fn::Select requires a list argument with two elements: an integer index and a list'))
    const all = await listOf(list, scope, 'Fn::Select requires a list argument with two elements: an integer index and a list')
    const chosen = all[at]
    if (chosen === undefined) throw wrongFunction(`Fn::Select cannot select nonexistent value at index ${at}`)
    return chosen
  },
  'Fn::Split': async (argument, scope) => {
    const [delimiter, source] = argument as [string, Json]
    return (
      await text(source, scope, 'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split')
    ).split(delimiter)
  },
  'Fn::FindInMap': async (argument, scope) => {
    const complaint = 'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value'
    const [map, key, attribute] = await Promise.all((argument as Json[]).map((one) => text(one, scope, complaint)))
    const found = scope.mappings[map ?? '']?.[key ?? '']?.[attribute ?? '']
    if (found === undefined) throw wrongFunction(`Unable to get mapping for ${map}::${key}::${attribute}`)
    return found
  },
  'Fn::If': async (argument, scope) => {
    const [condition, yes, no] = argument as [string, Json, Json]
    return work((await scope.condition(condition)) ? yes : no, scope)
  },
  'Fn::Equals': async (argument, scope) => {
    const [left, right] = await Promise.all((argument as Json[]).map((one) => work(one, scope)))
    return typeof left === 'object' || typeof right === 'object'
      ? JSON.stringify(left) === JSON.stringify(right)
      : asText(left) === asText(right)
  },
  'Fn::And': async (argument, scope) => (await Promise.all((argument as Json[]).map((one) => truth(one, scope)))).every(Boolean),
  'Fn::Or': async (argument, scope) => (await Promise.all((argument as Json[]).map((one) => truth(one, scope)))).some(Boolean),
  'Fn::Not': async (argument, scope) => !(await truth((argument as Json[])[0], scope)),
  'Fn::ImportValue': async (argument, scope) =>
    scope.importValue(await text(argument, scope, 'the argument of Fn::ImportValue must be a string')),
  'Fn::Base64': async (argument, scope) =>
    Buffer.from(await text(argument, scope, 'every Fn::Base64 object must have a String-typed value.')).toString('base64'),
  'Fn::Cidr': async (argument, scope) => {
    const [block, count, bits] = argument as [Json, Json, Json?]
    const complaint = 'every Fn::Cidr object requires a string, a count and a number of bits'
    const width = bits === undefined ? 8 : Number(await text(bits, scope, complaint))
    return cutBlocks(await text(block, scope, complaint), Number(await text(count, scope, complaint)), width)
  },
  'Fn::GetAZs': async (argument, scope) => [
    ...(await scope.zones(await text(argument, scope, 'every Fn::GetAZs object must have a String-typed value.'))),
  ],
}

async function substitute(argument: Json, scope: Scope): Promise<string> {
  const [source, own] = Array.isArray(argument) ? (argument as [string, JsonObject]) : [asText(argument), {}]
  const parts = source.split(/(\$\{[^}]*\})/)
  const done = await Promise.all(parts.map(async (part) => (part.startsWith('${') ? variable(part.slice(2, -1), own, scope) : part)))
  return done.join('')
}

async function variable(written: string, own: JsonObject, scope: Scope): Promise<string> {
  if (written.startsWith('!')) return `\${${written.slice(1)}}`
  const name = written.trim()
  if (!/^[\w.:]+$/.test(name))
    throw wrongFunction('variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons')
  if (Object.hasOwn(own, name)) return text(own[name], scope, `Fn::Sub expression does not resolve to a string: ${name}`)
  const [resource, attribute] = splitAttribute(name)
  const value = attribute === '' ? await scope.ref(name) : await scope.attribute(resource, attribute)
  return Array.isArray(value) ? value.map(String).join(',') : asText(value)
}
