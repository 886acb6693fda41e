import type * as Eks from '@aws-sdk/client-eks'
import { endFargate } from '../../nodes/fargate.ts'
import { runningCluster } from '../../nodes/running-cluster.ts'
import type { Call } from '../../service.ts'
import { eventually, task } from '../../task.ts'
import { putAccessEntry } from './access.ts'
import { checkName, checkTags, roleOf, subnetsOf, trusts } from './checks.ts'
import { page } from './paging.ts'
import { activeCluster, clusterNamed, inUse, invalidParameter, limitExceeded, notFound } from './refusals.ts'
import { clustersOf, eksArn, shown, type ClusterRecord, type Stored } from './state.ts'

type Profile = Stored<Eks.FargateProfile>

/** CreateFargateProfile: one at a time in a cluster, on private subnets only. */
export async function createFargateProfile(input: Eks.CreateFargateProfileRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'Fargate profile')
  const name = input.fargateProfileName
  checkName('Fargate profile name', name)
  const fields = { clusterName: input.clusterName, fargateProfileName: name }
  if (name.startsWith('eks-')) throw invalidParameter('The Fargate profile name cannot start with eks-', fields)
  checkTags(input.tags)
  if (record.fargateProfiles[name] !== undefined) throw inUse('A Fargate Profile already exists with this name in this cluster.', fields)
  refuseSecond(record, 'create', name)
  if (Object.keys(record.fargateProfiles).length >= 10)
    throw limitExceeded(`Fargate Profile limit exceeded for cluster ${input.clusterName}`, fields)
  checkSelectors(input.selectors, fields)
  await checkExecutionRole(call, input.podExecutionRoleArn, fields)
  const subnets = await privateSubnets(call, record, input.subnets, fields)
  const profile: Profile = {
    fargateProfileName: name,
    fargateProfileArn: eksArn(call, `fargateprofile/${record.cluster.name}/${name}/${call.account.ids.uuid()}`),
    clusterName: record.cluster.name,
    createdAt: call.account.clock.now(),
    podExecutionRoleArn: input.podExecutionRoleArn ?? '',
    subnets,
    selectors: (input.selectors ?? []).map((selector) => ({ namespace: selector.namespace ?? '', labels: { ...selector.labels } })),
    status: 'CREATING',
    tags: { ...input.tags },
    health: { issues: [] },
  }
  record.fargateProfiles[name] = profile
  const answer = shown<Eks.FargateProfile>(profile)
  await eventually(call, call.account.durations.of('eks:fargate:create', `${record.cluster.name}/${name}`), made, {
    cluster: record.cluster.name,
    name,
  })
  return { fargateProfile: answer }
}

interface Which {
  readonly cluster: string
  readonly name: string
}

const made = task('eks:fargate-profile:made', ({ cluster, name }: Which, call) => {
  const record = clustersOf(call)[cluster]
  const profile = record?.fargateProfiles[name]
  if (record === undefined || profile?.status !== 'CREATING') return
  profile.status = 'ACTIVE'
  const role = profile.podExecutionRoleArn ?? ''
  if (record.cluster.accessConfig?.authenticationMode !== 'CONFIG_MAP' && record.accessEntries[role] === undefined)
    putAccessEntry(record, call, { principalArn: role, type: 'FARGATE_LINUX' })
  runningCluster(call, cluster)?.wake()
})

function refuseSecond(record: ClusterRecord, verb: 'create' | 'delete', name: string): void {
  const busy = Object.values(record.fargateProfiles).find((profile) => profile.status === 'CREATING' || profile.status === 'DELETING')
  if (busy === undefined) return
  throw inUse(
    `Cannot ${verb} Fargate Profile ${name} because cluster ${record.cluster.name} currently has Fargate profile ${busy.fargateProfileName} in status ${busy.status}`,
    {
      clusterName: record.cluster.name,
      fargateProfileName: name,
    },
  )
}

function checkSelectors(selectors: readonly Eks.FargateProfileSelector[] | undefined, fields: Readonly<Record<string, unknown>>): void {
  if (selectors === undefined || selectors.length === 0) throw invalidParameter('Fargate Profile must have at least one selector.', fields)
  if (selectors.length > 5) throw invalidParameter('Fargate Profile can have at most 5 selectors.', fields)
  for (const selector of selectors) {
    if (selector.namespace === undefined || selector.namespace === '')
      throw invalidParameter('Fargate Profile selectors must have a namespace.', fields)
    if (Object.keys(selector.labels ?? {}).length > 5)
      throw invalidParameter('Fargate Profile selectors can have at most 5 labels.', fields)
  }
}

