import { KubeFailure } from './failure.ts'
import type { Resource, Subresource } from './resources.ts'

/** What a path under `/api` or `/apis` stands for. */
export interface Target {
  readonly resource: Resource
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly subresource: Subresource | undefined
}

/** Finds the resource that a path names; undefined for a path of another kind, 404 for a resource there is none of. */
export function targetOf(path: string, resources: readonly Resource[]): Target | undefined {
  const [root, ...parts] = path.split('/').filter(Boolean).map(decodeURIComponent)
  const prefix = root === 'api' ? 1 : root === 'apis' ? 2 : 0
  const rest = parts.slice(prefix)
  if (prefix === 0 || rest.length === 0) return undefined
  const [group, version] = prefix === 1 ? ['', parts[0]] : parts
  const find = (plural: string | undefined) =>
    resources.find((one) => one.group === group && one.version === version && one.plural === plural)

  const own = rest[0] === 'namespaces' ? find(rest[2]) : undefined
  if (own?.namespaced) return target(own, rest[1], rest.slice(3))
  const resource = find(rest[0])
  if (!resource || (resource.namespaced && rest.length > 1)) throw unknownPath()
  return target(resource, undefined, rest.slice(1))
}

function target(resource: Resource, namespace: string | undefined, [name, part, ...more]: string[]): Target {
  const subresource = part === undefined ? undefined : resource.subresources.find((one) => one.name === part)
  if (more.length > 0 || (part !== undefined && !subresource)) throw unknownPath()
  return { resource, namespace, name, subresource }
}

/** 404 in the words for a path that no resource has. */
export function unknownPath(): KubeFailure {
  return new KubeFailure(404, 'NotFound', 'the server could not find the requested resource', { details: {} })
}
