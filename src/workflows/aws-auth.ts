import { stringify } from 'yaml'
import type { LiveCluster } from '../app/clusters.ts'
import type { KubeApi } from '../app/kubernetes.ts'
import type { Lane, Step } from '../plan/step.ts'
import { arnOf, type AwsAuthMaps, awsAuthMaps, type Unmapped } from '../survey/aws-auth.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'

/** One map, written whole: one writer at a time. */
export const awsAuthLane: Lane = { name: 'aws-auth', limit: 1 }

/** Roles and users are always written, accounts where there are any or were: sorted, each once. */
export async function writeAwsAuth(api: KubeApi, { mapRoles, mapUsers, mapAccounts }: AwsAuthMaps, signal: AbortSignal): Promise<void> {
  const text = (list: readonly unknown[]): string => stringify(list, { indentSeq: false, lineWidth: 0 })
  const accounts = [...new Set(mapAccounts)].toSorted()
  const hadAccounts = (await api.configMap('kube-system', 'aws-auth', signal))?.['mapAccounts'] !== undefined
  const keys = {
    mapRoles: text(mapRoles),
    mapUsers: text(mapUsers),
    ...((accounts.length > 0 || hadAccounts) && { mapAccounts: text(accounts) }),
  }
  await api.writeConfigMap('kube-system', 'aws-auth', keys, signal)
}

/** The place of a self-managed nodegroup's role in aws-auth is given up, where it came in by that way and not by an access entry. */
export function unmappedRole(cluster: LiveCluster, nodegroup: FoundNodegroup, after: readonly Step[]): Step[] {
  const outputs = nodegroup.stack?.outputs ?? {}
  const role = outputs['InstanceRoleARN']
  const usesConfigMap = cluster.authenticationMode !== 'API'
  if (nodegroup.kind !== 'self-managed' || role === undefined || outputs['NodeGroupUsesAccessEntry'] === 'true' || !usesConfigMap) return []
  const step = unmapped(cluster, { list: 'mapRoles', name: role }, 0)
  return [{ ...step, name: `aws-auth of ${nodegroup.name}`, after, ifItFails: 'warn' }]
}

/** Somebody comes in by aws-auth no more: of the items for that name at most `left` stay, the last ones, since the last one counts. */
export function unmapped(cluster: LiveCluster, whom: Unmapped, left: number): Step {
  const isIts = (item: AwsAuthMaps[Unmapped['list']][number]): boolean => (whom.list === 'mapAccounts' ? item : arnOf(item)) === whom.name
  return {
    name: `aws-auth of ${whom.name}`,
    after: [],
    lane: awsAuthLane,
    usual: 1_000,
    look: async (app, signal) => {
      const items = (await awsAuthMaps(app.kube.connect(cluster), signal))[whom.list].filter(isIts)
      return items.length <= left ? { so: true } : { so: false, change: { kind: 'delete', why: [{ path: whom.name, from: items[0] }] } }
    },
    act: async (_change, app, { signal }) => {
      const api = app.kube.connect(cluster)
      const maps = await awsAuthMaps(api, signal)
      const items: readonly (typeof maps)[Unmapped['list']][number][] = maps[whom.list]
      const gone = new Set(items.flatMap((item, i) => (isIts(item) ? [i] : [])).slice(0, items.filter(isIts).length - left))
      await writeAwsAuth(api, { ...maps, [whom.list]: items.filter((_, i) => !gone.has(i)) }, signal)
    },
  }
}
