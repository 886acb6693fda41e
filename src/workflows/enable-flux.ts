import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import type { Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { standing } from './facts.ts'
import { fluxSteps } from './flux.ts'

/** Flux in a cluster that stands; where it is there already, it is so. */
export const enableFlux = (cluster: string, gitops: ClusterConfig['gitops']): Step[] =>
  fluxSteps({ cluster: { name: cluster }, fresh: false, standing: standing(cluster, clusterStackName(cluster)) }, gitops, [])
