import type { App } from '../app.ts'
import type { Sight, Step } from '../plan/step.ts'
import { eksctlVersion } from '../tables/eksctl-version.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { federationOf, type IdentityPlace } from './role-stacks.ts'

/** The provider in IAM for the cluster's OIDC issuer. */
export function oidcProviderStep({ cluster, fresh, standing }: IdentityPlace, after: readonly Step[]): Step {
  let unread = fresh

  async function look(app: App): Promise<Sight> {
    const live = unread ? undefined : await app.clusters.find(cluster.name)
    unread = false
    if (live?.issuer === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const { provider } = federationOf(cluster, live.issuer)
    return (await app.oidcProviders.exists(provider)) ? { so: true } : { so: false, change: { kind: 'create' } }
  }

  return {
    name: 'OIDC provider',
    after,
    usual: 2_000,
    look,
    act: async (_change, app, run) => {
      const { cluster: live } = await standing(app)
      federationOf(cluster, live.issuer)
      await app.oidcProviders.create(live, { [tagKeys.clusterName]: cluster.name, [tagKeys.eksctlVersion]: eksctlVersion }, run.signal)
    },
  }
}
