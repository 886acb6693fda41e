import type * as Eks from '@aws-sdk/client-eks'
import { changeNode } from '../../nodes/kinds.ts'
import { runningCluster, type RunningCluster } from '../../nodes/running-cluster.ts'
import type { Call } from '../../service.ts'
import { beginRoll } from './node-roll.ts'
import { ownCall } from './network.ts'
import { familyOf, newestImage } from './node-images.ts'
import { checkLabels, checkScaling, checkTaints, checkVersion, templateOf } from './nodegroup-input.ts'
import { kubeTaint } from './nodegroup-labels.ts'
import { issueOf, nodesOf } from './nodegroup-life.ts'
import { newTemplateVersion, policyOf, useTemplate } from './node-template.ts'
import { activeCluster, inUse, invalidParameter, invalidRequest, nodegroupNamed } from './refusals.ts'
import type { ClusterRecord, NodegroupRecord, Stored } from './state.ts'
import { ending, startUpdate } from './updates.ts'

type Nodegroup = NodegroupRecord['nodegroup']

function updatable(call: Call, cluster: string | undefined, name: string | undefined): { record: ClusterRecord; entry: NodegroupRecord } {
  const record = activeCluster(call, cluster, 'nodegroup')
  const entry = nodegroupNamed(record, name)
  if (entry.nodegroup.status !== 'ACTIVE' && entry.nodegroup.status !== 'DEGRADED')
    throw inUse(`Nodegroup cannot be updated as it is currently not in Active State`, { clusterName: cluster, nodegroupName: name })
  return { record, entry }
}

/** UpdateNodegroupConfig: sizes, labels, taints, how it updates and repairs. */
export async function updateNodegroupConfig(input: Eks.UpdateNodegroupConfigRequest, call: Call): Promise<object> {
  const { record, entry } = updatable(call, input.clusterName, input.nodegroupName)
  const { nodegroup } = entry
  const fields = { clusterName: input.clusterName, nodegroupName: input.nodegroupName }
  const scaling = { ...nodegroup.scalingConfig, ...input.scalingConfig }
  checkScaling(scaling, fields)
  checkLabels(input.labels?.addOrUpdateLabels, fields)
  checkTaints(input.taints?.addOrUpdateTaints, fields)
  const params = configParams(input)
  if (Object.keys(params).length === 0) throw invalidParameter('No changes needed for the nodegroup config provided', fields)
  const update = await startUpdate(call, record, {
    type: 'ConfigUpdate',
    nodegroup: nodegroup.nodegroupName,
    params,
    kind: 'eks:nodegroup:update',
    begin: () => {
      nodegroup.status = 'UPDATING'
    },
    end: configured,
    args: { input, scaling },
  })
  return { update }
}

interface Configuration {
  readonly input: Eks.UpdateNodegroupConfigRequest
  readonly scaling: Nodegroup['scalingConfig']
}

const configured = ending('eks:nodegroup:configured', ({ input, scaling }: Configuration, call, record) => {
  const entry = nodegroupNamed(record, input.nodegroupName)
  const { nodegroup } = entry
  return atRest(nodegroup, async () => {
    const before = structuredClone(nodegroup)
    applyConfig(input, nodegroup, scaling)
    await applyToGroup(ownCall(call), record, entry, input)
    const cluster = runningCluster(call, record.cluster.name)
    if (cluster !== undefined) relabel(cluster, before, nodegroup)
    nodegroup.modifiedAt = call.account.clock.now()
  })
})

/** Whatever happens, the nodegroup is ACTIVE again; a refusal of another service is the update's error. */
async function atRest(nodegroup: Nodegroup, work: () => Promise<Stored<Eks.ErrorDetail>[] | void>): Promise<Stored<Eks.ErrorDetail>[]> {
  try {
    return (await work()) ?? []
  } catch (error) {
    const issue = issueOf(error)
    return [{ errorCode: 'Unknown', errorMessage: issue.message ?? '', resourceIds: [] }]
  } finally {
    nodegroup.status = 'ACTIVE'
  }
}

