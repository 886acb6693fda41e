import { type ClusterConfig, clusterConfig } from '../config/schema/cluster-config.ts'
import type { Given } from '../flags.ts'
import type { GivenFlags } from './conflicts.ts'
import type { createClusterFlags, createNodegroupFlags } from './create.ts'

/** A config as flags state it, and the flag that states each value. Nothing is filled in. */
export interface StatedByFlags {
  readonly stated: ClusterConfig
  readonly flagByPath: Readonly<Record<string, string>>
}

/** What flags leave open: names that were made up, the region of the profile. */
export interface Place {
  readonly cluster: string
  readonly region: string
}

const nodegroupPaths: Readonly<Record<string, string>> = {
  'node-type': 'instanceType',
  nodes: 'desiredCapacity',
  'nodes-min': 'minSize',
  'nodes-max': 'maxSize',
  'node-volume-size': 'volumeSize',
  'node-volume-type': 'volumeType',
  'max-pods-per-node': 'maxPodsPerNode',
  'ssh-access': 'ssh.allow',
  'ssh-public-key': 'ssh.publicKeyPath',
  'enable-ssm': 'ssh.enableSsm',
  'node-ami': 'ami',
  'node-ami-family': 'amiFamily',
  'node-private-networking': 'privateNetworking',
  'node-security-groups': 'securityGroups.attachIDs',
  'node-labels': 'labels',
  'node-zones': 'availabilityZones',
  'instance-prefix': 'instancePrefix',
  'instance-name': 'instanceName',
  'disable-pod-imds': 'disablePodIMDS',
  spot: 'spot',
  'instance-types': 'instanceTypes',
  'asg-access': 'iam.withAddonPolicies.autoScaler',
  'external-dns-access': 'iam.withAddonPolicies.externalDNS',
  'full-ecr-access': 'iam.withAddonPolicies.imageBuilder',
  'appmesh-access': 'iam.withAddonPolicies.appMesh',
  'appmesh-preview-access': 'iam.withAddonPolicies.appMeshPreview',
  'alb-ingress-access': 'iam.withAddonPolicies.awsLoadBalancerController',
  'subnet-ids': 'subnets',
  'instance-selector-vcpus': 'instanceSelector.vCPUs',
  'instance-selector-memory': 'instanceSelector.memory',
  'instance-selector-cpu-architecture': 'instanceSelector.cpuArchitecture',
  'instance-selector-gpus': 'instanceSelector.gpus',
  'instance-selector-neuron-devices': 'instanceSelector.neuron_devices',
}

const repairPaths: Readonly<Record<string, string>> = {
  'node-repair-max-unhealthy-percentage': 'nodeRepairConfig.maxUnhealthyNodeThresholdPercentage',
  'node-repair-max-unhealthy-count': 'nodeRepairConfig.maxUnhealthyNodeThresholdCount',
  'node-repair-max-parallel-percentage': 'nodeRepairConfig.maxParallelNodesRepairedPercentage',
  'node-repair-max-parallel-count': 'nodeRepairConfig.maxParallelNodesRepairedCount',
}

/** Flags of create cluster as a config. */
export function clusterFromFlags(given: Given<typeof createClusterFlags>, names: Place): StatedByFlags {
  const writer = new Writer(names, 'name')
  writer.metadata(given)
  writer.put('availabilityZones', given.zones, 'zones')
  writer.put('vpc.cidr', given['vpc-cidr'], 'vpc-cidr')
  writer.put('vpc.nat.gateway', given['vpc-nat-mode'], 'vpc-nat-mode')
  for (const kind of ['private', 'public'] as const) {
    const ids = given[`vpc-${kind}-subnets`] ?? []
    if (ids.length > 0) writer.put(`vpc.subnets.${kind}`, Object.fromEntries(ids.map((id) => [id, { id }])), `vpc-${kind}-subnets`)
  }
  writer.put('upgradePolicy.supportType', given['support-type'], 'support-type')
  if (given['with-oidc'] === true) writer.put('iam.withOIDC', true, 'with-oidc')
  if (given['enable-auto-mode'] === true) writer.put('autoModeConfig.enabled', true, 'enable-auto-mode')
  if (given.fargate === true) writer.put('fargateProfiles', [defaultProfile], 'fargate')
  if (hasNodegroup(given)) writer.nodegroup(given, given['nodegroup-name'] ?? '', 'nodegroup-name')
  return writer.stated()
}

