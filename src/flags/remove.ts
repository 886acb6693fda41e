import { bool, duration, int, string } from '../flags.ts'
import { performFlags } from './global.ts'
import { approveFlags, clusterFlags, configFlags, filterFlags, regionFlags, stackFlags, timeoutFlags, waitFlags } from './groups.ts'

const drain = 'DRAINING'

/** Flags of delete cluster. */
export const deleteClusterFlags = {
  name: string({ char: 'n', summary: 'name of the cluster' }),
  ...regionFlags,
  ...configFlags,
  ...waitFlags,
  force: bool({ summary: 'go on where pods cannot be evicted or the cluster cannot be reached' }),
  ...timeoutFlags(),
  ...performFlags,
  'disable-nodegroup-eviction': bool({ summary: 'delete pods outright, without asking their disruption budgets', group: drain }),
  'pod-eviction-wait-period': duration({ summary: 'time between two tries of an eviction', default: '10s', group: drain }),
  parallel: int({ summary: 'nodes drained at a time', default: '1', group: drain }),
  ...stackFlags,
}

/** Flags of delete nodegroup. */
export const deleteNodegroupFlags = {
  ...clusterFlags,
  name: string({ char: 'n', summary: 'name of the nodegroup' }),
  ...regionFlags,
  ...configFlags,
  ...approveFlags,
  ...filterFlags,
  'only-missing': bool({ summary: 'delete what the cluster has and the file has not' }),
  'update-auth-configmap': bool({ summary: "take the nodes' role out of aws-auth", default: 'true' }),
  ...waitFlags,
  ...timeoutFlags(),
  ...performFlags,
  drain: bool({ summary: 'drain the nodes first', default: 'true', group: drain }),
  'max-grace-period': duration({ summary: 'longest time that a pod gets to end', default: '10m0s', group: drain }),
  'pod-eviction-wait-period': duration({ summary: 'time between two tries of an eviction', default: '10s', group: drain }),
  'disable-eviction': bool({ summary: 'delete pods outright, without asking their disruption budgets', group: drain }),
  parallel: int({ summary: 'nodes drained at a time, 1 to 25', default: '1', group: drain }),
  ...stackFlags,
}

/** How nodes are drained. Times in milliseconds. */
export interface DrainByFlags {
  readonly maxGrace: number
  readonly evictionWait: number
  readonly disableEviction: boolean
  readonly parallel: number
}

interface DrainFlags {
  readonly 'max-grace-period'?: number
  readonly 'pod-eviction-wait-period'?: number
  readonly 'disable-eviction'?: boolean
  readonly 'disable-nodegroup-eviction'?: boolean
  readonly parallel?: number
}

/** The draining flags of either command. */
export const drainFromFlags = (given: DrainFlags): DrainByFlags => ({
  maxGrace: given['max-grace-period'] ?? 600_000,
  evictionWait: given['pod-eviction-wait-period'] ?? 10_000,
  disableEviction: given['disable-eviction'] === true || given['disable-nodegroup-eviction'] === true,
  parallel: Math.max(1, given.parallel ?? 1),
})
