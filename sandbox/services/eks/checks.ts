import { AwsError, type Call } from '../../service.ts'
import { isSpread } from '../iam/spread.ts'
import { invalidParameter } from './refusals.ts'

/** What the checks of subnets need of DescribeSubnets' answer. */
export interface SubnetFacts {
  readonly SubnetId: string
  readonly VpcId: string
  readonly AvailabilityZone: string
  readonly AvailabilityZoneId: string
  readonly AvailableIpAddressCount: number
  readonly MapPublicIpOnLaunch: boolean
}

/** Zones, by id, whose capacity EKS does not run control planes in. */
const zonesWithoutEks: readonly string[] = ['use1-az3', 'usw1-az2', 'cac1-az3']

/** A name of a cluster, nodegroup or profile: EKS's own pattern, at most `longest` characters. */
export function checkName(what: string, name: string | undefined, longest = 100): asserts name is string {
  if (name === undefined || !/^[0-9A-Za-z][A-Za-z0-9\-_]*$/.test(name))
    throw invalidParameter(
      `The ${what} should start with letters or digits and may hold letters, digits, hyphens and underscores, not '${name ?? ''}'`,
    )
  if (name.length > longest) throw invalidParameter(`The ${what} can have at most ${longest} characters; '${name}' has ${name.length}`)
}

/** Tags of a resource: at most 50, none of AWS's own. */
export function checkTags(tags: Readonly<Record<string, string>> | undefined): void {
  const keys = Object.keys(tags ?? {})
  if (keys.length > 50) throw invalidParameter('The number of tags should not exceed 50')
  for (const key of keys) {
    if (/^aws:(?!cloudformation:)/i.test(key)) throw invalidParameter(`Tag key ${key} is reserved for AWS`)
    if (key.length > 128 || key.length === 0) throw invalidParameter(`Tag key ${key} should have 1 to 128 characters`)
    if ((tags?.[key] ?? '').length > 256) throw invalidParameter(`The value of tag ${key} should have at most 256 characters`)
  }
}

/** The subnets of those ids, in that order; EC2's refusal becomes EKS's. */
export async function subnetsOf(call: Call, ids: readonly string[]): Promise<SubnetFacts[]> {
  if (ids.length === 0) return []
  const answer = await asParameter(() => call.aws<{ Subnets: SubnetFacts[] }>('ec2', 'DescribeSubnets', { SubnetIds: [...ids] }))
  return ids.flatMap((id) => answer.Subnets.filter((subnet) => subnet.SubnetId === id))
}

/** A control plane's subnets: at least two zones (on an Outpost: one) of one VPC, none of the zones that EKS leaves out, room for its interfaces. */
export async function checkClusterSubnets(
  call: Call,
  cluster: string,
  ids: readonly string[] | undefined,
  leastZones = 2,
): Promise<SubnetFacts[]> {
  if (ids === undefined || ids.length === 0) throw invalidParameter('Subnets should not be null or empty.', { clusterName: cluster })
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index)
  if (repeated.length > 0) throw invalidParameter(`Duplicate subnets specified: ${repeated.join(', ')}`, { clusterName: cluster })
  const subnets = await subnetsOf(call, ids)
  if (new Set(subnets.map((subnet) => subnet.VpcId)).size > 1)
    throw invalidParameter('Provided subnets belong to different VPCs. Please provide subnets in the same VPC.', { clusterName: cluster })
  await checkZones(call, cluster, subnets)
  if (new Set(subnets.map((subnet) => subnet.AvailabilityZone)).size < leastZones)
    throw invalidParameter('Subnets specified must be in at least two different AZs', { clusterName: cluster })
  const full = subnets.filter((subnet) => subnet.AvailableIpAddressCount < 5)
  if (full.length === subnets.length)
    throw invalidParameter(
      `Atleast one subnet in each AZ should have 2 free IPs. Invalid AZs: { [${full.map((subnet) => subnet.AvailabilityZone).join(', ')}] }`,
      { clusterName: cluster },
    )
  return subnets
}

async function checkZones(call: Call, cluster: string, subnets: readonly SubnetFacts[]): Promise<void> {
  const refused = subnets.find((subnet) => zonesWithoutEks.includes(subnet.AvailabilityZoneId))
  if (refused === undefined) return
  const { AvailabilityZones: zones } = await call.aws<{ AvailabilityZones: { ZoneName: string; ZoneId: string; ZoneType?: string }[] }>(
    'ec2',
    'DescribeAvailabilityZones',
    {},
  )
  const valid = zones
    .filter((zone) => !zonesWithoutEks.includes(zone.ZoneId) && (zone.ZoneType ?? 'availability-zone') === 'availability-zone')
    .map((zone) => zone.ZoneName)
  throw new AwsError(
    'UnsupportedAvailabilityZoneException',
    `Cannot create cluster '${cluster}' because ${refused.AvailabilityZone}, the targeted availability zone, does not currently have sufficient capacity to support the cluster. Retry and choose from these availability zones: ${valid.join(', ')}`,
    { fields: { clusterName: cluster, validZones: valid } },
  )
}

