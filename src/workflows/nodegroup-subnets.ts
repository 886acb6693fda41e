import type { Cluster, ClusterFacts, LiveSubnet, Nodegroup } from '../config/cluster.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** The instance types a nodegroup may start. */
export function typesOf(nodegroup: Nodegroup): readonly string[] {
  const { instanceType } = nodegroup.config
  const several = nodegroup.kind === 'managed' ? nodegroup.config.instanceTypes : nodegroup.config.instancesDistribution?.instanceTypes
  return several !== undefined && several.length > 0
    ? several
    : instanceType === undefined || instanceType === 'mixed'
      ? []
      : [instanceType]
}

/**
 * The subnets of a nodegroup: those it names; else the public (or private) ones of its zones or Outpost, or of every zone that offers
 * its types. EFA keeps to one subnet where some were named. Throws where none is left.
 */
export function subnetsFor(
  cluster: Pick<Cluster, 'config'>,
  nodegroup: Nodegroup,
  facts: ClusterFacts,
  offered: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const { config } = nodegroup
  const chosen = named(cluster, nodegroup, facts) ?? inZones(nodegroup, facts)
  if (chosen !== undefined) {
    if (chosen.length === 0) throw noSubnet(nodegroup, facts, `in ${zonesOf(nodegroup).join(', ') || `Outpost ${config.outpostARN}`}`)
    return config.efaEnabled === true ? chosen.slice(0, 1) : chosen
  }
  const types = typesOf(nodegroup)
  const offers = (subnet: LiveSubnet): boolean => types.every((type) => offered.get(type)?.includes(subnet.zone) ?? offered.size === 0)
  // A group of instances is in a region or on an Outpost, never in both.
  const elsewhere = (subnet: LiveSubnet): boolean => subnet.local || (subnet.outpost !== undefined && facts.outpostId === undefined)
  const fits = ofKind(nodegroup, facts).filter((subnet) => !elsewhere(subnet) && offers(subnet))
  if (fits.length === 0) throw noSubnet(nodegroup, facts, `in a zone that offers ${types.join(', ')}`)
  return fits.map(({ id }) => id)
}

/** By a name of the config, an id, or a zone. */
function named({ config: { vpc } }: Pick<Cluster, 'config'>, nodegroup: Nodegroup, facts: ClusterFacts): string[] | undefined {
  const { subnets = [], privateNetworking } = nodegroup.config
  if (subnets.length === 0) return undefined
  const own = privateNetworking === true ? vpc?.subnets?.private : vpc?.subnets?.public
  const fits = ofKind(nodegroup, facts)
  return subnets.map((name) => own?.[name]?.id || (fits.find((subnet) => subnet.id === name || subnet.zone === name)?.id ?? name))
}

function inZones(nodegroup: Nodegroup, facts: ClusterFacts): string[] | undefined {
  const zones = zonesOf(nodegroup)
  const { outpostARN } = nodegroup.config
  const fits = ofKind(nodegroup, facts)
  const here = (outpost: string | undefined): boolean => outpost === undefined || outpost === outpostARN || facts.outpostId !== undefined
  if (zones.length > 0) return fits.filter(({ zone, outpost }) => zones.includes(zone) && here(outpost)).map(({ id }) => id)
  return outpostARN ? fits.filter(({ outpost }) => outpost === outpostARN).map(({ id }) => id) : undefined
}

const zonesOf = ({ kind, config }: Nodegroup): readonly string[] => [
  ...(config.availabilityZones ?? []),
  ...(kind === 'self-managed' ? (config.localZones ?? []) : []),
]

const ofKind = ({ config }: Nodegroup, { subnets }: ClusterFacts): LiveSubnet[] =>
  subnets.filter((subnet) => subnet.public !== (config.privateNetworking === true))

function noSubnet(nodegroup: Nodegroup, facts: ClusterFacts, where: string): EksxError {
  const kind = nodegroup.config.privateNetworking === true ? 'private' : 'public'
  const zones = [...new Set(ofKind(nodegroup, facts).map(({ zone }) => zone))]
  return new EksxError('NoSubnet', `the cluster has no ${kind} subnet for nodegroup ${nodegroup.name} ${where}`, {
    exitCode: exitCodes.refused,
    hint: `its ${kind} subnets are in ${zones.join(', ') || 'no zone'}`,
  })
}
