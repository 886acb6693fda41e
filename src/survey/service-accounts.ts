import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { type AccountName, accountText } from '../config/account-name.ts'
import type { Cluster } from '../config/cluster.ts'
import type { ServiceAccount } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { serviceAccountRoleStack } from './doomed-identities.ts'

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
  return (await serviceAccountRoleStack(app, cluster, { namespace, name })) === undefined
}

/** A cluster's stated service accounts, each of which has a role of ours that can be changed. Throws, naming all, where some have none. */
export async function withRolesThatStand(
  app: App,
  cluster: Cluster,
): Promise<{ readonly cluster: Cluster; readonly remarks: readonly string[] }> {
  const { iam } = cluster.config
  const all = (iam?.serviceAccounts ?? []).map((account) => ({ account, name: nameOf(account) }))
  const given = all.filter(({ account }) => account.attachRoleARN)
  const own = all.filter((one) => !given.includes(one))
  const stacks = await Promise.all(own.map(({ name }) => serviceAccountRoleStack(app, cluster.name, name)))
  const missing = own.filter((_, i) => stacks[i] === undefined).map(({ name }) => accountText(name))
  if (missing.length > 0) {
    throw new EksxError('ServiceAccountNotFound', `cluster "${cluster.name}" has no role for service account ${missing.join(', ')}`, {
      exitCode: exitCodes.notFound,
      hint: 'make it with `eksx create iamserviceaccount`, or leave it out with --exclude',
    })
  }
  return {
    cluster: { ...cluster, config: { ...cluster.config, iam: { ...iam, serviceAccounts: own.map(({ account }) => account) } } },
    remarks: given.map(({ name }) => `service account ${accountText(name)} has a role that was there before, which is left as it is`),
  }
}

const nameOf = ({ metadata }: ServiceAccount): AccountName => ({ namespace: metadata?.namespace || 'default', name: metadata?.name ?? '' })
