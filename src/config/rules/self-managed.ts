import { amiFamily } from '../../tables/ami-families.ts'
import { instanceClass } from '../../tables/instances.ts'
import { isOfKind, kindInWords, kubeletSettings } from '../../tables/kubelet-settings.ts'
import { tagKeys } from '../../tables/tag-keys.ts'
import { atLeast } from '../kubernetes-version.ts'
import { isMap } from '../plain.ts'
import type { NodeGroup } from '../schema/cluster-config.ts'
import { type AnyNodegroup, anyPolicy, isStated, oneOf, onOutposts, parseArn, selects, statedOf, systemOf, typeOf } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'
import { outpostArn } from './outposts.ts'

const suspendable = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
]
const kubeletsOwn = ['kind', 'apiVersion', 'address', 'clusterDomain', 'authentication', 'authorization', 'serverTLSBootstrap']

/** Rules about names, roles and images of self-managed nodegroups. */
export const selfManagedRules: readonly Rule<NodeGroup>[] = [
  { id: 'V156', check: ({ name }) => /[^A-Za-z0-9-]/.test(name) && fault('name', `"${name}" may hold letters, digits and dashes only`) },
  { id: 'V157', check: ({ iam }) => ownRole(iam, 'instanceProfileARN') },
  { id: 'V158', check: ({ iam }) => ownRole(iam, 'instanceRoleARN') },
  {
    id: 'V159',
    check: ({ iam }) =>
      each(iam?.attachPolicyARNs, 'iam.attachPolicyARNs', (arn, at) => !parseArn(arn) && fault(at, `"${arn}" is not an ARN`)),
  },
  {
    id: 'V160',
    check: ({ iam }) =>
      iam?.withAddonPolicies?.albIngress === true &&
      iam.withAddonPolicies.awsLoadBalancerController === true &&
      fault('iam.withAddonPolicies.albIngress', 'is the old name of awsLoadBalancerController; leave it out'),
  },
  {
    id: 'V161',
    check: ({ ami, amiFamily: family }) =>
      isStated(ami) &&
      !isStated(family) &&
      fault('ami', `${ami} needs amiFamily beside it`, 'for an image made from the one of EKS: amiFamily: AmazonLinux2023'),
  },
  {
    id: 'V162',
    check: (nodegroup) =>
      nodegroup.bottlerocket !== undefined &&
      systemOf(nodegroup) !== 'bottlerocket' &&
      fault('bottlerocket', 'needs amiFamily: Bottlerocket'),
  },
  {
    id: 'V163',
    check: (nodegroup) =>
      isStated(nodegroup.ami) &&
      isStated(nodegroup.amiFamily) &&
      nodegroup.overrideBootstrapCommand === undefined &&
      ['al2', 'ubuntu'].includes(systemOf(nodegroup)) &&
      fault('overrideBootstrapCommand', `must be set: a ${nodegroup.amiFamily} image of your own has to be told how to join`),
  },
]

/** Rules about keys, the kubelet and Bottlerocket. */
export const nodeSettingRules: readonly Rule<NodeGroup>[] = [
  {
    id: 'V169',
    check: ({ ssh }) => {
      const keys = statedOf({
        publicKeyName: isStated(ssh?.publicKeyName),
        publicKeyPath: isStated(ssh?.publicKeyPath),
        publicKey: isStated(ssh?.publicKey),
      })
      return keys.length > 1 && fault('ssh', `takes one key, not ${keys.join(' and ')}`)
    },
  },
  {
    id: 'V170',
    check: (nodegroup) =>
      systemOf(nodegroup) === 'windows' &&
      nodegroup.kubeletExtraConfig !== undefined &&
      fault('kubeletExtraConfig', 'is not possible with Windows'),
  },
  { id: 'V171', check: (nodegroup) => notOnBottlerocket(nodegroup, { kubeletExtraConfig: nodegroup.kubeletExtraConfig !== undefined }) },
  {
    id: 'V172',
    check: (nodegroup) => {
      const kubernetes = nodegroup.bottlerocket?.settings?.['kubernetes']
      const wrong = systemOf(nodegroup) === 'bottlerocket' && kubernetes !== undefined && !isMap(kubernetes)
      return wrong && fault('bottlerocket.settings.kubernetes', 'must be a map')
    },
  },
  {
    id: 'V173',
    check: (nodegroup) =>
      Object.entries({ 'node-labels': 'labels', 'node-taints': 'taints', 'max-pods': 'maxPodsPerNode' }).map(
        ([key, field]) =>
          Object.hasOwn(bottlerocketKubernetes(nodegroup), key) &&
          fault(`bottlerocket.settings.kubernetes.${key}`, `write ${field} in the nodegroup in its place`),
      ),
  },
  {
    id: 'V174',
    check: (nodegroup) =>
      Object.hasOwn(bottlerocketKubernetes(nodegroup), 'cluster-dns-ip') &&
      isStated(nodegroup.clusterDNS) &&
      fault('clusterDNS', 'cannot stand together with bottlerocket.settings.kubernetes.cluster-dns-ip'),
  },
  {
    id: 'V175',
    check: (nodegroup) =>
      !['windows', 'bottlerocket'].includes(systemOf(nodegroup)) &&
      Object.keys(nodegroup.kubeletExtraConfig ?? {}).map(
        (key) => kubeletsOwn.includes(key) && fault(`kubeletExtraConfig.${key}`, 'is set by EKS and cannot be changed'),
      ),
  },
  {
    id: 'V176',
    check: (nodegroup) => {
      const types = amiFamily(nodegroup.amiFamily ?? '')?.eksTypes
      const { arch, accelerator } = instanceClass(typeOf(nodegroup))
      const exists = types === undefined || types[arch]?.[accelerator ?? 'plain'] !== undefined
      return (
        !nodegroup.ami?.startsWith('ami-') &&
        !exists &&
        fault('instanceType', `there is no ${nodegroup.amiFamily} image for ${typeOf(nodegroup)}`)
      )
    },
  },
]

