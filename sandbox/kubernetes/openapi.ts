import { apiVersionOf, type Resource } from './resources.ts'
import type { Answer } from './exchange.ts'
import { unknownPath } from './target.ts'

/** `/openapi/v3` and its documents, one per group version: which paths take which patches. Schemas are left out, so the server validates. */
export function openapi(path: string, resources: readonly Resource[]): Answer | undefined {
  if (path !== '/openapi/v3' && !path.startsWith('/openapi/v3/')) return undefined
  const versions = new Map(
    resources.map((one) => [`${one.group ? 'apis' : 'api'}/${apiVersionOf(one)}`, { group: one.group, version: one.version }]),
  )
  if (path === '/openapi/v3') {
    const paths = [...versions.keys()].map((key) => [key, { serverRelativeURL: `/openapi/v3/${key}` }])
    return { status: 200, body: { paths: Object.fromEntries(paths) } }
  }
  const key = path.slice('/openapi/v3/'.length)
  const wanted = versions.get(key)
  if (!wanted) throw unknownPath()
  const shown = resources.filter(({ group, version }) => group === wanted.group && version === wanted.version)
  const paths = Object.fromEntries(shown.map((one) => [itemPath(key, one), { patch: patchOf(one) }]))
  return {
    status: 200,
    body: { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'unversioned' }, paths, components: { schemas: {} } },
  }
}

function itemPath(prefix: string, { namespaced, plural }: Resource): string {
  return `/${prefix}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}/{name}`
}

function patchOf({ group, version, kind }: Resource): object {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
    name,
    in: 'query',
    schema: { type: name === 'force' ? 'boolean' : 'string' },
  }))
  return { parameters, responses: {}, 'x-kubernetes-action': 'patch', 'x-kubernetes-group-version-kind': { group, version, kind } }
}
