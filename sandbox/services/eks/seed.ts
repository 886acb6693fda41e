import { machineOf, tagOf, type InstanceFacts } from '../../nodes/machines.ts'
import { registerNode } from '../../nodes/node-object.ts'
import { runningCluster } from '../../nodes/running-cluster.ts'
import type { Call } from '../../service.ts'
import { putAccessEntry } from './access.ts'
import { emptyRecord } from './cluster-input.ts'
import { startControlPlane } from './control-plane.ts'
import { ownCall } from './network.ts'
import { nodegroupLabels } from './nodegroup-labels.ts'
import { clustersOf, eksArn, type ClusterRecord, type NodegroupRecord } from './state.ts'

/** A seed's part of one region: clusters in DescribeCluster's shape, and the Auto Scaling groups and instances of their nodegroups. */
interface RegionSeed {
  readonly clusters?: Readonly<Record<string, object>>
  readonly asgs?: Readonly<Record<string, AsgSeed>>
  readonly instances?: Readonly<Record<string, InstanceFacts>>
}

interface AsgSeed {
  readonly AutoScalingGroupName: string
  readonly MinSize: number
  readonly MaxSize: number
  readonly DesiredCapacity: number
  readonly CreatedTime?: string
  readonly VPCZoneIdentifier?: string
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
}

/**
 * Puts a seed's clusters into the region of a call. Their nodegroups are told from the tags of the Auto Scaling groups, their nodes from those
 * of the instances. Network, roles and groups are for others to load, before.
 */
export async function loadEksSeed(call: Call, seed: Readonly<Record<string, unknown>>): Promise<void> {
  const part: RegionSeed = seed
  for (const stated of Object.values(part.clusters ?? {})) {
    const cluster: ClusterRecord['cluster'] = JSON.parse(JSON.stringify(milliseconds(stated)))
    const record: ClusterRecord = { cluster, creator: call.account.world.caller.Arn, bootstrapSelfManagedAddons: true, ...emptyRecord() }
    clustersOf(call)[cluster.name] = record
    const role = await nodeRole(call)
    for (const group of Object.values(part.asgs ?? {})) addNodegroup(call, record, group, part, role)
    await startControlPlane(call, record)
    for (const instance of Object.values(part.instances ?? {})) await addNode(call, cluster.name, instance)
  }
}

/** Seeds don't say which role their nodes have: the first whose name speaks of nodes. */
async function nodeRole(call: Call): Promise<string> {
  const { Roles: roles = [] } = await call.aws<{ Roles?: { RoleName: string; Arn: string }[] }>('iam', 'ListRoles', {})
  return roles.find((role) => /node/.test(role.RoleName))?.Arn ?? ''
}

async function addNode(call: Call, cluster: string, instance: InstanceFacts): Promise<void> {
  const running = runningCluster(call, cluster)
  if (running === undefined || tagOf(instance, 'eks:cluster-name') !== cluster) return
  const nodegroup = running.record.nodegroups[tagOf(instance, 'eks:nodegroup-name') ?? '']?.nodegroup
  const labels = nodegroup === undefined ? {} : nodegroupLabels(nodegroup)
  registerNode(running, await machineOf(running, instance, { labels, taints: [], maxPods: undefined }))
}

const tag = (tags: readonly { readonly Key: string; readonly Value: string }[] | undefined, key: string): string | undefined =>
  tags?.find((item) => item.Key === key)?.Value

function addNodegroup(call: Call, record: ClusterRecord, group: AsgSeed, part: RegionSeed, role: string): void {
  const name = tag(group.Tags, 'eks:nodegroup-name')
  if (tag(group.Tags, 'eks:cluster-name') !== record.cluster.name || name === undefined) return
  const id = group.AutoScalingGroupName.slice(`eks-${name}-`.length)
  const created = group.CreatedTime === undefined ? call.account.clock.now() : Date.parse(group.CreatedTime)
  const type = Object.values(part.instances ?? {}).find((instance) => tagOf(instance, 'eks:nodegroup-name') === name)?.InstanceType
  const nodegroup: NodegroupRecord['nodegroup'] = {
    nodegroupName: name,
    nodegroupArn: eksArn(call, `nodegroup/${record.cluster.name}/${name}/${id}`),
    clusterName: record.cluster.name,
    version: record.cluster.version,
    releaseVersion: `${record.cluster.version}.4-20260812`,
    createdAt: created,
    modifiedAt: created,
    status: 'ACTIVE',
    capacityType: 'ON_DEMAND',
    scalingConfig: { minSize: group.MinSize, maxSize: group.MaxSize, desiredSize: group.DesiredCapacity },
    instanceTypes: [type ?? 'm5.large'],
    subnets: group.VPCZoneIdentifier?.split(',') ?? [],
    amiType: 'AL2023_x86_64_STANDARD',
    nodeRole: role,
    labels: {},
    taints: [],
    diskSize: 20,
    resources: { autoScalingGroups: [{ name: group.AutoScalingGroupName }] },
    health: { issues: [] },
    updateConfig: { maxUnavailable: 1 },
    tags: {},
  }
  record.nodegroups[name] = {
    nodegroup,
    launchTemplateId: undefined,
    launchTemplateVersion: '1',
    ownsAccessEntry: true,
  }
  if (role !== '' && record.accessEntries[role] === undefined)
    putAccessEntry(record, ownCall(call), { principalArn: role, type: 'EC2_LINUX' })
}

/** Times of a seed are ISO text; they are kept as milliseconds. */
function milliseconds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => milliseconds(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      key.endsWith('At') && typeof member === 'string' ? Date.parse(member) : milliseconds(member),
    ]),
  )
}
