import type { App } from './app.ts'
import { carve } from './config/carve.ts'
import type { Cluster, Nodegroup } from './config/cluster.ts'
import type { Config } from './config/config.ts'
import type { ClusterConfig, ManagedNodeGroup, NodeGroup } from './config/schema/cluster-config.ts'
import { settle, type Settled } from './config/settle.ts'
import { chooseZones } from './choose/zones.ts'
import { EksxError, exitCodes } from './errors.ts'
import { resolveAddons } from './resolve/addons.ts'
import { resolveImage } from './resolve/images.ts'
import { type Live, standingZones, surveyed } from './survey/live.ts'
import { defaultVpcCidr } from './tables/addresses.ts'
import { amiFamily, defaultAmiFamily } from './tables/ami-families.ts'
import { partitionOf } from './tables/regions.ts'

export interface Prepared {
  readonly cluster: Cluster
  readonly live: Live
  /** What was worth saying on the way. */
  readonly warnings: readonly string[]
}

/** Survey, settle, choose: all that `--dry-run` shows. */
export async function settled(config: Config, app: App): Promise<Settled & { readonly live: Live }> {
  const live = await surveyed(app, config.stated.metadata.name)
  if (config.purpose !== 'create cluster') mustStand(live, config, app)
  const plain = settle(config, { caller: live.caller, versions: live.versions, ...(live.cluster && { live: live.cluster }) })
  if (config.purpose !== 'create cluster') return { ...plain, live }
  const zones = await chooseZones(app, plain.config, standingZones(live))
  return { ...plain, config: { ...plain.config, availabilityZones: [...zones] }, live }
}

/** From a config to what is wanted and what is there: nothing is open after this, and nothing has been written. */
export async function prepare(config: Config, app: App): Promise<Prepared> {
  const { config: chosen, version, live, warnings } = await settled(config, app)
  const isNew = config.purpose === 'create cluster'
  const [addons, nodegroups] = await Promise.all([isNew ? resolveAddons(app, chosen, version) : [], resolveNodegroups(app, chosen, version)])
  const zones = chosen.availabilityZones ?? []
  const locals = chosen.localZones ?? []
  const cluster: Cluster = {
    name: chosen.metadata.name,
    region: app.regionName,
    account: live.caller.account,
    partition: partitionOf(app.regionName),
    version,
    config: chosen,
    stated: config.stated,
    zones,
    subnets: isNew && chosen.vpc?.id === undefined ? carve(chosen.vpc?.cidr ?? defaultVpcCidr, zones, locals) : [],
    nodegroups,
    fargateProfiles: chosen.fargateProfiles ?? [],
    addons,
  }
  return { cluster, live, warnings: warnings.map(({ message }) => message) }
}

function mustStand({ cluster, stack }: Live, config: Config, app: App): void {
  const { name } = config.stated.metadata
  if (cluster === undefined) {
    throw new EksxError('ClusterNotFound', `no cluster "${name}" in ${app.regionName}`, { exitCode: exitCodes.notFound, hint: `see \`eksx get cluster --region ${app.regionName}\`, or with --all-regions` })
  }
  if (cluster.status !== 'ACTIVE' && cluster.status !== 'UPDATING') {
    throw new EksxError('ClusterNotReady', `cluster "${name}" is ${cluster.status}`, { exitCode: exitCodes.refused, hint: 'wait until it is ACTIVE, then run the same command again' })
  }
  if (stack === undefined) {
    throw new EksxError('ClusterNotOwned', `cluster "${name}" has no stack of eksctl or eksx`, { exitCode: exitCodes.refused, hint: 'nodegroups can only be added to clusters that either tool made' })
  }
}

/** Types, images and names for every nodegroup. */
function resolveNodegroups(app: App, config: ClusterConfig, version: string): Promise<Nodegroup[]> {
  const managed = (config.managedNodeGroups ?? []).map((ng, i) => resolveManaged(app, ng, `managedNodeGroups[${i}]`, version))
  const own = (config.nodeGroups ?? []).map((ng, i) => resolveSelfManaged(app, ng, `nodeGroups[${i}]`, version))
  return Promise.all([...own, ...managed])
}

const defaultType = 'm5.large'

async function resolveManaged(app: App, ng: ManagedNodeGroup, path: string, version: string): Promise<Nodegroup> {
  const several = ng.instanceTypes ?? []
  const config = ng.instanceType === undefined && several.length === 0 && ng.launchTemplate === undefined ? { ...ng, instanceType: defaultType } : ng
  const family = ng.amiFamily ?? defaultAmiFamily
  const byEks = ng.ami === undefined && amiFamily(family)?.eksTypes !== undefined
  if (byEks || ng.launchTemplate !== undefined) return { kind: 'managed', name: ng.name, config }
  const types = several.length > 0 ? several : [config.instanceType ?? defaultType]
  const image = await resolveImage(app, { path, family, types, ami: ng.ami }, version)
  return { kind: 'managed', name: ng.name, config, image }
}

async function resolveSelfManaged(app: App, ng: NodeGroup, path: string, version: string): Promise<Nodegroup> {
  const mixed = ng.instancesDistribution?.instanceTypes ?? []
  const config = ng.instanceType === undefined || ng.instanceType === '' ? { ...ng, instanceType: mixed.length > 0 ? 'mixed' : defaultType } : ng
  const types = mixed.length > 0 ? mixed : [config.instanceType ?? defaultType]
  const image = await resolveImage(app, { path, family: ng.amiFamily ?? defaultAmiFamily, types, ami: ng.ami }, version)
  return { kind: 'self-managed', name: ng.name, config, image }
}
