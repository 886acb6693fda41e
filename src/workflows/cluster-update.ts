import type { ClusterSettings, LiveCluster } from '../app/clusters.ts'
import type { Lane, Step } from '../plan/step.ts'
import { clusterMissing } from '../survey/missing.ts'
import { clusterStates } from '../tables/eks-states.ts'
import { type EksUpdate, eksUpdate } from './eks-update.ts'
import { settingDifferences } from './setting-differences.ts'

/** EKS makes one change of a cluster at a time. */
export const clusterUpdates: Lane = { name: 'cluster updates', limit: 1 }

export interface ClusterUpdate extends Pick<EksUpdate<LiveCluster>, 'name' | 'after' | 'refusal' | 'differences' | 'begin'> {
  readonly cluster: string
  /** Ten minutes and more for a version, five for most settings. Milliseconds. */
  readonly usual?: number
}

/** One change of a control plane by EKS, waited for: never two at once, and what somebody else has begun ends first. */
export const clusterUpdate = ({ cluster, usual = 300_000, ...wanted }: ClusterUpdate): Step =>
  eksUpdate<LiveCluster>({
    ...wanted,
    usual,
    scope: { cluster },
    lane: clusterUpdates,
    wait: true,
    states: clusterStates,
    find: (app) => app.clusters.find(cluster),
    missing: ({ regionName }) => clusterMissing(cluster, regionName),
  })

/** Settings that a control plane must have, by EKS's own names. Settings of one kind only: EKS takes no more in a call. */
export const clusterSettings = (name: string, cluster: string, settings: ClusterSettings, after: readonly Step[] = []): Step =>
  clusterUpdate({
    name,
    cluster,
    after,
    differences: (live) => settingDifferences(settings, live.raw),
    begin: (app, _live, signal) => app.clusters.configure(cluster, settings, signal),
  })
