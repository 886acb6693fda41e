import { createHash } from 'node:crypto'
import type { App } from '../app.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { zonesWithoutEks } from '../tables/regions.ts'

/** The zones of a new cluster: those stated; else those that stand already; else a choice that the cluster's name decides. */
export async function chooseZones(app: App, config: ClusterConfig, standing: readonly string[] | undefined): Promise<readonly string[]> {
  const stated = config.availabilityZones ?? []
  if (stated.length > 0) {
    const refusal = await app.network.refusalOfZones(stated)
    if (refusal !== undefined) throw unknownZones(refusal, config.metadata.region)
    await checkOffered(app, config, stated)
    return stated
  }
  return standing !== undefined && standing.length > 0 ? standing : pick(app, config)
}

/** Instance types that each nodegroup must be able to start, with the zones it is limited to. */
interface Wish {
  readonly path: string
  readonly types: readonly string[]
  readonly zones: readonly string[]
}

/** Types that the config names; the default type is not among them. */
function wishes(config: ClusterConfig): Wish[] {
  const managed = (config.managedNodeGroups ?? []).map((ng, i) => ({
    path: `managedNodeGroups[${i}]`,
    types: named(ng.instanceTypes?.length ? ng.instanceTypes : [ng.instanceType]),
    zones: ng.availabilityZones ?? [],
  }))
  const own = (config.nodeGroups ?? []).map((ng, i) => ({
    path: `nodeGroups[${i}]`,
    types: named(ng.instancesDistribution?.instanceTypes?.length ? ng.instancesDistribution.instanceTypes : [ng.instanceType]),
    zones: ng.availabilityZones ?? [],
  }))
  return [...managed, ...own].filter((wish) => wish.types.length > 0)
}

const named = (types: readonly (string | undefined)[]): string[] =>
  types.filter((type): type is string => type !== undefined && type !== '' && type !== 'mixed')

/** Throws where a nodegroup's types are not offered in its zones, or in none of the cluster's. */
export async function checkOffered(app: App, config: ClusterConfig, zones: readonly string[]): Promise<void> {
  const asked = wishes(config)
  const offered = await app.network.offerings([...new Set(asked.flatMap((wish) => wish.types))].toSorted())
  for (const wish of asked) {
    const among = wish.zones.length > 0 ? wish.zones : zones
    const missing = wish.types.find((type) => !among.some((zone) => offered.get(type)?.includes(zone)))
    if (missing !== undefined) throw notOffered(missing, wish.path, among, offered.get(missing) ?? [])
  }
}

const unknownZones = (refusal: string, region: string): EksxError =>
  new EksxError('ZoneUnknown', `${region} does not have every zone that was stated: ${refusal}`, {
    exitCode: exitCodes.refused,
    hint: `see \`aws ec2 describe-availability-zones --region ${region}\`, or state no zones`,
  })

function notOffered(type: string, path: string, zones: readonly string[], elsewhere: readonly string[]): EksxError {
  return new EksxError('InstanceTypeNotOffered', `instance type ${type} (${path}) is not offered in ${zones.join(', ')}`, {
    exitCode: exitCodes.refused,
    hint: elsewhere.length === 0 ? 'check its name, or state another type' : `it is offered in ${elsewhere.toSorted().join(', ')}`,
  })
}

/** Two zones in us-east-1, three elsewhere, of those that can carry everything; the ones that nodegroups name come first. */
async function pick(app: App, config: ClusterConfig): Promise<readonly string[]> {
  const { region, name } = config.metadata
  const asked = wishes(config)
  const needed = [...new Set(asked.flatMap((wish) => wish.types))].toSorted()
  const [zones, offered] = await Promise.all([app.network.zones(), app.network.offerings(needed)])
  const able = zones.filter((zone) => zone.kind === 'availability-zone' && zone.available && zonesWithoutEks[region] !== zone.id)
  const fit = able.filter((zone) => needed.every((type) => offered.get(type)?.includes(zone.name))).map((zone) => zone.name)
  const stated = [
    ...new Set([...(config.managedNodeGroups ?? []), ...(config.nodeGroups ?? [])].flatMap((ng) => ng.availabilityZones ?? [])),
  ]
  if (fit.length < 2) {
    const nowhere = asked.flatMap(({ path, types }) => types.map((type) => ({ path, type }))).find(({ type }) => !offered.has(type))
    if (nowhere !== undefined) throw notOffered(nowhere.type, nowhere.path, [region], [])
    const lacking = needed.find((type) => able.filter((zone) => offered.get(type)?.includes(zone.name)).length < 2)
    throw new EksxError(
      'TooFewZones',
      `only ${fit.length} zone${fit.length === 1 ? '' : 's'} of ${region} can carry this cluster${lacking === undefined ? '' : `: ${lacking} is offered in ${offered.get(lacking)?.join(', ') ?? 'none'}`}`,
      {
        exitCode: exitCodes.refused,
        hint: 'a cluster needs two zones: state other instance types, or another region',
      },
    )
  }
  const wanted = Math.max(region === 'us-east-1' ? 2 : 3, Math.min(stated.length, fit.length))
  const byName = fit.toSorted((a, b) => rank(name, a).localeCompare(rank(name, b)))
  const first = byName.filter((zone) => stated.includes(zone))
  return [...first, ...byName.filter((zone) => !stated.includes(zone))].slice(0, wanted).toSorted()
}

const rank = (cluster: string, zone: string): string => createHash('sha256').update(`${cluster}/${zone}`).digest('hex')
