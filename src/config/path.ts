/** The keys and list positions that lead to a value. */
export type Segments = readonly (string | number)[]

/** A path as people read it: `managedNodeGroups[0].labels["kubernetes.io/os"]`. */
export function formatPath(segments: Segments): string {
  return segments.reduce<string>((path, segment) => member(path, segment), '')
}

/** The path of a key or list position within another path; `''` is the document. */
export function member(path: string, segment: string | number): string {
  if (typeof segment === 'number') return `${path}[${segment}]`
  if (!/^[\w-]+$/.test(segment)) return `${path}[${JSON.stringify(segment)}]`
  return path === '' ? segment : `${path}.${segment}`
}

/** A path from two parts, either of which may be empty. */
export function joinPath(base: string, rest: string): string {
  if (base === '' || rest === '') return base + rest
  return rest.startsWith('[') ? base + rest : `${base}.${rest}`
}

/** The path without its last segment; undefined for the document itself. */
export function parentPath(path: string): string | undefined {
  if (path === '') return undefined
  return path.replace(/(?:^|\.)[\w-]+$|\[\d+\]$|\["(?:[^"\\]|\\.)*"\]$/, '')
}

/** Whether a path is the other one or lies within it. */
export function isWithin(path: string, outer: string): boolean {
  return outer === '' || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
}
