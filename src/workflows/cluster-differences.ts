import type { Cluster } from '../config/cluster.ts'
import { isStated } from '../config/rules/conditions.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import type { Difference } from '../plan/step.ts'
import { type Live, standingLocalZones, standingZones } from '../survey/live.ts'
import { subnetsInOutputs } from '../tables/stack-outputs.ts'

/** A value that can be stated, and where it stands once the cluster does; undefined on either side means that nothing can differ. */
interface Comparable {
  readonly path: string
  /** From what was stated; `settled` has the same with ids and words filled in, and says nothing of what was stated. */
  readonly stated: (config: ClusterConfig, settled: ClusterConfig) => unknown
  readonly live: (live: Live) => unknown
}

const controlPlane = (live: Live): Readonly<Record<string, unknown>> | undefined => properties(live, 'ControlPlane')

const properties = (live: Live, id: string): Readonly<Record<string, unknown>> | undefined =>
  live.template?.Resources[id]?.Properties as Readonly<Record<string, unknown>> | undefined

const comparables: readonly Comparable[] = [
  {
    path: 'metadata.version',
    stated: ({ metadata }) => (isKeyword(metadata.version) ? undefined : metadata.version),
    live: (live) => live.cluster?.version ?? controlPlane(live)?.['Version'],
  },
  { path: 'availabilityZones', stated: ({ availabilityZones }) => sorted(availabilityZones), live: (live) => sorted(standingZones(live)) },
  {
    path: 'localZones',
    stated: ({ localZones }) => sorted(localZones),
    live: (live) => properties(live, 'VPC') && (sorted(standingLocalZones(live)) ?? []),
  },
  { path: 'vpc.id', stated: ({ vpc }) => vpc?.id || undefined, live: (live) => live.cluster?.vpcId },
  ...(['public', 'private'] as const).map((kind) => ({
    path: `vpc.subnets.${kind}`,
    stated: ({ vpc }: ClusterConfig, settled: ClusterConfig) =>
      isStated(vpc?.subnets?.[kind]) ? sorted(Object.values(settled.vpc?.subnets?.[kind] ?? {}).map(({ id = '' }) => id)) : undefined,
    live: (live: Live) => live.stack && (sorted(subnetsInOutputs(live.stack.outputs, kind)) ?? []),
  })),
  { path: 'vpc.securityGroup', stated: ({ vpc }) => vpc?.securityGroup || undefined, live: (live) => live.stack?.outputs['SecurityGroup'] },
  { path: 'vpc.cidr', stated: ({ vpc }) => vpc?.cidr, live: (live) => properties(live, 'VPC')?.['CidrBlock'] },
  { path: 'vpc.nat.gateway', stated: ({ vpc }) => vpc?.nat?.gateway || undefined, live: (live) => live.stack?.outputs['FeatureNATMode'] },
  {
    path: 'vpc.clusterEndpoints.publicAccess',
    stated: ({ vpc }) => vpc?.clusterEndpoints?.publicAccess,
    live: (live) => live.cluster?.publicAccess,
  },
  {
    path: 'vpc.clusterEndpoints.privateAccess',
    stated: ({ vpc }) => vpc?.clusterEndpoints?.privateAccess,
    live: (live) => live.cluster?.privateAccess,
  },
  {
    path: 'vpc.publicAccessCIDRs',
    stated: ({ vpc }) => sorted(vpc?.publicAccessCIDRs),
    live: (live) => live.cluster && sorted(live.cluster.publicAccessCidrs),
  },
  { path: 'autoModeConfig.enabled', stated: ({ autoModeConfig }) => autoModeConfig?.enabled, live: (live) => live.cluster?.autoMode },
  {
    path: 'accessConfig.authenticationMode',
    stated: ({ accessConfig }) => accessConfig?.authenticationMode,
    live: (live) => live.cluster?.authenticationMode,
  },
  {
    path: 'kubernetesNetworkConfig.ipFamily',
    stated: ({ kubernetesNetworkConfig: network }) => network?.ipFamily?.toLowerCase() || undefined,
    live: (live) => live.cluster?.ipFamily,
  },
  {
    path: 'kubernetesNetworkConfig.serviceIPv4CIDR',
    stated: ({ kubernetesNetworkConfig: network }) => network?.serviceIPv4CIDR || undefined,
    live: (live) => live.cluster?.serviceCidr,
  },
  {
    path: 'secretsEncryption.keyARN',
    stated: ({ secretsEncryption }) => secretsEncryption?.keyARN || undefined,
    live: (live) => live.cluster && (within(live.cluster.raw, 'encryptionConfig', 0, 'provider', 'keyArn') ?? 'none'),
  },
  {
    path: 'upgradePolicy.supportType',
    stated: ({ upgradePolicy }) => upgradePolicy?.supportType || undefined,
    live: (live) => live.cluster && within(live.cluster.raw, 'upgradePolicy', 'supportType'),
  },
  {
    path: 'zonalShiftConfig.enabled',
    stated: ({ zonalShiftConfig }) => zonalShiftConfig?.enabled,
    live: (live) => live.cluster && (within(live.cluster.raw, 'zonalShiftConfig', 'enabled') ?? false),
  },
]

/** What a path through an answer of AWS leads to. */
const within = (from: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (Reflect.get(at, key) as unknown) : undefined), from)

/** Words that leave the version open. */
const isKeyword = (version: string | undefined): boolean => version === '' || version === 'auto' || version === 'latest'

const sorted = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list.toSorted()

/** Where the cluster that stands is not what was stated. What was not stated cannot differ. */
export function clusterDifferences(cluster: Cluster, live: Live): Difference[] {
  if (live.stack === undefined) return []
  const fixed = comparables.map(({ path, stated, live: read }) => ({ path, from: read(live), to: stated(cluster.stated, cluster.config) }))
  const tags = Object.entries(cluster.stated.metadata.tags ?? {}).map(([key, to]) => ({
    path: `metadata.tags.${key}`,
    from: live.cluster?.tags[key],
    to,
  }))
  return [...fixed.filter(({ from }) => from !== undefined), ...(live.cluster === undefined ? [] : tags)].filter(
    ({ from, to }) => to !== undefined && JSON.stringify(from) !== JSON.stringify(to),
  )
}
