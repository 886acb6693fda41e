import type * as Eks from '@aws-sdk/client-eks'
import { runningCluster } from '../../nodes/running-cluster.ts'
import type { Call } from '../../service.ts'
import { drainNodes } from './drain.ts'
import { ownCall, quietly } from './network.ts'
import { cleanUp, giveUp, groupExists, issueOf, joinTimeout, nodesOf, provisionNodegroup, settleNodegroup } from './nodegroup-life.ts'
import { newNodegroup } from './nodegroup-input.ts'
import { page } from './paging.ts'
import { activeCluster, clusterNamed, inUse, nodegroupNamed } from './refusals.ts'
import { eventually, shown, type ClusterRecord, type NodegroupRecord } from './state.ts'

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
  await eventually(call, whole / 3, () => provision(call, record, entry))
  await eventually(call, whole, () => settleNodegroup(call, record, entry))
  if (whole > 0) call.account.after(joinTimeout, () => (isCurrent(record, entry) ? giveUp(ownCall(call), record, entry) : undefined))
  return { nodegroup: answer }
}

const isCurrent = (record: ClusterRecord, entry: NodegroupRecord): boolean => record.nodegroups[entry.nodegroup.nodegroupName] === entry

async function provision(call: Call, record: ClusterRecord, entry: NodegroupRecord): Promise<void> {
  if (!isCurrent(record, entry) || entry.nodegroup.status !== 'CREATING') return
  try {
    await provisionNodegroup(ownCall(call), record, entry)
  } catch (error) {
    entry.nodegroup.status = 'CREATE_FAILED'
    entry.nodegroup.health = { issues: [issueOf(error)] }
  }
}

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
  const group = nodegroup.resources?.autoScalingGroups?.[0]?.name
  const cluster = runningCluster(call, record.cluster.name)
  if (cluster !== undefined) drainNodes(cluster, nodesOf(cluster, nodegroup.nodegroupName), true)
  await eventually(call, call.account.durations.of('eks:nodegroup:drain', key), async () => {
    if (group !== undefined)
      await quietly(() => ownCall(call).aws('autoscaling', 'DeleteAutoScalingGroup', { AutoScalingGroupName: group, ForceDelete: true }))
    await eventually(call, call.account.durations.of('eks:nodegroup:delete', key), () => finishDeletion(call, record, entry, group, 0))
  })
  return { nodegroup: answer }
}

async function finishDeletion(
  call: Call,
  record: ClusterRecord,
  entry: NodegroupRecord,
  group: string | undefined,
  looks: number,
): Promise<void> {
  if (!isCurrent(record, entry)) return
  if (await groupExists(call, group)) {
    if (looks < 180) call.account.after(lookEvery, () => finishDeletion(call, record, entry, group, looks + 1))
    else entry.nodegroup.status = 'DELETE_FAILED'
    return
  }
  await cleanUp(ownCall(call), record, entry)
  delete record.nodegroups[entry.nodegroup.nodegroupName]
}
