import { isObject } from './template/document.ts'
import type { Json, JsonObject } from './template/document.ts'
import { ResourceFault } from './resource-fault.ts'
import { shapeOf, specification } from './spec.ts'
import type { PropertyShape, Shape } from './spec.ts'

type Fields = Readonly<Record<string, PropertyShape>>

// A property that the specification calls optional, but without which AWS refuses the resource.
const alsoRequired: Readonly<Record<string, readonly string[]>> = { 'AWS::IAM::Policy': ['PolicyName', 'PolicyDocument'] }

/** Resolved properties with every value brought to the type its property has; throws a ResourceFault where that can't be. */
export function settleProperties(type: string, properties: JsonObject): JsonObject {
  const fields = shapeOf(type)?.properties ?? {}
  const strange = Object.keys(properties).find((name) => !Object.hasOwn(fields, name))
  if (strange !== undefined) throw new ResourceFault(`Encountered unsupported property ${strange}`)
  const missing = Object.entries(fields).find(([name, field]) => field.required && properties[name] === undefined)?.[0]
  const also = alsoRequired[type]?.find((name) => properties[name] === undefined)
  if (missing !== undefined || also !== undefined) throw new ResourceFault(`Property ${missing ?? also} cannot be empty.`)
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, settleTop(name, value, fields[name])]))
}

function settleTop(name: string, value: Json, field: PropertyShape | undefined): Json {
  if (!field) return value
  const result = settle(value, field.type, `/${name}`)
  if (result !== undefined) return result
  throw new ResourceFault(`Value of property ${name} must be ${wordsFor(field.type)}`)
}

/** The value in the wanted shape, or undefined where it does not fit. Faults deeper inside are thrown with their path. */
function settle(value: Json, shape: Shape, path: string): Json | undefined {
  if (typeof shape === 'string') return settleSimple(value, shape)
  if ('any' in shape) return settleAny(value, shape.any, path)
  if ('list' in shape) return settleList(value, shape.list, path)
  if ('map' in shape) {
    if (!isObject(value)) return undefined
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item, shape.map, `${path}/${key}`)]))
  }
  return settleStructure(value, specification.definitions[shape.ref] ?? {}, path)
}

function settleSimple(value: Json, shape: 'string' | 'integer' | 'number' | 'boolean' | 'json'): Json | undefined {
  if (shape === 'json') return typeof value === 'string' ? readJson(value) : isObject(value) || Array.isArray(value) ? value : undefined
  if (typeof value === 'object') return undefined
  if (shape === 'string') return String(value)
  if (shape === 'boolean') return /^(true|false)$/i.test(String(value)) ? String(value).toLowerCase() === 'true' : undefined
  if (typeof value === 'boolean' || String(value).trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) || (shape === 'integer' && !Number.isInteger(number)) ? undefined : number
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function settleAny(value: Json, shapes: readonly Shape[], path: string): Json | undefined {
  let fault: unknown
  for (const shape of shapes) {
    try {
      const result = settle(value, shape, path)
      if (result !== undefined) return result
    } catch (error) {
      fault ??= error
    }
  }
  if (fault instanceof ResourceFault) throw fault
  return undefined
}

function settleList(value: Json, item: Shape, path: string): Json | undefined {
  if (Array.isArray(value)) return value.map((one, at) => inner(one, item, `${path}/${at}`))
  // AWS takes a single text for a list of one.
  return typeof item === 'string' && typeof value !== 'object' ? [inner(value, item, path)] : undefined
}

function settleStructure(value: Json, fields: Fields, path: string): Json | undefined {
  if (!isObject(value)) return undefined
  const strange = Object.keys(value).filter((name) => !Object.hasOwn(fields, name))
  if (strange.length > 0)
    throw new ResourceFault(`Property validation failure: [Encountered unsupported properties in {${path}}: [${strange.join(', ')}]]`)
  const missing = Object.entries(fields).find(([name, field]) => field.required && value[name] === undefined)?.[0]
  if (missing !== undefined)
    throw new ResourceFault(`Property validation failure: [Value of property {${path}/${missing}} cannot be empty]`)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one, fields[name]?.type ?? 'json', `${path}/${name}`)]))
}

function inner(value: Json, shape: Shape, path: string): Json {
  const result = settle(value, shape, path)
  if (result === undefined)
    throw new ResourceFault(`Property validation failure: [Value of property {${path}} does not match type {${nameOf(shape)}}]`)
  return result
}

function nameOf(shape: Shape): string {
  if (typeof shape === 'string') return shape === 'json' ? 'Json' : `${shape[0]?.toUpperCase() ?? ''}${shape.slice(1)}`
  if ('list' in shape) return `List of ${nameOf(shape.list)}`
  if ('any' in shape) return shape.any.map(nameOf).join(' or ')
  return 'Map'
}

function wordsFor(shape: Shape): string {
  if (typeof shape === 'string') return shape === 'json' ? 'an object' : `of type ${nameOf(shape)}`
  if ('list' in shape) return typeof shape.list === 'string' ? `of type List of ${nameOf(shape.list)}` : 'of type List'
  return 'an object'
}
