import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { putAccessEntry } from './access.ts'
import { emptyRecord } from './cluster-input.ts'
import { startControlPlane } from './control-plane.ts'
import { ownCall } from './network.ts'
import { clustersOf, eksArn, type ClusterRecord, type NodegroupRecord, type Stored } from './state.ts'

/** A seed's part of one region: clusters in DescribeCluster's shape, and the Auto Scaling groups of their nodegroups. */
interface RegionSeed {
  readonly clusters?: Readonly<Record<string, object>>
  readonly asgs?: Readonly<Record<string, AsgSeed>>
  readonly instances?: Readonly<
    Record<string, { readonly InstanceType?: string; readonly Tags?: readonly { readonly Key: string; readonly Value: string }[] }>
  >
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

/** Puts a seed's clusters into the region of a call, their nodegroups told from the tags of the Auto Scaling groups. Network and roles are others' to load, before. */
export async function loadEksSeed(call: Call, seed: Readonly<Record<string, unknown>>): Promise<void> {
  const part = (seed[call.region] ?? {}) as RegionSeed
  for (const stated of Object.values(part.clusters ?? {})) {
    const cluster = milliseconds(stated) as ClusterRecord['cluster']
    const record: ClusterRecord = { cluster, creator: call.account.world.caller.Arn, bootstrapSelfManagedAddons: false, ...emptyRecord() }
    clustersOf(call)[cluster.name] = record
    await startControlPlane(call, record)
    for (const group of Object.values(part.asgs ?? {})) addNodegroup(call, record, group, part, seed)
  }
}

const tag = (tags: readonly { readonly Key: string; readonly Value: string }[] | undefined, key: string): string | undefined =>
  tags?.find((item) => item.Key === key)?.Value

function addNodegroup(call: Call, record: ClusterRecord, group: AsgSeed, part: RegionSeed, seed: Readonly<Record<string, unknown>>): void {
  const name = tag(group.Tags, 'eks:nodegroup-name')
  if (tag(group.Tags, 'eks:cluster-name') !== record.cluster.name || name === undefined) return
  const id = group.AutoScalingGroupName.slice(`eks-${name}-`.length)
  const created = group.CreatedTime === undefined ? call.account.clock.now() : Date.parse(group.CreatedTime)
  const type = Object.values(part.instances ?? {}).find((instance) => tag(instance.Tags, 'eks:nodegroup-name') === name)?.InstanceType
  const roles = ((seed['iam'] as { roles?: Record<string, { Arn: string }> } | undefined)?.roles ?? {}) as Record<string, { Arn: string }>
  const role = Object.entries(roles).find(([key]) => /node/.test(key))?.[1].Arn ?? ''
  const nodegroup: Stored<Eks.Nodegroup> = {
    nodegroupName: name,
    nodegroupArn: eksArn(call, `nodegroup/${record.cluster.name}/${name}/${id}`),
    clusterName: record.cluster.name,
    version: record.cluster.version,
    releaseVersion: `${record.cluster.version}.5-20261015`,
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
    nodegroup: nodegroup as NodegroupRecord['nodegroup'],
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
      /At$/.test(key) && typeof member === 'string' ? Date.parse(member) : milliseconds(member),
    ]),
  )
}
