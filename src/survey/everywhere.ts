import type { App } from '../app.ts'
import { regions as known } from '../tables/regions.ts'
import { listedClusters, type ListedCluster } from './cluster-list.ts'

/** The clusters of all regions of the account that have EKS, asked side by side. A region that fails does not hide the others. */
export async function clustersEverywhere(
  app: App,
  chunk?: number,
): Promise<{ clusters: ListedCluster[]; failures: { region: string; reason: string }[] }> {
  const switchedOn = await app.network.regions()
  const regions = switchedOn.filter((region) => known.includes(region)).toSorted()
  const results = await Promise.allSettled(regions.map((region) => listedClusters(app.region(region), chunk)))
  const clusters = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ region: regions[index] as string, reason: messageOf(result.reason) }] : [],
  )
  return { clusters, failures }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