function configParams(input: Eks.UpdateNodegroupConfigRequest): Record<string, unknown> {
  const { labels, taints, scalingConfig, updateConfig, nodeRepairConfig } = input
  return Object.fromEntries(
    Object.entries({
      LabelsToAdd: labels?.addOrUpdateLabels,
      LabelsToRemove: labels?.removeLabels,
      TaintsToAdd: taints?.addOrUpdateTaints,
      TaintsToRemove: taints?.removeTaints,
      MinSize: scalingConfig?.minSize?.toString(),
      MaxSize: scalingConfig?.maxSize?.toString(),
      DesiredSize: scalingConfig?.desiredSize?.toString(),
      MaxUnavailable: updateConfig?.maxUnavailable?.toString(),
      MaxUnavailablePercentage: updateConfig?.maxUnavailablePercentage?.toString(),
      NodeRepairConfig: nodeRepairConfig,
    }).filter(([, value]) => value !== undefined),
  )
}

function applyConfig(input: Eks.UpdateNodegroupConfigRequest, nodegroup: Nodegroup, scaling: Nodegroup['scalingConfig']): void {
  nodegroup.scalingConfig = scaling
  nodegroup.labels = Object.fromEntries(
    Object.entries({ ...nodegroup.labels, ...input.labels?.addOrUpdateLabels }).filter(
      ([key]) => input.labels?.removeLabels?.includes(key) !== true,
    ),
  )
  const gone = [...(input.taints?.removeTaints ?? []), ...(input.taints?.addOrUpdateTaints ?? [])]
  const kept = (nodegroup.taints ?? []).filter(
    (taint) => !gone.some((item) => item.key === taint.key && (item.effect === undefined || item.effect === taint.effect)),
  )
  nodegroup.taints = [...kept, ...structuredClone(input.taints?.addOrUpdateTaints ?? [])]
  if (input.updateConfig !== undefined) nodegroup.updateConfig = input.updateConfig
  if (input.nodeRepairConfig !== undefined) nodegroup.nodeRepairConfig = input.nodeRepairConfig
}

async function applyToGroup(
  call: Call,
  record: ClusterRecord,
  entry: NodegroupRecord,
  input: Eks.UpdateNodegroupConfigRequest,
): Promise<void> {
  const group = entry.nodegroup.resources?.autoScalingGroups?.[0]?.name
  const relabelled = input.labels !== undefined || input.taints !== undefined
  if (relabelled) await newTemplateVersion(call, record, entry)
  const { minSize, maxSize, desiredSize } = entry.nodegroup.scalingConfig ?? {}
  await call.aws('autoscaling', 'UpdateAutoScalingGroup', {
    AutoScalingGroupName: group,
    ...(input.scalingConfig !== undefined && { MinSize: minSize, MaxSize: maxSize, DesiredCapacity: desiredSize }),
    ...(relabelled && { MixedInstancesPolicy: policyOf(entry) }),
  })
}

/** Labels and taints reach the nodes that are there. */
function relabel(cluster: RunningCluster, before: Nodegroup, nodegroup: Nodegroup): void {
  for (const node of nodesOf(cluster, nodegroup.nodegroupName))
    changeNode(cluster.objects, node.metadata.name, (changed) => {
      const labels = Object.entries(changed.metadata.labels ?? {}).filter(([key]) => before.labels?.[key] === undefined)
      changed.metadata.labels = { ...Object.fromEntries(labels), ...nodegroup.labels }
      const others = (changed.spec.taints ?? []).filter(
        (taint) => !(before.taints ?? []).some((item) => item.key === taint.key && kubeTaint(item).effect === taint.effect),
      )
      changed.spec.taints = [...others, ...(nodegroup.taints ?? []).map((taint) => kubeTaint(taint))]
    })
}

