import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { eventually, task } from '../../task.ts'
import { checkName, roleOf, trusts } from './checks.ts'
import { emptyRecord, newCluster } from './cluster-input.ts'
import { startControlPlane, stopControlPlane } from './control-plane.ts'
import { joinNetwork, leaveNetwork } from './network.ts'
import { openLogGroup } from './log-group.ts'
import { page } from './paging.ts'
import { clusterNamed, inUse, invalidParameter, invalidRequest, notFound } from './refusals.ts'
import { clustersOf, eksArn, shown, type ClusterRecord } from './state.ts'
import { updateInProgress } from './updates.ts'

/** CreateCluster: the network after a quarter of the time, the API server at the end. */
export async function createCluster(input: Eks.CreateClusterRequest, call: Call): Promise<object> {
  const record = await newCluster(input, call)
  if (clustersOf(call)[record.cluster.name] !== undefined)
    throw inUse(`Cluster already exists with name: ${input.name}`, { clusterName: input.name })
  clustersOf(call)[record.cluster.name] = record
  const answer = shown<Eks.Cluster>(record.cluster)
  const whole = call.account.durations.of('eks:cluster:create', record.cluster.name)
  await eventually(call, whole / 4, networkJoined, { name: record.cluster.name })
  await eventually(call, whole, controlPlaneMade, { name: record.cluster.name })
  return { cluster: answer }
}

interface Which {
  readonly name: string
}

const networkJoined = task('eks:cluster:network', ({ name }: Which, call) =>
  unlessFailed(call, name, (record) => joinNetwork(call, record)),
)

const controlPlaneMade = task('eks:cluster:control-plane', ({ name }: Which, call) =>
  unlessFailed(call, name, async (record) => {
    await startControlPlane(call, record)
    await openLogGroup(call, record.cluster)
    record.cluster.status = 'ACTIVE'
  }),
)

async function unlessFailed(call: Call, name: string, work: (record: ClusterRecord) => Promise<void>): Promise<void> {
  const record = clustersOf(call)[name]
  if (record?.cluster.status !== 'CREATING') return
  try {
    await work(record)
  } catch (error) {
    record.cluster.status = 'FAILED'
    record.cluster.health = {
      issues: [{ code: 'InternalFailure', message: error instanceof Error ? error.message : String(error), resourceIds: [] }],
    }
  }
}

/** DescribeCluster */
export const describeCluster = (input: Eks.DescribeClusterRequest, call: Call): object => ({
  cluster: shown<Eks.Cluster>(clusterNamed(call, input.name).cluster),
})

/** ListClusters: connected ones only with `include: ['all']`. */
export function listClusters(input: Eks.ListClustersRequest, call: Call): object {
  if (input.include !== undefined && input.include.some((word) => word !== 'all'))
    throw invalidParameter('The include parameter only supports the value all')
  const all = Object.values(clustersOf(call)).filter(
    (record) => record.cluster.connectorConfig === undefined || input.include?.includes('all') === true,
  )
  const { items, nextToken } = page(all.map((record) => record.cluster.name).toSorted(), input)
  return { clusters: items, ...(nextToken !== undefined && { nextToken }) }
}

/** DeleteCluster: refused while nodegroups, Fargate profiles or capabilities hang on it, while it is protected, created or updated. */
export async function deleteCluster(input: Eks.DeleteClusterRequest, call: Call): Promise<object> {
  const record = clusterNamed(call, input.name)
  const { cluster } = record
  refuseDeletion(record)
  cluster.status = 'DELETING'
  const answer = shown<Eks.Cluster>(cluster)
  const whole = call.account.durations.of('eks:cluster:delete', cluster.name)
  await eventually(call, whole / 4, controlPlaneStopped, { name: cluster.name })
  await eventually(call, whole, clusterGone, { name: cluster.name })
  return { cluster: answer }
}

