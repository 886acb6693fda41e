import { asText, isObject } from '../template/document.ts'
import type { Json, JsonObject } from '../template/document.ts'
import { NotStabilized } from '../resource-fault.ts'
import { lowerKeys, tagChanges, tagMap, text } from './kind.ts'
import type { Tag } from '../state.ts'
import type { Site } from './kind.ts'

/** Calls EKS in the site's name. */
export function eks<O = unknown>(site: Site, operation: string, input: object): Promise<O> {
  return site.call.aws<O>('eks', operation, input)
}

/** Properties as the members of an EKS input: small first letters; maps of labels and tags as they are. */
export function members(properties: JsonObject, leaveOut: readonly string[] = []): JsonObject {
  const kept = Object.fromEntries(Object.entries(properties).filter(([name]) => !leaveOut.includes(name)))
  return lowerKeys(kept, ['Labels', 'Tags', 'RequiredClaims']) as JsonObject
}

/** The thing of a Describe answer, or undefined where EKS knows none. */
export async function find(site: Site, operation: string, input: object, member: string): Promise<JsonObject | undefined> {
  try {
    const found = (await eks<Readonly<Record<string, Json>>>(site, operation, input))[member]
    return isObject(found) ? found : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}

/** Whether a thing has reached one of the good states; throws where it ended in a bad one. */
export function reached(found: JsonObject | undefined, what: string, good: readonly string[]): boolean {
  const status = text(found ?? {}, 'status') ?? 'DELETED'
  if (good.includes(status)) return true
  if (!/FAILED|DEGRADED|DELETED/.test(status)) return false
  throw new NotStabilized(`${what} is in status ${status}. ${complaints(found)}`.trimEnd())
}

function complaints(found: JsonObject | undefined): string {
  const health = found?.['health']
  const issues = isObject(health) && Array.isArray(health['issues']) ? health['issues'].filter(isObject) : []
  return issues.length === 0
    ? ''
    : `[Issue(${issues.map((one) => `Code=${text(one, 'code') ?? ''}, Message=${text(one, 'message') ?? ''}`).join('), Issue(')})]`
}

function tagList(tags: Readonly<Record<string, unknown>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value: asText(Value) }))
}

/** Sets and removes tags of an EKS thing so that they are those of the next properties. */
export async function syncTags(site: Site, resourceArn: string, before: Json | undefined, next: JsonObject): Promise<void> {
  const { set, gone } = tagChanges(
    tagList(isObject(before) ? before : {}).filter((tag) => !tag.Key.startsWith('aws:')),
    tagList(tagMap(site, next)),
  )
  if (gone.length > 0) await eks(site, 'UntagResource', { resourceArn, tagKeys: gone })
  if (set.length > 0) await eks(site, 'TagResource', { resourceArn, tags: Object.fromEntries(set.map((tag) => [tag.Key, tag.Value])) })
}

/** An update's errors, as CloudFormation quotes them. */
function errorsOf(update: JsonObject | undefined): string {
  const errors = Array.isArray(update?.['errors']) ? update['errors'].filter(isObject) : []
  const one = (error: JsonObject): string =>
    `ErrorDetail(ErrorCode=${text(error, 'errorCode') ?? ''}, ErrorMessage=${text(error, 'errorMessage') ?? ''}, ResourceIds=[${Array.isArray(error['resourceIds']) ? error['resourceIds'].map((id) => asText(id)).join(', ') : ''}])`
  return errors.length === 0 ? '' : `[${errors.map(one).join(', ')}]`
}

/** Runs an update of a cluster or of a part of it and waits for its end. */
export async function runUpdate(site: Site, operation: string, input: JsonObject): Promise<void> {
  const key = `${operation} ${JSON.stringify(input)}`
  const id = site.updates[key] ?? (await eks<{ update?: { id?: string } }>(site, operation, input)).update?.id
  if (id === undefined) return
  // A restart finds it here and waits for it, in place of a second one.
  site.updates[key] = id
  const where = {
    name: input['clusterName'] ?? input['name'],
    updateId: id,
    ...(input['nodegroupName'] !== undefined && { nodegroupName: input['nodegroupName'] }),
    ...(input['addonName'] !== undefined && { addonName: input['addonName'] }),
  }
  await site.until(async () => {
    const found = await find(site, 'DescribeUpdate', where, 'update')
    const status = text(found ?? {}, 'status')
    if (status === 'Failed' || status === 'Cancelled') throw new NotStabilized(errorsOf(found) || `Update ${id} ended as ${status}.`)
    return status === 'Successful'
  })
}
