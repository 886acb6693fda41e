import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Cluster, Nodegroup } from '../config/cluster.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Live } from '../survey/live.ts'
import { mustHaveNodeAddons, mustRunOnArm } from '../survey/core-addons.ts'
import { instanceClass } from '../tables/instances.ts'
import { nodegroupStackName } from '../tables/stack-names.ts'

/** What a line says about nodes that join a cluster. */
export interface JoinWish {
  /** `--update-auth-configmap`: whether their role is written into aws-auth; undefined leaves it to the cluster. */
  readonly intoConfigMap: boolean | undefined
  /** `--skip-outdated-addons-check` */
  readonly evenIfOutdated: boolean
  /** What is there already under a name is left as it is; else the name is taken. */
  readonly leaveStanding: boolean
}

/** The nodegroups that remain to be made, and what should be said. */
export interface Joining {
  readonly cluster: Cluster
  readonly warnings: readonly string[]
}

/** Throws where nodes could not join a cluster that stands, or not in the way that was asked for. */
export async function joiningNodes(app: App, asked: Cluster, live: Live, wish: JoinWish): Promise<Joining> {
  const byHand = await madeByHand(app, asked)
  const [first] = byHand
  if (first !== undefined && !wish.leaveStanding) throw nameTaken(first, asked.name)
  const cluster = { ...asked, nodegroups: asked.nodegroups.filter(({ name }) => !byHand.includes(name)) }
  const left = byHand.map((name) => `nodegroup ${name} is there already, made without eksctl or eksx: it is left as it is`)
  return { cluster, warnings: [...left, ...(await checked(app, cluster, live, wish))] }
}

/** Managed nodegroups of these names that have no stack. */
async function madeByHand(app: App, { name: cluster, nodegroups }: Cluster): Promise<string[]> {
  const names = nodegroups.filter(({ kind }) => kind === 'managed').map(({ name }) => name)
  const there = names.length === 0 ? [] : await app.nodegroups.list(cluster)
  const both = names.filter((name) => there.includes(name))
  const stacks = await Promise.all(both.map((name) => app.stacks.find(nodegroupStackName(cluster, name))))
  return both.filter((_, i) => stacks[i] === undefined)
}

async function checked(app: App, cluster: Cluster, { cluster: live, stack }: Live, wish: JoinWish): Promise<string[]> {
  if (live === undefined) return []
  if (cluster.unowned === undefined && stack !== undefined && stack.outputs['SharedNodeSecurityGroup'] === undefined)
    throw noSharedGroup(live, app.regionName)
  if (wish.intoConfigMap !== undefined && live.authenticationMode === 'API') throw noConfigMap(live)
  const old =
    wish.intoConfigMap === undefined
      ? []
      : [`--update-auth-configmap is old: without it, nodes are let in by ${wayIn(live)}, as cluster "${live.name}" has it`]
  if (cluster.stated.autoModeConfig?.enabled === true) await mustHaveNodeAddons(app, live)
  const seen = wish.evenIfOutdated || !cluster.nodegroups.some(isArm) || (await mustRunOnArm(app, live, new AbortController().signal))
  return seen ? old : [...old, `the API of ${live.name} is private: whether its add-ons run on ARM was not seen from here`]
}

const wayIn = ({ authenticationMode }: LiveCluster): string => (authenticationMode === 'CONFIG_MAP' ? 'aws-auth' : 'access entries')

function isArm({ config, launchTemplate }: Nodegroup): boolean {
  const several = 'instanceTypes' in config ? config.instanceTypes : undefined
  const mixed = 'instancesDistribution' in config ? config.instancesDistribution?.instanceTypes : undefined
  const types = [launchTemplate?.instanceType, config.instanceType, ...(several ?? []), ...(mixed ?? [])]
  return types.some((type) => type !== undefined && instanceClass(type).arch === 'arm64')
}

const noConfigMap = ({ name }: LiveCluster): EksxError =>
  new EksxError(
    'ConfigMapOff',
    `cluster "${name}" has the authentication mode API, which knows no aws-auth: --update-auth-configmap has no place`,
    { exitCode: exitCodes.refused, hint: 'leave it out; nodes are let in by access entries' },
  )

const nameTaken = (name: string, cluster: string): EksxError =>
  new EksxError('NameTaken', `cluster "${cluster}" has a nodegroup "${name}" already, made without eksctl or eksx`, {
    exitCode: exitCodes.refused,
    hint: 'choose another name',
  })

/** Stacks of the first versions of eksctl: nodes of later ones could not talk to those that are there. */
const noSharedGroup = ({ name }: LiveCluster, region: string): EksxError =>
  new EksxError(
    'NoSharedGroup',
    `the stack of cluster "${name}" tells of no security group that its nodegroups share (output SharedNodeSecurityGroup)`,
    {
      exitCode: exitCodes.refused,
      hint: `bring the stack up to date first: eksx upgrade cluster --name ${name} --region ${region} --approve`,
    },
  )
