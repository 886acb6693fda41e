import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** A cluster that can be worked on. Throws where there is none, or it is being made or deleted. */
export async function standingCluster(app: App, name: string): Promise<LiveCluster> {
  await app.identity.caller()
  return mustStand(await app.clusters.find(name), name, app)
}

/** What was found under a cluster's name. Throws where that is nothing, or nothing that can be worked on. */
export function mustStand(cluster: LiveCluster | undefined, name: string, { regionName }: Pick<App, 'regionName'>): LiveCluster {
  if (cluster === undefined) {
    throw new EksxError('ClusterNotFound', `no cluster "${name}" in ${regionName}`, {
      exitCode: exitCodes.notFound,
      hint: `see \`eksx get cluster --region ${regionName}\`, or with --all-regions`,
    })
  }
  if (cluster.status !== 'ACTIVE' && cluster.status !== 'UPDATING') {
    throw new EksxError('ClusterNotReady', `cluster "${name}" is ${cluster.status}`, {
      exitCode: exitCodes.refused,
      hint: 'wait until it is ACTIVE, then run the same command again',
    })
  }
  return cluster
}
