import type { App, Caller, LiveCluster, Stack } from '../app.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { clusterStackName, isManaged, nodegroupOf, ownStacks } from './live.ts'

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

/** Everything of a cluster that can be deleted. Throws ClusterNotFound where there is neither a cluster nor a stack of it. */
export async function doomedCluster(app: App, name: string): Promise<Doomed> {
  const caller = await app.identity.caller()
  const region = app.regionName
  const [cluster, stacks] = await Promise.all([app.clusters.find(name), ownStacks(app, name)])
  if (cluster === undefined && stacks.length === 0) throw notFound(name, region)
  if (cluster?.connector !== undefined) {
    throw new EksxError('ConnectedCluster', `cluster "${name}" is registered from ${cluster.connector}, not made by EKS`, { exitCode: exitCodes.refused, hint: `deregister it: eksx deregister cluster --name ${name} --region ${region}` })
  }
  const there = cluster !== undefined && cluster.status !== 'DELETING'
  const [live, fargateProfiles, addons] = there
    ? await Promise.all([app.nodegroups.list(name), app.fargate.list(name), app.addons.list(name)])
    : [[], [], []]
  const autoModeName = `eksctl-${name}-auto-mode-role`
  const nodegroups = nodegroupsOf(stacks, live)
  const named = new Set([clusterStackName(name), autoModeName, ...nodegroups.map((ng) => ng.stack?.name)])
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
    autoModeRole: stacks.find((stack) => stack.name === autoModeName),
  }
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
  new EksxError('ClusterNotFound', `no cluster "${name}" in ${region}`, { exitCode: exitCodes.notFound, hint: `see \`eksx get cluster --region ${region}\`, or with --all-regions` })
