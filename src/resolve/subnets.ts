import type { App } from '../app.ts'
import type { RouteTable, Vpc, VpcSubnet } from '../app/vpcs.ts'
import { parseCidr, formatCidr, networkOf } from '../config/cidr.ts'
import type { Complaint } from '../config/complaint.ts'
import { ipv6, isStated, onOutposts } from '../config/rules/conditions.ts'
import { anySubnet } from '../config/rules/vpc.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import { subnetFaults, type Match, type Wish } from './subnet-checks.ts'

/** A network that was there before the cluster, found. */
export interface ExistingNetwork {
  /** `vpc.id` and every subnet's id, zone and range. */
  readonly vpc: NonNullable<ClusterConfig['vpc']>
  readonly zones: readonly string[]
  /** For a fully private cluster: the route tables of its private subnets. */
  readonly privateRouteTables: readonly string[]
  /** What is wrong with it, each with its path; errors first. */
  readonly complaints: readonly Complaint[]
}

const kinds: readonly Wish['kind'][] = ['public', 'private']

/** Whether the config names a network that is there already. */
export const namesNetwork = (config: ClusterConfig): boolean => isStated(config.vpc?.id) || anySubnet(config)

/** Finds the VPC and subnets that a config names, by id, by range, or by zone, and says all that is wrong with them. */
export async function findNetwork(app: App, config: ClusterConfig): Promise<ExistingNetwork> {
  const wishes = kinds.flatMap((kind) => wishesOf(config, kind))
  const byId = await app.vpcs.subnets(wishes.flatMap(({ id }) => (isStated(id) ? [id ?? ''] : [])))
  const vpcId = config.vpc?.id || byId[0]?.vpcId || ''
  const [vpc, all, tables] = await Promise.all([
    vpcId === '' ? undefined : app.vpcs.find(vpcId),
    wishes.some(({ id }) => !isStated(id)) && vpcId !== '' ? app.vpcs.subnetsIn(vpcId) : byId,
    vpcId === '' ? [] : app.vpcs.routeTables(vpcId),
  ])
  if (vpcId !== '' && vpc === undefined) throw noVpc(vpcId, app.regionName)
  const found = wishes.map((wish) => fulfil(wish, isStated(wish.id) ? byId : all, { vpcId, region: app.regionName }))
  const matches = found.flatMap((one) => ('subnet' in one ? [one] : []))
  const complaints = [
    ...found.flatMap((one) => ('subnet' in one ? [] : [one])),
    ...vpcFaults(config, vpc),
    ...subnetFaults({ config, vpcId, matches, tables }),
  ]
  return {
    vpc: { ...config.vpc, id: vpcId, ...(vpc && { cidr: config.vpc?.cidr ?? vpc.cidr }), subnets: subnetsOf(matches) },
    zones: [...new Set(matches.map(({ subnet }) => subnet.zone))].toSorted(),
    privateRouteTables: privateTables(matches, tables),
    complaints: complaints.toSorted((a, b) => a.severity.localeCompare(b.severity)),
  }
}

/** The subnets of a cluster that kops made, as a config would write them; `SubnetType` tells private ones. */
export async function kopsSubnets(app: App, cluster: string): Promise<NonNullable<ClusterConfig['vpc']>> {
  const found = await app.vpcs.taggedSubnets(`kubernetes.io/cluster/${cluster}`, 'owned')
  if (found.length === 0) {
    throw new EksxError('KopsClusterNotFound', `no subnet in ${app.regionName} belongs to a kops cluster "${cluster}"`, {
      exitCode: exitCodes.notFound,
      hint: `its subnets would bear the tag kubernetes.io/cluster/${cluster}=owned`,
    })
  }
  const of = (kind: Wish['kind']): Record<string, { id: string }> =>
    Object.fromEntries(
      found.filter(({ tags }) => (tags['SubnetType'] === 'Private') === (kind === 'private')).map(({ id }) => [id, { id }]),
    )
  return { subnets: { public: of('public'), private: of('private') } }
}

function wishesOf(config: ClusterConfig, kind: Wish['kind']): Wish[] {
  return Object.entries(config.vpc?.subnets?.[kind] ?? {}).map(([key, spec]) => ({
    kind,
    key,
    path: `vpc.subnets.${kind}.${key}`,
    ...spec,
  }))
}

