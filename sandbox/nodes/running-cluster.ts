import type { ObjectStore } from '../kubernetes/objects.ts'
import type { Account, Call } from '../service.ts'
import type { ClusterRecord } from '../services/eks/state.ts'

/** A cluster whose API server runs: what controllers, the scheduler and nodes act on. */
export interface RunningCluster {
  readonly record: ClusterRecord
  readonly objects: ObjectStore
  /** In the name of EKS. */
  readonly call: Call
  /** Asks for another round of the controllers; rounds asked for at once are one. */
  wake(): void
  readonly stopped: boolean
}

const running = new WeakMap<Account, Map<string, RunningCluster>>()

/** The clusters of an account whose API servers run, by `<region>/<name>`. */
export function runningClusters(account: Account): Map<string, RunningCluster> {
  const found = running.get(account) ?? new Map<string, RunningCluster>()
  running.set(account, found)
  return found
}

/** The running cluster of that name in a call's region. */
export const runningCluster = (call: Call, name: string): RunningCluster | undefined =>
  runningClusters(call.account).get(`${call.region}/${name}`)

/**
 * Runs work after a duration of the cluster's time, unless the cluster has stopped by then. After a restart a round asks for it again; what
 * has passed of its time counts.
 */
export function later(cluster: RunningCluster, kind: string, key: string, work: () => void | Promise<void>): void {
  const { account } = cluster.call
  const { begun } = cluster.record
  const now = account.clock.now()
  const name = `${kind}/${key}`
  const since = (begun[name] ??= now)
  const whole = account.durations.of(kind, `${cluster.record.cluster.name}/${key}`)
  account.after(Math.max(0, whole - (now - since)), async () => {
    if (cluster.stopped) return
    delete begun[name]
    await work()
  })
}

/** Now, as Kubernetes writes it. */
export const kubeNow = (cluster: RunningCluster): string => new Date(cluster.call.account.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')