/** The customer's security groups for the control plane: they exist, in the cluster's VPC, at most five. */
export async function checkSecurityGroups(call: Call, cluster: string, ids: readonly string[] | undefined, vpcId: string): Promise<void> {
  if (ids === undefined || ids.length === 0) return
  if (ids.length > 5) throw invalidParameter('The number of security groups should not exceed 5', { clusterName: cluster })
  const answer = await asParameter(() =>
    call.aws<{ SecurityGroups: { GroupId: string; VpcId: string }[] }>('ec2', 'DescribeSecurityGroups', { GroupIds: [...ids] }),
  )
  const foreign = answer.SecurityGroups.filter((group) => group.VpcId !== vpcId).map((group) => group.GroupId)
  if (foreign.length > 0)
    throw invalidParameter(
      `Security group(s) [${foreign.join(', ')}] are not in the same VPC as the subnets. Please specify the security groups in the same VPC.`,
      { clusterName: cluster },
    )
}

/** A role as IAM tells it, as far as EKS looks at it. */
export interface RoleFacts {
  readonly RoleName: string
  readonly Arn: string
  readonly AssumeRolePolicyDocument: string
  readonly CreateDate?: Date | string
}

/** The role of an ARN; undefined where IAM knows none, or has not spread the news of it yet. */
export async function roleOf(call: Call, arn: string): Promise<RoleFacts | undefined> {
  const name = arn.split('/').at(-1) ?? arn
  try {
    const { Role: role } = await call.aws<{ Role: RoleFacts }>('iam', 'GetRole', { RoleName: name })
    return isSpread(call, role.CreateDate) ? role : undefined
  } catch (error) {
    if (error instanceof AwsError && error.code.startsWith('NoSuchEntity')) return undefined
    throw error
  }
}

interface TrustStatement {
  readonly Effect?: string
  readonly Principal?: { readonly Service?: string | readonly string[] }
}

interface TrustPolicy {
  readonly Statement?: TrustStatement | readonly TrustStatement[]
}

/** Whether a service (`eks`, `ec2`, `eks-fargate-pods`) may assume a role. A role whose trust is empty comes from a seed and is taken as fitting. */
export function trusts(role: RoleFacts, service: string): boolean {
  const document = role.AssumeRolePolicyDocument
  const policy: TrustPolicy = JSON.parse(document.startsWith('%') ? decodeURIComponent(document) : document)
  const statements = listOf(policy.Statement)
  if (statements.length === 0) return true
  return statements.some((statement) => {
    const { Effect: effect, Principal: principal } = statement
    return effect === 'Allow' && listOf(principal?.Service).some((name) => name.startsWith(`${service}.`))
  })
}

/** The names of the managed policies on a role. */
export async function policiesOf(call: Call, roleName: string): Promise<string[]> {
  const answer = await call.aws<{ AttachedPolicies?: { PolicyName: string }[] }>('iam', 'ListAttachedRolePolicies', { RoleName: roleName })
  return (answer.AttachedPolicies ?? []).map((policy) => policy.PolicyName)
}

/** The cluster's role: it exists and EKS may assume it; on an Outpost, where the control plane runs on instances, EC2. */
export async function checkClusterRole(
  call: Call,
  cluster: string,
  arn: string | undefined,
  service: 'eks' | 'ec2' = 'eks',
): Promise<void> {
  if (arn === undefined || !/^arn:[\w-]+:iam::\d{12}:role\/.+/.test(arn))
    throw invalidParameter('Invalid format for role Arn', { clusterName: cluster })
  const role = await roleOf(call, arn)
  if (role === undefined || !trusts(role, service))
    throw invalidParameter(`Role with arn: ${arn}, could not be assumed because it does not exist or the trusted entity is not correct`, {
      clusterName: cluster,
    })
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return isList(value) ? value : [value]
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)

/** A refusal of EC2 or IAM within a request of EKS is told as a wrong parameter, with the other service's words. */
export async function asParameter<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AwsError && /\.(?:NotFound|Malformed)/.test(error.code))
      throw invalidParameter(`${error.message} (Service: AmazonEC2; Status Code: 400; Error Code: ${error.code})`)
    throw error
  }
}
