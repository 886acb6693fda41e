import type { App } from './app.ts'
import { carve } from './config/carve.ts'
import { complaintLine, ConfigError } from './config/complaint.ts'
import type { Cluster } from './config/cluster.ts'
import type { Config } from './config/config.ts'
import { settle, type Settled } from './config/settle.ts'
import { chooseInstanceTypes } from './choose/instance-types.ts'
import { endpointZones } from './choose/endpoint-zones.ts'
import { checkLocalZones } from './choose/local-zones.ts'
import { chooseOutpost, typesOnOutpost } from './choose/outpost.ts'
import { checkOffered, chooseZones } from './choose/zones.ts'
import type { ClusterConfig } from './config/schema/cluster-config.ts'
import { exitCodes } from './errors.ts'
import { checkGivenRoles } from './resolve/given-roles.ts'
import { resolveAddons } from './resolve/addons.ts'
import { checkPlaces } from './resolve/nodegroup-places.ts'
import { resolveNodegroups } from './resolve/nodegroups.ts'
import { outpostExtension } from './resolve/outpost-subnets.ts'
import { type ExistingNetwork, findNetwork, kopsSubnets, namesNetwork } from './resolve/subnets.ts'
import { findUnowned } from './resolve/unowned.ts'
import { type Live, standingZones, surveyed } from './survey/live.ts'
import { mustBeFree, mustStand } from './survey/standing.ts'
import { defaultVpcCidr } from './tables/addresses.ts'
import { partitionOf } from './tables/regions.ts'

export interface Prepared {
  readonly cluster: Cluster
  readonly live: Live
  /** What was worth saying on the way. */
  readonly warnings: readonly string[]
}

/** A settled config, with the network and zones that it will have. */
export interface Chosen extends Settled {
  readonly live: Live
  /** As it was stated, the network of a kops cluster with it. */
  readonly stated: ClusterConfig
  readonly zones: readonly string[]
  /** Where the network was there before. */
  readonly network?: ExistingNetwork
}

/** Survey, settle, choose: all that `--dry-run` shows. The network can be that of a kops cluster, which no config can say. */
export async function settled(stated: Config, app: App, kopsCluster?: string): Promise<Chosen> {
  const live = await surveyed(app, stated.stated.metadata.name)
  if (stated.purpose === 'create cluster') mustBeFree(live, app)
  const config = await withKops(stated, app, kopsCluster)
  if (config.purpose !== 'create cluster') mustStand(live.cluster, config.stated.metadata.name, app)
  const plain = settle(config, { caller: live.caller, versions: live.versions, ...(live.cluster && { live: live.cluster }) })
  const found = { ...plain, live, stated: config.stated }
  const placed = config.purpose === 'create cluster' ? await place(found, config, app) : { ...found, zones: [] }
  return { ...placed, config: await typesOnOutpost(app, await chooseInstanceTypes(app, placed.config, placed.zones)) }
}

type Found = Settled & Pick<Chosen, 'live' | 'stated'>

/** A new cluster with its zones: those of the network that was there before, the Outpost's, or chosen ones. */
async function place(plain: Found, config: Config, app: App): Promise<Chosen> {
  await checkLocalZones(app, plain.config)
  const outpost = await chooseOutpost(app, plain.config)
  const chosen = { ...plain, config: outpost?.config ?? plain.config }
  if (namesNetwork(chosen.config)) return inNetwork(chosen, config, app)
  const zones = outpost === undefined ? await chooseZones(app, chosen.config, standingZones(plain.live)) : [outpost.zone]
  return { ...chosen, config: { ...chosen.config, availabilityZones: [...zones] }, zones }
}

/** A cluster in a network that was there before: what is wrong with it is said with the place where it was stated. */
async function inNetwork(plain: Found, { source }: Config, app: App): Promise<Chosen> {
  const network = await findNetwork(app, plain.config)
  const complaints = network.complaints.map((one) => ({ ...one, where: source(one.path) }))
  const errors = complaints.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new ConfigError(errors, exitCodes.refused)
  await checkOffered(app, plain.config, network.zones)
  return {
    ...plain,
    config: { ...plain.config, vpc: network.vpc },
    warnings: [...plain.warnings, ...complaints],
    zones: network.zones,
    network,
  }
}

async function withKops(config: Config, app: App, kopsCluster: string | undefined): Promise<Config> {
  if (!kopsCluster) return config
  const { vpc } = config.stated
  return { ...config, stated: { ...config.stated, vpc: { ...vpc, ...(await kopsSubnets(app, kopsCluster)) } } }
}

/** From a config to what is wanted and what is there: nothing is open after this, and nothing has been written. */
export async function prepare(config: Config, app: App, kopsCluster?: string): Promise<Prepared> {
  const { config: chosen, stated, version, live, warnings, zones, network } = await settled(config, app, kopsCluster)
  const isNew = config.purpose === 'create cluster'
  const unowned = !isNew && live.stack === undefined ? await findUnowned(app, chosen, live) : undefined
  const [addons, nodegroups, endpoints, extension] = await Promise.all([
    isNew ? resolveAddons(app, chosen, version) : [],
    resolveNodegroups(app, chosen, version),
    isNew ? endpointZones(app, chosen) : undefined,
    isNew ? undefined : outpostExtension(app, chosen, live),
    checkGivenRoles(app, stated, live.caller.account, config.source),
  ])
  const locals = chosen.localZones ?? []
  const cluster: Cluster = {
    name: chosen.metadata.name,
    region: app.regionName,
    account: live.caller.account,
    partition: partitionOf(app.regionName),
    version,
    config: network === undefined ? chosen : { ...chosen, vpc: asStacksTell(chosen.vpc, config) },
    stated,
    zones,
    subnets: isNew && network === undefined ? carve(chosen.vpc?.cidr ?? defaultVpcCidr, zones, locals) : [],
    nodegroups,
    fargateProfiles: chosen.fargateProfiles ?? [],
    addons,
    ...(endpoints && { endpointZones: endpoints }),
    ...(extension && { extension }),
    ...(network && { privateRouteTables: network.privateRouteTables }),
    ...(unowned && { unowned: unowned.network }),
  }
  await checkPlaces(app, cluster, live, config.source)
  return {
    cluster,
    live,
    warnings: [...warnings.map(complaintLine), ...addons.flatMap(({ caution }) => caution ?? []), ...(unowned?.warnings ?? [])],
  }
}

/** A dry run shows that nothing is done about NAT in a VPC that was there before; the stack's output says what was stated, or the default. */
function asStacksTell(vpc: ClusterConfig['vpc'], { stated }: Config): ClusterConfig['vpc'] {
  return vpc?.nat === undefined ? vpc : { ...vpc, nat: { ...vpc.nat, gateway: stated.vpc?.nat?.gateway || 'Single' } }
}