/** Flags of create nodegroup as a config. */
export function nodegroupFromFlags(
  given: Given<typeof createNodegroupFlags>,
  names: Place & { readonly nodegroup: string },
): StatedByFlags {
  const writer = new Writer(names, 'cluster')
  writer.metadata(given)
  writer.nodegroup(given, names.nodegroup, 'name')
  return writer.stated()
}

const defaultProfile = { name: 'fp-default', selectors: [{ namespace: 'default' }, { namespace: 'kube-system' }] }

/** With Fargate there is a nodegroup only where its kind was said. */
const hasNodegroup = (given: Given<typeof createClusterFlags>): boolean =>
  given['without-nodegroup'] !== true && given['enable-auto-mode'] !== true && (given.fargate !== true || given.managed !== undefined)

/** Writes what flags say into a config, path by path, and keeps which flag said it. */
export class Writer {
  readonly #document: Record<string, unknown> = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig' }
  readonly #flagByPath: Record<string, string> = {}

  constructor(names: Place, nameFlag: string) {
    this.put('metadata.name', names.cluster, nameFlag)
    this.put('metadata.region', names.region, 'region')
  }

  metadata(given: GivenFlags): void {
    if (given['version'] !== 'auto') this.put('metadata.version', given['version'], 'version')
    this.put('metadata.tags', given['tags'], 'tags')
  }

  nodegroup(given: GivenFlags, name: string, nameFlag: string): void {
    const managed = given['managed'] !== false
    const place = managed ? 'managedNodeGroups[0]' : 'nodeGroups[0]'
    // Left empty, it is named when the config is settled, always the same for the same cluster.
    this.put(`${place}.name`, name, nameFlag, true)
    for (const [flag, path] of Object.entries(nodegroupPaths))
      if (given[flag] !== 0 || flag !== 'max-pods-per-node') this.put(`${place}.${path}`, given[flag], flag)
    // A key opens SSH by itself, but not for managed nodes: there eksctl's flag stands at an explicit false.
    if (given['ssh-public-key'] !== undefined && given['ssh-access'] === undefined)
      this.put(`${place}.ssh.allow`, !managed, 'ssh-public-key')
    // An image of one's own needs a family: where that is missing, its flag is named.
    if (given['node-ami'] !== undefined) this.#flagByPath[`${place}.amiFamily`] ??= '--node-ami-family'
    this.#repair(given, place)
  }

  /** Any threshold above 0 makes a repair section, turned on or not. */
  #repair(given: GivenFlags, place: string): void {
    const thresholds = Object.entries(repairPaths).filter(([flag]) => Number(given[flag] ?? 0) > 0)
    const enabled = given['enable-node-repair'] === true
    if (enabled || thresholds.length > 0) this.put(`${place}.nodeRepairConfig.enabled`, enabled, 'enable-node-repair')
    for (const [flag, path] of thresholds) this.put(`${place}.${path}`, given[flag], flag)
  }

  /** Sets the value of a path; absent and empty ones state nothing. */
  put(path: string, value: unknown, flag: string, alsoEmpty = false): void {
    if (value === undefined || (!alsoEmpty && (value === '' || (Array.isArray(value) && value.length === 0)))) return
    const segments = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.')
    const last = segments.pop() ?? ''
    let at: object = this.#document
    for (const [index, segment] of segments.entries()) {
      const nextIsIndex = /^\d+$/.test(segments[index + 1] ?? last)
      const inner: unknown = Reflect.get(at, segment) ?? (nextIsIndex ? [] : {})
      Reflect.set(at, segment, inner)
      if (typeof inner === 'object' && inner !== null) at = inner
    }
    Reflect.set(at, last, value)
    this.#flagByPath[path] = `--${flag}`
  }

  stated(): StatedByFlags {
    return { stated: clusterConfig.parse(this.#document), flagByPath: this.#flagByPath }
  }
}
