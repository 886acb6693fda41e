import type { ObjectStore } from '../kubernetes/objects.ts'
import type { Call } from '../service.ts'
import type { ClusterRecord } from '../services/eks/state.ts'
import { provision, settleProvisioning } from './auto-mode.ts'
import { advertiseDevices } from './devices.ts'
import { passOver, runFargate } from './fargate.ts'
import { retryJoins, watchInstances } from './instances.ts'
import { runBalancerController } from './balancer-controller.ts'
import { balanceServices } from './load-balancers.ts'
import { readyNodes } from './node-object.ts'
import { runningClusters, type RunningCluster } from './running-cluster.ts'
import { runKubelets, schedule } from './scheduler.ts'
import { runControllers } from './workloads.ts'

/** Brings a cluster to life: its controllers run a round after every change. `settle` hears of each round, for what EKS itself reports. */
export function startRounds(
  call: Call,
  record: ClusterRecord,
  objects: ObjectStore,
  settle: (cluster: RunningCluster) => void,
): { cluster: RunningCluster; stop(): void } {
  const state = { stopped: false, asked: false }
  const cluster: RunningCluster = {
    record,
    objects,
    call,
    get stopped() {
      return state.stopped
    },
    wake() {
      if (state.asked || state.stopped) return
      state.asked = true
      queueMicrotask(() => {
        state.asked = false
        if (!state.stopped) round(cluster, settle)
      })
    },
  }
  watchInstances(call.account)
  const unsubscribe = objects.onChange(({ object }) => {
    cluster.wake()
    if (object.kind === 'ConfigMap' && object.metadata.name === 'aws-auth') void retryJoins(cluster)
  })
  const key = `${call.region}/${record.cluster.name}`
  runningClusters(call.account).set(key, cluster)
  passOver(cluster)
  cluster.wake()
  return {
    cluster,
    stop() {
      state.stopped = true
      unsubscribe()
      if (runningClusters(call.account).get(key) === cluster) runningClusters(call.account).delete(key)
    },
  }
}

function round(cluster: RunningCluster, settle: (cluster: RunningCluster) => void): void {
  runControllers(cluster)
  runFargate(cluster)
  settleProvisioning(cluster)
  provision(cluster, schedule(cluster))
  runKubelets(cluster)
  readyNodes(cluster)
  advertiseDevices(cluster)
  balanceServices(cluster)
  runBalancerController(cluster)
  settle(cluster)
}
