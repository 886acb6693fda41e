import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { clusterUpdates } from './cluster-update.ts'
import { until } from './until.ts'

const usual = 300_000

/** The Kubernetes API, closed to the internet: a fully private cluster is made through its public endpoint, which is shut at the end. */
export function privateEndpoint(cluster: string, fresh: boolean, after: readonly Step[]): Step {
  let first = fresh

  async function look(app: App): Promise<Sight> {
    const live = first ? undefined : await app.clusters.find(cluster)
    const known = !first
    first = false
    if (live === undefined) return { so: false, change: { kind: 'create', ...(!known && { provisional: true }) } }
    if (isShut(live)) return { so: true }
    return live.status === 'UPDATING' ? { so: false, change: { kind: 'follow' } } : { so: false, change: { kind: 'create', why } }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    const find = (): Promise<LiveCluster | undefined> => app.clusters.find(cluster)
    const begun = async (): Promise<boolean> => {
      const rested = await until(app, run, find, (live) => live?.status !== 'UPDATING', 15_000)
      return rested === undefined || isShut(rested) || (await app.clusters.configure(cluster, shut, run.signal)) !== undefined
    }
    await until(app, run, begun, (started) => started)
    await until(app, run, find, (live) => live === undefined || isShut(live) || (live.status === 'ACTIVE' && !live.publicAccess), 15_000)
  }

  return { name: 'private endpoint', after, lane: clusterUpdates, usual, look, act }
}

const shut = { resourcesVpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true } }

const why = [{ path: 'vpc.clusterEndpoints.publicAccess', from: true, to: false }]

const isShut = (live: LiveCluster): boolean => !live.publicAccess && live.status === 'ACTIVE'
