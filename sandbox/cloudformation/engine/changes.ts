import { asText } from '../template/document.ts'
import { shapeOf } from '../spec.ts'
import { kindOf } from '../resources/table.ts'
import type { ChangeRecord, ResourceRecord, StackRecord, Tag } from '../state.ts'
import type { Json, JsonObject } from '../template/document.ts'
import { resolve } from '../template/resolve.ts'
import type { Scope } from '../template/resolve.ts'
import { propertiesOf } from './make.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'
import { scopeOf } from './scope.ts'

/** Whether two resolved values are the same. */
function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  )
}

/** The properties in which a resource differs from what it was last given; stack tags count as its tag property. */
export function differences(type: string, before: JsonObject, after: JsonObject, tagsChanged: boolean): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !same(before[name], after[name]))
  const tags = shapeOf(type)?.tags?.property
  return tagsChanged && tags !== undefined && !names.includes(tags) ? [...names, tags] : names
}

/** Whether a change of these properties needs a new physical resource. */
export function needsReplacement(type: string, changed: readonly string[]): boolean {
  const kind = kindOf(type)
  const tags = shapeOf(type)?.tags?.property
  if (!kind.update) return changed.length > 0
  return changed.some((name) => name !== tags && (kind.replacement?.[name] ?? shapeOf(type)?.properties[name]?.replacement) === 'yes')
}

function asMap(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]))
}

/** Whether two lists of stack tags differ. */
export function tagsDiffer(before: readonly Tag[], after: readonly Tag[]): boolean {
  return !same(asMap(before), asMap(after))
}

const later = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** What bringing the stack to a prepared template would do, resource by resource, in dependency order. */
export async function changesFor(run: Run, prepared: Prepared): Promise<ChangeRecord[]> {
  const { stack } = run
  const changes = new Map<string, ChangeRecord>()
  const unknown = (name: string) => ['Add', 'True'].includes(changes.get(name)?.action ?? '') || changes.get(name)?.replacement === 'True'
  const scope = preview(run, prepared, unknown)
  const tagsChanged = tagsDiffer(stack.setup.tags, prepared.setup.tags)
  for (const name of dependencyOrder(prepared)) {
    const change = await changeOf(stack.resources[name], prepared, name, scope, tagsChanged)
    if (change) changes.set(name, change)
  }
  const removed = Object.values(stack.resources).filter((one) => !prepared.resources[one.logicalId] && one.physicalId !== undefined)
  return [...changes.values(), ...removed.map((one) => changeRecord('Remove', one.logicalId, one.type, one.physicalId))]
}

function changeRecord(action: ChangeRecord['action'], logicalId: string, type: string, physicalId?: string): ChangeRecord {
  return { action, logicalId, physicalId, type, replacement: undefined, properties: [] }
}

async function changeOf(
  record: ResourceRecord | undefined,
  prepared: Prepared,
  name: string,
  scope: Scope,
  tagsChanged: boolean,
): Promise<ChangeRecord | undefined> {
  const declaration = prepared.resources[name]
  if (!declaration) return undefined
  if (record?.physicalId === undefined) return changeRecord('Add', name, declaration.Type)
  const properties = await tryProperties(declaration, scope)
  const changed = properties ? differences(record.type, record.properties, properties, tagsChanged) : ['Properties']
  if (changed.length === 0) return undefined
  const replacement = needsReplacement(record.type, changed)
    ? JSON.stringify(properties).includes(later)
      ? 'Conditional'
      : 'True'
    : 'False'
  return { action: 'Modify', logicalId: name, physicalId: record.physicalId, type: record.type, replacement, properties: changed }
}

/** Undefined where the new properties are not even valid: the update will say so at the resource. */
async function tryProperties(declaration: Parameters<typeof propertiesOf>[0], scope: Scope): Promise<JsonObject | undefined> {
  try {
    return await propertiesOf(declaration, scope)
  } catch {
    return undefined
  }
}

function preview(run: Run, prepared: Prepared, unknown: (name: string) => boolean): Scope {
  const scope = scopeOf(run, prepared)
  return {
    ...scope,
    ref: (name) => (unknown(name) ? later : scope.ref(name)),
    attribute: (name, attribute) => (unknown(name) ? later : scope.attribute(name, attribute)),
  }
}

function dependencyOrder(prepared: Prepared): string[] {
  const done = new Set<string>()
  const visit = (name: string): void => {
    if (done.has(name)) return
    for (const need of prepared.needs.get(name) ?? []) visit(need)
    done.add(name)
  }
  for (const name of Object.keys(prepared.resources)) visit(name)
  return [...done]
}

/** Whether the outputs would be others than the stack has. Values that come later count as the same. */
export async function outputsChange(run: Run, prepared: Prepared): Promise<boolean> {
  const scope = preview(run, prepared, (name) => run.stack.resources[name]?.physicalId === undefined)
  const before = Object.fromEntries(
    run.stack.outputs.map((one) => [one.key, `${one.value}|${one.exportName ?? ''}|${one.description ?? ''}`]),
  )
  const entries = await Promise.all(Object.entries(prepared.outputs).map(async ([key, one]) => [key, await told(one, scope)] as const))
  return !same(before, Object.fromEntries(entries))
}

async function told(output: Prepared['outputs'][string], scope: Scope): Promise<string> {
  const name = output.Export === undefined ? '' : await resolve(output.Export.Name, scope)
  return `${asText(await resolve(output.Value, scope))}|${asText(name ?? '')}|${output.Description ?? ''}`
}

/** Whether nothing at all would change. */
export function isEmptyChange(stack: StackRecord, prepared: Prepared, changes: readonly ChangeRecord[], outputs: boolean): boolean {
  return changes.length === 0 && !outputs && !tagsDiffer(stack.setup.tags, prepared.setup.tags)
}
