import { amiFamily, defaultAmiFamily } from '../tables/ami-families.ts'
import { defaultVolumeSize, volumeLimits } from '../tables/volumes.ts'
import { atLeast } from './kubernetes-version.ts'
import { type AnyNodegroup, isStated, onOutposts, systemOf } from './rules/conditions.ts'
import type { ClusterConfig, ManagedNodeGroup, NodeGroup } from './schema/cluster-config.ts'

const clusterLabel = 'alpha.eksctl.io/cluster-name'
const nameTag = 'alpha.eksctl.io/nodegroup-name'
const typeTag = 'alpha.eksctl.io/nodegroup-type'

const policies = [
  'imageBuilder',
  'autoScaler',
  'externalDNS',
  'certManager',
  'awsLoadBalancerController',
  'albIngress',
  'xRay',
  'cloudWatch',
  'ebs',
  'fsx',
  'efs',
] as const

/** What a nodegroup made by flags states besides the flags. Changes the nodegroup it is given. */
export function fillFlagNodegroup(nodegroup: AnyNodegroup, kind: 'managed' | 'self-managed'): void {
  nodegroup.volumeSize ??= defaultVolumeSize
  nodegroup.volumeType ??= 'gp3'
  nodegroup.disableIMDSv1 ??= true
  nodegroup.disablePodIMDS ??= false
  nodegroup.instanceSelector ??= {}
  const key = isStated(nodegroup.ssh?.publicKeyPath)
  nodegroup.ssh = kind === 'managed' ? { allow: false, publicKeyPath: '', ...nodegroup.ssh } : { allow: key, ...nodegroup.ssh }
  nodegroup.iam = { ...nodegroup.iam, withAddonPolicies: { appMesh: false, appMeshPreview: false, ...nodegroup.iam?.withAddonPolicies } }
}

/** The family in its proper spelling. Changes the nodegroup it is given. */
export function spellFamily(nodegroup: AnyNodegroup): void {
  const family = isStated(nodegroup.amiFamily) ? amiFamily(nodegroup.amiFamily ?? '') : undefined
  if (family) nodegroup.amiFamily = family.name
}

/** The defaults of self-managed nodegroups, after their rules. The version decides the runtime. Changes the nodegroup it is given. */
export function fillSelfManaged(nodegroup: NodeGroup, cluster: ClusterConfig, version: string | undefined): void {
  fillBase(nodegroup, cluster)
  nodegroup.amiFamily ||= defaultAmiFamily
  nodegroup.volumeSize ??= defaultVolumeSize
  fillVolumes(nodegroup, cluster)
  nodegroup.securityGroups = {
    ...nodegroup.securityGroups,
    withLocal: nodegroup.securityGroups?.withLocal ?? true,
    withShared: nodegroup.securityGroups?.withShared ?? true,
  }
  nodegroup.containerRuntime ??= runtimeOf(nodegroup, version)
}

/** The defaults of managed nodegroups, before their rules. Changes the nodegroup it is given. */
export function fillManaged(nodegroup: ManagedNodeGroup, cluster: ClusterConfig): void {
  if (!isStated(nodegroup.ami)) nodegroup.amiFamily ||= defaultAmiFamily
  fillBase(nodegroup, cluster)
  nodegroup.tags = { ...nodegroup.tags, [nameTag]: nodegroup.name, [typeTag]: 'managed' }
  if (nodegroup.launchTemplate === undefined) nodegroup.volumeSize ??= defaultVolumeSize
  fillVolumes(nodegroup, cluster)
}

/** How many nodes, where that is not all stated: 2, unless one of the numbers is. Changes the nodegroup it is given. */
export function fillManagedSizes(nodegroup: ManagedNodeGroup): void {
  nodegroup.minSize ??= nodegroup.desiredCapacity ?? 2
  nodegroup.maxSize ??= (nodegroup.desiredCapacity ?? nodegroup.minSize) || 1
  nodegroup.desiredCapacity ??= nodegroup.minSize
}

function fillBase(nodegroup: AnyNodegroup, { metadata }: ClusterConfig): void {
  fillSsh(nodegroup)
  nodegroup.securityGroups ??= {}
  nodegroup.instanceSelector ??= {}
  const withAddonPolicies = { ...Object.fromEntries(policies.map((policy) => [policy, false])), ...nodegroup.iam?.withAddonPolicies }
  nodegroup.iam = { ...nodegroup.iam, withAddonPolicies }
  nodegroup.labels = { ...nodegroup.labels, [clusterLabel]: metadata.name, [nameTag]: nodegroup.name }
  nodegroup.disableIMDSv1 ??= true
  nodegroup.disablePodIMDS ??= false
  if (systemOf(nodegroup) === 'bottlerocket' && isStated(nodegroup.amiFamily)) fillBottlerocket(nodegroup)
}

/** A key opens the door unless it is expressly shut; an open door without a key gets the usual one. */
function fillSsh(nodegroup: AnyNodegroup): void {
  const ssh = (nodegroup.ssh ??= {})
  if ([ssh.publicKeyName, ssh.publicKeyPath, ssh.publicKey].some(isStated)) ssh.allow ??= true
  else if (ssh.allow === true) ssh.publicKeyPath = '~/.ssh/id_rsa.pub'
  else ssh.allow = false
}

function fillBottlerocket(nodegroup: AnyNodegroup): void {
  const bottlerocket = (nodegroup.bottlerocket ??= {})
  bottlerocket.settings ??= {}
  if (nodegroup.ssh?.allow === true) bottlerocket.enableAdminContainer ??= true
}

function fillVolumes(nodegroup: AnyNodegroup, cluster: ClusterConfig): void {
  const outpost = onOutposts(cluster)
  nodegroup.volumeType ??= outpost || isStated(nodegroup.outpostARN) ? 'gp2' : 'gp3'
  fillRates(nodegroup)
  // The second disk of Bottlerocket holds what grows; a launch template of one's own says its disks itself.
  if (systemOf(nodegroup) === 'bottlerocket' && !('launchTemplate' in nodegroup && nodegroup.launchTemplate))
    nodegroup.volumeName ||= '/dev/xvdb'
  for (const volume of nodegroup.additionalVolumes ?? []) {
    volume.volumeType ??= outpost ? 'gp2' : 'gp3'
    volume.volumeSize ??= defaultVolumeSize
    fillRates(volume)
  }
}

function fillRates(volume: {
  volumeType?: string | undefined
  volumeIOPS?: number | undefined
  volumeThroughput?: number | undefined
}): void {
  const limits = volumeLimits[volume.volumeType ?? '']
  if (limits?.iops) volume.volumeIOPS ??= limits.iops.preset
  if (limits?.throughput) volume.volumeThroughput ??= limits.throughput.preset
}

function runtimeOf(nodegroup: NodeGroup, version: string | undefined): string {
  const system = systemOf(nodegroup)
  if (system === 'al2023' || version === undefined || atLeast(version, '1.24')) return 'containerd'
  return system === 'windows' ? 'docker' : 'dockerd'
}
