import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** A cluster that can be worked on. Throws where there is none, or it is being made or deleted. */
export async function standingCluster(app: App, name: string): Promise<LiveCluster> {
  await app.identity.caller()
  const cluster = await app.clusters.find(name)
  if (cluster === undefined) {
    throw new EksxError('ClusterNotFound', `no cluster "${name}" in ${app.regionName}`, {
      exitCode: exitCodes.notFound,
      hint: `see \`eksx get cluster --region ${app.regionName}\`, or with --all-regions`,
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
