import { compareVersions, parseVersion } from '../kubernetes-version.ts'
import { logTypes } from '../logging.ts'
import type { ClusterConfig } from '../schema/cluster-config.ts'
import { isStated, oneOf, onOutposts, parseArn, repeated, statedOf } from './conditions.ts'
import { each, fault, type Rule } from './rule.ts'

const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653]
const nodePools = ['general-purpose', 'system']

/** Rules about logs. */
export const loggingRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V41',
    check: ({ cloudWatch: { clusterLogging: logging } = {} }) =>
      Boolean(logging?.logRetentionInDays) &&
      !isStated(logging?.enableTypes) &&
      fault('cloudWatch.clusterLogging.logRetentionInDays', 'there is nothing to keep: no log is on in enableTypes'),
  },
  {
    id: 'V42',
    check: ({ cloudWatch }) =>
      each(
        cloudWatch?.clusterLogging?.enableTypes,
        'cloudWatch.clusterLogging.enableTypes',
        (type, at) => !logTypes.some((one) => one === type) && fault(at, `must be ${oneOf([...logTypes, 'all'])}, not "${type}"`),
      ),
  },
  {
    id: 'V43',
    check: ({ cloudWatch }) => {
      const days = cloudWatch?.clusterLogging?.logRetentionInDays ?? 0
      return (
        days !== 0 &&
        !retentionDays.includes(days) &&
        fault('cloudWatch.clusterLogging.logRetentionInDays', `must be ${oneOf(retentionDays)}, not ${days}`)
      )
    },
  },
]

/** Rules about the cluster's zones. */
export const zoneRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V44',
    check: ({ availabilityZones: zones }) =>
      zones?.length === 1 && fault('availabilityZones', `EKS needs two zones at least, not only ${zones[0]}`),
  },
  {
    id: 'N5',
    check: ({ availabilityZones: zones = [], metadata: { region } }, { purpose }) => {
      if (purpose !== 'create cluster') return undefined
      const empty = zones.indexOf('')
      if (empty >= 0) return fault(`availabilityZones[${empty}]`, 'has no value')
      const foreign = zones.find((zone) => !zone.startsWith(region))
      if (foreign !== undefined) return fault('availabilityZones', `zone "${foreign}" is not in region ${region}`)
      const twice = zones.find((zone, i) => zones.indexOf(zone) < i)
      return twice !== undefined && fault('availabilityZones', `zone "${twice}" is named twice`)
    },
  },
]

/** How many zones there is room for. */
export const zoneCountRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V266',
    check: ({ availabilityZones: zones = [], localZones = [] }, { purpose }) =>
      purpose === 'create cluster' &&
      zones.length + localZones.length > 8 &&
      fault('availabilityZones', `a VPC can be cut for 8 zones at most, not ${zones.length + localZones.length}`),
  },
]

/** Rules about the key for secrets. */
export const encryptionRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V91',
    check: ({ secretsEncryption: { keyARN } = { keyARN: 'arn:aws:kms:::' } }) => {
      if (!isStated(keyARN)) return fault('secretsEncryption.keyARN', 'must be set')
      return !parseArn(keyARN) && fault('secretsEncryption.keyARN', `"${keyARN}" is not an ARN`)
    },
  },
]

/** Rules about Auto Mode. */
export const autoModeRules: readonly Rule<ClusterConfig>[] = [
  whenOn('V102', (config) => onOutposts(config) && fault('autoModeConfig.enabled', 'there is no Auto Mode on Outposts')),
  whenOn(
    'V103',
    ({ autoModeConfig: auto }) =>
      auto?.nodePools?.length === 0 &&
      auto.nodeRoleARN !== undefined &&
      fault('autoModeConfig.nodeRoleARN', 'a node role is for node pools, and nodePools is empty'),
  ),
  whenOn(
    'V104',
    ({ autoModeConfig: auto }) =>
      auto?.nodePools?.length === 0 &&
      auto.permissionsBoundaryARN !== undefined &&
      fault('autoModeConfig.permissionsBoundaryARN', 'is for the role of node pools, and nodePools is empty'),
  ),
  whenOn(
    'V105',
    ({ autoModeConfig: auto }) =>
      auto?.nodeRoleARN !== undefined &&
      auto.permissionsBoundaryARN !== undefined &&
      fault('autoModeConfig.permissionsBoundaryARN', 'is for a role that is created, not for a nodeRoleARN that is given'),
  ),
  whenOn('V106', ({ autoModeConfig: auto }) =>
    repeated(auto?.nodePools).map((pool) => fault('autoModeConfig.nodePools', `"${pool}" is there twice`)),
  ),
  whenOn('V107', ({ autoModeConfig: auto }) =>
    each(
      auto?.nodePools,
      'autoModeConfig.nodePools',
      (pool, at) => !nodePools.includes(pool) && fault(at, `must be ${oneOf(nodePools)}, not "${pool}"`),
    ),
  ),
  {
    id: 'V108',
    check: ({ autoModeConfig: auto }) => {
      if (auto === undefined || auto.enabled === true) return undefined
      const settings = statedOf({
        nodeRoleARN: auto.nodeRoleARN,
        permissionsBoundaryARN: auto.permissionsBoundaryARN,
        nodePools: isStated(auto.nodePools),
      })
      return settings.map((key) => fault(`autoModeConfig.${key}`, 'has a meaning only with autoModeConfig.enabled: true'))
    },
  },
]

/** Rules about Karpenter. */
export const karpenterRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V120',
    check: ({ karpenter }) => karpenter !== undefined && !isStated(karpenter.version) && fault('karpenter.version', 'must be set'),
  },
  {
    id: 'V121',
    check: ({ karpenter: { version } = { version: '' } }) => {
      if (!isStated(version)) return undefined
      if (!parseVersion(version)) return fault('karpenter.version', `"${version}" is no version`)
      return compareVersions(version, '0.20.0') < 0 && fault('karpenter.version', `must be v0.20.0 or newer, not ${version}`)
    },
  },
  {
    id: 'V122',
    check: ({ karpenter, iam }) =>
      karpenter !== undefined && iam?.withOIDC !== true && fault('karpenter', 'Karpenter needs iam.withOIDC: true'),
  },
]

function whenOn(id: string, check: Rule<ClusterConfig>['check']): Rule<ClusterConfig> {
  return { id, check: (config, facts) => config.autoModeConfig?.enabled === true && check(config, facts) }
}
