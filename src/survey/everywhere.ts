import type { App } from '../app.ts'
import { regions as known } from '../tables/regions.ts'
import { type ClusterLook, type ListedCluster, listedClusters } from './cluster-list.ts'

/** What a region that says nothing is waited for, so that it does not hold up the others' answer. Milliseconds. */
const patience = 20_000

/** The clusters of all regions of the account that have EKS, asked side by side. A region that fails does not hide the others. */
export async function clustersEverywhere(
  app: App,
  look?: ClusterLook,
): Promise<{ clusters: ListedCluster[]; failures: { region: string; reason: string }[] }> {
  const switchedOn = await app.network.regions()
  const regions = switchedOn.filter((region) => known.includes(region)).toSorted()
  const failures: { region: string; reason: string }[] = []
  const done = new AbortController()
  const late = app.clock.sleep(patience, done.signal).then(
    () => undefined,
    () => undefined,
  )
  const lists = await Promise.all(
    regions.map(async (region) => {
      try {
        const list = await Promise.race([listedClusters(app.region(region), look), late])
        if (list !== undefined) return list
        failures.push({ region, reason: `no answer within ${patience / 1000} s` })
      } catch (error) {
        failures.push({ region, reason: messageOf(error) })
      }
      return []
    }),
  )
  done.abort()
  return { clusters: lists.flat(), failures: failures.toSorted((a, b) => (a.region < b.region ? -1 : 1)) }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
