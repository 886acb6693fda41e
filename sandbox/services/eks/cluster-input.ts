import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { checkClusterRole, checkClusterSubnets, checkName, checkSecurityGroups, checkTags } from './checks.ts'
import { inUse, invalidParameter, limitExceeded } from './refusals.ts'
import { clustersOf, eksArn, type ClusterRecord, type Stored } from './state.ts'
import { chosenVersion } from './versions.ts'

/** Kinds of log that a control plane writes. */
const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const

/** Node pools that Auto Mode brings. */
const builtInNodePools: readonly string[] = ['general-purpose', 'system']

/** Clusters that an account may have in a region. */
const clusterLimit = 100

/** All that CreateCluster checks before it begins, and the cluster as it is answered: CREATING. */
export async function newCluster(input: Eks.CreateClusterRequest, call: Call): Promise<ClusterRecord> {
  checkName('cluster name', input.name)
  const fields = { clusterName: input.name }
  checkTags(input.tags)
  if (clustersOf(call)[input.name] !== undefined) throw inUse(`Cluster already exists with name: ${input.name}`, fields)
  if (Object.keys(clustersOf(call)).length >= clusterLimit) throw limitExceeded(`Cluster limit exceeded for account`, fields)
  const version = chosenVersion(call.account, input.version, fields)
  checkAutoMode(input, fields)
  checkAccessConfig(input.accessConfig, fields)
  checkEncryption(input.encryptionConfig, fields)
  await checkClusterRole(call, input.name, input.roleArn, input.outpostConfig === undefined ? 'eks' : 'ec2')
  await checkOutpost(call, input.outpostConfig, fields)
  const vpc = input.resourcesVpcConfig ?? {}
  const network = await newVpcConfig(input.name, vpc, call, input.outpostConfig === undefined ? 2 : 1)
  return {
    cluster: {
      name: input.name,
      arn: eksArn(call, `cluster/${input.name}`),
      createdAt: call.account.clock.now(),
      version: version.clusterVersion,
      roleArn: input.roleArn ?? '',
      resourcesVpcConfig: network,
      kubernetesNetworkConfig: await networkConfig(input, call, network.vpcId ?? ''),
      logging: loggingOf(input.logging, undefined, fields),
      status: 'CREATING',
      certificateAuthority: {},
      platformVersion: version.defaultPlatformVersion ?? 'eks.1',
      tags: { ...input.tags },
      ...(input.encryptionConfig !== undefined && { encryptionConfig: input.encryptionConfig }),
      health: { issues: [] },
      ...(input.outpostConfig !== undefined && { outpostConfig: input.outpostConfig, id: call.account.ids.uuid() }),
      accessConfig: {
        bootstrapClusterCreatorAdminPermissions: input.accessConfig?.bootstrapClusterCreatorAdminPermissions ?? true,
        authenticationMode: input.accessConfig?.authenticationMode ?? 'CONFIG_MAP',
      },
      upgradePolicy: { supportType: input.upgradePolicy?.supportType ?? 'EXTENDED' },
      zonalShiftConfig: { enabled: input.zonalShiftConfig?.enabled ?? false },
      ...(input.remoteNetworkConfig !== undefined && { remoteNetworkConfig: input.remoteNetworkConfig }),
      ...(input.computeConfig !== undefined && { computeConfig: input.computeConfig }),
      ...(input.storageConfig !== undefined && { storageConfig: input.storageConfig }),
      deletionProtection: input.deletionProtection ?? false,
      controlPlaneScalingConfig: { tier: input.controlPlaneScalingConfig?.tier ?? 'standard' },
      ...(input.kubeApiServerConfig !== undefined && { kubeApiServerConfig: input.kubeApiServerConfig }),
      ...(input.kubeSchedulerConfig !== undefined && { kubeSchedulerConfig: input.kubeSchedulerConfig }),
      ...(input.kubeControllerManagerConfig !== undefined && { kubeControllerManagerConfig: input.kubeControllerManagerConfig }),
    },
    creator: call.principal.arn,
    bootstrapSelfManagedAddons: input.bootstrapSelfManagedAddons ?? true,
    ...emptyRecord(),
  }
}

/** The Outpost of a local cluster: it exists, and offers what is asked for. */
async function checkOutpost(
  call: Call,
  config: Eks.OutpostConfigRequest | undefined,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (config === undefined) return
  const [OutpostId] = config.outpostArns ?? []
  const known = await call
    .aws<{ InstanceTypes: { InstanceType: string }[] }>('outposts', 'GetOutpostInstanceTypes', { OutpostId })
    .catch(() => undefined)
  if (known === undefined) throw invalidParameter(`Outpost ${OutpostId} does not exist`, fields)
  const offered = known.InstanceTypes.map(({ InstanceType }) => InstanceType)
  const missing = [config.controlPlaneInstanceType, config.etcdInstanceType].find((type) => type !== undefined && !offered.includes(type))
  if (missing !== undefined) throw invalidParameter(`Instance type ${missing} is not offered by Outpost ${OutpostId}`, fields)
}

