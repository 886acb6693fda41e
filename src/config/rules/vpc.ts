import { parseCidr } from '../cidr.ts'
import type { ClusterConfig } from '../schema/cluster-config.ts'
import { ipv6, isStated, oneOf, onOutposts } from './conditions.ts'
import { notRange } from './network.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

const endpointServices = ['cloudformation', 'autoscaling', 'logs']

/** Rules about the VPC and about fully private clusters. */
export const vpcRules: readonly Rule<ClusterConfig>[] = [
  privately(
    'V65',
    ({ vpc }) =>
      isStated(vpc?.id) &&
      !isStated(vpc?.subnets?.private) &&
      fault('vpc.subnets', 'a fully private cluster in a VPC that exists needs vpc.subnets.private'),
  ),
  privately(
    'V66',
    ({ privateCluster: { additionalEndpointServices: services, skipEndpointCreation: skip } = {} }) =>
      isStated(services) &&
      skip === true &&
      fault('privateCluster.additionalEndpointServices', 'no endpoints are made with skipEndpointCreation: true'),
  ),
  privately('V67', ({ privateCluster: { additionalEndpointServices: services } = {} }) =>
    each(services, 'privateCluster.additionalEndpointServices', (service, at, i) => {
      if (!endpointServices.includes(service)) return fault(at, `must be ${oneOf(endpointServices)}, not "${service}"`)
      return services !== undefined && services.indexOf(service) < i && fault(at, `"${service}" is there twice`)
    }),
  ),
  privately('V68', ({ localZones }) => isStated(localZones) && fault('localZones', 'a fully private cluster cannot have local zones')),
  inVpc(
    'V70',
    ({ vpc: { clusterEndpoints: endpoints } = {} }) =>
      endpoints !== undefined &&
      endpoints.publicAccess !== true &&
      endpoints.privateAccess !== true &&
      fault('vpc.clusterEndpoints', 'nobody could reach the Kubernetes API: one of publicAccess and privateAccess must be true'),
  ),
  inVpc('V71', ({ vpc }) => ranges(vpc?.extraCIDRs, 'vpc.extraCIDRs')),
  inVpc('V71', ({ vpc }) => ranges(vpc?.publicAccessCIDRs, 'vpc.publicAccessCIDRs')),
  inVpc('V72', (config) => {
    if (!isStated(config.vpc?.extraIPv6CIDRs)) return undefined
    return ipv6(config)
      ? ranges(config.vpc?.extraIPv6CIDRs, 'vpc.extraIPv6CIDRs')
      : fault('vpc.extraIPv6CIDRs', 'is for IPv6 clusters (kubernetesNetworkConfig.ipFamily)')
  }),
  inVpc(
    'V73',
    ({ vpc }) =>
      isStated(vpc?.securityGroup) &&
      isStated(vpc?.controlPlaneSecurityGroupIDs) &&
      fault('vpc.controlPlaneSecurityGroupIDs', 'cannot stand together with vpc.securityGroup'),
  ),
  inVpc(
    'V74',
    ({ vpc }) =>
      vpc?.controlPlaneOnPrivateSubnets === true &&
      isStated(vpc.controlPlaneSubnetIDs) &&
      fault('vpc.controlPlaneOnPrivateSubnets', 'cannot stand together with vpc.controlPlaneSubnetIDs'),
  ),
  inVpc('V75', (config) => {
    const zones = config.availabilityZones
    return (
      wantsPrivateControlPlane(config) &&
      config.vpc?.subnets === undefined &&
      isStated(zones) &&
      new Set(zones).size < 2 &&
      fault('availabilityZones', 'controlPlaneOnPrivateSubnets needs two different zones')
    )
  }),
  inVpc('V76', (config) => {
    const count = Object.keys(config.vpc?.subnets?.private ?? {}).length
    return (
      wantsPrivateControlPlane(config) &&
      config.vpc?.subnets !== undefined &&
      count < 2 &&
      fault('vpc.subnets', `controlPlaneOnPrivateSubnets needs two private subnets, not ${count}`)
    )
  }),
  inVpc('V77', (config) => {
    const subnets = Object.entries(config.vpc?.subnets?.private ?? {})
    const zones = new Set(subnets.map(([key, { az }]) => (isStated(az) ? az : key)))
    return (
      wantsPrivateControlPlane(config) &&
      subnets.length >= 2 &&
      zones.size < 2 &&
      fault('vpc.subnets.private', `controlPlaneOnPrivateSubnets needs private subnets in two zones, not all in ${[...zones].join()}`)
    )
  }),
  inVpc(
    'V78',
    (config) =>
      !ipv6(config) && [
        isStated(config.vpc?.ipv6Cidr) && fault('vpc.ipv6Cidr', 'is for IPv6 clusters (kubernetesNetworkConfig.ipFamily)'),
        isStated(config.vpc?.ipv6Pool) && fault('vpc.ipv6Pool', 'is for IPv6 clusters (kubernetesNetworkConfig.ipFamily)'),
      ],
  ),
  inNewIpv6Vpc(
    'V80',
    ({ vpc }) => vpc?.autoAllocateIPv6 === true && fault('vpc.autoAllocateIPv6', 'an IPv6 cluster has its IPv6 range anyway; leave it out'),
  ),
  inNewIpv6Vpc(
    'V81',
    ({ vpc }) =>
      isStated(vpc?.ipv6Cidr) !== isStated(vpc?.ipv6Pool) &&
      fault(isStated(vpc?.ipv6Cidr) ? 'vpc.ipv6Cidr' : 'vpc.ipv6Pool', 'vpc.ipv6Cidr and vpc.ipv6Pool go together'),
  ),
  inNewIpv6Vpc(
    'V82',
    ({ vpc }) =>
      isStated(vpc?.ipv6Cidr) &&
      isStated(vpc?.ipv6Pool) &&
      isStated(vpc?.id) &&
      fault('vpc.id', 'a VPC that exists has its IPv6 range already; leave out ipv6Cidr and ipv6Pool'),
  ),
  inNewIpv6Vpc(
    'V83',
    ({ vpc }) =>
      vpc?.nat !== undefined && fault('vpc.nat', 'there is no NAT with IPv6 (kubernetesNetworkConfig.ipFamily: IPv6)', 'leave out vpc.nat'),
  ),
  inNewIpv6Vpc('V84', ({ localZones }) => isStated(localZones) && fault('localZones', 'local zones have no IPv6')),
  inVpc(
    'V85',
    ({ vpc }) =>
      vpc?.manageSharedNodeSecurityGroupRules === false &&
      !isStated(vpc.sharedNodeSecurityGroup) &&
      fault('vpc.manageSharedNodeSecurityGroupRules', 'can be false only with vpc.sharedNodeSecurityGroup'),
  ),
  inVpc(
    'V86',
    (config) =>
      isStated(config.vpc?.hostnameType) &&
      anySubnet(config) &&
      fault('vpc.hostnameType', 'subnets that exist keep their own hostname type; leave it out'),
  ),
  inVpc(
    'V87',
    ({ vpc: { hostnameType = '' } = {} }) =>
      !['', 'ip-name', 'resource-name'].includes(hostnameType) &&
      fault('vpc.hostnameType', `must be ip-name or resource-name, not "${hostnameType}"`),
  ),
  inVpc(
    'V88',
    ({ localZones, vpc }) =>
      isStated(localZones) &&
      isStated(vpc?.id) &&
      fault('localZones', 'a VPC that exists gets no subnets in local zones; leave out vpc.id or localZones'),
  ),
  inVpc(
    'V89',
    ({ localZones, vpc }) =>
      isStated(localZones) &&
      vpc?.nat?.gateway === 'HighlyAvailable' &&
      fault('vpc.nat.gateway', 'local zones go with Single or Disable, not HighlyAvailable'),
  ),
  inVpc('V90', (config, purpose) => {
    const gateway = config.vpc?.nat?.gateway ?? ''
    return (
      purpose === 'create cluster' &&
      !ipv6(config) &&
      !isStated(config.vpc?.id) &&
      !['', 'HighlyAvailable', 'Single', 'Disable'].includes(gateway) &&
      fault('vpc.nat.gateway', `must be HighlyAvailable, Single or Disable, not "${gateway}"`)
    )
  }),
  {
    id: 'N46',
    warning: true,
    check: (config) =>
      shutsNodesOut(config) &&
      fault(
        'vpc.publicAccessCIDRs',
        'nodes join only if the addresses that they come from, those of their NAT gateways, are among these',
        'set vpc.clusterEndpoints.privateAccess: true, then nodes reach the API within the VPC',
      ),
  },
]

