import { malformed } from '../errors.ts'
import type { StackSetup } from '../state.ts'
import { asText, dependsOn, isObject } from '../template/document.ts'
import type { Json, OutputDeclaration, ResourceDeclaration, TemplateDocument } from '../template/document.ts'
import { parameterRef } from '../template/parameters.ts'
import { pseudoValue } from '../template/pseudo.ts'
import type { Pseudo } from '../template/pseudo.ts'
import { neededResources, references } from '../template/references.ts'
import { resolve } from '../template/resolve.ts'
import type { Scope } from '../template/resolve.ts'
import { readTemplate } from '../template/read.ts'

/** A template with its conditions decided: only what is really wanted is left. */
export interface Prepared {
  readonly document: TemplateDocument
  readonly pseudo: Pseudo
  readonly setup: StackSetup
  readonly conditions: Readonly<Record<string, boolean>>
  readonly resources: Readonly<Record<string, ResourceDeclaration>>
  readonly outputs: Readonly<Record<string, OutputDeclaration>>
  readonly needs: ReadonlyMap<string, readonly string[]>
}

/** Decides the conditions of a template and drops what they leave out. */
export async function prepare(setup: StackSetup, pseudo: Pseudo): Promise<Prepared> {
  const document = readTemplate(setup.body)
  const conditions = await decide(document, setup, pseudo)
  const wanted = (condition: string | undefined) => condition === undefined || conditions[condition] === true
  const resources = Object.fromEntries(
    Object.entries(document.resources)
      .filter(([, resource]) => wanted(resource.Condition))
      .map(([name, resource]) => [
        name,
        { ...resource, ...(resource.Properties && { Properties: prune(resource.Properties, conditions) }) } as ResourceDeclaration,
      ]),
  )
  const outputs = Object.fromEntries(
    Object.entries(document.outputs)
      .filter(([, output]) => wanted(output.Condition))
      .map(([name, output]) => [name, { ...output, Value: prune(output.Value, conditions) ?? null }]),
  )
  checkLeftOut(document, resources, outputs)
  const pruned = { ...document, resources }
  const needs = new Map(
    Object.entries(resources).map(([name, resource]) => [
      name,
      neededResources(pruned, { ...resource, DependsOn: dependsOn(resource).filter((one) => one in resources) }),
    ]),
  )
  return { document, pseudo, setup, conditions, resources, outputs, needs }
}

async function decide(document: TemplateDocument, setup: StackSetup, pseudo: Pseudo): Promise<Record<string, boolean>> {
  const decided = new Map<string, Promise<boolean>>()
  const scope: Scope = {
    ...inputs(document, setup, pseudo),
    condition: (name) => {
      const known =
        decided.get(name) ?? resolve(document.conditions[name] ?? false, scope).then((value) => value === true || value === 'true')
      decided.set(name, known)
      return known
    },
    attribute: () => '',
    importValue: () => '',
    zones: () => [],
  }
  return Object.fromEntries(
    await Promise.all(Object.keys(document.conditions).map(async (name) => [name, await scope.condition(name)] as const)),
  )
}

/** The part of a scope that needs nothing but the template and its parameters. */
export function inputs(document: TemplateDocument, setup: StackSetup, pseudo: Pseudo): Pick<Scope, 'ref' | 'mappings'> {
  return {
    mappings: document.mappings,
    ref(name) {
      const declaration = document.parameters[name]
      const value = setup.parameters[name]
      return declaration && value ? parameterRef(declaration, value) : (pseudoValue(name, pseudo) ?? '')
    },
  }
}

function prune(value: Json, conditions: Readonly<Record<string, boolean>>): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => prune(item, conditions)).filter((item) => item !== undefined)
  if (!isObject(value)) return value
  const branch = value['Fn::If']
  if (Array.isArray(branch) && Object.keys(value).length === 1)
    return prune((conditions[asText(branch[0])] ? branch[1] : branch[2]) ?? null, conditions)
  if (value['Ref'] === 'AWS::NoValue') return undefined
  const entries = Object.entries(value).map(([key, item]) => [key, prune(item, conditions)] as const)
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined))
}

function checkLeftOut(document: TemplateDocument, resources: Prepared['resources'], outputs: Prepared['outputs']): void {
  const blocks = [
    ['Resources', Object.values(resources).map((one) => one.Properties)],
    ['Outputs', Object.values(outputs).map((one) => one.Value)],
  ] as const
  for (const [block, values] of blocks) {
    const mentioned = values
      .flatMap((value) => references(value))
      .flatMap((one) => (one.kind === 'ref' || one.kind === 'attribute' ? [one.name] : []))
    const missing = mentioned.filter((name) => Object.hasOwn(document.resources, name) && !Object.hasOwn(resources, name))
    if (missing.length > 0)
      throw malformed(`Unresolved resource dependencies [${[...new Set(missing)].join(', ')}] in the ${block} block of the template`)
  }
}

/** The arguments of every Fn::ImportValue in the resources and outputs that are wanted. */
export function importsIn(prepared: Prepared): Json[] {
  const collect = (value: Json | undefined): Json[] => {
    if (Array.isArray(value)) return value.flatMap(collect)
    if (!isObject(value)) return []
    return Object.entries(value).flatMap(([key, item]) => (key === 'Fn::ImportValue' ? [item] : collect(item)))
  }
  return [
    ...Object.values(prepared.resources).flatMap((one) => collect(one.Properties)),
    ...Object.values(prepared.outputs).flatMap((one) => collect(one.Value)),
  ]
}
