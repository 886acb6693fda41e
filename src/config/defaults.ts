import { defaultVpcCidr } from '../tables/addresses.ts'
import { networkAddress } from './cidr.ts'
import { everyLog } from './logging.ts'
import { ipv6, isStated, onOutposts } from './rules/conditions.ts'
import { anySubnet } from './rules/vpc.ts'
import type { ClusterConfig } from './schema/cluster-config.ts'

/** What a cluster made by flags states besides the flags. Changes the config it is given. */
export function fillFlagSkeleton(config: ClusterConfig): void {
  config.upgradePolicy ??= {}
  config.privateCluster ??= {}
  config.accessConfig ??= {}
  config.cloudWatch = { clusterLogging: {}, ...config.cloudWatch }
  config.iam = { withOIDC: false, ...config.iam }
  config.kubernetesNetworkConfig = { ipFamily: 'IPv4', ...config.kubernetesNetworkConfig }
  config.vpc = { ...newVpc(config), ...config.vpc }
}

/** What a cluster that is created has where its file says nothing. Changes the config it is given. */
export function fillNewCluster(config: ClusterConfig): void {
  config.vpc ??= newVpc(config)
  const { vpc } = config
  if (!ipv6(config)) {
    const gateway = anySubnet(config) ? 'Disable' : vpc.nat?.gateway || 'Single'
    vpc.nat = { ...vpc.nat, gateway }
  }
  vpc.clusterEndpoints = onOutposts(config)
    ? { privateAccess: true, publicAccess: false }
    : {
        ...vpc.clusterEndpoints,
        publicAccess: vpc.clusterEndpoints?.publicAccess ?? true,
        privateAccess: vpc.clusterEndpoints?.privateAccess ?? false,
      }
}

/** The defaults that hold for every cluster. Changes the config it is given. */
export function fillCluster(config: ClusterConfig): void {
  const { iam = {}, cloudWatch, vpc, karpenter, remoteNetworkConfig: remote, autoModeConfig: auto } = config
  config.iam = iam
  iam.withOIDC ??= false
  iam.vpcResourceControllerPolicy ??= true
  for (const account of iam.serviceAccounts ?? [])
    account.metadata = { ...account.metadata, namespace: account.metadata?.namespace || 'default' }
  const logging = cloudWatch?.clusterLogging
  if (logging?.enableTypes) logging.enableTypes = [...everyLog(logging.enableTypes)]
  config.accessConfig = { ...config.accessConfig, authenticationMode: config.accessConfig?.authenticationMode || defaultAccess(config) }
  if (auto?.enabled) auto.nodePools ??= ['general-purpose', 'system']
  config.privateCluster = {
    ...config.privateCluster,
    enabled: config.privateCluster?.enabled ?? false,
    skipEndpointCreation: config.privateCluster?.skipEndpointCreation ?? false,
  }
  if (vpc) vpc.manageSharedNodeSecurityGroupRules ??= true
  if (karpenter) karpenter.createServiceAccount ??= false
  if (remote) remote.iam = { ...remote.iam, provider: remote.iam?.provider ?? 'ssm' }
}

/** What is written another way than it was stated, once the rules have passed it. Changes the config it is given. */
export function normalise(config: ClusterConfig): void {
  const { vpc } = config
  if (!vpc) return
  if (config.privateCluster?.enabled && !onOutposts(config)) vpc.clusterEndpoints = { publicAccess: true, privateAccess: true }
  for (const key of ['extraCIDRs', 'publicAccessCIDRs', 'extraIPv6CIDRs'] as const) {
    const ranges = vpc[key]
    if (ranges) vpc[key] = ranges.map(networkAddress)
  }
}

function newVpc(config: ClusterConfig): NonNullable<ClusterConfig['vpc']> {
  const existing = isStated(config.vpc?.id) || config.vpc?.subnets !== undefined
  return {
    ...(!existing && { cidr: defaultVpcCidr }),
    manageSharedNodeSecurityGroupRules: true,
    autoAllocateIPv6: false,
    ...(!ipv6(config) && { nat: { gateway: existing ? 'Disable' : 'Single' } }),
  }
}

function defaultAccess(config: ClusterConfig): 'CONFIG_MAP' | 'API_AND_CONFIG_MAP' {
  return onOutposts(config) && !isStated(config.outpost?.etcdInstanceType) ? 'CONFIG_MAP' : 'API_AND_CONFIG_MAP'
}
