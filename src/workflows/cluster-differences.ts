import type { Cluster } from '../config/cluster.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import type { Difference } from '../plan/step.ts'
import { type Live, standingZones } from '../survey/live.ts'

/** A value that can be stated, and where it stands once the cluster does; undefined on either side means that nothing can differ. */
interface Comparable {
  readonly path: string
  readonly stated: (config: ClusterConfig) => unknown
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
]

/** Words that leave the version open. */
const isKeyword = (version: string | undefined): boolean => version === '' || version === 'auto' || version === 'latest'

const sorted = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list.toSorted()

/** Where the cluster that stands is not what was stated. What was not stated cannot differ. */
export function clusterDifferences(cluster: Cluster, live: Live): Difference[] {
  if (live.stack === undefined) return []
  const fixed = comparables.map(({ path, stated, live: read }) => ({ path, from: read(live), to: stated(cluster.stated) }))
  const tags = Object.entries(cluster.stated.metadata.tags ?? {}).map(([key, to]) => ({
    path: `metadata.tags.${key}`,
    from: live.cluster?.tags[key],
    to,
  }))
  return [...fixed.filter(({ from }) => from !== undefined), ...(live.cluster === undefined ? [] : tags)].filter(
    ({ from, to }) => to !== undefined && JSON.stringify(from) !== JSON.stringify(to),
  )
}
