import type * as Eks from '@aws-sdk/client-eks'
import { AwsError, type Call } from '../../service.ts'
import type { Stored } from './state.ts'

/** With the first type of log that is switched on there is the cluster's log group; it stays when they are off again. */
export async function openLogGroup(call: Call, cluster: Pick<Stored<Eks.Cluster>, 'name' | 'logging'>): Promise<void> {
  if (cluster.logging?.clusterLogging?.some((setup) => setup.enabled === true) !== true) return
  try {
    await call.aws('logs', 'CreateLogGroup', { logGroupName: `/aws/eks/${cluster.name}/cluster` })
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error
  }
}
