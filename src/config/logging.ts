import type { ClusterConfig } from './schema/cluster-config.ts'

/** The logs that a control plane has, in EKS's order. */
export const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const

/** A list of logs in which `all` and `*` are all of them. */
export const everyLog = (types: readonly string[]): readonly string[] =>
  types.some((type) => type === 'all' || type === '*') ? logTypes : types

/** A config whose list of logs names each of them. */
export function withEveryLog(config: ClusterConfig): ClusterConfig {
  const { clusterLogging } = config.cloudWatch ?? {}
  const { enableTypes } = clusterLogging ?? {}
  if (enableTypes === undefined) return config
  return { ...config, cloudWatch: { ...config.cloudWatch, clusterLogging: { ...clusterLogging, enableTypes: [...everyLog(enableTypes)] } } }
}
