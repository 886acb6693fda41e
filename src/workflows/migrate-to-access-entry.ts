import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Cluster } from '../config/cluster.ts'
import type { AccessEntry } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Sight, Step } from '../plan/step.ts'
import { accessEntryStackName } from '../tables/stack-names.ts'
import { accessEntrySteps } from './access-entries.ts'
import { authenticationMode } from './authentication-mode.ts'
import { awsAuthLane } from './aws-auth.ts'
import { placeIn } from './join-cluster.ts'
import { belongsTo, stackVerdicts } from './stack-verdicts.ts'

/** People and nodes that come in by aws-auth get access entries; with the target API aws-auth goes when they all have them. */
export function migrateToAccessEntry(
  cluster: Cluster,
  live: LiveCluster,
  entries: readonly AccessEntry[],
  target: 'API_AND_CONFIG_MAP' | 'API',
): Step[] {
  const { name } = cluster
  const knowsNone = live.authenticationMode === 'CONFIG_MAP'
  const first = knowsNone ? [authenticationMode(name, 'API_AND_CONFIG_MAP')] : []
  const moved = entries.map((entry) => movedEntry(cluster, entry, first, knowsNone))
  if (target !== 'API') return [...first, ...moved]
  const last = authenticationMode(name, 'API', [...first, ...moved], knowsNone)
  return [...first, ...moved, last, goneAwsAuth(live, [last])]
}

/** An entry in a stack of its own, unless the principal has one by now: EKS makes some itself when it begins to know them. */
function movedEntry(cluster: Cluster, entry: AccessEntry, after: readonly Step[], knowsNone: boolean): Step {
  const [made] = accessEntrySteps(placeIn(cluster, { disableRollback: false }), [entry], after)
  if (made === undefined) throw new TypeError('an entry has a step')
  const principal = entry.principalARN ?? ''
  let unread = knowsNone

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const first = unread
    unread = false
    if (first) return { so: false, change: { kind: 'create', provisional: true } }
    const [stack, isThere] = await Promise.all([
      app.stacks.find(accessEntryStackName(cluster.name, principal)),
      app.access.has(cluster.name, principal),
    ])
    const verdict = stack !== undefined && belongsTo(stack, cluster.name) ? stackVerdicts[stack.status].create : 'create'
    if (isThere && (verdict === 'so' || verdict === 'create')) return { so: true }
    if (verdict === 'so') return { blocked: entryLost(principal, cluster) }
    return (made as Step).look(app, signal)
  }

  return { ...made, look }
}

const entryLost = (principal: string, { name, region }: Cluster): EksxError =>
  new EksxError('AccessEntryLost', `the access entry of ${principal} was deleted, but its stack was not`, {
    exitCode: exitCodes.refused,
    hint: `eksx delete accessentry --cluster ${name} --region ${region} --principal-arn ${principal}, then run the same command again`,
  })

/** The map that lets nobody in any more. */
function goneAwsAuth(live: LiveCluster, after: readonly Step[]): Step {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'aws-auth', namespace: 'kube-system' } }
  return {
    name: 'config map aws-auth',
    after,
    lane: awsAuthLane,
    usual: 1_000,
    look: async (app, signal) =>
      (await app.kube.connect(live).object(map, signal)) === undefined ? { so: true } : { so: false, change: { kind: 'delete' } },
    act: (_change, app, { signal }) => app.kube.connect(live).deleteObject(map, signal),
  }
}
