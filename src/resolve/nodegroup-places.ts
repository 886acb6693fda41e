import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import type { Cluster, LiveSubnet, Nodegroup } from '../config/cluster.ts'
import { isStated } from '../config/rules/conditions.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { subnetsInOutputs } from '../tables/stack-outputs.ts'

/** A subnet that nodes can be put into, as far as its choice goes. An id is known only where it stands already. */
type Place = Omit<LiveSubnet, 'id'> & { readonly id: string | undefined; readonly givesAddress?: boolean | undefined }

/** What was found of the cluster. */
interface Found {
  readonly cluster: LiveCluster | undefined
  readonly stack: Stack | undefined
}

/** Throws where a nodegroup has no subnet to be in: found out now, not when the control plane stands. */
export async function checkPlaces(app: App, cluster: Cluster, live: Found, source: Source): Promise<void> {
  if (cluster.nodegroups.length === 0) return
  const places = await placesOf(app, cluster, live)
  await Promise.all(
    cluster.nodegroups.map((nodegroup) => checkOne(app, cluster, { nodegroup, path: pathOf(nodegroup, cluster, source) }, places, live)),
  )
}

/** Where a path of the config was stated. */
type Source = (path: string) => string | undefined

/** What a nodegroup is called in complaints, with its place in the file where there is one. */
function pathOf({ config, kind }: Nodegroup, cluster: Cluster, source: Source): string {
  const list = kind === 'managed' ? 'managedNodeGroups' : 'nodeGroups'
  const at = cluster.stated[list]?.findIndex(({ name }) => name === config.name) ?? -1
  const where = at === -1 ? undefined : source(`${list}[${at}]`)
  const path = `${list}[${config.name}]`
  return where === undefined || where.startsWith('--') ? path : `${where}: ${path}`
}

async function placesOf(app: App, cluster: Cluster, { stack }: Found): Promise<readonly Place[]> {
  if (cluster.unowned !== undefined) return cluster.unowned.subnets
  if (cluster.subnets.length > 0) return cluster.subnets.map((subnet) => ({ ...subnet, id: undefined }))
  const { subnets } = cluster.config.vpc ?? {}
  const given = (['public', 'private'] as const).flatMap((kind) =>
    Object.values(subnets?.[kind] ?? {}).map(({ id, az = '', cidr = '' }): Place => ({
      id,
      zone: az,
      public: kind === 'public',
      local: false,
      cidr,
    })),
  )
  if (given.length > 0 || stack === undefined) return given
  const open = subnetsInOutputs(stack.outputs, 'public')
  const listed = [...open, ...subnetsInOutputs(stack.outputs, 'private')]
  const found = await app.vpcs.subnets(listed)
  const missing = listed.filter((id) => !found.some((subnet) => subnet.id === id))
  if (missing.length > 0)
    throw refused(
      `${missing.join(', ')} of stack ${stack.name} does not exist any more`,
      'nodes would be put there: make it again as it was',
    )
  return found.map((subnet) => ({
    id: subnet.id,
    zone: subnet.zone,
    public: open.includes(subnet.id),
    local: false,
    cidr: subnet.cidr,
    givesAddress: subnet.givesPublicAddress,
  }))
}

async function checkOne(
  app: App,
  cluster: Cluster,
  { nodegroup: { config }, path }: { readonly nodegroup: Nodegroup; readonly path: string },
  places: readonly Place[],
  live: Found,
): Promise<void> {
  const wantsPrivate = config.privateNetworking === true
  const fits = places.filter((place) => place.public !== wantsPrivate)
  const zones = [...(config.availabilityZones ?? []), ...('localZones' in config ? (config.localZones ?? []) : [])]
  const word = wantsPrivate ? 'private' : 'public'
  for (const zone of zones)
    if (!fits.some((place) => place.zone === zone)) throw noPlace(`${path}: the cluster has no ${word} subnet in ${zone}`, fits, word)
  if (isStated(config.subnets))
    return checkNamed(app, cluster, { path, names: config.subnets ?? [], wantsPrivate, vpc: live.cluster?.vpcId }, places)
  if (zones.length === 0 && !isStated(config.outpostARN) && fits.length === 0)
    throw noPlace(`${path}: the cluster has no ${word} subnet`, fits, word)
  if (!wantsPrivate)
    checkAddresses(
      cluster,
      fits.filter((place) => zones.length === 0 || zones.includes(place.zone)),
      live,
    )
}

