import type { ClusterFacts, LiveSubnet, Nodegroup } from '../config/cluster.ts'
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
 * The subnets of a nodegroup: those it names; else the public (or private) ones of its zones, or of every zone that offers its types.
 * Throws where none is left.
 */
export function subnetsFor(nodegroup: Nodegroup, facts: ClusterFacts, offered: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const { config } = nodegroup
  const isPrivate = config.privateNetworking === true
  const named = config.subnets ?? []
  if (named.length > 0)
    return named.map(
      (name) => facts.subnets.find((subnet) => subnet.id === name || (subnet.zone === name && subnet.public !== isPrivate))?.id ?? name,
    )
  const zones = config.availabilityZones ?? []
  const types = typesOf(nodegroup)
  const offers = (subnet: LiveSubnet): boolean => types.every((type) => offered.get(type)?.includes(subnet.zone) ?? offered.size === 0)
  const fits = facts.subnets.filter(
    (subnet) => subnet.public !== isPrivate && (zones.length > 0 ? zones.includes(subnet.zone) : !subnet.local && offers(subnet)),
  )
  if (fits.length > 0) return fits.map((subnet) => subnet.id)
  const kind = isPrivate ? 'private' : 'public'
  throw new EksxError(
    'NoSubnet',
    `the cluster has no ${kind} subnet for nodegroup ${nodegroup.name}${zones.length > 0 ? ` in ${zones.join(', ')}` : ` in a zone that offers ${types.join(', ')}`}`,
    {
      exitCode: exitCodes.refused,
      hint: `its ${kind} subnets are in ${[...new Set(facts.subnets.filter((subnet) => subnet.public !== isPrivate).map((subnet) => subnet.zone))].join(', ') || 'no zone'}`,
    },
  )
}
