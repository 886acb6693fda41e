import type { App, Caller } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { autoModeRoleStackName, clusterStackName, nodegroupStackName } from '../tables/stack-names.ts'
import { clusterOf, isManaged, nodegroupOf, ownStacks } from './live.ts'
import { connectedCluster } from './standing.ts'

/** What there is to delete of a cluster, found by exact ownership. */
export interface Doomed {
  readonly caller: Caller
  readonly name: string
  readonly region: string
  readonly cluster: LiveCluster | undefined
  readonly clusterStack: Stack | undefined
  readonly nodegroups: readonly DoomedNodegroup[]
  readonly fargateProfiles: readonly string[]
  readonly addons: readonly string[]
  /** Roles, access entries and what else eksctl keeps in stacks of their own. */
  readonly otherStacks: readonly Stack[]
  readonly autoModeRole: Stack | undefined
}

export interface DoomedNodegroup {
  readonly name: string
  readonly kind: 'managed' | 'self-managed'
  /** None for a managed nodegroup that was made by hand. */
  readonly stack: Stack | undefined
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
    throw notFound(name, region)
  if (cluster?.connector !== undefined) throw connectedCluster(name, cluster.connector, region)
  const there = cluster !== undefined && cluster.status !== 'DELETING'
  const [live, fargateProfiles, addons] = there
    ? await Promise.all([app.nodegroups.list(name), app.fargate.list(name), app.addons.list(name)])
    : [[], [], []]
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
    otherStacks: stacks.filter((stack) => !named.has(stack.name)),
    autoModeRole: stacks.find((stack) => stack.name === autoModeRoleStackName(name)),
  }
}

/** Nodegroups of a cluster that stands, by name; `missing` are names that neither a stack nor EKS knows. */
export interface DoomedNodegroups {
  readonly cluster: LiveCluster
  readonly nodegroups: readonly DoomedNodegroup[]
  readonly missing: readonly string[]
}

/** Finds the nodegroups to delete: those named, or with `butThese` every one that is not named. */
export async function doomedNodegroups(app: App, name: string, names: readonly string[], butThese = false): Promise<DoomedNodegroups> {
  await app.identity.caller()
  const cluster = await app.clusters.find(name)
  if (cluster === undefined) throw notFound(name, app.regionName)
  if (butThese) {
    const [stacks, live] = await Promise.all([ownStacks(app, name), app.nodegroups.list(name)])
    return { cluster, nodegroups: nodegroupsOf(stacks, live).filter((ng) => !names.includes(ng.name)), missing: [] }
  }
  const found = await Promise.all(names.map((nodegroup) => doomedNodegroup(app, name, nodegroup)))
  return { cluster, nodegroups: found.filter((one) => one !== undefined), missing: names.filter((_, i) => found[i] === undefined) }
}

async function doomedNodegroup(app: App, cluster: string, name: string): Promise<DoomedNodegroup | undefined> {
  const stack = await app.stacks.find(nodegroupStackName(cluster, name))
  if (stack !== undefined && clusterOf(stack) === cluster) return { name, kind: isManaged(stack) ? 'managed' : 'self-managed', stack }
  const live = await app.nodegroups.find(cluster, name)
  return live && { name, kind: 'managed', stack: undefined }
}

function nodegroupsOf(stacks: readonly Stack[], live: readonly string[]): DoomedNodegroup[] {
  const owned = stacks.flatMap((stack): DoomedNodegroup[] => {
    const name = nodegroupOf(stack)
    return name === undefined ? [] : [{ name, kind: isManaged(stack) ? 'managed' : 'self-managed', stack }]
  })
  const byHand = live.filter((name) => !owned.some((ng) => ng.name === name))
  return [...owned, ...byHand.map((name): DoomedNodegroup => ({ name, kind: 'managed', stack: undefined }))]
}

const notFound = (name: string, region: string): EksxError =>
  new EksxError('ClusterNotFound', `no cluster "${name}" in ${region}`, {
    exitCode: exitCodes.notFound,
    hint: `see \`eksx get cluster --region ${region}\`, or with --all-regions`,
  })
