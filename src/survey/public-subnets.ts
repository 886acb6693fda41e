import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { subnetsInOutputs } from '../tables/stack-outputs.ts'
import { ownStack } from './live.ts'
import { standingCluster } from './standing.ts'

/** A cluster and the public subnets that its stack tells of. Throws where no stack of eksctl's or ours made the cluster. */
export async function publicSubnets(
  app: App,
  name: string,
): Promise<{ readonly cluster: LiveCluster; readonly subnets: readonly string[] }> {
  const cluster = await standingCluster(app, name)
  const stack = await ownStack(app, name, clusterStackName(name))
  if (stack !== undefined) return { cluster, subnets: subnetsInOutputs(stack.outputs, 'public') }
  throw new EksxError('ClusterNotOwned', `cluster "${name}" was not made by eksctl or eksx: no stack tells of its subnets`, {
    exitCode: exitCodes.refused,
    hint: 'change its subnets yourself: aws ec2 modify-subnet-attribute --map-public-ip-on-launch --subnet-id …',
  })
}
