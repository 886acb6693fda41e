import type { LiveCluster } from '../app/clusters.ts'
import { accountText } from '../config/account-name.ts'
import type { Step } from '../plan/step.ts'
import type { DoomedAccessEntry, DoomedPodIdentity, DoomedServiceAccount } from '../survey/doomed-identities.ts'
import { identityProviderStates } from '../tables/eks-states.ts'
import { clusterUpdates } from './cluster-update.ts'
import { goneStack } from './delete-stack.ts'
import { goneStep } from './gone.ts'
import { goneServiceAccount } from './service-accounts.ts'

export interface DeleteIdentitiesOptions {
  readonly wait: boolean
  readonly roleArn?: string | undefined
}

const usual = 20_000

/** Service accounts go with their roles: the role first, since its account tells of it. */
export function deleteServiceAccounts(
  cluster: LiveCluster,
  region: string,
  accounts: readonly DoomedServiceAccount[],
  options: DeleteIdentitiesOptions,
): Step[] {
  return accounts.flatMap((account) => {
    const name = `role of service account ${accountText(account)}`
    const role =
      account.stack === undefined ? [] : [goneStack({ name, stack: account.stack, cluster: cluster.name, region, usual, ...options })]
    return [...role, goneServiceAccount(cluster, account, role)]
  })
}

/** Pod identities go: the association, then its role, then the service account that was made for it. */
export function deletePodIdentities(cluster: LiveCluster, region: string, associations: readonly DoomedPodIdentity[]): Step[] {
  return associations.flatMap((account) => {
    const { namespace, name, stack, accountStays } = account
    const association = goneStep({
      name: `pod identity ${accountText(account)}`,
      wait: true,
      usual: 2_000,
      status: async (app) => ((await app.podIdentities.find(cluster.name, namespace, name)) === undefined ? undefined : 'ACTIVE'),
      delete: async (app, signal) => {
        const live = await app.podIdentities.find(cluster.name, namespace, name)
        if (live !== undefined) await app.podIdentities.delete(cluster.name, live.id, signal)
      },
    })
    const after = [association]
    const role =
      stack === undefined
        ? []
        : [
            goneStack({
              name: `role of pod identity ${accountText(account)}`,
              stack,
              cluster: cluster.name,
              region,
              usual,
              after,
              wait: true,
            }),
          ]
    return [association, ...role, ...(accountStays ? [] : [goneServiceAccount(cluster, account, [...after, ...role])])]
  })
}

/** Access entries go, with their stacks where they have one. */
export const deleteAccessEntries = (cluster: string, region: string, entries: readonly DoomedAccessEntry[]): Step[] =>
  entries.map(({ principal, stack }) => {
    const name = `access entry ${principal}`
    if (stack !== undefined) return goneStack({ name, stack, cluster, region, usual, wait: true })
    return goneStep({
      name,
      wait: true,
      usual: 2_000,
      status: async (app) => ((await app.access.has(cluster, principal)) ? 'ACTIVE' : undefined),
      delete: (app, signal) => app.access.delete(cluster, principal, signal),
    })
  })

/** Providers whose tokens the Kubernetes API takes no more. Without `wait` the steps end when EKS has begun. */
export const disassociateIdentityProviders = (cluster: string, names: readonly string[], wait: boolean): Step[] =>
  names.map((name) =>
    goneStep({
      name: `identity provider ${name}`,
      lane: clusterUpdates,
      wait,
      usual: 600_000,
      states: identityProviderStates,
      status: async (app) => (await app.identityProviders.find(cluster, name))?.status,
      delete: (app, signal) => app.identityProviders.disassociate(cluster, name, signal),
    }),
  )
