import type * as Eks from '@aws-sdk/client-eks'
import { runningCluster } from '../../nodes/running-cluster.ts'
import type { Call } from '../../service.ts'
import { eventually, task } from '../../task.ts'
import { drainNodes } from './drain.ts'
import { ownCall, quietly } from './network.ts'
import {
  cleanUp,
  giveUp,
  groupExists,
  issueOf,
  joinTimeout,
  makeGroup,
  nodesOf,
  prepareNodegroup,
  settleNodegroup,
} from './nodegroup-life.ts'
import { newNodegroup } from './nodegroup-input.ts'
import { page } from './paging.ts'
import { activeCluster, clusterNamed, inUse, nodegroupNamed } from './refusals.ts'
import { clustersOf, shown, type ClusterRecord, type NodegroupRecord } from './state.ts'

/** How often EKS looks whether a deleted group's instances are gone. Milliseconds. */
const lookEvery = 10_000

/** CreateNodegroup: the Auto Scaling group comes after a third of the time; ACTIVE when its nodes are Ready. */
export async function createNodegroup(input: Eks.CreateNodegroupRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'nodegroup')
  const entry = await newNodegroup(input, call, record)
  const name = entry.nodegroup.nodegroupName
  if (record.nodegroups[name] !== undefined)
    throw inUse(`NodeGroup already exists with name ${name} and cluster name ${record.cluster.name}`, {
      clusterName: record.cluster.name,
      nodegroupName: name,
    })
  record.nodegroups[name] = entry
  const answer = shown<Eks.Nodegroup>(entry.nodegroup)
  const whole = call.account.durations.of('eks:nodegroup:create', `${record.cluster.name}/${name}`)
  const which: Which = { arn: entry.nodegroup.nodegroupArn }
  await eventually(call, whole / 3, prepared, which)
  await eventually(call, whole, settled, which)
  if (whole > 0) call.account.later(call, joinTimeout, givenUp, which)
  return { nodegroup: answer }
}

/** A nodegroup as pending work names it: another one of its name has another ARN. */
interface Which {
  readonly arn: string
}

function found(call: Call, { arn }: Which): { record?: ClusterRecord; entry?: NodegroupRecord } {
  const [, cluster = '', name = ''] = arn.split('/')
  const record = clustersOf(call)[cluster]
  const entry = record?.nodegroups[name]
  return record !== undefined && entry?.nodegroup.nodegroupArn === arn ? { record, entry } : {}
}

/** EKS launches nothing before the news of its instance profile has spread. */
const prepared = task('eks:nodegroup:prepared', (which: Which, call) =>
  unlessFailed(call, which, async (record, entry) => {
    await prepareNodegroup(ownCall(call), record, entry)
    await eventually(call, call.account.faults.iamDelay(), provisioned, which)
  }),
)

const provisioned = task('eks:nodegroup:provisioned', (which: Which, call) =>
  unlessFailed(call, which, (record, entry) => makeGroup(ownCall(call), record, entry)),
)

async function unlessFailed(
  call: Call,
  which: Which,
  work: (record: ClusterRecord, entry: NodegroupRecord) => Promise<void>,
): Promise<void> {
  const { record, entry } = found(call, which)
  if (record === undefined || entry?.nodegroup.status !== 'CREATING') return
  try {
    await work(record, entry)
  } catch (error) {
    entry.nodegroup.status = 'CREATE_FAILED'
    entry.nodegroup.health = { issues: [issueOf(error)] }
  }
}

const settled = task('eks:nodegroup:settled', (which: Which, call) => {
  const { record, entry } = found(call, which)
  if (record !== undefined && entry !== undefined) settleNodegroup(call, record, entry)
})

const givenUp = task('eks:nodegroup:given-up', async (which: Which, call) => {
  const { record, entry } = found(call, which)
  if (record !== undefined && entry !== undefined) await giveUp(ownCall(call), record, entry)
})

/** DescribeNodegroup */
export const describeNodegroup = (input: Eks.DescribeNodegroupRequest, call: Call): object => ({
  nodegroup: shown<Eks.Nodegroup>(nodegroupNamed(clusterNamed(call, input.clusterName), input.nodegroupName).nodegroup),
})

/** ListNodegroups */
export function listNodegroups(input: Eks.ListNodegroupsRequest, call: Call): object {
  const { items, nextToken } = page(Object.keys(clusterNamed(call, input.clusterName).nodegroups).toSorted(), input)
  return { nodegroups: items, ...(nextToken !== undefined && { nextToken }) }
}

/** DeleteNodegroup: nodes are drained, then the group ends its instances, then the rest goes. */
export async function deleteNodegroup(input: Eks.DeleteNodegroupRequest, call: Call): Promise<object> {
  const record = clusterNamed(call, input.clusterName)
  const entry = nodegroupNamed(record, input.nodegroupName)
  const { nodegroup } = entry
  const fields = { clusterName: input.clusterName, nodegroupName: nodegroup.nodegroupName }
  if (nodegroup.status === 'DELETING') throw inUse(`Nodegroup ${nodegroup.nodegroupName} is currently in status DELETING`, fields)
  if (nodegroup.status === 'UPDATING') throw inUse(`Nodegroup cannot be deleted as it is currently being updated`, fields)
  nodegroup.status = 'DELETING'
  const answer = shown<Eks.Nodegroup>(nodegroup)
  const key = `${record.cluster.name}/${nodegroup.nodegroupName}`
  const cluster = runningCluster(call, record.cluster.name)
  if (cluster !== undefined) drainNodes(cluster.objects, nodesOf(cluster, nodegroup.nodegroupName))
  await eventually(call, call.account.durations.of('eks:nodegroup:drain', key), drained, { arn: nodegroup.nodegroupArn })
  return { nodegroup: answer }
}

const drained = task('eks:nodegroup:drained', async ({ arn }: Which, call) => {
  const { record, entry } = found(call, { arn })
  if (record === undefined || entry === undefined) return
  const group = groupOf(entry)
  if (group !== undefined)
    await quietly(() => ownCall(call).aws('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName: group, ForceDelete: true }))
  const ms = call.account.durations.of('eks:nodegroup:delete', `${record.cluster.name}/${entry.nodegroup.nodegroupName}`)
  await eventually(call, ms, ended, { arn, looks: 0 })
})

const groupOf = ({ nodegroup }: NodegroupRecord): string | undefined => nodegroup.resources?.autoScalingGroups?.[0]?.name

const ended = task('eks:nodegroup:ended', async ({ arn, looks }: Which & { readonly looks: number }, call): Promise<void> => {
  const { record, entry } = found(call, { arn })
  if (record === undefined || entry === undefined) return
  if (await groupExists(call, groupOf(entry))) {
    if (looks < 180) call.account.later(call, lookEvery, ended, { arn, looks: looks + 1 })
    else entry.nodegroup.status = 'DELETE_FAILED'
    return
  }
  await cleanUp(ownCall(call), record, entry)
  delete record.nodegroups[entry.nodegroup.nodegroupName]
})
