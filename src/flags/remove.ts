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
