import type { App } from '../app.ts'
import { regions as known } from '../tables/regions.ts'
import { type ClusterLook, type ListedCluster, listedClusters } from './cluster-list.ts'

/** A region that says nothing does not hold up the others' answer: once half of them have told all, it gets this long (ms), or so many times what that took. */
const patience = { least: 20_000, times: 9 }

/** The clusters of all regions of the account that have EKS, asked side by side. A region that fails does not hide the others. */
export async function clustersEverywhere(
  app: App,
  look?: ClusterLook,
): Promise<{ clusters: ListedCluster[]; failures: { region: string; reason: string }[] }> {
  const switchedOn = await app.network.regions()
  const regions = switchedOn.filter((region) => known.includes(region)).toSorted()
  const failures: { region: string; reason: string }[] = []
  const [started, done, half] = [app.clock.now(), new AbortController(), Promise.withResolvers<void>()]
  let told = 0
  const late = half.promise
    .then(() => app.clock.sleep(Math.max(patience.least, patience.times * (app.clock.now() - started)), done.signal))
    .then(
      () => undefined,
      () => undefined,
    )
  const lists = await Promise.all(
    regions.map(async (region) => {
      try {
        const list = await Promise.race([listedClusters(app.region(region), look), late])
        if (list !== undefined) return list
        failures.push({ region, reason: 'no answer, while other regions have told all' })
      } catch (error) {
        failures.push({ region, reason: messageOf(error) })
      } finally {
        told += 1
        if (told >= regions.length / 2) half.resolve()
      }
      return []
    }),
  )
  done.abort()
  return { clusters: lists.flat(), failures: failures.toSorted((a, b) => (a.region < b.region ? -1 : 1)) }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