/** Tags of an Auto Scaling group; AWS takes no more. */
const mostTags = 50

/** Rules about credits, processes, the runtime and where the nodes are. */
export const selfManagedGroupRules: readonly Rule<NodeGroup>[] = [
  {
    id: 'V185',
    check: ({ cpuCredits, instancesDistribution, instanceType }) => {
      const types = instancesDistribution ? (instancesDistribution.instanceTypes ?? []) : [instanceType ?? '']
      return (
        isStated(cpuCredits) && !types.some((type) => type.startsWith('t')) && fault('cpuCredits', 'is for burstable types (t3.…) only')
      )
    },
  },
  {
    id: 'V186',
    check: ({ cpuCredits = '' }) =>
      !['', 'standard', 'unlimited'].includes(cpuCredits.toLowerCase()) &&
      fault('cpuCredits', `must be standard or unlimited, not "${cpuCredits}"`),
  },
  {
    id: 'V187',
    check: ({ asgSuspendProcesses }) =>
      each(
        asgSuspendProcesses,
        'asgSuspendProcesses',
        (name, at) => !suspendable.includes(name) && fault(at, `must be ${oneOf(suspendable)}, not "${name}"`),
      ),
  },
  {
    id: 'V188',
    check: (nodegroup) =>
      knowsRuntime(nodegroup) &&
      isAl2023(nodegroup) &&
      nodegroup.containerRuntime !== 'containerd' &&
      fault('containerRuntime', `must be containerd on AmazonLinux2023, not "${nodegroup.containerRuntime}"`),
  },
  {
    id: 'V189',
    check: (nodegroup) =>
      nodegroup.containerRuntime !== undefined &&
      !knowsRuntime(nodegroup) &&
      fault('containerRuntime', `must be containerd, not "${nodegroup.containerRuntime}"`),
  },
  {
    id: 'V190',
    check: (nodegroup, { version }) =>
      knowsRuntime(nodegroup) &&
      !isAl2023(nodegroup) &&
      nodegroup.containerRuntime !== 'containerd' &&
      atLeast(version, '1.24') &&
      fault('containerRuntime', `must be containerd from Kubernetes 1.24, not "${nodegroup.containerRuntime}"`),
  },
  {
    id: 'V191',
    check: ({ containerRuntime, overrideBootstrapCommand }) =>
      containerRuntime !== undefined &&
      overrideBootstrapCommand !== undefined &&
      fault('containerRuntime', 'cannot stand together with overrideBootstrapCommand'),
  },
  {
    id: 'V192',
    check: ({ maxInstanceLifetime: seconds = 86_400 }) =>
      seconds < 86_400 && fault('maxInstanceLifetime', `must be 86400 seconds (a day) or more, not ${seconds}`),
  },
  {
    id: 'V193',
    check: ({ localZones, availabilityZones }) =>
      isStated(localZones) && isStated(availabilityZones) && fault('localZones', 'cannot stand together with availabilityZones'),
  },
  { id: 'V194', check: ({ outpostARN }) => isStated(outpostARN) && outpostArn('outpostARN', outpostARN) },
  {
    id: 'V195',
    check: ({ outpostARN }, { cluster }) =>
      onOutposts(cluster) &&
      isStated(outpostARN) &&
      outpostARN !== cluster.outpost?.controlPlaneOutpostARN &&
      fault('outpostARN', 'must be the Outpost of the control plane'),
  },
  {
    id: 'V196',
    check: (nodegroup, { cluster }) => {
      if (!onOutposts(cluster) && !isStated(nodegroup.outpostARN)) return undefined
      const impossible = statedOf({
        instanceSelector: selects(nodegroup),
        availabilityZones: isStated(nodegroup.availabilityZones),
        localZones: isStated(nodegroup.localZones),
      })
      return impossible.map((key) => fault(key, 'is not possible on an Outpost'))
    },
  },
  {
    id: 'V198',
    check: ({ desiredCapacity: desired, minSize, maxSize }) => {
      const min = minSize ?? desired ?? 2
      const max = maxSize ?? desired ?? min
      if (desired !== undefined && desired < min) return fault('desiredCapacity', `${desired} is less than minSize ${min}`)
      if (desired !== undefined && desired > max) return fault('desiredCapacity', `${desired} is more than maxSize ${max}`)
      return max < min && fault(maxSize === undefined ? 'minSize' : 'maxSize', `maxSize ${max} is less than minSize ${min}`)
    },
  },
  {
    id: 'V199',
    check: (nodegroup) =>
      nodegroup.propagateASGTags === true &&
      groupTags(nodegroup) > mostTags &&
      fault(
        'propagateASGTags',
        `labels and taints would make ${groupTags(nodegroup)} tags, and an Auto Scaling group has ${mostTags} at most`,
        'take labels or taints away, or propagateASGTags',
      ),
  },
  {
    id: 'V200',
    check: (nodegroup) =>
      !['windows', 'bottlerocket'].includes(systemOf(nodegroup)) &&
      Object.entries(nodegroup.kubeletExtraConfig ?? {}).map(([key, value]) => {
        const kind = kubeletSettings.get(key)
        return (
          kind !== undefined &&
          !isOfKind(value, kind) &&
          fault(`kubeletExtraConfig.${key}`, `must be ${kindInWords[kind]}, not ${JSON.stringify(value)}: the kubelet would not start`)
        )
      }),
  },
]

