import { createHash } from 'node:crypto'
import type { Call } from '../service.ts'
import { quietly } from '../services/eks/network.ts'
import { clustersOf } from '../services/eks/state.ts'
import { task } from '../task.ts'
import { hasCondition, nodes, nodesIn, quantity, type Node, type Pod } from './kinds.ts'
import { tagOf, type InstanceFacts } from './machines.ts'
import { tolerates } from './placement.ts'
import { runningCluster, type RunningCluster } from './running-cluster.ts'
import type { NodeSettings } from './user-data.ts'

const criticalTaint = { key: 'CriticalAddonsOnly', effect: 'NoSchedule' }

/** An instance that is no node by then is not waited for any longer. Milliseconds. */
const patience = 10 * 60_000

/** A launch that EC2 refuses is tried again: for room, or for the news of an instance profile. */
const retryEvery = 10_000
const retries = 60

/** What an instance that Auto Mode started has in place of user data. */
export function autoModeSettings(instance: InstanceFacts): NodeSettings | undefined {
  const clusterName = tagOf(instance, 'eks:eks-cluster-name')
  const pool = tagOf(instance, 'eks:kubernetes-node-pool-name')
  if (clusterName === undefined || pool === undefined) return undefined
  return {
    clusterName,
    endpoint: undefined,
    certificateAuthority: undefined,
    labels: {
      'eks.amazonaws.com/compute-type': 'auto',
      'karpenter.sh/nodepool': pool,
      'karpenter.sh/capacity-type': 'on-demand',
      'eks.amazonaws.com/nodeclass': 'default',
    },
    taints: pool === 'system' ? [criticalTaint] : [],
    maxPods: 27,
  }
}

/** Starts an instance for pods that fit nowhere, one at a time: the built-in pools are `general-purpose` and `system`. */
export function provision(cluster: RunningCluster, pending: readonly Pod[]): void {
  const { record, call } = cluster
  const compute = record.cluster.computeConfig
  if (compute?.enabled !== true || compute.nodeRoleArn === undefined || (compute.nodePools ?? []).length === 0) return
  const { name } = record.cluster
  for (const pod of pending) {
    const pool = poolFor(pod, compute.nodePools ?? [])
    if (pool === undefined || record.launching[pool] !== undefined) continue
    const since = call.account.clock.now()
    record.launching[pool] = { since, nodes: poolNodes(cluster, pool).length }
    const ms = call.account.durations.of('node:auto-mode', `${name}/${pool}/${cluster.objects.version}`)
    call.account.later(call, ms, launches, { cluster: name, pool, since, instanceType: typeFor(pod), attempt: 0 })
  }
}

interface Launch {
  readonly cluster: string
  readonly pool: string
  readonly since: number
}

interface Attempt extends Launch {
  readonly instanceType: string
  /** From 0 on. */
  readonly attempt: number
}

const launches = task('node:auto-mode:launch', async (due: Attempt, call): Promise<void> => {
  const cluster = runningCluster(call, due.cluster)
  if (cluster?.record.launching[due.pool]?.since !== due.since) return
  if (await launch(cluster, due.pool, due.instanceType)) call.account.later(call, patience, launchGivenUp, due)
  else if (due.attempt < retries) call.account.later(call, retryEvery, launches, { ...due, attempt: due.attempt + 1 })
  else delete cluster.record.launching[due.pool]
})

const launchGivenUp = task('node:auto-mode:given-up', (due: Launch, call) => {
  const launching = clustersOf(call)[due.cluster]?.launching
  if (launching?.[due.pool]?.since === due.since) delete launching[due.pool]
})

const poolNodes = (cluster: RunningCluster, pool: string): Node[] => nodesIn(cluster.objects, { labels: `karpenter.sh/nodepool=${pool}` })

/** The pool is free for the next instance as soon as the last one is a Ready node. */
export function settleProvisioning(cluster: RunningCluster): void {
  const { launching } = cluster.record
  for (const [pool, before] of Object.entries(launching)) {
    const now = poolNodes(cluster, pool)
    if (now.length > before.nodes && now.every((node) => hasCondition(node, 'Ready'))) delete launching[pool]
  }
}

