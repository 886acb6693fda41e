import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { clusterStates, verdictOn } from '../tables/eks-states.ts'
import type { Live } from './live.ts'
import { clusterMissing } from './missing.ts'

/** A cluster that can be worked on. Throws where there is none, or it is being made or deleted. */
export async function standingCluster(app: App, name: string): Promise<LiveCluster> {
  await app.identity.caller()
  return mustStand(await app.clusters.find(name), name, app)
}

/** A cluster in whatever state it is. Throws where there is none, or EKS only shows it. */
export async function anyCluster(app: App, name: string): Promise<LiveCluster> {
  await app.identity.caller()
  return lookedAt(app, name)
}

/** A cluster in whatever state it is, for a look at its parts. Throws where there is none, or EKS only shows it. */
export async function lookedAt(app: App, name: string): Promise<LiveCluster> {
  const cluster = await app.clusters.find(name)
  if (cluster === undefined) throw clusterMissing(name, app.regionName)
  if (cluster.connector !== undefined) throw connectedCluster(name, cluster.connector, app.regionName)
  return cluster
}

/** What was found under a cluster's name. Throws where that is nothing, or nothing that can be worked on. */
export function mustStand(cluster: LiveCluster | undefined, name: string, { regionName }: Pick<App, 'regionName'>): LiveCluster {
  if (cluster === undefined) throw clusterMissing(name, regionName)
  if (cluster.connector !== undefined) throw connectedCluster(name, cluster.connector, regionName)
  const { update, line } = verdictOn(clusterStates, cluster.status)
  if (update === 'update' || update === 'follow') return cluster
  throw new EksxError('ClusterNotReady', `cluster "${name}" is ${cluster.status}`, { exitCode: exitCodes.refused, hint: line })
}

/** Throws where a new cluster's name is that of one that no stack of ours made: it could not be made, and is not ours to finish. */
export function mustBeFree({ cluster, stack }: Pick<Live, 'cluster' | 'stack'>, { regionName }: Pick<App, 'regionName'>): void {
  if (cluster === undefined) return
  if (cluster.connector !== undefined) throw connectedCluster(cluster.name, cluster.connector, regionName)
  if (stack !== undefined) return
  throw new EksxError('ClusterExists', `cluster "${cluster.name}" exists already in ${regionName}, made without eksctl or eksx`, {
    exitCode: exitCodes.refused,
    hint:
      cluster.status === 'DELETING'
        ? 'it is being deleted: wait until it is gone, then run the same command again'
        : 'choose another name; nodegroups can be added to it by `create nodegroup -f`',
  })
}

/** A cluster that runs elsewhere: EKS only shows it. */
export const connectedCluster = (name: string, provider: string, region: string): EksxError =>
  new EksxError('ConnectedCluster', `cluster "${name}" is registered from ${provider}, not made by EKS`, {
    exitCode: exitCodes.refused,
    hint: `its own tools run it; to have EKS forget it: eksx deregister cluster --name ${name} --region ${region}`,
  })

/** A cluster lets people in by aws-auth alone. */
export const accessEntriesOff = (cluster: string, region: string): EksxError =>
  new EksxError('AccessEntriesOff', `cluster "${cluster}" has the authentication mode CONFIG_MAP, which knows no access entries`, {
    exitCode: exitCodes.refused,
    hint: `switch them on: eksx utils update-authentication-mode --cluster ${cluster} --region ${region} --authentication-mode API_AND_CONFIG_MAP`,
  })
