import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import type { Doomed } from '../survey/doomed.ts'
import { autoModePolicies } from '../tables/auto-mode.ts'
import { isMarked } from '../tables/cluster-marks.ts'
import type { Orphans } from './delete-stack.ts'

/**
 * Interfaces that the network add-on left, and security groups that load balancers left, in the cluster's own VPC. Ours by exact tag: the
 * group was made by one of this cluster's stacks, or bears the cluster's own mark. The group that EKS made is EKS's to remove while the
 * cluster is there; EKS gives up on it where rules of others still name it.
 */
export function orphansOf({ name, clusterStack, nodegroups }: Doomed): Orphans {
  const vpcId = clusterStack?.outputs['VPC']
  const stacks = new Set([clusterStack?.id, ...nodegroups.map((ng) => ng.stack?.id)])
  const isOurs = (tags: Readonly<Record<string, string>>): boolean =>
    stacks.has(tags['aws:cloudformation:stack-id']) || isMarked(name, tags)

  return async (app: App, signal: AbortSignal): Promise<readonly string[]> => {
    const isThere = (await app.clusters.find(name)) !== undefined
    const rights = isThere || clusterStack === undefined ? [] : await looseRights(app, clusterStack, signal)
    if (vpcId === undefined) return rights
    const [interfaces, groups] = await Promise.all([app.network.idleInterfaces(vpcId), app.network.securityGroups(vpcId)])
    const ours = new Set(groups.filter((group) => isOurs(group.tags)).map((group) => group.id))
    const left = interfaces.filter((one) => one.groups.length > 0 && one.groups.every((group) => ours.has(group)))
    for (const { id } of left) await app.network.deleteInterface(id, signal)
    const isKept = (tags: Readonly<Record<string, string>>): boolean =>
      tags['aws:cloudformation:stack-id'] !== undefined || (isThere && tags['aws:eks:cluster-name'] !== undefined)
    const loose = groups.filter((group) => ours.has(group.id) && !isKept(group.tags))
    const removed: string[] = []
    for (const { id } of loose) if (await app.network.deleteSecurityGroup(id, signal)) removed.push(id)
    return [...rights, ...left.map((one) => one.id), ...removed]
  }
}

/**
 * Auto Mode that was switched on later put its policies on the role of the cluster stack, beside those that the stack knows; IAM deletes no
 * role that has any. EKS needs them until the cluster is gone.
 */
async function looseRights(app: App, stack: Stack, signal: AbortSignal): Promise<string[]> {
  const role = await app.stacks.resource(stack.id, 'ServiceRole')
  if (role === undefined) return []
  const attached = await app.roles.attachedPolicies(role)
  const loose = attached.filter((arn) => autoModePolicies.some((policy) => arn.endsWith(`:iam::aws:policy/${policy}`)))
  for (const arn of loose) await app.roles.detach(role, arn, signal)
  return loose.map((arn) => `${arn.split('/').at(-1)} of ${role}`)
}
