import { parseDuration } from '../config/duration.ts'
import { isMap } from '../config/plain.ts'
import type { Difference } from '../plan/step.ts'

/** Where settings are not what EKS answers: each stated leaf is compared, lists without regard to order. Both sides bear EKS's names. */
export function settingDifferences(stated: object, live: unknown, path = ''): Difference[] {
  return Object.entries(stated).flatMap(([key, to]: [string, unknown]): Difference[] => {
    if (to === undefined) return []
    const at = path === '' ? key : `${path}.${key}`
    const from = isMap(live) ? live[key] : undefined
    if (isMap(to)) return settingDifferences(to, from, at)
    return canonical(from) === canonical(to) ? [] : [{ path: at, from: plain(from), to }]
  })
}

/** The same text for what means the same: lists in any order, durations however they are written, off or empty where EKS says nothing. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? canonical(undefined) : value.map(canonical).toSorted().join()
  if (isMap(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key}:${canonical(inner)}`)
      .toSorted()
      .join()
  if (typeof value === 'string') return JSON.stringify(parseDuration(value) ?? value)
  return JSON.stringify(value ?? false)
}

/** Nothing rather than an empty list, where EKS has neither. */
const plain = (value: unknown): unknown => (value === null ? undefined : value)