/** The subnet that a wish means, or why there is none. */
function fulfil(
  wish: Wish,
  among: readonly VpcSubnet[],
  { vpcId, region }: { readonly vpcId: string; readonly region: string },
): Match | Complaint {
  const error = (message: string, hint?: string): Complaint => ({
    rule: 'V269',
    severity: 'error',
    path: wish.path,
    where: undefined,
    message,
    ...(hint !== undefined && { hint }),
  })
  if (isStated(wish.id)) {
    const subnet = among.find(({ id }) => id === wish.id)
    if (subnet === undefined)
      return error(`subnet ${wish.id} does not exist in ${region}`, `see \`aws ec2 describe-subnets --region ${region}\``)
    if (isStated(wish.cidr) && !sameRange(wish.cidr, subnet.cidr))
      return error(`subnet ${subnet.id} has the range ${subnet.cidr}, not ${wish.cidr}`)
    return { ...wish, subnet }
  }
  if (vpcId === '') return error('without an id, a subnet is looked for in vpc.id: state it')
  const zone = wish.az || (isStated(wish.cidr) && !isZone(wish.key) ? undefined : wish.key)
  const what = [isStated(wish.cidr) ? `with the range ${wish.cidr}` : '', zone === undefined ? '' : `in ${zone}`]
    .filter((one) => one !== '')
    .join(' ')
  const fits = among.filter((one) => (zone === undefined || one.zone === zone) && (!isStated(wish.cidr) || sameRange(wish.cidr, one.cidr)))
  const [subnet, ...others] = fits
  if (subnet === undefined)
    return error(`${vpcId} has no subnet ${what}`, `it has ${among.map((one) => `${one.id} (${one.zone}, ${one.cidr})`).join(', ')}`)
  if (others.length > 0)
    return error(
      `${vpcId} has ${fits.length} subnets ${what}: ${fits.map((one) => `${one.id} (${one.cidr})`).join(', ')}`,
      'state the id or the cidr',
    )
  return { ...wish, subnet }
}

const isZone = (text: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d+(-[a-z]+-\d+)?[a-z]$/.test(text)

function sameRange(one: string | undefined, other: string): boolean {
  const [a, b] = [one ?? '', other].map((text) => parseCidr(text))
  return a !== undefined && b !== undefined && formatCidr(networkOf(a)) === formatCidr(networkOf(b))
}

function vpcFaults(config: ClusterConfig, vpc: Vpc | undefined): Complaint[] {
  if (vpc === undefined) return []
  const error = (rule: string, path: string, message: string): Complaint => ({ rule, severity: 'error', path, where: undefined, message })
  const stated = config.vpc?.cidr
  return [
    ...(isStated(stated) && !vpc.cidrs.some((range) => sameRange(stated, range))
      ? [error('V269', 'vpc.cidr', `${vpc.id} has ${vpc.cidrs.join(', ')}, not ${stated}`)]
      : []),
    ...(ipv6(config) && vpc.ipv6Cidrs.length === 0
      ? [error('V272', 'vpc.id', `${vpc.id} has no IPv6 range, which an IPv6 cluster needs`)]
      : []),
    ...(onOutposts(config) && config.vpc?.subnets === undefined ? [error('V270', 'vpc.subnets', `state the subnets of ${vpc.id}`)] : []),
  ]
}

/** Under the name they were given; those known by id alone, under their zone. */
function subnetsOf(matches: readonly Match[]): NonNullable<NonNullable<ClusterConfig['vpc']>['subnets']> {
  const of = (kind: Wish['kind']) => {
    const named: Record<string, { id: string; az: string; cidr: string }> = {}
    for (const { key, id, subnet } of matches.filter((one) => one.kind === kind)) {
      const name = key === id && named[subnet.zone] === undefined ? subnet.zone : key
      named[name] = { id: subnet.id, az: subnet.zone, cidr: subnet.cidr }
    }
    return Object.keys(named).length === 0 ? {} : { [kind]: named }
  }
  return { ...of('private'), ...of('public') }
}

function privateTables(matches: readonly Match[], tables: readonly RouteTable[]): string[] {
  const ids = matches.filter(({ kind }) => kind === 'private').map(({ subnet }) => subnet.id)
  return [...new Set(tables.filter((table) => table.subnets.some((id) => ids.includes(id))).map(({ id }) => id))]
}

const noVpc = (id: string, region: string): EksxError =>
  new EksxError('VpcNotFound', `VPC ${id} does not exist in ${region}`, {
    exitCode: exitCodes.refused,
    hint: `see \`aws ec2 describe-vpcs --region ${region}\``,
  })