interface Named {
  readonly path: string
  readonly names: readonly string[]
  readonly wantsPrivate: boolean
  /** Of the cluster, where it stands. */
  readonly vpc: string | undefined
}

/** Names of the config, zones, or ids; an id that the cluster does not know must at least be in its VPC. */
async function checkNamed(
  app: App,
  cluster: Cluster,
  { path, names, wantsPrivate, vpc: standing }: Named,
  places: readonly Place[],
): Promise<void> {
  const { subnets, id: vpcId } = cluster.config.vpc ?? {}
  const own = wantsPrivate ? subnets?.private : subnets?.public
  const unknown = names.filter(
    (name) =>
      own?.[name] === undefined && !places.some((place) => place.public !== wantsPrivate && (place.id === name || place.zone === name)),
  )
  const closed = unknown.find(
    (name) => !wantsPrivate && (subnets?.private?.[name] !== undefined || places.some((place) => !place.public && place.id === name)),
  )
  if (closed !== undefined) throw refused(`${path}.subnets: ${closed} is a private subnet`, `write privateNetworking: true`)
  const word = unknown.find((name) => !name.startsWith('subnet-'))
  if (word !== undefined) throw refused(`${path}.subnets: "${word}" is no subnet of the cluster`, `it has ${known(own, places)}`)
  const found = await app.vpcs.subnets(unknown)
  const missing = unknown.filter((id) => !found.some((subnet) => subnet.id === id))
  if (missing.length > 0)
    throw refused(`${path}.subnets: ${missing.join(', ')} does not exist in ${app.regionName}`, 'name one that is there')
  const vpc = vpcId ?? standing
  if (cluster.subnets.length > 0 && found[0] !== undefined)
    throw refused(
      `${path}.subnets: ${found[0].id} is in ${found[0].vpcId}, and the cluster gets a VPC of its own`,
      'leave it out, or state vpc.id and vpc.subnets',
    )
  const foreign = vpc === undefined ? undefined : found.find((subnet) => subnet.vpcId !== vpc)
  if (foreign !== undefined)
    throw refused(`${path}.subnets: ${foreign.id} is in ${foreign.vpcId}, the cluster in ${vpc}`, "name a subnet of the cluster's VPC")
}

const known = (own: Readonly<Record<string, unknown>> | undefined, places: readonly Place[]): string =>
  [...Object.keys(own ?? {}), ...places.flatMap(({ id }) => id ?? [])].join(', ') || 'none that can be named yet'

/** Nodes in public subnets need a public address, which old stacks' subnets do not give; with a private endpoint they can do without. */
function checkAddresses(cluster: Cluster, places: readonly Place[], { cluster: live }: Found): void {
  const without = places.filter((place) => place.givesAddress === false)
  if (without.length === 0 || live?.privateAccess === true) return
  throw refused(
    `public subnets ${without.map(({ id }) => id).join(', ')} give no public addresses to instances (MapPublicIpOnLaunch), so nodes could not join`,
    `eksx utils update-legacy-subnet-settings --cluster ${cluster.name} --region ${cluster.region}`,
  )
}

function noPlace(message: string, fits: readonly Place[], word: string): EksxError {
  const zones = [...new Set(fits.map(({ zone }) => zone))]
  return refused(
    message,
    zones.length === 0
      ? `write privateNetworking: ${word === 'public'}, or give the cluster ${word} subnets`
      : `its ${word} subnets are in ${zones.join(', ')}`,
  )
}

const refused = (message: string, hint: string): EksxError => new EksxError('NoSubnet', message, { exitCode: exitCodes.refused, hint })
