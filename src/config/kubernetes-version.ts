/** Major, minor and patch of a version text, `v` and what follows a dash or plus aside; undefined where it is none. */
export function parseVersion(text: string): { numbers: readonly [number, number, number]; preRelease: string } | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text)
  if (!match) return undefined
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)], preRelease: match[4] ?? '' }
}

/** Negative where the first version is older; a pre-release is older than its release. Texts that are no version count as oldest. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parseVersion(one), parseVersion(other)]
  if (!a || !b) return Number(a !== undefined) - Number(b !== undefined)
  for (const i of [0, 1, 2] as const) {
    if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] - b.numbers[i]
  }
  if (a.preRelease === b.preRelease) return 0
  if (a.preRelease === '' || b.preRelease === '') return a.preRelease === '' ? 1 : -1
  return comparePreReleases(a.preRelease.split('.'), b.preRelease.split('.'))
}

/** Part by part, numbers as numbers: `eksbuild.10` is newer than `eksbuild.9` (Semantic Versioning 2.0.0, 11). */
function comparePreReleases(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((part, i) => part !== other[i])
  if (at === -1) return one.length - other.length
  const [a = '', b] = [one[at], other[at]]
  if (b === undefined) return 1
  const numbers = [a, b].every((part) => /^\d+$/.test(part))
  return numbers ? Number(a) - Number(b) : a < b ? -1 : 1
}

/** Whether a version is known and not older than another. */
export function atLeast(version: string | undefined, least: string): boolean {
  return version !== undefined && compareVersions(version, least) >= 0
}
