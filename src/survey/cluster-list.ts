import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { clusterTagKeys, stackNameTag } from '../tables/tag-keys.ts'
import { ownStack } from './live.ts'

/** A cluster in a list, with eksctl's words: whether a stack of it was found, exactly tagged. */
export interface ListedCluster {
  readonly Name: string
  readonly Region: string
  readonly Owned: 'True' | 'False' | 'Unknown'
}

/** How clusters are listed. */
export interface ClusterLook {
  /** How many names AWS is to tell at once. */
  readonly chunk?: number | undefined
  /** Who made them is not asked, and left open. */
  readonly namesOnly?: boolean
}

/** The clusters of a region, in the order of their names. One that goes while it is looked at is left out. */
export async function listedClusters(app: App, { chunk, namesOnly }: ClusterLook = {}): Promise<ListedCluster[]> {
  const names = await app.clusters.list(chunk)
  if (namesOnly === true) return names.toSorted().map((Name) => ({ Name, Region: app.regionName, Owned: 'Unknown' }))
  const all = await Promise.all(
    names.toSorted().map(async (Name) => {
      const Owned = await owned(app, Name)
      return Owned && { Name, Region: app.regionName, Owned }
    }),
  )
  return all.filter((one) => one !== undefined)
}

async function owned(app: App, name: string): Promise<ListedCluster['Owned'] | undefined> {
  try {
    const cluster = await app.clusters.find(name)
    return cluster && ((await madeByStack(app, cluster)) ? 'True' : 'False')
  } catch {
    return 'Unknown'
  }
}

/** Clusters that CloudFormation made before it could tag them, at the end of 2021, bear no tag of it. Milliseconds. */
const tagged = Date.parse('2022-01-01T00:00:00Z')

/** Whether a stack of eksctl's or ours made a cluster. Its own tags say it; only where they leave it open its stack is asked for. */
async function madeByStack(app: App, { name, tags, created = Infinity }: LiveCluster): Promise<boolean> {
  const told = tags[stackNameTag]
  const own = clusterStackName(name)
  if (told === undefined ? created >= tagged : told !== own) return false
  if (told === own && clusterTagKeys.some((key) => tags[key] === name)) return true
  return (await ownStack(app, name, own)) !== undefined
}
