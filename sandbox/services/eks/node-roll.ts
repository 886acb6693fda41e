import type * as Eks from '@aws-sdk/client-eks'
import { hasCondition, nodesIn, type Node } from '../../nodes/kinds.ts'
import { runningCluster, type RunningCluster } from '../../nodes/running-cluster.ts'
import type { Call } from '../../service.ts'
import { task } from '../../task.ts'
import { evictPods, leavingPods, setCordoned } from './drain.ts'
import { ownCall } from './network.ts'
import { useTemplate } from './node-template.ts'
import { nodesOf } from './nodegroup-life.ts'
import { clustersOf, type ClusterRecord, type NodegroupRecord, type Stored } from './state.ts'
import { endUpdate } from './updates.ts'

/** How often EKS tries to get the pods off a node, and how often it looks for new nodes: a quarter of an hour together. */
const mostTries = 60

/** One replacement of a nodegroup's nodes, as plain data: what is done is known from the world, what is begun from here. */
export interface Roll {
  readonly cluster: string
  readonly nodegroup: string
  /** The update that this is. */
  readonly update: string
  readonly force: boolean
  /** The instances that go. */
  readonly old: readonly string[]
  /** Of those, the ones whose pods are being moved, and how often a budget has held one. */
  readonly draining: Readonly<Record<string, number>>
  /** Nodes above the wanted number while this lasts. */
  readonly surge: number
  readonly tries: number
  /** Set when no more nodes are replaced: what it ends with, once those above the wanted number are gone. */
  readonly ending?: Errors
  /** What new instances are made from again where it fails. */
  readonly templateBefore: string
  /** What is so at the end. */
  readonly wanted: { readonly version: string; readonly release: string; readonly templateVersion?: string | undefined }
}

type Errors = Stored<Eks.ErrorDetail>[]

/** Where a roll is at work. */
interface Place {
  readonly call: Call
  readonly record: ClusterRecord
  readonly entry: NodegroupRecord
  readonly objects: RunningCluster['objects']
  readonly nodes: readonly Node[]
}

/** Begins it: more nodes first, at least two for each zone (AWS, "managed node group update behavior"). */
export async function beginRoll(
  call: Call,
  record: ClusterRecord,
  entry: NodegroupRecord,
  roll: Omit<Roll, 'old' | 'draining' | 'surge' | 'tries' | 'ending'>,
): Promise<void> {
  const { nodegroup } = entry
  const old = (await groupNow(call, entry)).instances
  const surge = old.length === 0 ? 0 : Math.max(2 * (nodegroup.subnets ?? []).length, unavailable(entry))
  await resize(call, entry, surge)
  const cluster = runningCluster(call, record.cluster.name)
  if (cluster !== undefined) setCordoned(cluster.objects, nodesOf(cluster, nodegroup.nodegroupName), true)
  goOn(call, { ...roll, old, draining: {}, surge, tries: 0 })
}

const groupOf = ({ nodegroup }: NodegroupRecord): string | undefined => nodegroup.resources?.autoScalingGroups?.[0]?.name

