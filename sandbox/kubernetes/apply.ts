import { isDeepStrictEqual } from 'node:util'
import { badRequest, type Cause, KubeFailure } from './failure.ts'
import type { KubeObject } from './objects.ts'
import { leavesOf, managedOf, type ManagedFields, pathsOf, removeAt, shownPath, withPaths } from './ownership.ts'
import { strategicMerge } from './strategic.ts'

/** Somebody who applies a configuration. */
export interface Applier {
  readonly manager: string
  /** Takes fields from others where they differ. */
  readonly force: boolean
  readonly time: string
  readonly subresource: string | undefined
}

/**
 * Server-side apply: merges a configuration into what is there, takes out what its manager applied before and no longer states, and keeps
 * account of who owns which field. 409 where a field that differs belongs to somebody else.
 */
export function applied(live: KubeObject | undefined, wanted: KubeObject, applier: Applier): KubeObject {
  if (!applier.manager)
    throw badRequest('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch')
  if (wanted.metadata.managedFields?.length) throw badRequest('metadata.managedFields must be nil')
  const owned = [...leavesOf(wanted).keys()]
  const others = managedOf(live).filter((entry) => !isOwn(entry, applier))
  const conflicts = live ? conflictsOf(live, wanted, others) : []
  if (conflicts.length > 0 && !applier.force) throw refusal(conflicts)

  const taken = new Set(conflicts.map(({ path }) => path))
  const left = others.flatMap((entry) =>
    withPaths(
      entry,
      pathsOf(entry.fieldsV1).filter((path) => !taken.has(path)),
    ),
  )
  const before = managedOf(live).find((entry) => isOwn(entry, applier))
  // What is there is frozen, and shared.
  const merged = structuredClone(strategicMerge(live ?? {}, wanted)) as KubeObject
  for (const path of abandoned(before, owned, left)) removeAt(merged, path)

  const same = before !== undefined && isDeepStrictEqual(pathsOf(before.fieldsV1).toSorted(), owned.toSorted())
  const entry: ManagedFields = {
    manager: applier.manager,
    operation: 'Apply',
    apiVersion: wanted.apiVersion,
    time: same ? before.time : applier.time,
    fieldsType: 'FieldsV1',
    fieldsV1: {},
    ...(applier.subresource && { subresource: applier.subresource }),
  }
  return { ...merged, metadata: { ...merged.metadata, managedFields: [...left, ...withPaths(entry, owned)] } }
}

function isOwn(entry: ManagedFields, { manager, subresource }: Applier): boolean {
  return entry.operation === 'Apply' && entry.manager === manager && entry.subresource === subresource
}

interface Conflict {
  readonly path: string
  readonly with: ManagedFields
}

function conflictsOf(live: KubeObject, wanted: KubeObject, others: readonly ManagedFields[]): Conflict[] {
  const [now, then] = [leavesOf(live), leavesOf(wanted)]
  return others.flatMap((entry) =>
    pathsOf(entry.fieldsV1)
      .filter((path) => then.has(path) && !isDeepStrictEqual(now.get(path), then.get(path)))
      .map((path) => ({ path, with: entry })),
  )
}

/** What the manager applied before, states no longer, and nobody else owns; whole list items before the fields in them. */
function abandoned(before: ManagedFields | undefined, owned: readonly string[], others: readonly ManagedFields[]): string[][] {
  const kept = new Set([...owned, ...others.flatMap((entry) => pathsOf(entry.fieldsV1))])
  const gone = before ? pathsOf(before.fieldsV1).filter((path) => !kept.has(path)) : []
  return gone.map((path) => JSON.parse(path) as string[]).toSorted((a, b) => a.length - b.length)
}

function refusal(conflicts: readonly Conflict[]): KubeFailure {
  const causes = conflicts.map((one): Cause => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${nameOf(one.with)}`,
    field: shownPath(one.path),
  }))
  const [first, ...more] = causes
  const groups = Object.entries(Object.groupBy(causes, ({ message }) => message.replace(/^conflict with /, '')))
  const listed = groups.map(([who, fields = []]) => `conflicts with ${who}:\n${fields.map(({ field }) => `- ${field}`).join('\n')}`)
  const what = more.length === 0 ? `1 conflict: ${first?.message}: ${first?.field}` : `${causes.length} conflicts: ${listed.join('\n')}`
  return new KubeFailure(409, 'Conflict', `Apply failed with ${what}`, { details: { causes } })
}

function nameOf({ manager, operation, apiVersion, subresource }: ManagedFields): string {
  const part = subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''
  return `${JSON.stringify(manager)}${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}
