import type { App } from '../app.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { clusterOf } from './live.ts'

/** A cluster in a list, with eksctl's words: whether a stack of it was found, exactly tagged. */
export interface ListedCluster {
  readonly Name: string
  readonly Region: string
  readonly Owned: 'True' | 'False' | 'Unknown'
}

/** The clusters of a region, in the order of their names. */
export async function listedClusters(app: App, chunk?: number): Promise<ListedCluster[]> {
  const names = await app.clusters.list(chunk)
  return Promise.all(names.toSorted().map(async (Name) => ({ Name, Region: app.regionName, Owned: await owned(app, Name) })))
}

async function owned(app: App, cluster: string): Promise<ListedCluster['Owned']> {
  try {
    const stack = await app.stacks.find(clusterStackName(cluster))
    return stack !== undefined && clusterOf(stack) === cluster ? 'True' : 'False'
  } catch {
    return 'Unknown'
  }
}
