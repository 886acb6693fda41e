import { isObject } from './document.ts'
import type { Json, ResourceDeclaration, TemplateDocument } from './document.ts'
import { dependsOn } from './document.ts'
import { splitAttribute } from './parse.ts'

/** One mention of something else inside a template's value. */
export type Reference =
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'attribute'; readonly name: string; readonly attribute: string }
  | { readonly kind: 'condition'; readonly name: string }
  | { readonly kind: 'mapping'; readonly name: string }

/** The variables of an Fn::Sub text: `${X}` and `${X.Y}`, without the literal `${!X}`. */
function variables(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => (match[1] ?? '').trim())
}

/** Everything that a value mentions, in the order it stands there. */
export function references(value: Json | undefined): Reference[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (!isObject(value)) return []
  const [name, argument, ...more] = Object.entries(value).flat() as [string?, Json?, ...Json[]]
  if (name !== undefined && more.length === 0) {
    const own = referencesOf(name, argument)
    if (own) return own
  }
  return Object.values(value).flatMap(references)
}

function referencesOf(name: string, argument: Json | undefined): Reference[] | undefined {
  if (name === 'Ref' && typeof argument === 'string') return [{ kind: 'ref', name: argument }]
  if (name === 'Fn::GetAtt') return attributeReference(argument)
  if (name === 'Fn::Sub') return subReferences(argument)
  if (name === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string')
    return [{ kind: 'condition', name: argument[0] }, ...references(argument.slice(1))]
  if (name === 'Condition' && typeof argument === 'string') return [{ kind: 'condition', name: argument }]
  if (name === 'Fn::FindInMap' && Array.isArray(argument) && typeof argument[0] === 'string')
    return [{ kind: 'mapping', name: argument[0] }, ...references(argument.slice(1))]
  return undefined
}

function attributeReference(argument: Json | undefined): Reference[] | undefined {
  const [name, attribute] = typeof argument === 'string' ? splitAttribute(argument) : Array.isArray(argument) ? argument : []
  if (typeof name !== 'string') return undefined
  return [
    { kind: 'attribute', name, attribute: typeof attribute === 'string' ? attribute : '' },
    ...references(typeof attribute === 'string' ? undefined : attribute),
  ]
}

function subReferences(argument: Json | undefined): Reference[] {
  const [text, map] = Array.isArray(argument) ? argument : [argument]
  if (typeof text !== 'string') return references(argument)
  const own = isObject(map) ? map : {}
  const named = variables(text).filter((name) => !Object.hasOwn(own, name))
  return [...named.map(variableReference), ...Object.values(own).flatMap(references)]
}

function variableReference(name: string): Reference {
  if (!name.includes('.')) return { kind: 'ref', name }
  const [resource, attribute] = splitAttribute(name)
  return { kind: 'attribute', name: resource, attribute }
}

/** The resources that a resource mentions or says it depends on; what a condition leaves out is the caller's to drop. */
export function neededResources(template: TemplateDocument, resource: ResourceDeclaration): string[] {
  const mentioned = references(resource.Properties).flatMap((one) => (one.kind === 'ref' || one.kind === 'attribute' ? [one.name] : []))
  return [...new Set([...dependsOn(resource), ...mentioned])].filter((name) => Object.hasOwn(template.resources, name))
}

/** The first circle among dependencies, sorted as AWS names them, or undefined. */
export function circle(needs: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const left = new Map(needs)
  for (let changed = true; changed;) {
    changed = false
    for (const [name, on] of left) {
      if (on.some((other) => left.has(other))) continue
      left.delete(name)
      changed = true
    }
  }
  // What merely needs a circle is in it by name only: take away those that nobody left needs.
  for (let changed = true; changed;) {
    const needed = new Set([...left.values()].flat())
    const idle = [...left.keys()].filter((name) => !needed.has(name))
    for (const name of idle) left.delete(name)
    changed = idle.length > 0
  }
  return left.size > 0 ? [...left.keys()].toSorted() : undefined
}
