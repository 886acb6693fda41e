import type { App, Caller } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { autoModeRoleStackName, clusterStackName } from '../tables/stack-names.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { ownStacks } from './live.ts'
import { clusterMissing } from './missing.ts'
import { type FoundNodegroup, nodegroupsOf } from './nodegroups.ts'
import { connectedCluster } from './standing.ts'

/** What there is to delete of a cluster, found by exact ownership. */
export interface Doomed {
  readonly caller: Caller
  readonly name: string
  readonly region: string
  readonly cluster: LiveCluster | undefined
  readonly clusterStack: Stack | undefined
  readonly nodegroups: readonly FoundNodegroup[]
  readonly fargateProfiles: readonly string[]
  readonly addons: readonly string[]
  /** Capabilities that no stack of ours made. */
  readonly capabilities: readonly string[]
  /** Roles, access entries and what else eksctl keeps in stacks of their own. */
  readonly otherStacks: readonly Stack[]
  readonly autoModeRole: Stack | undefined
}

/**
 * Everything of a cluster that can be deleted. Throws ClusterNotFound where there is neither a cluster nor a stack of it, and no kubeconfig
 * names it: a deletion that was killed may have left no more than that entry.
 */
export async function doomedCluster(app: App, name: string): Promise<Doomed> {
  const caller = await app.identity.caller()
  const region = app.regionName
  const [cluster, stacks] = await Promise.all([app.clusters.find(name), ownStacks(app, name)])
  if (cluster === undefined && stacks.length === 0 && (await app.kubeconfigs.holding(name, region)).length === 0)
    throw clusterMissing(name, region)
  if (cluster?.connector !== undefined) throw connectedCluster(name, cluster.connector, region)
  if (cluster?.raw['deletionProtection'] === true && cluster.status !== 'DELETING') throw isProtected(name, region)
  const there = cluster !== undefined && cluster.status !== 'DELETING'
  const [live, fargateProfiles, addons, capabilities] = there
    ? await Promise.all([app.nodegroups.list(name), app.fargate.list(name), app.addons.list(name), capabilitiesOf(app, name)])
    : [[], [], [], []]
  const nodegroups = nodegroupsOf(stacks, live)
  const named = new Set([clusterStackName(name), autoModeRoleStackName(name), ...nodegroups.map((ng) => ng.stack?.name)])
  return {
    caller,
    name,
    region,
    cluster,
    clusterStack: stacks.find((stack) => stack.name === clusterStackName(name)),
    nodegroups,
    fargateProfiles,
    addons,
    capabilities: capabilities.filter((one) => !stacks.some(({ tags }) => tags[tagKeys.capabilityName] === one)),
    otherStacks: stacks.filter((stack) => !named.has(stack.name)),
    autoModeRole: stacks.find((stack) => stack.name === autoModeRoleStackName(name)),
  }
}

/** Whoever may not list them can delete a cluster that has none: EKS names one that is in the way. */
async function capabilitiesOf(app: App, cluster: string): Promise<string[]> {
  try {
    return await app.capabilities.list(cluster)
  } catch (error) {
    if (error instanceof EksxError && error.exitCode === exitCodes.denied) return []
    throw error
  }
}

const isProtected = (name: string, region: string): EksxError =>
  new EksxError('DeletionProtected', `cluster "${name}" has deletion protection in EKS`, {
    exitCode: exitCodes.refused,
    hint: `to lift it: aws eks update-cluster-config --name ${name} --region ${region} --no-deletion-protection; then run the same command again`,
  })
