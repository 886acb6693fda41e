import type { LiveCluster } from '../app/clusters.ts'
import type { Cluster } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import { clusterMissing } from '../survey/missing.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { placeIn } from './join-cluster.ts'
import { oidcProviderStep } from './oidc-provider.ts'
import { federationOf } from './role-stacks.ts'

/** The cluster's issuer becomes known to IAM, and the cluster says that it is. Throws where it has no issuer. */
export function associateOidcProvider(cluster: Cluster, live: LiveCluster): Step[] {
  federationOf(cluster, live.issuer)
  const provider = oidcProviderStep(placeIn(cluster, { disableRollback: false }), [])
  return [provider, toldByTag(live, [provider])]
}

/** eksctl reads the tag where it may not ask IAM. */
const toldByTag = ({ name, arn }: LiveCluster, after: readonly Step[]): Step => ({
  name: `tag ${tagKeys.oidcEnabled}`,
  after,
  usual: 1_000,
  look: async (app) => {
    const live = await app.clusters.find(name)
    if (live === undefined) return { blocked: clusterMissing(name, app.regionName) }
    const from = live.tags[tagKeys.oidcEnabled]
    return from === 'true'
      ? { so: true }
      : { so: false, change: { kind: 'update', why: [{ path: tagKeys.oidcEnabled, from, to: 'true' }] } }
  },
  act: (_change, app, { signal }) => app.clusters.tag(arn, { [tagKeys.oidcEnabled]: 'true' }, signal),
})
