import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Cluster } from '../config/cluster.ts'
import type { ServiceAccount } from '../config/schema/cluster-config.ts'
import { serviceAccountStackName } from '../tables/stack-names.ts'

/**
 * A cluster's stated service accounts without those that exist in Kubernetes and have no role stack of ours: others made them. `taken`
 * names these.
 */
export async function freeServiceAccounts(
  app: App,
  cluster: Cluster,
  live: LiveCluster,
): Promise<{ readonly cluster: Cluster; readonly taken: readonly string[] }> {
  const { iam } = cluster.config
  const accounts = iam?.serviceAccounts ?? []
  const others = await Promise.all(accounts.map((account) => isOthers(app, cluster.name, live, account)))
  const free = accounts.filter((_, i) => others[i] === false)
  const taken = accounts.filter((_, i) => others[i] === true).map(({ metadata }) => `${metadata?.namespace ?? 'default'}/${metadata?.name}`)
  return { cluster: { ...cluster, config: { ...cluster.config, iam: { ...iam, serviceAccounts: free } } }, taken }
}

async function isOthers(app: App, cluster: string, live: LiveCluster, { metadata, roleOnly }: ServiceAccount): Promise<boolean> {
  const { name = '', namespace = 'default' } = metadata ?? {}
  if (roleOnly === true) return false
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }
  if ((await app.kube.connect(live).object(account, new AbortController().signal)) === undefined) return false
  return (await app.stacks.find(serviceAccountStackName(cluster, namespace, name))) === undefined
}
