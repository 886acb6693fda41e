import type { App } from '../app.ts'
import type { Doomed } from '../survey/doomed.ts'
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
    if (vpcId === undefined) return []
    const [interfaces, groups] = await Promise.all([app.network.idleInterfaces(vpcId), app.network.securityGroups(vpcId)])
    const ours = new Set(groups.filter((group) => isOurs(group.tags)).map((group) => group.id))
    const left = interfaces.filter((one) => one.groups.length > 0 && one.groups.every((group) => ours.has(group)))
    for (const { id } of left) await app.network.deleteInterface(id, signal)
    const isThere = (await app.clusters.find(name)) !== undefined
    const isKept = (tags: Readonly<Record<string, string>>): boolean =>
      tags['aws:cloudformation:stack-id'] !== undefined || (isThere && tags['aws:eks:cluster-name'] !== undefined)
    const loose = groups.filter((group) => ours.has(group.id) && !isKept(group.tags))
    const removed: string[] = []
    for (const { id } of loose) if (await app.network.deleteSecurityGroup(id, signal)) removed.push(id)
    return [...left.map((one) => one.id), ...removed]
  }
}
