import { parseCidr } from '../cidr.ts'
import { compareVersions, parseVersion } from '../kubernetes-version.ts'
import type { Addon, ClusterConfig } from '../schema/cluster-config.ts'
import { addonNamed, autoMode, ipv6, isStated, onOutposts } from './conditions.ts'
import { fault, type Rule, type Verdict } from './rule.ts'

/** Rules about addresses within the cluster. On a cluster that exists its own settings hold, not the file's. */
export const kubernetesNetworkRules: readonly Rule<ClusterConfig>[] = [
  forNewClusters('V12', (config) => {
    const { serviceIPv4CIDR } = config.kubernetesNetworkConfig ?? {}
    return (
      ipv6(config) &&
      isStated(serviceIPv4CIDR) &&
      fault('kubernetesNetworkConfig.serviceIPv4CIDR', 'an IPv6 cluster has no IPv4 service range')
    )
  }),
  forNewClusters('V13', (config) => {
    const { serviceIPv4CIDR = '' } = config.kubernetesNetworkConfig ?? {}
    return (
      !ipv6(config) &&
      isStated(serviceIPv4CIDR) &&
      !parseCidr(serviceIPv4CIDR) &&
      notRange('kubernetesNetworkConfig.serviceIPv4CIDR', serviceIPv4CIDR)
    )
  }),
  forNewClusters(
    'V14',
    ({ kubernetesNetworkConfig: { ipFamily = '' } = {} }) =>
      !['', 'ipv4', 'ipv6'].includes(ipFamily.toLowerCase()) &&
      fault('kubernetesNetworkConfig.ipFamily', `must be IPv4 or IPv6, not "${ipFamily}"`),
  ),
  forNewIpv6(
    'V15',
    (config) =>
      !autoMode(config) &&
      !config.addons?.some(({ name }) => name.toLowerCase() === 'coredns') &&
      fault('addons', 'an IPv6 cluster needs the add-on coredns in its list'),
  ),
  forNewIpv6('V16', (config) => {
    const cni = addonNamed(config, 'vpc-cni')
    if (autoMode(config) || !cni || addonNamed(config, 'eks-pod-identity-agent')) return undefined
    return (
      config.iam?.withOIDC !== true &&
      fault(pathOf(config, cni), 'vpc-cni of an IPv6 cluster needs iam.withOIDC: true, or the add-on eks-pod-identity-agent')
    )
  }),
  forNewIpv6('V17', (config) => {
    const cni = addonNamed(config, 'vpc-cni')
    if (autoMode(config) || !cni || !addonNamed(config, 'eks-pod-identity-agent')) return undefined
    const identity = config.addonsConfig?.autoApplyPodIdentityAssociations === true || cni.useDefaultPodIdentityAssociations === true
    return (
      !identity &&
      !isStated(cni.podIdentityAssociations) &&
      fault(pathOf(config, cni), 'vpc-cni of an IPv6 cluster needs useDefaultPodIdentityAssociations: true or podIdentityAssociations')
    )
  }),
  forNewIpv6('V18', (config) => {
    const cni = addonNamed(config, 'vpc-cni')
    const version = cni?.version ?? ''
    if (!cni || version === '' || version === 'latest' || compareVersions(version, '1.10.0') >= 0) return undefined
    const wrong = parseVersion(version) ? 'is too old for IPv6' : 'is no version'
    return fault(`${pathOf(config, cni)}.version`, `"${version}" ${wrong}; vpc-cni 1.10.0 or newer is needed`)
  }),
  forNewIpv6(
    'V19',
    (_, version) =>
      version !== undefined &&
      compareVersions(version, '1.21') < 0 &&
      fault('metadata.version', `IPv6 needs Kubernetes 1.21 or newer, not ${version}`),
  ),
]