/** Labels and taints become tags of the group, each once, beside its own and the two of the cluster autoscaler. */
function groupTags({ labels = {}, taints = [], iam }: NodeGroup): number {
  const mine = [tagKeys.clusterName, tagKeys.nodegroupName]
  const keys = new Set([...mine, ...Object.keys(labels)])
  return 2 + (iam?.withAddonPolicies?.autoScaler === true ? 2 : 0) + keys.size + new Set(taints.map(({ key }) => key)).size
}

/** A runtime that is written, and one that there is. */
function knowsRuntime({ containerRuntime = '' }: NodeGroup): boolean {
  return ['containerd', 'dockerd', 'docker'].includes(containerRuntime)
}

function isAl2023(nodegroup: NodeGroup): boolean {
  return isStated(nodegroup.amiFamily) && systemOf(nodegroup) === 'al2023'
}

/** The settings of the kubelet that Bottlerocket nodes are given; none for other systems. */
function bottlerocketKubernetes(nodegroup: NodeGroup): Record<string, unknown> {
  const kubernetes = nodegroup.bottlerocket?.settings?.['kubernetes']
  return systemOf(nodegroup) === 'bottlerocket' && isMap(kubernetes) ? kubernetes : {}
}

/** V157, V158, V202: a role that exists takes nothing from here. */
export function ownRole(iam: AnyNodegroup['iam'], key: 'instanceProfileARN' | 'instanceRoleARN'): Verdict {
  if (!isStated(iam?.[key])) return undefined
  const others = statedOf({
    instanceRoleName: isStated(iam?.instanceRoleName),
    attachPolicy: isStated(iam?.attachPolicy),
    attachPolicyARNs: isStated(iam?.attachPolicyARNs),
    instanceRolePermissionsBoundary: isStated(iam?.instanceRolePermissionsBoundary),
    withAddonPolicies: anyPolicy(iam?.withAddonPolicies),
  })
  return others.map((other) => fault(`iam.${other}`, `cannot stand together with iam.${key}: a role that exists is used as it is`))
}

/** V171, V210: what Bottlerocket has no place for. */
export function notOnBottlerocket(nodegroup: AnyNodegroup, more: Readonly<Record<string, boolean>> = {}): Verdict {
  if (systemOf(nodegroup) !== 'bottlerocket') return undefined
  const { preBootstrapCommands, overrideBootstrapCommand } = nodegroup
  const stated = statedOf({
    ...more,
    preBootstrapCommands: preBootstrapCommands !== undefined,
    overrideBootstrapCommand: overrideBootstrapCommand !== undefined,
  })
  return stated.map((key) => fault(key, 'is not possible with Bottlerocket; write bottlerocket.settings'))
}
