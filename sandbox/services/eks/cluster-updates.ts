import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { checkClusterSubnets, checkSecurityGroups } from './checks.ts'
import { checkAutoMode, checkEncryption, checkEndpoints, cidrsOf, loggingOf } from './cluster-input.ts'
import { applyAccessMode, applyAutoMode, applyEndpoints, applyVersion } from './control-plane.ts'
import { openLogGroup } from './log-group.ts'
import { activeCluster, inUse, invalidParameter, invalidRequest } from './refusals.ts'
import type { ClusterRecord } from './state.ts'
import { ending, startUpdate, type UpdatePlan } from './updates.ts'
import { chosenVersion, minor } from './versions.ts'

/** A change as data: what the cluster's members are at its end, and what follows from that. */
interface Change extends Pick<UpdatePlan<object>, 'type' | 'params'> {
  readonly set?: object
  readonly vpc?: object
  readonly follows?: keyof typeof consequences
}

/** What an update does beside setting members; `before` is the authentication mode that was. */
const consequences = {
  endpoints: (call, record) => applyEndpoints(call, record),
  logs: (call, record) => openLogGroup(call, record.cluster),
  access: (call, record, before) => applyAccessMode(call, record, before),
  'auto-mode': (call, record) => applyAutoMode(call, record),
  version: (call, record) => applyVersion(call, record),
} satisfies Record<string, (call: Call, record: ClusterRecord, before: string) => void | Promise<void>>

type Fields = Readonly<Record<string, unknown>>

/** UpdateClusterConfig: one kind of change at a time, refused where nothing would change. */
export async function updateClusterConfig(input: Eks.UpdateClusterConfigRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.name, 'update')
  const fields = { clusterName: record.cluster.name }
  const changes = [...(await vpcChanges(input, call, record)), ...settingChanges(input, record)]
  const [change, second] = changes
  if (change === undefined) throw invalidParameter('The type for cluster update was not provided.', fields)
  if (second !== undefined) throw invalidParameter('Only one type of update can be allowed.', fields)
  return { update: await runUpdate(call, record, change, 'eks:cluster:update') }
}

function runUpdate(call: Call, record: ClusterRecord, change: Change, kind: string): Promise<Eks.Update> {
  return startUpdate(call, record, {
    ...change,
    kind,
    begin: () => {
      record.cluster.status = 'UPDATING'
    },
    end: changed,
    args: { set: change.set ?? {}, vpc: change.vpc ?? {}, ...(change.follows !== undefined && { follows: change.follows }) },
  })
}

type Wish = Pick<Change, 'set' | 'vpc' | 'follows'>

const changed = ending('eks:cluster:changed', async ({ set, vpc, follows }: Wish, call, record) => {
  const { cluster } = record
  const before = cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP'
  Object.assign(cluster, set)
  Object.assign((cluster.resourcesVpcConfig ??= {}), vpc)
  try {
    if (follows !== undefined) await consequences[follows](call, record, before)
  } finally {
    if (cluster.status === 'UPDATING') cluster.status = 'ACTIVE'
  }
})

async function vpcChanges(input: Eks.UpdateClusterConfigRequest, call: Call, record: ClusterRecord): Promise<Change[]> {
  const stated = input.resourcesVpcConfig
  if (stated === undefined) return []
  const fields = { clusterName: record.cluster.name }
  const changes: Change[] = []
  if (stated.endpointPublicAccess !== undefined || stated.endpointPrivateAccess !== undefined || stated.publicAccessCidrs !== undefined)
    changes.push(endpointChange(stated, record, fields))
  if (stated.subnetIds !== undefined || stated.securityGroupIds !== undefined) changes.push(await subnetChange(stated, call, record))
  if (stated.controlPlaneEgressMode !== undefined) changes.push(egressChange(stated.controlPlaneEgressMode, record, fields))
  return changes
}

function endpointChange(stated: Eks.VpcConfigRequest, record: ClusterRecord, fields: Fields): Change {
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  const isPublic = stated.endpointPublicAccess ?? vpc.endpointPublicAccess ?? true
  const isPrivate = stated.endpointPrivateAccess ?? vpc.endpointPrivateAccess ?? false
  checkEndpoints(isPublic, isPrivate, stated.publicAccessCidrs, fields)
  const cidrs = isPublic
    ? stated.publicAccessCidrs === undefined && (vpc.publicAccessCidrs ?? []).length > 0
      ? [...(vpc.publicAccessCidrs ?? [])]
      : cidrsOf(stated.publicAccessCidrs)
    : []
  if (isPublic === vpc.endpointPublicAccess && isPrivate === vpc.endpointPrivateAccess && sameSet(cidrs, vpc.publicAccessCidrs ?? []))
    throw invalidParameter(
      `Cluster is already at the desired configuration with endpointPrivateAccess: ${isPrivate} , endpointPublicAccess: ${isPublic}, and Public Endpoint Restrictions: [${cidrs.join(', ')}]`,
      fields,
    )
  return {
    type: 'EndpointAccessUpdate',
    params: { EndpointPublicAccess: String(isPublic), EndpointPrivateAccess: String(isPrivate), PublicAccessCidrs: cidrs },
    vpc: { endpointPublicAccess: isPublic, endpointPrivateAccess: isPrivate, publicAccessCidrs: cidrs },
    follows: 'endpoints',
  }
}