/** The instances that stay in the group, and how many it should have. */
async function groupNow(call: Call, entry: NodegroupRecord): Promise<{ instances: string[]; all: number; desired: number }> {
  const { AutoScalingGroups = [] } = await call.aws<{
    AutoScalingGroups?: { DesiredCapacity?: number; Instances?: { InstanceId: string; LifecycleState?: string }[] }[]
  }>('autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: [groupOf(entry)] })
  const { DesiredCapacity: desired = 0, Instances = [] } = AutoScalingGroups[0] ?? {}
  const staying = Instances.filter(({ LifecycleState }) => LifecycleState?.startsWith('Terminat') !== true)
  return { instances: staying.map(({ InstanceId }) => InstanceId), all: Instances.length, desired }
}

/** Nodes at a time, as the nodegroup's settings have it. */
function unavailable({ nodegroup }: NodegroupRecord): number {
  const { maxUnavailable, maxUnavailablePercentage: share } = nodegroup.updateConfig ?? {}
  const count = share === undefined ? (maxUnavailable ?? 1) : Math.floor(((nodegroup.scalingConfig?.desiredSize ?? 1) * share) / 100)
  return Math.min(100, Math.max(1, count))
}

/** The group at its wanted size and so many more. */
async function resize(call: Call, entry: NodegroupRecord, more: number): Promise<void> {
  const { maxSize = 0, desiredSize = 0 } = entry.nodegroup.scalingConfig ?? {}
  await call.aws('autoscaling', 'UpdateAutoScalingGroup', {
    AutoScalingGroupName: groupOf(entry),
    MaxSize: Math.max(maxSize, desiredSize + more),
    DesiredCapacity: desiredSize + more,
  })
}

function goOn(call: Call, roll: Roll): void {
  const ms = call.account.durations.of('eks:nodegroup:look', `${roll.cluster}/${roll.nodegroup}/${roll.tries}`)
  call.account.later(call, ms, rolls, roll)
}

const rolls = task('eks:nodegroup:roll', async (roll: Roll, caller): Promise<void> => {
  const call = ownCall(caller)
  const record = clustersOf(call)[roll.cluster]
  const entry = record?.nodegroups[roll.nodegroup]
  const cluster = runningCluster(call, roll.cluster)
  if (record === undefined || entry === undefined || cluster === undefined) return
  const place = { call, record, entry, objects: cluster.objects, nodes: nodesIn(cluster.objects) }
  if (roll.ending !== undefined) return close(place, roll, roll.ending)
  const ready = nodesOf(cluster, roll.nodegroup).filter((node) => !roll.old.includes(instanceOf(node)) && hasCondition(node, 'Ready'))
  // No old node goes while fewer would be left than are wanted.
  const spare = ready.length + roll.old.length - (entry.nodegroup.scalingConfig?.desiredSize ?? 0)
  if (Object.keys(roll.draining).length === 0 && roll.old.length > 0 && spare <= 0) {
    if (roll.tries < mostTries) return goOn(call, { ...roll, tries: roll.tries + 1 })
    return fail(place, roll, [
      {
        errorCode: 'NodeCreationFailure',
        errorMessage: "Couldn't proceed with upgrade process as new nodes are not joining node group",
        resourceIds: [],
      },
    ])
  }
  await moveOn(place, roll)
})

const instanceOf = (node: Node): string => node.spec.providerID?.split('/').at(-1) ?? ''

/** A round: pods are asked to leave, empty nodes end, others get their turn. */
async function moveOn(place: Place, roll: Roll): Promise<void> {
  const going = [...Object.keys(roll.draining), ...roll.old.filter((id) => roll.draining[id] === undefined)].slice(
    0,
    unavailable(place.entry),
  )
  const draining: Record<string, number> = {}
  const ended: string[] = []
  for (const id of going) {
    const node = place.nodes.find((one) => instanceOf(one) === id)
    const held = node !== undefined && evictPods(place.objects, node, roll.force, isAtOnce(place.call) ? { graceSeconds: 0 } : {})
    if (node === undefined || leavingPods(place.objects, node).length === 0) ended.push(id)
    else draining[id] = (roll.draining[id] ?? 0) + (held ? 1 : 0)
  }
  const stuck = Object.keys(draining).filter((id) => (draining[id] ?? 0) > mostTries)
  if (stuck.length > 0) return fail(place, roll, [evictionFailure(place, roll.nodegroup, stuck)])
  for (const id of ended) await end(place, id, roll.old)
  const old = roll.old.filter((id) => !ended.includes(id))
  if (old.length > 0) return goOn(place.call, { ...roll, old, draining, tries: 0 })
  await succeed(place, roll)
}

/** AWS takes no time in this account: then pods take none to end either. */
const isAtOnce = (call: Call): boolean => call.account.durations.of('eks:nodegroup:look', '') === 0

/** Ends an instance; the group gets no other for it once there are as many new ones as are wanted. */
async function end({ call, entry }: Place, InstanceId: string, old: readonly string[]): Promise<void> {
  const { instances, desired } = await groupNow(call, entry)
  const wanted = entry.nodegroup.scalingConfig?.desiredSize ?? 0
  const isSurplus = desired > wanted && instances.filter((id) => !old.includes(id)).length >= wanted
  if (instances.includes(InstanceId))
    await call.aws('autoscaling', 'TerminateInstanceInAutoScalingGroup', { InstanceId, ShouldDecrementDesiredCapacity: isSurplus })
}

const evictionFailure = ({ nodes }: Place, nodegroup: string, stuck: readonly string[]): Errors[number] => ({
  errorCode: 'PodEvictionFailure',
  errorMessage: `Reached max retries while trying to evict pods from nodes in node group ${nodegroup}`,
  resourceIds: nodes.filter((node) => stuck.includes(instanceOf(node))).map(({ metadata }) => metadata.name),
})

/** Every node is new: the group gets its size back, the emptiest go. */
async function succeed(place: Place, roll: Roll): Promise<void> {
  const { nodegroup } = place.entry
  const { version, release, templateVersion } = roll.wanted
  Object.assign(nodegroup, { version, releaseVersion: release })
  if (templateVersion !== undefined && nodegroup.launchTemplate !== undefined) nodegroup.launchTemplate.version = templateVersion
  await shrink(place, [])
  goOn(place.call, { ...roll, tries: 0, ending: [] })
}

/** What has become new stays new, what is left of the old nodes takes pods again. */
async function fail(place: Place, roll: Roll, errors: Errors): Promise<void> {
  setCordoned(
    place.objects,
    place.nodes.filter((node) => roll.old.includes(instanceOf(node))),
    false,
  )
  place.entry.launchTemplateVersion = roll.templateBefore
  await useTemplate(place.call, place.entry)
  await shrink(place, roll.old)
  goOn(place.call, { ...roll, tries: 0, ending: errors })
}

/** Ends the emptiest nodes above the wanted number, but not those that stay. */
async function shrink(place: Place, stay: readonly string[]): Promise<void> {
  const { call, entry, nodes, objects } = place
  const instances = (await groupNow(call, entry)).instances.filter((id) => !stay.includes(id))
  const load = (id: string): number => {
    const node = nodes.find((one) => instanceOf(one) === id)
    return node === undefined ? 0 : leavingPods(objects, node).length
  }
  const wanted = (entry.nodegroup.scalingConfig?.desiredSize ?? 0) - stay.length
  const surplus = instances.toSorted((a, b) => load(a) - load(b)).slice(0, Math.max(0, instances.length - wanted))
  for (const id of surplus) await end(place, id, [])
  await resize(call, entry, 0)
}

/** The update ends when no more instances are leaving. */
async function close({ call, record, entry }: Place, roll: Roll, errors: Errors): Promise<void> {
  if ((await groupNow(call, entry)).all > (entry.nodegroup.scalingConfig?.desiredSize ?? 0) && roll.tries < mostTries)
    return goOn(call, { ...roll, tries: roll.tries + 1 })
  entry.nodegroup.status = 'ACTIVE'
  entry.nodegroup.modifiedAt = call.account.clock.now()
  endUpdate(record, roll.update, errors)
}
