import type { Call } from '../../service.ts'
import { physicalName } from '../names.ts'
import type { NameRule } from '../names.ts'
import { stateSlot } from '../state.ts'
import type { Tag } from '../state.ts'
import { asText, isObject } from '../template/document.ts'
import type { Json, JsonObject } from '../template/document.ts'

/** Where a resource is made: in whose name, for which stack. */
export interface Site {
  readonly call: Call
  readonly stack: { readonly id: string; readonly name: string }
  readonly logicalId: string
  readonly type: string
  /** The stack's own tags and those CloudFormation adds. */
  readonly stackTags: readonly Tag[]
  /** The service's own updates that have begun for the update of the resource that runs, by what they were asked for: ids. */
  readonly updates: Record<string, string>
  /** Tells the physical id as soon as the thing exists, so that a failure after it leaves nothing behind. */
  made(id: string): void
  /** Asks again and again, as CloudFormation waits for a service, until the answer is yes. */
  until(check: (waited: number) => Promise<boolean>): Promise<void>
}

/** A resource that exists: its id and what it was last given. */
export interface Existing {
  readonly id: string
  readonly properties: JsonObject
}

/** How CloudFormation makes, changes and removes resources of one type, by the service's own operations. */
export interface ResourceKind {
  /** Makes it and gives its physical id. */
  create(site: Site, properties: JsonObject): Promise<string>
  /** Whether it can be used by others; asked again until it says yes, with the time waited (ms). Throws where it never will. */
  ready?(site: Site, existing: Existing, waited: number): Promise<boolean>
  /** Changes it in place, and gives the id it has then where that is another; absent where every change makes a new one. `changed` names the properties that differ, stack tags as the tag property. */
  update?(site: Site, existing: Existing, next: JsonObject, changed: readonly string[]): Promise<string | void>
  remove(site: Site, existing: Existing): Promise<void>
  /** Whether a removed one is gone; absent where removal is at once. */
  gone?(site: Site, existing: Existing): Promise<boolean>
  /** What Ref gives, where that is not the physical id. */
  ref?(id: string, properties: JsonObject): string
  attribute?(site: Site, existing: Existing, name: string): Promise<Json> | Json
  /** The property by which a customer names it: one with a name of its own can't be replaced beside itself. */
  readonly nameProperty?: string
  /** Corrections of what the specification says about replacement. */
  readonly replacement?: Readonly<Record<string, 'yes' | 'no'>>
}

/** A new name for the resource of this site. */
export function newName(site: Site, rule: NameRule): string {
  return physicalName(site.call.account.ids, site.stack.name, site.logicalId, rule)
}

/** A text property, undefined where it is absent. */
export function text(properties: JsonObject, name: string): string | undefined {
  const value = properties[name]
  return value === undefined || value === null || typeof value === 'object' ? undefined : asText(value)
}

/** A list of texts; empty where it is absent. */
export function texts(properties: JsonObject, name: string): string[] {
  const value = properties[name]
  return Array.isArray(value) ? value.map(String) : []
}

/** A list of structures; empty where it is absent. */
export function objects(properties: JsonObject, name: string): JsonObject[] {
  const value = properties[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The tags a resource wears: the stack's, overlaid by its own. */
export function tagsFor(site: Site, properties: JsonObject, property = 'Tags'): Tag[] {
  const own = isObject(properties[property])
    ? Object.entries(properties[property]).map(([Key, Value]) => ({ Key, Value: asText(Value) }))
    : objects(properties, property).map((tag) => ({ Key: asText(tag['Key']), Value: asText(tag['Value']) }))
  const keys = own.map((tag) => tag.Key)
  return [...site.stackTags.filter((tag) => !keys.includes(tag.Key)), ...own]
}

/** The same as a map. */
export function tagMap(site: Site, properties: JsonObject): Record<string, string> {
  return Object.fromEntries(tagsFor(site, properties).map((tag) => [tag.Key, tag.Value]))
}

/** What must be set and what must go to bring one set of tags to another. */
export function tagChanges(before: readonly Tag[], after: readonly Tag[]): { set: Tag[]; gone: string[] } {
  const old = new Map(before.map((tag) => [tag.Key, tag.Value]))
  const keys = new Set(after.map((tag) => tag.Key))
  return { set: after.filter((tag) => old.get(tag.Key) !== tag.Value), gone: before.map((tag) => tag.Key).filter((key) => !keys.has(key)) }
}

/** The given properties only, as an operation's input. */
export function pick(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name] ?? null]))
}

/** The value with the first letter of every key small, as EKS spells its members. Maps named in `verbatim` keep their keys. */
export function lowerKeys(value: Json, verbatim: readonly string[] = []): Json {
  if (Array.isArray(value)) return value.map((item) => lowerKeys(item, verbatim))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      `${key[0]?.toLowerCase() ?? ''}${key.slice(1)}`,
      verbatim.includes(key) ? item : lowerKeys(item, verbatim),
    ]),
  )
}

/** A policy document as the text that operations take. */
export function documentText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {})
}

/** A resource of a service that the sandbox has no other model of: CloudFormation keeps it itself. */
export function keep(site: Site, id: string, content: Record<string, Json>): void {
  site.call.state(stateSlot).kept[`${site.type} ${id}`] = content
}

/** What was kept of such a resource, or undefined. */
export function kept(site: Site, id: string): Record<string, Json> | undefined {
  return site.call.state(stateSlot).kept[`${site.type} ${id}`]
}

/** Forgets such a resource. */
export function forget(site: Site, id: string): void {
  delete site.call.state(stateSlot).kept[`${site.type} ${id}`]
}