function poolFor(pod: Pod, pools: readonly string[]): string | undefined {
  const wanted = pod.spec.nodeSelector?.['karpenter.sh/nodepool']
  const compute = pod.spec.nodeSelector?.['eks.amazonaws.com/compute-type']
  if (compute !== undefined && compute !== 'auto') return undefined
  if (wanted !== undefined) return pools.includes(wanted) ? wanted : undefined
  if (pools.includes('general-purpose')) return 'general-purpose'
  return pools.includes('system') && tolerates(pod.spec.tolerations ?? [], criticalTaint) ? 'system' : undefined
}

function typeFor(pod: Pod): string {
  const cpus = pod.spec.containers.reduce((sum, container) => sum + quantity(container.resources?.requests?.['cpu']), 0)
  return cpus > 7 ? 'c6a.4xlarge' : cpus > 3.5 ? 'c6a.2xlarge' : cpus > 1.5 ? 'c6a.xlarge' : 'c6a.large'
}

async function launch(cluster: RunningCluster, pool: string, instanceType: string): Promise<boolean> {
  const { record, call } = cluster
  const { name } = record.cluster
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  const subnets = vpc.subnetIds ?? []
  const profile = await profileOf(call, name, record.cluster.computeConfig?.nodeRoleArn ?? '')
  const tags = {
    'eks:eks-cluster-name': name,
    'eks:kubernetes-node-pool-name': pool,
    'karpenter.sh/nodepool': pool,
    [`kubernetes.io/cluster/${name}`]: 'owned',
  }
  return quietly(() =>
    call.aws('ec2', 'RunInstances', {
      ImageId: `ami-0${createHash('sha256').update(`auto-mode/${call.region}/${record.cluster.version}`).digest('hex').slice(0, 16)}`,
      InstanceType: instanceType,
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnets[cluster.objects.list(nodes).length % Math.max(1, subnets.length)],
      SecurityGroupIds: vpc.clusterSecurityGroupId === undefined ? [] : [vpc.clusterSecurityGroupId],
      IamInstanceProfile: { Name: profile },
      TagSpecifications: [{ ResourceType: 'instance', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
    }),
  )
}

const profileName = (call: Call, cluster: string): string =>
  `eks-${call.region}-${cluster}-${createHash('sha256').update(cluster).digest('hex').slice(0, 8)}`

async function profileOf(call: Call, cluster: string, roleArn: string): Promise<string> {
  const name = profileName(call, cluster)
  if (await quietly(() => call.aws('iam', 'CreateInstanceProfile', { InstanceProfileName: name })))
    await quietly(() => call.aws('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: roleArn.split('/').at(-1) }))
  return name
}

/** Ends all instances that Auto Mode started for a cluster, and takes their instance profile away. */
export async function endAutoMode(call: Call, cluster: string): Promise<void> {
  const answer = await call.aws<{ Reservations?: { Instances?: InstanceFacts[] }[] }>('ec2', 'DescribeInstances', {
    Filters: [
      { Name: 'tag:eks:eks-cluster-name', Values: [cluster] },
      { Name: 'instance-state-name', Values: ['pending', 'running'] },
    ],
  })
  const ids = (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []).map((instance) => instance.InstanceId)
  if (ids.length > 0) await call.aws('ec2', 'TerminateInstances', { InstanceIds: ids })
  await removeProfile(call, profileName(call, cluster))
}

/** Takes an instance profile of EKS away with the role in it; nothing where there is none. */
export async function removeProfile(call: Call, name: string): Promise<void> {
  await quietly(async () => {
    const { InstanceProfile: profile } = await call.aws<{ InstanceProfile: { Roles?: { RoleName: string }[] } }>(
      'iam',
      'GetInstanceProfile',
      { InstanceProfileName: name },
    )
    for (const role of profile.Roles ?? [])
      await call.aws('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName: name, RoleName: role.RoleName })
    await call.aws('iam', 'DeleteInstanceProfile', { InstanceProfileName: name })
  })
}
