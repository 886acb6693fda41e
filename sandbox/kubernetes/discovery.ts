import { apiVersionOf, type Resource, type Subresource } from './resources.ts'
import type { Answer } from './exchange.ts'
import { unknownPath } from './target.ts'

/** What the API says of itself: `/api`, `/apis`, groups and their versions, as lists or aggregated (`APIGroupDiscoveryList`). */
export function discover(path: string, accept: string | undefined, resources: readonly Resource[], host: string): Answer | undefined {
  const parts = path.split('/').filter(Boolean)
  const aggregated = /as=APIGroupDiscoveryList/.test(accept ?? '') && /v=v2(;|,|$)/.test(accept ?? '')
  if (path === '/api' || path === '/apis') {
    const shown = resources.filter(({ group }) => (group === '') === (path === '/api'))
    if (aggregated) return aggregate(shown)
    return { status: 200, body: path === '/api' ? coreVersions(host) : { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(shown) } }
  }
  if (parts[0] === 'api' && parts.length === 2) return { status: 200, body: resourceList('', parts[1] ?? '', resources) }
  if (parts[0] !== 'apis' || parts.length > 3) return undefined
  if (parts.length === 3) return { status: 200, body: resourceList(parts[1] ?? '', parts[2] ?? '', resources) }
  const group = groupsOf(resources).find(({ name }) => name !== '' && name === parts[1])
  if (!group) throw unknownPath()
  return { status: 200, body: { kind: 'APIGroup', apiVersion: 'v1', ...group } }
}

function coreVersions(host: string): object {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }] }
}

function groupsOf(resources: readonly Resource[]) {
  return Object.entries(Object.groupBy(resources, ({ group }) => group)).map(([name, members = []]) => {
    const versions = [...new Set(members.map(({ version }) => version))].map((version) => ({
      groupVersion: apiVersionOf({ group: name, version }),
      version,
    }))
    return { name, versions, preferredVersion: versions[0] }
  })
}

function resourceList(group: string, version: string, resources: readonly Resource[]): object {
  const shown = resources.filter((one) => one.group === group && one.version === version)
  if (shown.length === 0) throw unknownPath()
  const list = shown.flatMap((one) => [mainEntry(one), ...one.subresources.map((part) => partEntry(one, part))])
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersionOf({ group, version }), resources: list }
}

function mainEntry({ plural, singular, namespaced, kind, verbs, short, categories }: Resource): object {
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(short.length > 0 && { shortNames: short }),
    ...(categories.length > 0 && { categories }),
  }
}

function partEntry(resource: Resource, { name, kind, group, version, verbs }: Subresource): object {
  return {
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(group && { group, version }),
    kind,
    verbs,
  }
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

function aggregate(resources: readonly Resource[]): Answer {
  const items = groupsOf(resources).map(({ name, versions }) => ({
    metadata: { ...(name && { name }), creationTimestamp: null },
    versions: versions.map(({ version }) => ({
      version,
      freshness: 'Current',
      resources: resources.filter((one) => one.group === name && one.version === version).map(aggregatedEntry),
    })),
  }))
  return {
    status: 200,
    body: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items },
    headers: { 'Content-Type': aggregatedType },
  }
}

function aggregatedEntry(resource: Resource): object {
  const { plural, singular, group, version, kind, namespaced, verbs, short, categories, subresources } = resource
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(short.length > 0 && { shortNames: short }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && {
      subresources: subresources.map((part) => ({
        subresource: part.name,
        responseKind: { group: part.group ?? group, version: part.version ?? version, kind: part.kind },
        verbs: part.verbs,
      })),
    }),
  }
}
