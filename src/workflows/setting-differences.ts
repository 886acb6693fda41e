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

const canonical = (value: unknown): string =>
  Array.isArray(value)
    ? value
        .map((one) => JSON.stringify(one))
        .toSorted()
        .join()
    : JSON.stringify(value ?? null)

/** Nothing rather than an empty list, where EKS has neither. */
const plain = (value: unknown): unknown => (value === null ? undefined : value)