async function subnetChange(stated: Eks.VpcConfigRequest, call: Call, record: ClusterRecord): Promise<Change> {
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  const { name } = record.cluster
  const subnetIds = [...(stated.subnetIds ?? vpc.subnetIds ?? [])]
  const securityGroupIds = [...(stated.securityGroupIds ?? vpc.securityGroupIds ?? [])]
  const subnets = await checkClusterSubnets(call, name, subnetIds)
  if (subnets.some((subnet) => subnet.VpcId !== vpc.vpcId))
    throw invalidParameter('Provided subnets belong to a different VPC than the cluster', { clusterName: name })
  await checkSecurityGroups(call, name, securityGroupIds, vpc.vpcId ?? '')
  if (sameSet(subnetIds, vpc.subnetIds ?? []) && sameSet(securityGroupIds, vpc.securityGroupIds ?? []))
    throw invalidParameter('Cluster is already at the desired configuration with the subnets and security groups provided', {
      clusterName: name,
    })
  return {
    type: 'VpcConfigUpdate',
    params: { Subnets: subnetIds, SecurityGroups: securityGroupIds },
    vpc: { subnetIds, securityGroupIds },
  }
}

function egressChange(mode: Eks.ControlPlaneEgressModeType, record: ClusterRecord, fields: Fields): Change {
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  if (vpc.controlPlaneEgressMode === mode) throw invalidParameter(`No changes needed for the control plane egress mode provided`, fields)
  return {
    type: 'ControlPlaneEgressUpdate',
    params: { ControlPlaneEgressMode: mode },
    vpc: { controlPlaneEgressMode: mode },
  }
}

function settingChanges(input: Eks.UpdateClusterConfigRequest, record: ClusterRecord): Change[] {
  const changes: Change[] = []
  const fields = { clusterName: record.cluster.name }
  const set = (
    type: Eks.UpdateType,
    param: string,
    member: keyof ClusterRecord['cluster'],
    value: unknown,
    follows?: Change['follows'],
  ): void => {
    if (value === undefined) return
    if (JSON.stringify(record.cluster[member]) === JSON.stringify(value))
      throw invalidParameter(`No changes needed for the ${member} provided`, fields)
    changes.push({
      type,
      params: { [param]: value },
      set: { [member]: value },
      ...(follows !== undefined && { follows }),
    })
  }
  if (input.logging !== undefined)
    set('LoggingUpdate', 'ClusterLogging', 'logging', loggingOf(input.logging, record.cluster.logging, fields), 'logs')
  if (input.accessConfig?.authenticationMode !== undefined)
    changes.push(accessChange(input.accessConfig.authenticationMode, record, fields))
  if (input.upgradePolicy !== undefined)
    set('UpgradePolicyUpdate', 'UpgradePolicy', 'upgradePolicy', { supportType: input.upgradePolicy.supportType })
  if (input.zonalShiftConfig !== undefined)
    set('ZonalShiftConfigUpdate', 'ZonalShiftConfig', 'zonalShiftConfig', { enabled: input.zonalShiftConfig.enabled })
  if (input.remoteNetworkConfig !== undefined)
    set('RemoteNetworkConfigUpdate', 'RemoteNetworkConfig', 'remoteNetworkConfig', input.remoteNetworkConfig)
  if (input.controlPlaneScalingConfig !== undefined)
    set('ControlPlaneScalingConfigUpdate', 'UpdatedTier', 'controlPlaneScalingConfig', input.controlPlaneScalingConfig)
  if (input.deletionProtection !== undefined)
    set('DeletionProtectionUpdate', 'DeletionProtection', 'deletionProtection', input.deletionProtection)
  if (input.computeConfig !== undefined || input.storageConfig !== undefined || input.kubernetesNetworkConfig !== undefined)
    changes.push(autoModeChange(input, record, fields))
  const component = componentChange(input)
  return component === undefined ? changes : [...changes, component]
}

function accessChange(mode: Eks.AuthenticationMode, record: ClusterRecord, fields: Fields): Change {
  const before = record.cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP'
  if (before === mode) throw invalidRequest(`Unsupported authentication mode update from ${before} to ${mode}`, fields)
  const steps = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API']
  if (steps.indexOf(mode) < steps.indexOf(before) || (before === 'CONFIG_MAP' && mode === 'API'))
    throw invalidParameter(`Unsupported authentication mode update from ${before} to ${mode}`, fields)
  return {
    type: 'AccessConfigUpdate',
    params: { AuthenticationMode: mode },
    set: { accessConfig: { ...record.cluster.accessConfig, authenticationMode: mode } },
    follows: 'access',
  }
}

