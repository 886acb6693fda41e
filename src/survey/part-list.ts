import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { type Part, partMissing } from './missing.ts'

/** Which parts of a cluster are asked for. */
export interface Look {
  readonly app: App
  readonly cluster: LiveCluster
  /** The name of one; all where there is none. */
  readonly only?: string | undefined
  /** How many names AWS is to tell at once. */
  readonly chunk?: number | undefined
}

/** The parts of a cluster, in AWS's order, or the one that is named. What goes while it is looked at is left out; a name that is not there throws. */
export async function partsOf<T>(
  part: Part,
  { app, cluster, only, chunk }: Look,
  port: {
    list(cluster: string, chunk?: number): Promise<readonly string[]>
    find(cluster: string, name: string): Promise<T | undefined>
  },
): Promise<T[]> {
  const names = only === undefined ? await port.list(cluster.name, chunk) : [only]
  const found = await Promise.all(names.map((name) => port.find(cluster.name, name)))
  const there = found.filter((one) => one !== undefined)
  if (only !== undefined && there.length === 0) throw partMissing(part, only, cluster.name, app.regionName)
  return there
}
