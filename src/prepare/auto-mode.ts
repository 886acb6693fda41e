import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import { isMap } from '../config/plain.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { changeableCluster } from '../survey/control-plane.ts'
import { ownStack } from '../survey/live.ts'
import { nodegroupsBut, type FoundNodegroup } from '../survey/nodegroups.ts'
import { accessEntriesOff } from '../survey/standing.ts'
import { autoModePolicies } from '../tables/auto-mode.ts'
import { type Partition, partitionOf } from '../tables/regions.ts'
import { autoModeRoleStackName, clusterStackName } from '../tables/stack-names.ts'

/** Auto Mode as it is to be, and what there is of it. */
export interface PreparedAutoMode {
  readonly config: ClusterConfig
  readonly region: string
  readonly partition: Partition
  readonly live: LiveCluster
  /** The pools of EKS that are to be on; undefined where Auto Mode is to be off. */
  readonly nodePools: readonly string[] | undefined
  /** The role of the nodes that is known before anything is made. */
  readonly nodeRole: string | undefined
  /** The name of the cluster's own role, where its stack made it. */
  readonly clusterRole: string | undefined
  /** The stack of a node role that was made for it. */
  readonly roleStack: Stack | undefined
  /** To be emptied when Auto Mode is on. */
  readonly nodegroups: readonly FoundNodegroup[]
  /** What was worth saying on the way. */
  readonly warnings: readonly string[]
}

/** What there is of Auto Mode. Throws where it cannot be as a config states. */
export async function preparedAutoMode(app: App, config: ClusterConfig, drains: boolean): Promise<PreparedAutoMode> {
  const { name } = config.metadata
  const live = await changeableCluster(app, name)
  const [stack, roleStack] = await Promise.all([
    ownStack(app, name, clusterStackName(name)),
    ownStack(app, name, autoModeRoleStackName(name)),
  ])
  const { enabled, nodePools = ['general-purpose', 'system'], nodeRoleARN } = config.autoModeConfig ?? {}
  if (enabled === true && live.authenticationMode === 'CONFIG_MAP') throw accessEntriesOff(name, app.regionName)
  const current = nodeRoleOf(live)
  if (enabled === true && live.autoMode && nodeRoleARN !== undefined && current !== undefined && current !== nodeRoleARN)
    throw roleIsFixed(name, current, nodeRoleARN)
  if (drains) await mustBeWithoutKarpenter(app, live)
  const clusterRole = stack && (await app.stacks.resource(stack.id, 'ServiceRole'))
  return {
    config,
    region: app.regionName,
    partition: partitionOf(app.regionName),
    live,
    nodePools: enabled === true ? nodePools : undefined,
    nodeRole: nodeRoleARN ?? current ?? stack?.outputs['AutoModeNodeRoleARN'],
    clusterRole,
    roleStack,
    nodegroups: drains ? (await nodegroupsBut(app, name, [])).nodegroups : [],
    warnings: enabled === true && clusterRole === undefined ? await lacksOf(app, live) : [],
  }
}

/** What a cluster's role lacks for Auto Mode, where it is nobody's to change but its owner's. */
async function lacksOf(app: App, { raw }: LiveCluster): Promise<string[]> {
  const role = typeof raw['roleArn'] === 'string' ? (raw['roleArn'].split('/').at(-1) ?? '') : ''
  const attached = (await app.roles.attachedPolicies(role)).map((arn) => arn.split('/').at(-1) ?? '')
  const missing = autoModePolicies.filter((policy) => !attached.includes(policy))
  if (missing.length === 0) return []
  return [`role ${role} of the cluster was not made by its stack, and is left alone; for Auto Mode it lacks ${missing.join(', ')}`]
}

const nodeRoleOf = ({ raw }: LiveCluster): string | undefined => {
  const compute = isMap(raw['computeConfig']) ? raw['computeConfig'] : {}
  return typeof compute['nodeRoleArn'] === 'string' ? compute['nodeRoleArn'] : undefined
}

const roleIsFixed = (name: string, from: string, to: string): EksxError =>
  new EksxError('NodeRoleFixed', `Auto Mode of cluster "${name}" has the node role ${from}, and EKS does not change it to ${to}`, {
    exitCode: exitCodes.refused,
    hint: 'leave nodeRoleARN out, or switch Auto Mode off and on again',
  })

/** Karpenter of one's own would bring nodes back while they are emptied. */
async function mustBeWithoutKarpenter(app: App, cluster: LiveCluster): Promise<void> {
  const pods = await app.kube.connect(cluster).objects({ apiVersion: 'v1', kind: 'Pod' }, new AbortController().signal)
  const one = pods.find(
    ({ metadata: { namespace = '', labels } }) =>
      ['kube-system', 'karpenter'].includes(namespace) && labels?.['app.kubernetes.io/instance'] === 'karpenter',
  )
  if (one === undefined) return
  throw new EksxError('KarpenterRuns', `Karpenter runs in cluster "${cluster.name}" (pod ${one.metadata.namespace}/${one.metadata.name})`, {
    exitCode: exitCodes.refused,
    hint: 'remove it, or scale it to 0, and drain then; or leave out --drain-all-nodegroups',
  })
}
