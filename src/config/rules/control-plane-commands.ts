import type { ClusterConfig } from '../schema/cluster-config.ts'
import { logTypes, withEveryLog } from '../logging.ts'
import { isStated } from './conditions.ts'
import { autoModeRules, encryptionRules, loggingRules } from './control-plane.ts'
import { upgradeRules } from './metadata.ts'
import { remoteNetworkRules } from './network.ts'
import { fault, type Rule } from './rule.ts'
import { vpcRules } from './vpc.ts'

/** Of upgrade cluster: the version is judged where versions are known. */
export const versionRules: readonly Rule<ClusterConfig>[] = [
  ...upgradeRules,
  {
    id: 'V314',
    check: ({ metadata: { version } }) =>
      version === 'latest' && fault('metadata.version', 'cannot be "latest" here', 'name the next minor version, or none for that'),
  },
  ...remoteNetworkRules,
]

/** Of utils update-cluster-logging. The file is the whole truth, so it has to say something. */
export const logRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V304',
    check: ({ cloudWatch }) =>
      !isStated(cloudWatch?.clusterLogging?.enableTypes) &&
      fault('cloudWatch.clusterLogging.enableTypes', `must be set: ${logTypes.join(', ')}, or all`, 'all off: --disable-types all'),
  },
  ...loggingRules.map((rule): Rule<ClusterConfig> => ({ ...rule, check: (config, facts) => rule.check(withEveryLog(config), facts) })),
]

/** What is not stated of the endpoints stays as it is. */
const standingVpcRules: readonly Rule<ClusterConfig>[] = [
  ...vpcRules.filter(({ id }) => id !== 'V70'),
  {
    id: 'V70',
    check: ({ vpc: { clusterEndpoints: endpoints } = {} }) =>
      endpoints?.publicAccess === false &&
      endpoints.privateAccess === false &&
      fault('vpc.clusterEndpoints', 'nobody could reach the Kubernetes API: one of publicAccess and privateAccess must be true'),
  },
]

/** Of utils update-cluster-vpc-config and the commands before it. */
export const controlPlaneNetworkRules: readonly Rule<ClusterConfig>[] = [
  ...standingVpcRules,
  {
    id: 'V305',
    warning: true,
    check: ({ vpc }) =>
      vpc?.controlPlaneOnPrivateSubnets === true &&
      fault('vpc.controlPlaneOnPrivateSubnets', 'has no effect here', 'name the subnets in vpc.controlPlaneSubnetIDs'),
  },
]

/** Of utils set-public-access-cidrs. */
export const publicRangeRules: readonly Rule<ClusterConfig>[] = [
  ...standingVpcRules,
  {
    id: 'V306',
    check: ({ vpc }) =>
      !isStated(vpc?.publicAccessCIDRs) && fault('vpc.publicAccessCIDRs', 'must be set: it says who may reach the public endpoint'),
  },
]

/** Of utils update-zonal-shift-config. */
export const zonalShiftRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V300',
    check: ({ zonalShiftConfig }) =>
      zonalShiftConfig?.enabled === undefined && fault('zonalShiftConfig.enabled', 'must be set: true or false'),
  },
]

/** Of utils update-control-plane-component-config. */
export const componentRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V301',
    check: ({ kubeAPIServerConfig, kubeSchedulerConfig, kubeControllerManagerConfig }) =>
      [kubeAPIServerConfig, kubeSchedulerConfig, kubeControllerManagerConfig].every((section) => !isStated(section)) &&
      fault('', 'has no kubeAPIServerConfig, kubeSchedulerConfig or kubeControllerManagerConfig', 'state what is to be changed'),
  },
]

/** Of utils enable-secrets-encryption. */
export const keyRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V302',
    check: ({ secretsEncryption }) => secretsEncryption === undefined && fault('secretsEncryption.keyARN', 'must be set'),
  },
  ...encryptionRules,
]

/** Of update auto-mode-config. */
export const autoModeCommandRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V299',
    check: ({ autoModeConfig }) => autoModeConfig?.enabled === undefined && fault('autoModeConfig.enabled', 'must be set: true or false'),
  },
  ...autoModeRules,
]
