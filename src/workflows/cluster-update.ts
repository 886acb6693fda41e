import type { App } from '../app.ts'
import type { ClusterSettings, LiveCluster } from '../app/clusters.ts'
import type { Difference, Lane, Step } from '../plan/step.ts'
import { mustStand } from '../survey/standing.ts'
import { eksUpdate } from './eks-update.ts'
import { settingDifferences } from './setting-differences.ts'

/** EKS makes one change of a cluster at a time. */
export const clusterUpdates: Lane = { name: 'cluster updates', limit: 1 }

export interface ClusterUpdate {
  readonly name: string
  readonly cluster: string
  readonly after?: readonly Step[]
  /** Ten minutes and more for a version, five for most settings. Milliseconds. */
  readonly usual?: number
  differences(live: LiveCluster): readonly Difference[]
  /** Begins the change; undefined where EKS is at another one. */
  begin(app: App, live: LiveCluster, signal: AbortSignal): Promise<string | undefined>
}

/** One change of a control plane by EKS, waited for: never two at once, and what somebody else has begun ends first. */
export const clusterUpdate = ({ cluster, usual = 300_000, ...wanted }: ClusterUpdate): Step =>
  eksUpdate<LiveCluster>({
    ...wanted,
    usual,
    scope: { cluster },
    lane: clusterUpdates,
    wait: true,
    moving: ['UPDATING'],
    find: async (app) => mustStand(await app.clusters.find(cluster), cluster, app),
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