async function checkExecutionRole(call: Call, arn: string | undefined, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const role = arn === undefined ? undefined : await roleOf(call, arn)
  if (role === undefined) throw invalidParameter(`The role with name ${arn?.split('/').at(-1)} cannot be found.`, fields)
  if (!trusts(role, 'eks-fargate-pods'))
    throw invalidParameter(
      'Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal',
      fields,
    )
}

/** The stated subnets, or the cluster's private ones: a subnet whose default route is an internet gateway is public. */
async function privateSubnets(
  call: Call,
  record: ClusterRecord,
  stated: string[] | undefined,
  fields: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const wanted = stated === undefined || stated.length === 0 ? (record.cluster.resourcesVpcConfig?.subnetIds ?? []) : stated
  const subnets = await subnetsOf(call, wanted)
  const vpc = record.cluster.resourcesVpcConfig?.vpcId ?? ''
  const foreign = subnets.find((subnet) => subnet.VpcId !== vpc)
  if (foreign !== undefined)
    throw invalidParameter(`Subnet ${foreign.SubnetId} provided in Fargate Profile is not in the VPC of the cluster`, fields)
  const isPublic = await publicSubnets(call, vpc)
  const open = subnets.filter((subnet) => isPublic(subnet.SubnetId))
  if (stated !== undefined && stated.length > 0 && open.length > 0)
    throw invalidParameter(`Subnet ${open[0]?.SubnetId} provided in Fargate Profile is not a private subnet`, fields)
  const found = subnets.filter((subnet) => !open.includes(subnet)).map((subnet) => subnet.SubnetId)
  if (found.length === 0)
    throw invalidParameter('No private subnets were found for the cluster: Fargate pods run on private subnets only', fields)
  return found
}

async function publicSubnets(call: Call, vpcId: string): Promise<(subnet: string) => boolean> {
  const { RouteTables: tables = [] } = await call.aws<{
    RouteTables?: {
      Associations?: { SubnetId?: string; Main?: boolean }[]
      Routes?: { DestinationCidrBlock?: string; GatewayId?: string }[]
    }[]
  }>('ec2', 'DescribeRouteTables', { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })
  return (subnet) => {
    const table =
      tables.find((item) => item.Associations?.some((link) => link.SubnetId === subnet)) ??
      tables.find((item) => item.Associations?.some((link) => link.Main === true))
    return (
      table?.Routes?.some((route) => route.DestinationCidrBlock === '0.0.0.0/0' && route.GatewayId?.startsWith('igw-') === true) === true
    )
  }
}

function profileNamed(record: ClusterRecord, name: string | undefined): Profile {
  const found = name === undefined ? undefined : record.fargateProfiles[name]
  if (found === undefined)
    throw notFound(`No Fargate Profile found with name: ${name}.`, { clusterName: record.cluster.name, fargateProfileName: name })
  return found
}

/** DescribeFargateProfile */
export const describeFargateProfile = (input: Eks.DescribeFargateProfileRequest, call: Call): object => ({
  fargateProfile: shown<Eks.FargateProfile>(profileNamed(clusterNamed(call, input.clusterName), input.fargateProfileName)),
})

/** ListFargateProfiles */
export function listFargateProfiles(input: Eks.ListFargateProfilesRequest, call: Call): object {
  const { items, nextToken } = page(Object.keys(clusterNamed(call, input.clusterName).fargateProfiles).toSorted(), input)
  return { fargateProfileNames: items, ...(nextToken !== undefined && { nextToken }) }
}

/** DeleteFargateProfile: its pods end with it. */
export async function deleteFargateProfile(input: Eks.DeleteFargateProfileRequest, call: Call): Promise<object> {
  const record = clusterNamed(call, input.clusterName)
  const profile = profileNamed(record, input.fargateProfileName)
  const name = profile.fargateProfileName ?? ''
  refuseSecond(record, 'delete', name)
  profile.status = 'DELETING'
  const answer = shown<Eks.FargateProfile>(profile)
  await eventually(call, call.account.durations.of('eks:fargate:delete', `${record.cluster.name}/${name}`), gone, {
    cluster: record.cluster.name,
    name,
  })
  return { fargateProfile: answer }
}

const gone = task('eks:fargate-profile:gone', ({ cluster: clusterName, name }: Which, call) => {
  const record = clustersOf(call)[clusterName]
  const profile = record?.fargateProfiles[name]
  if (record === undefined || profile === undefined) return
  const cluster = runningCluster(call, clusterName)
  if (cluster !== undefined) endFargate(cluster, name)
  delete record.fargateProfiles[name]
  const role = profile.podExecutionRoleArn ?? ''
  const shared = Object.values(record.fargateProfiles).some((other) => other.podExecutionRoleArn === role)
  if (!shared && record.accessEntries[role]?.entry.type === 'FARGATE_LINUX') delete record.accessEntries[role]
})