/** The Kubernetes version that a release of Amazon Linux is of; Bottlerocket's do not bear it. */
const versionOfRelease = (release: string | undefined): string | undefined => /^(1\.\d+)\.\d+-\d{8}$/.exec(release ?? '')?.[1]

/** UpdateNodegroupVersion: a newer image or launch template; every node is replaced. */
export async function updateNodegroupVersion(input: Eks.UpdateNodegroupVersionRequest, call: Call): Promise<object> {
  const { record, entry } = updatable(call, input.clusterName, input.nodegroupName)
  const { nodegroup } = entry
  const fields = { clusterName: input.clusterName, nodegroupName: input.nodegroupName }
  const custom = familyOf(nodegroup.amiType) === 'custom'
  if (custom && (input.version !== undefined || input.releaseVersion !== undefined))
    throw invalidRequest('You cannot specify the field version or releaseVersion when using custom AMIs', fields)
  const template = await templateOf(call, input.launchTemplate, fields)
  if (template !== undefined && template.id !== nodegroup.launchTemplate?.id)
    throw invalidRequest('You cannot change the launch template of a nodegroup, only its version', fields)
  const version = checkVersion(
    input.version ?? versionOfRelease(input.releaseVersion) ?? (template === undefined ? record.cluster.version : nodegroup.version),
    record,
    nodegroup.amiType ?? '',
    fields,
  )
  if (input.releaseVersion !== undefined && (versionOfRelease(input.releaseVersion) ?? version) !== version)
    throw invalidParameter(
      `Requested Nodegroup release version ${input.releaseVersion} is invalid for Kubernetes version ${version}`,
      fields,
    )
  const release = custom
    ? (nodegroup.releaseVersion ?? '')
    : (input.releaseVersion ?? (await newestImage(call, nodegroup.amiType ?? '', version)).releaseVersion)
  const update = await startUpdate(call, record, {
    type: 'VersionUpdate',
    nodegroup: nodegroup.nodegroupName,
    params: {
      Version: version,
      ReleaseVersion: release,
      ...(template !== undefined && { LaunchTemplateName: template.name, LaunchTemplateVersion: template.version }),
    },
    kind: 'eks:nodegroup:version',
    begin: () => {
      nodegroup.status = 'UPDATING'
    },
    end: replaced,
    args: { nodegroup: nodegroup.nodegroupName, version, release, templateVersion: template?.version, force: input.force === true },
  })
  return { update }
}

interface Target {
  readonly nodegroup: string
  readonly version: string
  readonly release: string
  readonly templateVersion?: string | undefined
  readonly force: boolean
}

/** New nodes are made of the new template; the old ones are replaced one after another. A nodegroup of a seed has no template to make any of. */
const replaced = ending('eks:nodegroup:replaced', async (target: Target, call, record, update) => {
  const entry = nodegroupNamed(record, target.nodegroup)
  const { nodegroup } = entry
  const { version, release, templateVersion, force } = target
  if (entry.launchTemplateId === undefined)
    return atRest(nodegroup, async () => void Object.assign(nodegroup, { version, releaseVersion: release }))
  try {
    const templateBefore = entry.launchTemplateVersion
    await newTemplateVersion(ownCall(call), record, entry, { ...nodegroup, ...toBe(nodegroup, target) })
    await useTemplate(ownCall(call), entry)
    await beginRoll(ownCall(call), record, entry, {
      cluster: record.cluster.name,
      nodegroup: nodegroup.nodegroupName,
      update,
      force,
      wanted: { version, release, templateVersion },
      templateBefore,
    })
    return 'goes on'
  } catch (error) {
    return atRest(nodegroup, () => Promise.reject(error))
  }
})

const toBe = ({ launchTemplate }: Nodegroup, { version, release, templateVersion }: Target) => ({
  version,
  releaseVersion: release,
  ...(launchTemplate !== undefined && templateVersion !== undefined && { launchTemplate: { ...launchTemplate, version: templateVersion } }),
})
