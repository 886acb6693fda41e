import type { Site } from './kind.ts'
import { tagChanges, tagsFor } from './kind.ts'
import type { Existing } from './kind.ts'
import type { Json, JsonObject } from '../template/document.ts'

/** Calls EC2 in the site's name. */
export function ec2<O = unknown>(site: Site, operation: string, input: object): Promise<O> {
  return site.call.aws<O>('ec2', operation, input)
}

/** The tags of a resource as EC2 takes them at creation. */
export function tagSpecification(site: Site, properties: JsonObject, resourceType: string): { TagSpecifications: object[] } {
  return { TagSpecifications: [{ ResourceType: resourceType, Tags: tagsFor(site, properties) }] }
}

/** Brings the tags of an existing EC2 thing to those of the next properties. */
export async function retag(site: Site, id: string, before: readonly { Key: string; Value: string }[], next: JsonObject): Promise<void> {
  const { set, gone } = tagChanges(before, tagsFor(site, next))
  if (gone.length > 0) await ec2(site, 'DeleteTags', { Resources: [id], Tags: gone.map((Key) => ({ Key })) })
  if (set.length > 0) await ec2(site, 'CreateTags', { Resources: [id], Tags: set })
}

/** An update that can only be one of tags, of the thing with the physical id. */
export async function retagOnly(site: Site, existing: Existing, next: JsonObject): Promise<void> {
  await retag(site, existing.id, await liveTags(site, existing.id), next)
}

/** The tags that a thing wears now, without AWS's own. */
export async function liveTags(site: Site, id: string): Promise<{ Key: string; Value: string }[]> {
  const { Tags = [] } = await ec2<{ Tags?: { Key?: string; Value?: string }[] }>(site, 'DescribeTags', {
    Filters: [{ Name: 'resource-id', Values: [id] }],
  })
  return Tags.map((tag) => ({ Key: tag.Key ?? '', Value: tag.Value ?? '' })).filter((tag) => !tag.Key.startsWith('aws:'))
}

/** The first item that a Describe operation gives for an id, as plain data. */
export async function describe(site: Site, operation: string, input: object, list: string): Promise<JsonObject | undefined> {
  const answer = await ec2<Readonly<Record<string, JsonObject[] | undefined>>>(site, operation, input)
  return answer[list]?.[0]
}

/** A value of an answer, for an attribute. */
export function value(found: JsonObject | undefined, name: string): Json {
  return found?.[name] ?? ''
}
