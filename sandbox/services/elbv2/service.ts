import type { Operation, Service } from '#sandbox/service.ts'
import { balancerOperations } from './balancers.ts'
import { targetOperations } from './targets.ts'

const operations: Record<string, Operation> = { ...balancerOperations, ...targetOperations }

/** Elastic Load Balancing, the second generation: application and network load balancers with their target groups. */
export const elbv2: Service = {
  name: 'elasticloadbalancingv2',
  client: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  operations,
}
