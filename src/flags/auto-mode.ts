import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { bool, type Given, int } from '../flags.ts'
import { badFlag } from './conflicts.ts'
import { performFlags } from './global.ts'
import { awsFlags, configFlags, timeoutFlags } from './groups.ts'
import type { DrainByFlags } from './remove.ts'

/** Flags of update auto-mode-config. */
export const autoModeFlags = {
  ...configFlags,
  'drain-all-nodegroups': bool({ summary: "move every nodegroup's pods to Auto Mode's nodes" }),
  'drain-parallel': int({ summary: 'nodes drained at a time', default: '1' }),
  'ignore-missing-subnets': bool({ summary: 'no effect', hidden: true }),
  ...timeoutFlags('40m0s'),
  ...performFlags,
  ...awsFlags,
}

/** How the nodegroups are to be drained, where they are. Throws where there would be no nodes for their pods. */
export function autoModeDrain(given: Given<typeof autoModeFlags>, { autoModeConfig: auto }: ClusterConfig): DrainByFlags | undefined {
  const { 'drain-all-nodegroups': all, 'drain-parallel': parallel } = given
  if (parallel !== undefined && parallel < 0) throw badFlag(`--drain-parallel=${parallel}: must not be less than 0`)
  const flag = all === true ? 'drain-all-nodegroups' : parallel === undefined ? undefined : 'drain-parallel'
  if (flag !== undefined && (auto?.enabled !== true || auto.nodePools?.length === 0))
    throw badFlag(`--${flag} needs Auto Mode with node pools`, 'state autoModeConfig.enabled: true, and its nodePools or none of them')
  return all === true
    ? { maxGrace: 600_000, evictionWait: 10_000, disableEviction: false, parallel: Math.max(1, parallel ?? 1) }
    : undefined
}
