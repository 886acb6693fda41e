import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import type { Step } from '../plan/step.ts'
import { capabilitySteps } from './capabilities.ts'

/** The capabilities that a config names, in a cluster that stands; those that exist are so. */
export const createCapabilities = (config: ClusterConfig, region: string): Step[] =>
  capabilitySteps(
    { cluster: { name: config.metadata.name, region, config }, fresh: false, options: { disableRollback: false } },
    config.capabilities ?? [],
    [],
  )
