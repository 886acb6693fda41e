import type { RouteTable, VpcSubnet } from '../app/vpcs.ts'
import type { Complaint } from '../config/complaint.ts'
import { ipv6, isStated, onOutposts } from '../config/rules/conditions.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { zonesWithoutEks } from '../tables/regions.ts'

/** A subnet as the config writes it. */
export interface Wish {
  readonly kind: 'public' | 'private'
  readonly key: string
  readonly path: string
  readonly id?: string | undefined
  readonly az?: string | undefined
  readonly cidr?: string | undefined
}

/** A wish with the subnet that fulfils it. */
export interface Match extends Wish {
  readonly subnet: VpcSubnet
}

/** What the checks look at. */
export interface Suspects {
  readonly config: ClusterConfig
  readonly vpcId: string
  readonly matches: readonly Match[]
  readonly tables: readonly RouteTable[]
}

/** EKS puts up to four network interfaces into the subnets of a control plane, and asks for this many free addresses in each. */
const addressesForEks = 6

type Check = (suspects: Suspects) => (Complaint | false)[]

/** Everything that is wrong with the subnets that were found: errors are what EKS or a template would refuse later. */
export const subnetFaults = (suspects: Suspects): Complaint[] => checks.flatMap((check) => check(suspects)).filter((one) => one !== false)

const error = (rule: string, path: string, message: string, hint?: string): Complaint => ({
  rule,
  severity: 'error',
  path,
  where: undefined,
  message,
  ...(hint !== undefined && { hint }),
})

const warning = (path: string, message: string): Complaint => ({ severity: 'warning', path, where: undefined, message })

const checks: readonly Check[] = [
  ({ matches, vpcId }) =>
    matches.map(
      ({ path, subnet }) => subnet.vpcId !== vpcId && error('V269', path, `subnet ${subnet.id} is in ${subnet.vpcId}, not in ${vpcId}`),
    ),
  ({ matches }) =>
    matches.map(({ path, kind, subnet }, i) => {
      const first = matches.find((one) => one.kind === kind && one.subnet.id === subnet.id)
      return first !== matches[i] && error('V269', path, `subnet ${subnet.id} stands at ${first?.path} already`)
    }),
  ({ config, matches }) => [tooFew(config, matches)],
  ({ config, matches }) => {
    if (onOutposts(config)) return []
    const own = controlPlaneSubnets(config, matches)
    const zones = [...new Set(own.map(({ subnet }) => subnet.zone))]
    return [
      own.length > 1 &&
        zones.length < 2 &&
        error('V270', 'vpc.subnets', `all subnets of the control plane are in ${zones.join()}; EKS needs two zones at least`),
    ]
  },
  ({ config, matches }) =>
    controlPlaneSubnets(config, matches).map(
      ({ path, subnet }) =>
        zonesWithoutEks[config.metadata.region] === subnet.zoneId &&
        error('V270', path, `subnet ${subnet.id} is in ${subnet.zone} (${subnet.zoneId}), where EKS has no control planes`),
    ),
  ({ config, matches }) =>
    controlPlaneSubnets(config, matches).map(
      ({ path, subnet }) =>
        subnet.freeAddresses < addressesForEks &&
        warning(
          path,
          `subnet ${subnet.id} has ${subnet.freeAddresses} free addresses; EKS asks for ${addressesForEks}, and nodes and pods need more`,
        ),
    ),
  ({ config, matches }) =>
    matches.map(
      ({ path, subnet }) => ipv6(config) && subnet.ipv6Cidrs.length === 0 && error('V272', path, `subnet ${subnet.id} has no IPv6 range`),
    ),
  ({ config, matches, tables }) => matches.flatMap((match) => routeFaults(config, match, tables)),
  ({ matches }) =>
    matches.map(({ path, kind, subnet }) => {
      const tag = kind === 'public' ? 'kubernetes.io/role/elb' : 'kubernetes.io/role/internal-elb'
      const what = kind === 'public' ? 'load balancers that face the internet' : 'internal load balancers'
      return (
        subnet.tags[tag] === undefined &&
        warning(path, `subnet ${subnet.id} lacks the tag ${tag}: the AWS load balancer controller puts no ${what} into it`)
      )
    }),
]

function tooFew(config: ClusterConfig, matches: readonly Match[]): Complaint | false {
  const [open, closed] = (['public', 'private'] as const).map((kind) => Object.keys(config.vpc?.subnets?.[kind] ?? {}).length) as [
    number,
    number,
  ]
  const needsTwo = 'two at least are needed, in two zones'
  if (onOutposts(config))
    return open + closed === 0 && error('V270', 'vpc.subnets', 'a VPC that exists needs its subnets stated, one at least')
  if (open + closed === 0) return error('V270', 'vpc.subnets', `a VPC that exists needs its subnets stated: ${needsTwo}`)
  if (open === 1) return error('V270', 'vpc.subnets.public', `there is only one public subnet, ${needsTwo}`)
  if (closed === 1) return error('V270', 'vpc.subnets.private', `there is only one private subnet, ${needsTwo}`)
  const lonely = (config.nodeGroups ?? []).findIndex(({ privateNetworking }) => privateNetworking === true)
  return (
    matches.length > 0 &&
    lonely !== -1 &&
    closed === 0 &&
    error('V271', `nodeGroups[${lonely}].privateNetworking`, 'there are no private subnets: state two in vpc.subnets.private')
  )
}

const controlPlaneSubnets = ({ vpc }: ClusterConfig, matches: readonly Match[]): readonly Match[] =>
  isStated(vpc?.controlPlaneSubnetIDs) ? matches.filter(({ subnet }) => vpc?.controlPlaneSubnetIDs?.includes(subnet.id)) : matches

/** Routes decide whether nodes come up, but EKS does not look at them: what looks wrong is worth a word, not a refusal. */
function routeFaults(config: ClusterConfig, { kind, path, subnet }: Match, tables: readonly RouteTable[]): (Complaint | false)[] {
  const own = tables.find((table) => table.subnets.includes(subnet.id))
  const table = own ?? tables.find(({ main }) => main)
  const out = table?.defaultRoute
  const isPrivate = config.privateCluster?.enabled === true
  if (isPrivate) {
    return [
      kind === 'private' &&
        (own === undefined || own.main) &&
        config.privateCluster?.skipEndpointCreation !== true &&
        error(
          'V65',
          path,
          `subnet ${subnet.id} uses the main route table of its VPC; the endpoint for S3 needs one of the subnet's own`,
          'associate a route table with it',
        ),
    ]
  }
  if (kind === 'public')
    return [
      out?.startsWith('igw-') !== true &&
        warning(
          path,
          `subnet ${subnet.id} has no route to an internet gateway${out === undefined ? '' : ` (0.0.0.0/0 leads to ${out})`}: it is not public`,
        ),
    ]
  return [
    out?.startsWith('igw-') === true &&
      warning(path, `subnet ${subnet.id} has a route to ${out}: it is public, and its nodes get no public address`),
    out === undefined &&
      warning(
        path,
        `subnet ${subnet.id} has no route out: its nodes need VPC endpoints for EC2, ECR, S3 and STS, and private access to the API`,
      ),
  ]
}
