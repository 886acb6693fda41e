import type { App, Caller } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Step } from '../plan/step.ts'
import { partitionOf } from '../tables/regions.ts'
import { federationOf } from './role-stacks.ts'

/** The provider of a cluster's issuer goes with the cluster, after the roles that trust it. */
export function goneOidcProvider(cluster: LiveCluster | undefined, caller: Caller, region: string, after: readonly Step[]): Step[] {
  if (cluster?.issuer === undefined) return []
  const { provider } = federationOf({ partition: partitionOf(region), account: caller.account }, cluster.issuer)
  return [
    {
      name: 'OIDC provider',
      after,
      usual: 1_000,
      look: async (app: App) => ((await app.oidcProviders.exists(provider)) ? { so: false, change: { kind: 'delete' } } : { so: true }),
      act: (_change, app, run) => app.oidcProviders.delete(provider, run.signal),
    },
  ]
}