/** What a cluster starts with beside itself: nothing. */
export const emptyRecord = (): Omit<ClusterRecord, 'cluster' | 'creator' | 'bootstrapSelfManagedAddons'> => ({
  interfaces: [],
  nodegroups: {},
  addons: {},
  fargateProfiles: {},
  accessEntries: {},
  associations: {},
  identityProviders: {},
  capabilities: {},
  updates: [],
  notJoined: {},
  withoutCni: {},
  launching: {},
  devices: {},
  begun: {},
})

async function newVpcConfig(
  name: string,
  vpc: Eks.VpcConfigRequest,
  call: Call,
  leastZones: number,
): Promise<Stored<Eks.VpcConfigResponse>> {
  const fields = { clusterName: name }
  const subnets = await checkClusterSubnets(call, name, vpc.subnetIds, leastZones)
  const vpcId = subnets[0]?.VpcId ?? ''
  await checkSecurityGroups(call, name, vpc.securityGroupIds, vpcId)
  const endpointPublicAccess = vpc.endpointPublicAccess ?? true
  const endpointPrivateAccess = vpc.endpointPrivateAccess ?? false
  checkEndpoints(endpointPublicAccess, endpointPrivateAccess, vpc.publicAccessCidrs, fields)
  return {
    subnetIds: [...(vpc.subnetIds ?? [])],
    securityGroupIds: [...(vpc.securityGroupIds ?? [])],
    vpcId,
    endpointPublicAccess,
    endpointPrivateAccess,
    publicAccessCidrs: endpointPublicAccess ? cidrsOf(vpc.publicAccessCidrs) : [],
    ...(vpc.controlPlaneEgressMode !== undefined && { controlPlaneEgressMode: vpc.controlPlaneEgressMode }),
  }
}

/** The blocks that may reach the public endpoint; all where none is stated. */
export const cidrsOf = (cidrs: readonly string[] | undefined): string[] =>
  cidrs === undefined || cidrs.length === 0 ? ['0.0.0.0/0'] : [...cidrs]

/** A cluster has an endpoint, and blocks are of the public one. */
export function checkEndpoints(
  isPublic: boolean,
  isPrivate: boolean,
  cidrs: readonly string[] | undefined,
  fields: Readonly<Record<string, unknown>>,
): void {
  if (!isPublic && !isPrivate) throw invalidParameter('Private and public endpoint access cannot be false', fields)
  if (cidrs === undefined) return
  const wrong = cidrs.filter(
    (cidr) => !/^(?:\d{1,3}\.){3}\d{1,3}\/(?:\d|[12]\d|3[0-2])$/.test(cidr) && !/^[0-9a-f:]+\/\d{1,3}$/i.test(cidr),
  )
  if (wrong.length > 0) throw invalidParameter(`The following CIDRs are invalid in publicAccessCidrs: [${wrong.join(', ')}]`, fields)
  if (cidrs.length > 40) throw invalidParameter('The number of publicAccessCidrs should not exceed 40', fields)
}

async function networkConfig(
  input: Eks.CreateClusterRequest,
  call: Call,
  vpcId: string,
): Promise<Stored<Eks.KubernetesNetworkConfigResponse>> {
  const stated = input.kubernetesNetworkConfig ?? {}
  const elasticLoadBalancing = { enabled: stated.elasticLoadBalancing?.enabled ?? false }
  const fields = { clusterName: input.name }
  if (stated.ipFamily === 'ipv6') {
    if (stated.serviceIpv4Cidr !== undefined) throw invalidParameter('serviceIpv4Cidr is not supported for ipv6 clusters', fields)
    return {
      ipFamily: 'ipv6',
      serviceIpv6Cidr: `fd${call.account.ids.hex('', 2)}:${call.account.ids.hex('', 4)}:${call.account.ids.hex('', 4)}::/108`,
      elasticLoadBalancing,
    }
  }
  if (stated.serviceIpv4Cidr !== undefined) checkServiceCidr(stated.serviceIpv4Cidr, fields)
  return { ipFamily: 'ipv4', serviceIpv4Cidr: stated.serviceIpv4Cidr ?? (await freeServiceCidr(call, vpcId)), elasticLoadBalancing }
}

function checkServiceCidr(cidr: string, fields: Readonly<Record<string, unknown>>): void {
  const [address = '', mask = ''] = cidr.split('/')
  const bits = Number(mask)
  const isPrivate = address.startsWith('10.') || /^172\.(?:1[6-9]|2\d|3[01])\./.test(address) || address.startsWith('192.168.')
  if (!isPrivate || !/^(?:\d{1,3}\.){3}\d{1,3}$/.test(address))
    throw invalidParameter(
      `Service IPv4 CIDR ${cidr} is not within a private IP address block: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16`,
      fields,
    )
  if (!(bits >= 12 && bits <= 24)) throw invalidParameter(`Service IPv4 CIDR ${cidr} must be between /24 and /12`, fields)
}

