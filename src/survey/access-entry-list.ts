import type { App } from '../app.ts'
import { type Look, partsOf } from './part-list.ts'
import { accessEntriesOff } from './standing.ts'

/** An access entry in a list, with eksctl's words. What is empty is left out. */
export interface ListedAccessEntry {
  readonly principalARN: string
  readonly kubernetesGroups?: readonly string[]
  readonly accessPolicies?: readonly {
    readonly policyARN: string
    readonly accessScope: { readonly type: 'cluster' } | { readonly type: 'namespace'; readonly namespaces: readonly string[] }
  }[]
}

/** The access entries of a cluster, in the order of their principals. Throws where it knows none because aws-auth alone lets people in. */
export async function listedAccessEntries(look: Look): Promise<ListedAccessEntry[]> {
  const { app, cluster } = look
  if (cluster.authenticationMode === 'CONFIG_MAP') throw accessEntriesOff(cluster.name, app.regionName)
  const found = await partsOf('accessentry', look, {
    list: (name, chunk) => app.access.list(name, chunk),
    find: (name, principal) => accessEntry(app, name, principal),
  })
  return found.toSorted((a, b) => (a.principalARN < b.principalARN ? -1 : 1))
}

async function accessEntry(app: App, cluster: string, principal: string): Promise<ListedAccessEntry | undefined> {
  const [groups, policies = []] = await Promise.all([
    app.access.groups(cluster, principal),
    app.capabilities.accessPolicies(cluster, principal),
  ])
  if (groups === undefined) return undefined
  return {
    principalARN: principal,
    ...(groups.length > 0 && { kubernetesGroups: groups }),
    ...(policies.length > 0 && {
      accessPolicies: policies.map(({ policyArn, namespaces }) => ({
        policyARN: policyArn,
        accessScope: namespaces.length === 0 ? { type: 'cluster' } : { type: 'namespace', namespaces },
      })),
    }),
  }
}