/** Whether nodes have to reach the API by its public endpoint, and that is not open to all. */
function shutsNodesOut({ vpc, privateCluster, nodeGroups = [], managedNodeGroups = [] }: ClusterConfig): boolean {
  const allowed = vpc?.publicAccessCIDRs ?? []
  const within = vpc?.clusterEndpoints?.privateAccess === true || privateCluster?.enabled === true
  return allowed.length > 0 && !allowed.some((range) => range.endsWith('/0')) && !within && nodeGroups.length + managedNodeGroups.length > 0
}

/** Whether a range can be cut into subnets. */
export const rangeRules: readonly Rule<ClusterConfig>[] = [
  inVpc('V266', (config, purpose) => {
    const { vpc } = config
    const range = vpc?.cidr === undefined ? undefined : parseCidr(vpc.cidr)
    if (purpose !== 'create cluster' || !range || isStated(vpc?.id) || anySubnet(config)) return undefined
    if (range.family === 6) return fault('vpc.cidr', `${vpc?.cidr} is an IPv6 range; write an IPv4 range of /16 to /24`)
    return (range.prefix < 16 || range.prefix > 24) && fault('vpc.cidr', `${vpc?.cidr} cannot be cut into subnets: a VPC is /16 to /24`)
  }),
]

/** Whether subnets that exist are given. */
export function anySubnet({ vpc }: ClusterConfig): boolean {
  return isStated(vpc?.subnets?.private) || isStated(vpc?.subnets?.public)
}

type Check = (config: ClusterConfig, purpose: string) => Verdict

function inVpc(id: string, check: Check): Rule<ClusterConfig> {
  return { id, check: (config, { purpose }) => config.vpc !== undefined && check(config, purpose) }
}

function privately(id: string, check: (config: ClusterConfig) => Verdict): Rule<ClusterConfig> {
  return { id, check: (config) => config.privateCluster?.enabled === true && check(config) }
}

function inNewIpv6Vpc(id: string, check: (config: ClusterConfig) => Verdict): Rule<ClusterConfig> {
  return inVpc(id, (config, purpose) => purpose === 'create cluster' && ipv6(config) && check(config))
}

function wantsPrivateControlPlane(config: ClusterConfig): boolean {
  return config.vpc?.controlPlaneOnPrivateSubnets === true && !onOutposts(config)
}

function ranges(list: readonly string[] | undefined, path: string): Verdict {
  return each(list, path, (range, at) => !parseCidr(range) && notRange(at, range))
}