function autoModeChange(input: Eks.UpdateClusterConfigRequest, record: ClusterRecord, fields: Fields): Change {
  const compute = input.computeConfig ?? {}
  checkAutoMode(
    {
      ...input,
      ...(record.cluster.accessConfig?.authenticationMode === 'CONFIG_MAP' && { accessConfig: { authenticationMode: 'CONFIG_MAP' } }),
    },
    fields,
  )
  if (
    compute.nodeRoleArn !== undefined &&
    record.cluster.computeConfig?.nodeRoleArn !== undefined &&
    record.cluster.computeConfig.nodeRoleArn !== compute.nodeRoleArn
  )
    throw invalidParameter('The nodeRoleArn of computeConfig cannot be changed once it is set', fields)
  const on = compute.enabled === true
  return {
    type: 'AutoModeUpdate',
    params: {
      ComputeConfig: compute,
      KubernetesNetworkConfig: input.kubernetesNetworkConfig ?? {},
      StorageConfig: input.storageConfig ?? {},
    },
    set: {
      computeConfig: on
        ? {
            enabled: true,
            nodePools: [...(compute.nodePools ?? [])],
            ...(compute.nodeRoleArn !== undefined && { nodeRoleArn: compute.nodeRoleArn }),
          }
        : { enabled: false },
      storageConfig: { blockStorage: { enabled: on } },
      kubernetesNetworkConfig: { ...record.cluster.kubernetesNetworkConfig, elasticLoadBalancing: { enabled: on } },
    },
    follows: 'auto-mode',
  }
}

function componentChange(input: Eks.UpdateClusterConfigRequest): Change | undefined {
  const parts = {
    ...(input.kubeApiServerConfig !== undefined && { kubeApiServerConfig: input.kubeApiServerConfig }),
    ...(input.kubeSchedulerConfig !== undefined && { kubeSchedulerConfig: input.kubeSchedulerConfig }),
    ...(input.kubeControllerManagerConfig !== undefined && { kubeControllerManagerConfig: input.kubeControllerManagerConfig }),
  }
  if (Object.keys(parts).length === 0) return undefined
  const params = Object.fromEntries(Object.entries(parts).map(([key, value]) => [`K${key.slice(1)}`, value]))
  return { type: 'ControlPlaneComponentConfigUpdate', params, set: parts }
}

/** UpdateClusterVersion: one minor version up, or one down within its rollback window. */
export async function updateClusterVersion(input: Eks.UpdateClusterVersionRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.name, 'update')
  const { cluster } = record
  const fields = { clusterName: cluster.name }
  const target = chosenVersion(call.account, input.version, fields)
  const steps = minor(target.clusterVersion) - minor(cluster.version)
  if (steps === 0) throw invalidParameter(`Cluster is already at the desired version ${cluster.version}`, fields)
  if (Math.abs(steps) > 1)
    throw invalidParameter(`Unsupported Kubernetes minor version update from ${cluster.version} to ${target.clusterVersion}`, fields)
  const behind = Object.values(record.nodegroups).filter(
    ({ nodegroup }) => steps > 0 && minor(cluster.version) - minor(nodegroup.version ?? cluster.version) > 2,
  )
  if (behind.length > 0)
    throw invalidRequest(
      `Nodegroups [${behind.map(({ nodegroup }) => nodegroup.nodegroupName).join(', ')}] must be updated to match the cluster version before updating cluster version`,
      fields,
    )
  const update = await runUpdate(
    call,
    record,
    {
      type: steps > 0 ? 'VersionUpdate' : 'VersionRollback',
      params: { Version: target.clusterVersion, PlatformVersion: target.defaultPlatformVersion ?? 'eks.1' },
      set: { version: target.clusterVersion, platformVersion: target.defaultPlatformVersion ?? 'eks.1' },
      follows: 'version',
    },
    'eks:cluster:version',
  )
  return { update }
}

/** AssociateEncryptionConfig: once, and never taken back. */
export async function associateEncryptionConfig(input: Eks.AssociateEncryptionConfigRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'update')
  const fields = { clusterName: record.cluster.name }
  checkEncryption(input.encryptionConfig, fields)
  if ((record.cluster.encryptionConfig ?? []).length > 0) throw inUse('Encryption config is already associated with the cluster', fields)
  const encryptionConfig = structuredClone(input.encryptionConfig ?? [])
  const update = await runUpdate(
    call,
    record,
    {
      type: 'AssociateEncryptionConfig',
      params: { EncryptionConfig: encryptionConfig },
      set: { encryptionConfig },
    },
    'eks:cluster:update',
  )
  return { update }
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((item) => b.includes(item))
