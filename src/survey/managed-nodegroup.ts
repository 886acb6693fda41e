import type { App, LiveNodegroup } from '../app.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { nodegroupStackName } from '../tables/stack-names.ts'
import { ownStack } from './live.ts'
import { nodegroupMissing } from './missing.ts'
import { type FoundNodegroup, mustBeThere } from './nodegroups.ts'
import { anyCluster } from './standing.ts'

/** A nodegroup that EKS runs. Throws where there is none, and where it is one of ours that EKS does not know. */
export async function managedNodegroup(app: App, cluster: string, name: string): Promise<LiveNodegroup> {
  await anyCluster(app, cluster)
  const found = await app.nodegroups.find(cluster, name)
  if (found !== undefined) return found
  const stack = await ownStack(app, cluster, nodegroupStackName(cluster, name))
  if (stack === undefined) throw nodegroupMissing(name, cluster, app.regionName)
  throw notManaged(name, `its nodes say how they are: kubectl get nodes -l alpha.eksctl.io/nodegroup-name=${name}`)
}

/** Nodegroups that EKS runs, by name, and who keeps them. Throws where one is not there, or is self-managed. */
export async function managedNodegroups(app: App, cluster: string, names: readonly string[]): Promise<readonly FoundNodegroup[]> {
  const found = await mustBeThere(app, cluster, names)
  const own = found.find(({ kind }) => kind === 'self-managed')
  if (own === undefined) return found
  throw notManaged(
    own.name,
    'its nodes are as its stack made them: make a new nodegroup with `eksx create nodegroup`, then delete this one',
  )
}

/** Why a nodegroup of ours that EKS does not know can't be worked on through EKS. */
export const notManaged = (name: string, hint: string): EksxError =>
  new EksxError('NodegroupNotManaged', `nodegroup "${name}" is self-managed: EKS does not know it`, { exitCode: exitCodes.refused, hint })