/** AWS takes 10.100.0.0/16, or 172.20.0.0/16 where the VPC itself lies in 10.0.0.0/8. */
async function freeServiceCidr(call: Call, vpcId: string): Promise<string> {
  const { Vpcs: vpcs } = await call.aws<{ Vpcs: { CidrBlock: string }[] }>('ec2', 'DescribeVpcs', { VpcIds: [vpcId] })
  return vpcs.some((vpc) => vpc.CidrBlock.startsWith('10.')) ? '172.20.0.0/16' : '10.100.0.0/16'
}

/** Logging with every kind in exactly one of the two lists; kinds that a request does not name stay as they were. */
export function loggingOf(
  stated: Eks.Logging | undefined,
  before: Stored<Eks.Logging> | undefined,
  fields: Readonly<Record<string, unknown>>,
): Stored<Eks.Logging> {
  const enabled = new Set((before?.clusterLogging ?? []).filter((setup) => setup.enabled === true).flatMap((setup) => setup.types ?? []))
  for (const setup of stated?.clusterLogging ?? [])
    for (const type of setup.types ?? []) {
      if (!logTypes.includes(type)) throw invalidParameter(`Invalid log type: ${type}`, fields)
      if (setup.enabled === true) enabled.add(type)
      else enabled.delete(type)
    }
  const on = logTypes.filter((type) => enabled.has(type))
  const off = logTypes.filter((type) => !enabled.has(type))
  return {
    clusterLogging: [...(on.length > 0 ? [{ types: on, enabled: true }] : []), ...(off.length > 0 ? [{ types: off, enabled: false }] : [])],
  }
}

function checkAccessConfig(config: Eks.CreateAccessConfigRequest | undefined, fields: Readonly<Record<string, unknown>>): void {
  const mode = config?.authenticationMode
  if (mode !== undefined && !['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'].includes(mode))
    throw invalidParameter(`Unsupported authentication mode: ${mode}`, fields)
}

/** Secrets are all that EKS encrypts with a customer's key. */
export function checkEncryption(configs: readonly Eks.EncryptionConfig[] | undefined, fields: Readonly<Record<string, unknown>>): void {
  for (const config of configs ?? []) {
    if (config.resources?.length !== 1 || config.resources[0] !== 'secrets')
      throw invalidParameter(`Unsupported value for resources in encryptionConfig. Supported value is ["secrets"]`, fields)
    if (!/^arn:[\w-]+:kms:/.test(config.provider?.keyArn ?? ''))
      throw invalidParameter('Invalid provider keyArn in encryptionConfig', fields)
  }
}

type AutoModeInput = Pick<
  Eks.CreateClusterRequest,
  'computeConfig' | 'storageConfig' | 'kubernetesNetworkConfig' | 'bootstrapSelfManagedAddons' | 'accessConfig'
>

/** Auto Mode is on or off in all three of its parts; a node role and node pools go together. */
export function checkAutoMode(input: AutoModeInput, fields: Readonly<Record<string, unknown>>): void {
  const on = [
    input.computeConfig?.enabled === true,
    input.storageConfig?.blockStorage?.enabled === true,
    input.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled === true,
  ]
  if (on.includes(true) && on.includes(false))
    throw invalidParameter(
      'For EKS Auto Mode, please ensure that all required configs, including computeConfig, kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled.',
      fields,
    )
  if (!on[0]) return
  if (input.bootstrapSelfManagedAddons === true)
    throw invalidParameter('When EKS Auto Mode is enabled, bootstrapSelfManagedAddons must be set to false', fields)
  if (input.accessConfig?.authenticationMode === 'CONFIG_MAP')
    throw invalidParameter('For EKS Auto Mode, the authentication mode must be API or API_AND_CONFIG_MAP', fields)
  checkNodePools(input.computeConfig ?? {}, fields)
}

function checkNodePools(compute: Eks.ComputeConfigRequest, fields: Readonly<Record<string, unknown>>): void {
  const pools = compute.nodePools ?? []
  const unknown = pools.filter((pool) => !builtInNodePools.includes(pool))
  if (unknown.length > 0)
    throw invalidParameter(
      `Invalid node pool(s): [${unknown.join(', ')}]. Supported node pools are [${builtInNodePools.join(', ')}]`,
      fields,
    )
  if (compute.nodeRoleArn !== undefined && pools.length === 0)
    throw invalidParameter('When Compute Config nodeRoleArn is not null or empty, nodePool value(s) must be provided.', fields)
  if (compute.nodeRoleArn === undefined && pools.length > 0)
    throw invalidParameter('When Compute Config nodePools are provided, nodeRoleArn must be provided.', fields)
}
