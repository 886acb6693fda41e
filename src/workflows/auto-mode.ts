import { autoModeRoleTemplate } from '#templates/auto-mode-role.ts'
import { autoModeRoleStack } from '#templates/stack.ts'
import type { App } from '../app.ts'
import type { ClusterSettings, LiveCluster } from '../app/clusters.ts'
import type { TrustPolicy, TrustStatement } from '../app/roles.ts'
import type { Stack } from '../app/stacks.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError } from '../errors.ts'
import type { Difference, Run, Sight, Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { autoModePolicies } from '../tables/auto-mode.ts'
import type { Partition } from '../tables/regions.ts'
import { autoModeRoleStackName } from '../tables/stack-names.ts'
import { clusterUpdate } from './cluster-update.ts'
import { goneStack } from './delete-stack.ts'
import { drainSteps, type DrainWish } from './drain-step.ts'
import { newStack } from './new-stack.ts'
import { settingDifferences } from './setting-differences.ts'

/** Auto Mode as it is to be, and what there is of it. */
export interface AutoModeWish {
  readonly config: ClusterConfig
  readonly region: string
  readonly partition: Pick<Partition, 'name'>
  readonly live: LiveCluster
  /** The pools of EKS that are to be on; undefined where Auto Mode is to be off. */
  readonly nodePools: readonly string[] | undefined
  readonly nodeRole: string | undefined
  readonly clusterRole: string | undefined
  readonly roleStack: Stack | undefined
  readonly nodegroups: readonly FoundNodegroup[]
}

/** Auto Mode on, with what it takes, and the pods of nodegroups moved to it; or off, with what it took gone. */
export function updateAutoMode(wish: AutoModeWish, drain: DrainWish | undefined): Step[] {
  return wish.nodePools === undefined ? switchedOff(wish) : switchedOn(wish, wish.nodePools, drain)
}

function switchedOn(wish: AutoModeWish, nodePools: readonly string[], drain: DrainWish | undefined): Step[] {
  const { live } = wish
  const rights = clusterRights(wish, true, [])
  const madeHere = nodePools.length > 0 && wish.nodeRole === undefined
  const role = madeHere ? [nodeRoleStep(wish)] : []
  const roleArn = async (app: App): Promise<string | undefined> =>
    nodePools.length === 0
      ? undefined
      : (wish.nodeRole ?? (await app.stacks.find(autoModeRoleStackName(live.name)))?.outputs['AutoModeNodeRoleARN'])
  const on = computeStep(live.name, [...rights, ...role], async (app) => {
    const nodeRoleArn = await roleArn(app)
    return settings(true, { nodePools, ...(nodeRoleArn !== undefined && { nodeRoleArn }) })
  })
  const drained =
    drain === undefined ? [] : drainSteps(live, wish.nodegroups, drain).map((step) => ({ ...step, after: [...step.after, on] }))
  return [...rights, ...role, on, ...(nodePools.length === 0 ? goneRole(wish, [on]) : []), ...drained]
}

function switchedOff(wish: AutoModeWish): Step[] {
  const off = computeStep(wish.live.name, [], async () => settings(false, {}))
  return [off, ...goneRole(wish, [off]), ...clusterRights(wish, false, [off])]
}

const settings = (enabled: boolean, compute: { nodePools?: readonly string[]; nodeRoleArn?: string }): ClusterSettings => ({
  computeConfig: { enabled, ...compute },
  kubernetesNetworkConfig: { elasticLoadBalancing: { enabled } },
  storageConfig: { blockStorage: { enabled } },
})

const computeStep = (cluster: string, after: readonly Step[], wanted: (app: App) => Promise<ClusterSettings>): Step =>
  clusterUpdate({
    name: 'Auto Mode',
    cluster,
    after,
    usual: 300_000,
    differences: async (live, app): Promise<Difference[]> => settingDifferences(await wanted(app), live.raw),
    begin: async (app, _live, signal) => app.clusters.configure(cluster, await wanted(app), signal),
  })

function nodeRoleStep({ config, region, live }: AutoModeWish): Step {
  const boundary = config.autoModeConfig?.permissionsBoundaryARN
  return newStack({
    name: 'node role of Auto Mode',
    stack: autoModeRoleStack({ name: live.name, config }),
    cluster: live.name,
    region,
    usual: 30_000,
    options: { disableRollback: false },
    draft: () => autoModeRoleTemplate(boundary),
  })
}

const goneRole = ({ roleStack, live, region }: AutoModeWish, after: readonly Step[]): Step[] =>
  roleStack === undefined
    ? []
    : [goneStack({ name: 'node role of Auto Mode', stack: roleStack, cluster: live.name, region, after, wait: true, usual: 30_000 })]

/** What EKS may do by the cluster's role: more with Auto Mode, and no longer without. A role that no stack of ours made is left alone. */
function clusterRights({ clusterRole, partition }: AutoModeWish, on: boolean, after: readonly Step[]): Step[] {
  if (clusterRole === undefined) return []
  const arns = autoModePolicies.map((name) => `arn:${partition.name}:iam::aws:policy/${name}`)

  const wrong = async (app: App): Promise<string[]> => {
    const attached = await app.roles.attachedPolicies(clusterRole)
    return arns.filter((arn) => attached.includes(arn) !== on)
  }

  async function look(app: App): Promise<Sight> {
    const policies = await wrong(app)
    const role = on ? await app.roles.find(clusterRole ?? '') : undefined
    const why: Difference[] = [
      ...policies.map((arn) => ({ path: 'policy', ...(on ? { to: arn } : { from: arn }) })),
      ...(role !== undefined && !mayTag(role.trust) ? [{ path: 'trust', to: 'sts:TagSession' }] : []),
    ]
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'update', why } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    for (const arn of await wrong(app)) await app.roles[on ? 'attach' : 'detach'](clusterRole ?? '', arn, run.signal)
    const role = on ? await app.roles.find(clusterRole ?? '') : undefined
    if (on && role === undefined) throw new EksxError('RoleMissing', `role ${clusterRole} of the cluster is gone`, { hint: 'make it anew' })
    if (role !== undefined && !mayTag(role.trust)) await app.roles.trust(role.name, withTags(role.trust), run.signal)
  }

  return [{ name: 'rights of the cluster role', after, usual: 5_000, look, act }]
}

const trustsEks = ({ Effect, Principal }: TrustStatement): boolean =>
  Effect === 'Allow' &&
  typeof Principal === 'object' &&
  listOf(Principal['Service']).some((service) => service.startsWith('eks.amazonaws.com'))

const mayTag = ({ Statement }: TrustPolicy): boolean =>
  Statement.some((one) => trustsEks(one) && listOf(one.Action).some((action) => /^sts:(?:TagSession|\*)$/.test(action)))

const withTags = (trust: TrustPolicy): TrustPolicy => ({
  ...trust,
  Statement: trust.Statement.map((one) => (trustsEks(one) ? { ...one, Action: [...listOf(one.Action), 'sts:TagSession'] } : one)),
})

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value