const controlPlaneStopped = task('eks:cluster:stopped', async ({ name }: Which, call) => {
  const record = clustersOf(call)[name]
  if (record?.cluster.status === 'DELETING') await stopControlPlane(call, record)
})

const clusterGone = task('eks:cluster:gone', async ({ name }: Which, call) => {
  const record = clustersOf(call)[name]
  if (record?.cluster.status !== 'DELETING') return
  await leaveNetwork(call, record)
  delete clustersOf(call)[name]
})

function refuseDeletion(record: ClusterRecord): void {
  const { cluster } = record
  const fields = { clusterName: cluster.name }
  if (cluster.connectorConfig !== undefined) throw invalidRequest(`Cluster ${cluster.name} is a connected cluster: deregister it`, fields)
  if (cluster.deletionProtection === true)
    throw invalidRequest(`Cannot delete cluster ${cluster.name} because deletion protection is enabled`, fields)
  const [nodegroup] = Object.keys(record.nodegroups)
  if (nodegroup !== undefined) throw inUse('Cluster has nodegroups attached', { ...fields, nodegroupName: nodegroup })
  if (Object.keys(record.fargateProfiles).length > 0) throw inUse('Cluster has Fargate profiles attached', fields)
  if (Object.keys(record.capabilities).length > 0) throw inUse('Cluster has capabilities attached', fields)
  if (cluster.status === 'CREATING') throw inUse(`Cannot delete cluster ${cluster.name} which is currently in status CREATING`, fields)
  if (cluster.status === 'DELETING') throw inUse(`Cannot delete cluster ${cluster.name} which is currently in status DELETING`, fields)
  if (updateInProgress(record) !== undefined)
    throw inUse(`Cannot delete because cluster ${cluster.name} currently has an update in progress`, fields)
}

const connectors = ['AKS', 'ANTHOS', 'EC2', 'EKS_ANYWHERE', 'GKE', 'OPENSHIFT', 'OTHER', 'RANCHER', 'TANZU']

/** RegisterCluster: a cluster that runs elsewhere, waiting for its agent. Its role must be one that Systems Manager may take. */
export async function registerCluster(input: Eks.RegisterClusterRequest, call: Call): Promise<object> {
  checkName('cluster name', input.name)
  const { provider, roleArn = '' } = input.connectorConfig ?? {}
  if (!connectors.includes(provider ?? '')) throw invalidParameter(`Unsupported connector provider: ${provider}`)
  if (clustersOf(call)[input.name] !== undefined)
    throw inUse(`Cluster already exists with name: ${input.name}`, { clusterName: input.name })
  const role = await roleOf(call, roleArn)
  if (role === undefined || !trusts(role, 'ssm')) throw invalidRequest(`Not existing role: ${roleArn}`, { clusterName: input.name })
  const now = call.account.clock.now()
  const record: ClusterRecord = {
    cluster: {
      name: input.name,
      arn: eksArn(call, `cluster/${input.name}`),
      createdAt: now,
      version: '',
      status: 'PENDING',
      tags: { ...input.tags },
      connectorConfig: {
        activationId: call.account.ids.uuid(),
        activationCode: call.account.ids.upper(20),
        activationExpiry: now + 3 * 24 * 3_600_000,
        provider: provider ?? 'OTHER',
        roleArn,
      },
    },
    creator: call.principal.arn,
    bootstrapSelfManagedAddons: false,
    ...emptyRecord(),
  }
  clustersOf(call)[input.name] = record
  return { cluster: shown<Eks.Cluster>(record.cluster) }
}

/** DeregisterCluster */
export function deregisterCluster(input: Eks.DeregisterClusterRequest, call: Call): object {
  const record = clustersOf(call)[input.name ?? '']
  if (record?.cluster.connectorConfig === undefined)
    throw notFound(`No cluster found for name: ${input.name}.`, { clusterName: input.name })
  delete clustersOf(call)[record.cluster.name]
  return { cluster: shown<Eks.Cluster>({ ...record.cluster, status: 'DELETING' }) }
}