/** Rules about hybrid nodes. */
export const remoteNetworkRules: readonly Rule<ClusterConfig>[] = [
  hybrid(
    'V21',
    (config) =>
      onOutposts(config) &&
      !isStated(config.outpost?.etcdInstanceType) &&
      fault('remoteNetworkConfig', 'on Outposts, hybrid nodes need outpost.etcdInstanceType'),
  ),
  hybrid('V22', (config) => ipv6(config) && fault('remoteNetworkConfig', 'hybrid nodes need an IPv4 cluster')),
  hybrid(
    'V23',
    ({ accessConfig }) =>
      accessConfig?.authenticationMode === 'CONFIG_MAP' &&
      fault('accessConfig.authenticationMode', 'hybrid nodes need API or API_AND_CONFIG_MAP, not CONFIG_MAP'),
  ),
  hybrid('V24', ({ remoteNetworkConfig }) => tooMany('remoteNodeNetworks', remoteNetworkConfig?.remoteNodeNetworks)),
  hybrid('V25', ({ remoteNetworkConfig }) => tooMany('remotePodNetworks', remoteNetworkConfig?.remotePodNetworks)),
  hybrid(
    'V26',
    ({ remoteNetworkConfig: remote }) =>
      !isStated(remote?.remoteNodeNetworks) &&
      remote?.remotePodNetworks?.length === 0 &&
      fault('remoteNetworkConfig', 'empty networks remove hybrid nodes from a cluster that has them, and do nothing to a new one'),
    true,
  ),
  hybrid(
    'V27',
    (config) =>
      onOutposts(config) &&
      !isStated(config.remoteNetworkConfig?.remoteNodeNetworks) &&
      config.remoteNetworkConfig?.remotePodNetworks === undefined &&
      fault('remoteNetworkConfig.remoteNodeNetworks', 'must be set, or on Outposts remotePodNetworks: the networks of nodes or pods'),
  ),
  hybrid(
    'V28',
    (config) =>
      !onOutposts(config) &&
      !isStated(config.remoteNetworkConfig?.remoteNodeNetworks) &&
      config.remoteNetworkConfig?.remotePodNetworks?.length !== 0 &&
      fault('remoteNetworkConfig.remoteNodeNetworks', 'must be set: the networks that the nodes are in'),
  ),
  withNodes(
    'V29',
    ({ remoteNetworkConfig, vpc }) =>
      isStated(remoteNetworkConfig?.vpcGatewayID) &&
      isStated(vpc?.id) &&
      fault('remoteNetworkConfig.vpcGatewayID', 'cannot be attached to a VPC that exists; leave out vpc.id or vpcGatewayID'),
  ),
  withNodes(
    'V30',
    ({ remoteNetworkConfig: { vpcGatewayID = '' } = {} }) =>
      isStated(vpcGatewayID) &&
      !/^(?:tgw|vgw)-/.test(vpcGatewayID) &&
      fault('remoteNetworkConfig.vpcGatewayID', `must begin with tgw- or vgw-, unlike "${vpcGatewayID}"`),
  ),
  withNodes('V31', ({ remoteNetworkConfig }) => {
    const provider = remoteNetworkConfig?.iam?.provider ?? ''
    return (
      !['ssm', 'ira'].includes(provider.toLowerCase()) && fault('remoteNetworkConfig.iam.provider', `must be ssm or ira, not "${provider}"`)
    )
  }),
  withNodes(
    'V32',
    ({ remoteNetworkConfig: { iam } = {} }) =>
      iam?.provider?.toLowerCase() === 'ssm' &&
      iam.caBundleCert !== undefined &&
      fault('remoteNetworkConfig.iam.caBundleCert', 'is for the provider ira only'),
  ),
  withNodes(
    'V33',
    ({ remoteNetworkConfig: { iam } = {} }) =>
      iam?.provider?.toLowerCase() === 'ira' &&
      iam.caBundleCert === undefined &&
      fault('remoteNetworkConfig.iam.caBundleCert', 'must be set for the provider ira'),
  ),
  withNodes(
    'V34',
    ({ remoteNetworkConfig: { iam } = {} }) =>
      isStated(iam?.roleARN) &&
      fault('remoteNetworkConfig.iam.roleARN', 'the role gets its access entry, but SSM or Roles Anywhere is not set up for it'),
    true,
  ),
  withNodes(
    'V35',
    ({ remoteNetworkConfig }) =>
      !isStated(remoteNetworkConfig?.vpcGatewayID) &&
      fault(
        'remoteNetworkConfig',
        'without vpcGatewayID, nodes reach the cluster only once a transit or virtual private gateway is attached',
      ),
    true,
  ),
]

type Check = (config: ClusterConfig, version: string | undefined) => Verdict

function forNewClusters(id: string, check: Check): Rule<ClusterConfig> {
  return { id, check: (config, facts) => facts.purpose === 'create cluster' && check(config, facts.version) }
}

function forNewIpv6(id: string, check: Check): Rule<ClusterConfig> {
  return forNewClusters(id, (config, version) => ipv6(config) && check(config, version))
}

function hybrid(id: string, check: (config: ClusterConfig) => Verdict, warning = false): Rule<ClusterConfig> {
  return { id, ...(warning && { warning: true }), check: (config) => config.remoteNetworkConfig !== undefined && check(config) }
}

/** Rules that come after the networks were found complete. */
function withNodes(id: string, check: (config: ClusterConfig) => Verdict, warning = false): Rule<ClusterConfig> {
  return hybrid(id, (config) => isStated(config.remoteNetworkConfig?.remoteNodeNetworks) && check(config), warning)
}

function tooMany(key: string, networks: readonly unknown[] | undefined): Verdict {
  return (
    (networks?.length ?? 0) > 1 &&
    fault(`remoteNetworkConfig.${key}`, `takes one entry, not ${networks?.length}; an entry can hold several cidrs`)
  )
}

function pathOf({ addons }: ClusterConfig, addon: Addon): string {
  return `addons[${addons?.indexOf(addon)}]`
}

/** A text that should be an address range and is none. */
export function notRange(at: string, text: string) {
  return fault(at, `"${text}" is not an address range (like 10.0.0.0/16)`)
}
