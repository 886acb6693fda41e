import { bool, duration, type Given, int, string } from '../flags.ts'
import { type FileRules, deleteNodegroupFile } from './conflicts.ts'
import { performFlags } from './global.ts'
import { approveFlags, clusterFlags, configFlags, filterFlags, regionFlags, stackFlags, timeoutFlags } from './groups.ts'
import { type DrainByFlags, drainFromFlags } from './remove.ts'

const { 'cfn-role-arn': cfnRole, 'cfn-disable-rollback': cfnRollback, ...aws } = stackFlags

/** Flags of drain nodegroup. Nothing of it goes through CloudFormation. */
export const drainNodegroupFlags = {
  ...clusterFlags,
  name: string({ char: 'n', summary: 'name of the nodegroup' }),
  undo: bool({ summary: 'let pods onto the nodes again' }),
  ...regionFlags,
  ...configFlags,
  ...approveFlags,
  ...filterFlags,
  'only-missing': bool({ summary: 'drain what the cluster has and the file has not' }),
  'max-grace-period': duration({ summary: 'longest time that a pod gets to end', default: '10m0s' }),
  'pod-eviction-wait-period': duration({ summary: 'time between two tries of an eviction', default: '10s' }),
  'node-drain-wait-period': duration({ summary: 'pause after a node, before the next one', default: '0s' }),
  'disable-eviction': bool({ summary: 'delete pods outright, without asking their disruption budgets' }),
  parallel: int({ summary: 'nodes drained at a time, of all nodegroups together, 1 to 25', default: '1' }),
  ...timeoutFlags(),
  ...performFlags,
  ...aws,
  'cfn-role-arn': { ...cfnRole, hidden: true },
  'cfn-disable-rollback': { ...cfnRollback, hidden: true },
}

export const drainNodegroupFile: FileRules = { ...deleteNodegroupFile, ignored: ['cfn-role-arn', 'cfn-disable-rollback'] }

/** How the line wants nodes drained. Times in milliseconds. */
export const drainWish = (
  given: Given<typeof drainNodegroupFlags>,
): DrainByFlags & { readonly nodeWait: number; readonly otherwise: string; readonly tellsEmpty: true } => ({
  ...drainFromFlags(given),
  otherwise: '--disable-eviction',
  nodeWait: given['node-drain-wait-period'] ?? 0,
  tellsEmpty: true,
})
