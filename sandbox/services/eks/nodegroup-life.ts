import type * as Eks from '@aws-sdk/client-eks'
import { removeProfile } from '../../nodes/auto-mode.ts'
import { whyNotJoined } from '../../nodes/instances.ts'
import { nodesIn, hasCondition, type Node } from '../../nodes/kinds.ts'
import { runningCluster, type RunningCluster } from '../../nodes/running-cluster.ts'
import { AwsError, type Call } from '../../service.ts'
import { putAccessEntry } from './access.ts'
import { mapNodeRole } from './aws-auth.ts'
import { subnetsOf } from './checks.ts'
import { quietly } from './network.ts'
import { familyOf, newestImage } from './node-images.ts'
import { kubeTaint, nodegroupLabels } from './nodegroup-labels.ts'
import { managedUserData } from './node-user-data.ts'
import { templateOf, type TemplateData } from './nodegroup-input.ts'
import type { ClusterRecord, NodegroupRecord, Stored } from './state.ts'

type Issue = Stored<Eks.Issue>

/** How long EKS waits for the nodes of a new nodegroup before it gives up. Milliseconds. */
export const joinTimeout = 15 * 60_000

const idOfGroup = ({ nodegroupArn }: NodegroupRecord['nodegroup']): string => nodegroupArn.split('/').at(-1) ?? ''

/** Makes what a nodegroup stands on: access of its role, and an instance profile. */
export async function prepareNodegroup(call: Call, record: ClusterRecord, entry: NodegroupRecord): Promise<void> {
  const { nodegroup } = entry
  await refuseUnroutedSubnets(call, nodegroup)
  giveAccess(call, record, entry)
  await makeProfile(call, `eks-${idOfGroup(nodegroup)}`, nodegroup.nodeRole ?? '')
}

/** Makes the rest: the launch template and the Auto Scaling group. */
export async function makeGroup(call: Call, record: ClusterRecord, entry: NodegroupRecord): Promise<void> {
  const { nodegroup } = entry
  const id = idOfGroup(nodegroup)
  const answer = await call.aws<{ LaunchTemplate: { LaunchTemplateId: string } }>('ec2', 'CreateLaunchTemplate', {
    LaunchTemplateName: `eks-${id}`,
    LaunchTemplateData: await templateData(call, record, entry),
    TagSpecifications: [{ ResourceType: 'launch-template', Tags: ownTags(record, nodegroup) }],
  })
  entry.launchTemplateId = answer.LaunchTemplate.LaunchTemplateId
  const name = `eks-${nodegroup.nodegroupName}-${id}`
  const scaling = nodegroup.scalingConfig ?? {}
  await call.aws('autoscaling', 'CreateAutoScalingGroup', {
    AutoScalingGroupName: name,
    MinSize: scaling.minSize,
    MaxSize: scaling.maxSize,
    DesiredCapacity: scaling.desiredSize,
    VPCZoneIdentifier: (nodegroup.subnets ?? []).join(','),
    CapacityRebalance: true,
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: entry.launchTemplateId, Version: '1' },
        ...(nodegroup.instanceTypes !== undefined && { Overrides: nodegroup.instanceTypes.map((InstanceType) => ({ InstanceType })) }),
      },
      InstancesDistribution: { OnDemandBaseCapacity: 0, OnDemandPercentageAboveBaseCapacity: nodegroup.capacityType === 'SPOT' ? 0 : 100 },
    },
    Tags: groupTags(record, nodegroup, name),
  })
  nodegroup.resources = { autoScalingGroups: [{ name }] }
}

function giveAccess(call: Call, record: ClusterRecord, entry: NodegroupRecord): void {
  const { nodegroup } = entry
  const role = nodegroup.nodeRole ?? ''
  const windows = familyOf(nodegroup.amiType) === 'windows'
  const cluster = runningCluster(call, record.cluster.name)
  if (record.cluster.accessConfig?.authenticationMode === 'CONFIG_MAP') {
    if (cluster !== undefined) mapNodeRole(cluster, role, windows)
  } else if (record.accessEntries[role] === undefined) {
    putAccessEntry(record, call, { principalArn: role, type: windows ? 'EC2_WINDOWS' : 'EC2_LINUX' })
    entry.ownsAccessEntry = true
  }
}

async function makeProfile(call: Call, name: string, roleArn: string): Promise<void> {
  await call.aws('iam', 'CreateInstanceProfile', { InstanceProfileName: name })
  await call.aws('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: roleArn.split('/').at(-1) })
}

/** The data of EKS's own launch template: the customer's, with image, user data, group and tags filled in. */
export async function templateData(call: Call, record: ClusterRecord, { nodegroup }: NodegroupRecord): Promise<object> {
  const customers =
    nodegroup.launchTemplate === undefined
      ? undefined
      : (await templateOf(call, { id: nodegroup.launchTemplate.id, version: nodegroup.launchTemplate.version }, {}))?.data
  const family = familyOf(nodegroup.amiType)
  const image =
    customers?.ImageId ?? (await newestImage(call, nodegroup.amiType ?? '', nodegroup.version ?? record.cluster.version)).imageId
  const vpc = record.cluster.resourcesVpcConfig ?? {}
  const groups = customers?.SecurityGroupIds ?? (vpc.clusterSecurityGroupId === undefined ? [] : [vpc.clusterSecurityGroupId])
  const userData = managedUserData(
    family,
    {
      clusterName: record.cluster.name,
      endpoint: record.cluster.endpoint ?? '',
      certificateAuthority: record.cluster.certificateAuthority?.data ?? '',
      serviceCidr: record.cluster.kubernetesNetworkConfig?.serviceIpv4Cidr ?? record.cluster.kubernetesNetworkConfig?.serviceIpv6Cidr ?? '',
      labels: { ...nodegroupLabels(nodegroup), 'eks.amazonaws.com/nodegroup-image': image },
      taints: (nodegroup.taints ?? []).map((taint) => kubeTaint(taint)).map(({ key, value = '', effect }) => `${key}=${value}:${effect}`),
    },
    customers?.UserData,
  )
  return {
    MetadataOptions: { HttpPutResponseHopLimit: 2, ...(family === 'al2023' && { HttpTokens: 'required' }) },
    ...(customers === undefined && {
      BlockDeviceMappings: [
        {
          DeviceName: family === 'windows' ? '/dev/sda1' : '/dev/xvda',
          Ebs: { VolumeSize: nodegroup.diskSize, VolumeType: 'gp2', DeleteOnTermination: true },
        },
      ],
    }),
    ...customers,
    ImageId: image,
    IamInstanceProfile: { Name: `eks-${idOfGroup(nodegroup)}` },
    ...(customers?.NetworkInterfaces === undefined && { SecurityGroupIds: groups }),
    ...(nodegroup.remoteAccess?.ec2SshKey !== undefined && { KeyName: nodegroup.remoteAccess.ec2SshKey }),
    ...(userData !== undefined && { UserData: userData }),
    TagSpecifications: tagSpecifications(customers, record, nodegroup),
  }
}

const ownTags = (record: ClusterRecord, nodegroup: NodegroupRecord['nodegroup']): { Key: string; Value: string }[] => [
  { Key: 'eks:cluster-name', Value: record.cluster.name },
  { Key: 'eks:nodegroup-name', Value: nodegroup.nodegroupName },
]

function tagSpecifications(customers: TemplateData | undefined, record: ClusterRecord, nodegroup: NodegroupRecord['nodegroup']): object[] {
  const stated = customers?.TagSpecifications ?? []
  const types = [...new Set(['instance', 'volume', ...stated.map((item) => item.ResourceType ?? '')])]
  return types.map((type) => {
    const own = stated.find((item) => item.ResourceType === type)?.Tags ?? []
    return { ResourceType: type, Tags: [...own, ...ownTags(record, nodegroup).filter((tag) => !own.some((item) => item.Key === tag.Key))] }
  })
}

function groupTags(record: ClusterRecord, nodegroup: NodegroupRecord['nodegroup'], group: string): object[] {
  const { name } = record.cluster
  const tags = [
    ...ownTags(record, nodegroup),
    { Key: `kubernetes.io/cluster/${name}`, Value: 'owned' },
    { Key: `k8s.io/cluster-autoscaler/${name}`, Value: 'owned' },
    { Key: 'k8s.io/cluster-autoscaler/enabled', Value: 'true' },
  ]
  return tags.map((tag) => ({ ResourceId: group, ResourceType: 'auto-scaling-group', ...tag, PropagateAtLaunch: true }))
}

/** A public subnet whose instances get no public address is refused by EKS when it launches, not before. */
async function refuseUnroutedSubnets(call: Call, nodegroup: NodegroupRecord['nodegroup']): Promise<void> {
  const subnets = await subnetsOf(call, nodegroup.subnets ?? [])
  const { RouteTables: tables = [] } = await call.aws<{
    RouteTables?: { Associations?: { SubnetId?: string; Main?: boolean }[]; Routes?: { GatewayId?: string }[] }[]
  }>('ec2', 'DescribeRouteTables', {
    Filters: [{ Name: 'vpc-id', Values: [subnets[0]?.VpcId ?? ''] }],
  })
  const wrong = subnets.filter((subnet) => {
    const table =
      tables.find((item) => item.Associations?.some((link) => link.SubnetId === subnet.SubnetId)) ??
      tables.find((item) => item.Associations?.some((link) => link.Main === true))
    return !subnet.MapPublicIpOnLaunch && table?.Routes?.some((route) => route.GatewayId?.startsWith('igw-') === true) === true
  })
  if (wrong.length === 0) return
  throw new AwsError(
    'Ec2SubnetInvalidConfiguration',
    `One or more Amazon EC2 Subnets of [${wrong.map((subnet) => subnet.SubnetId).join(', ')}] for node group ${nodegroup.nodegroupName} does not automatically assign public IP addresses to instances launched into it. If you want your instances to be assigned a public IP address, then you need to enable auto-assign public IP address for the subnet.`,
  )
}

/** What a refusal of another service is among EKS's own health issues. */
export function issueOf(error: unknown): Issue {
  const code = error instanceof AwsError ? error.code : ''
  const message = error instanceof Error ? error.message : String(error)
  const known: readonly (readonly [RegExp, Eks.NodegroupIssueCode])[] = [
    [/^Ec2SubnetInvalidConfiguration$/, 'Ec2SubnetInvalidConfiguration'],
    [/^NoSuchEntity/, 'IamNodeRoleNotFound'],
    [/AccessDenied|UnauthorizedOperation/, 'AccessDenied'],
    [/InsufficientFreeAddresses/, 'InsufficientFreeAddresses'],
    [/^InvalidSubnetID/, 'Ec2SubnetNotFound'],
    [/^InvalidGroup|^InvalidSecurityGroup/, 'Ec2SecurityGroupNotFound'],
    [/^InvalidLaunchTemplate/, 'Ec2LaunchTemplateNotFound'],
    [/^InvalidAMIID/, 'AmiIdNotFound'],
    [/LimitExceeded/, 'InstanceLimitExceeded'],
  ]
  return { code: known.find(([pattern]) => pattern.test(code))?.[1] ?? 'InternalFailure', message, resourceIds: [] }
}

/** The Node objects of a nodegroup. */
export const nodesOf = (cluster: RunningCluster, nodegroup: string): Node[] =>
  nodesIn(cluster.objects, { labels: `eks.amazonaws.com/nodegroup=${nodegroup}` })

/** After each round: a new nodegroup whose nodes are all Ready is ACTIVE. */
export function settleNodegroups(cluster: RunningCluster): void {
  for (const entry of Object.values(cluster.record.nodegroups)) settleNodegroup(cluster.call, cluster.record, entry)
}

/** ACTIVE as soon as the wanted nodes are Ready and EKS has had its time. */
export function settleNodegroup(call: Call, record: ClusterRecord, { nodegroup }: NodegroupRecord): void {
  if (nodegroup.status !== 'CREATING' || nodegroup.resources?.autoScalingGroups === undefined) return
  const cluster = runningCluster(call, record.cluster.name)
  const wanted = nodegroup.scalingConfig?.desiredSize ?? 0
  const ready = cluster === undefined ? 0 : nodesOf(cluster, nodegroup.nodegroupName).filter((node) => hasCondition(node, 'Ready')).length
  const whole = call.account.durations.of('eks:nodegroup:create', `${record.cluster.name}/${nodegroup.nodegroupName}`)
  if (whole > 0 && (ready < wanted || call.account.clock.now() - (nodegroup.createdAt ?? 0) < whole)) return
  nodegroup.status = 'ACTIVE'
  nodegroup.modifiedAt = call.account.clock.now()
}

/** The nodegroup's time to get its nodes is over: it fails, with why. */
export async function giveUp(call: Call, record: ClusterRecord, { nodegroup }: NodegroupRecord): Promise<void> {
  if (nodegroup.status !== 'CREATING') return
  const group = nodegroup.resources?.autoScalingGroups?.[0]?.name
  const issues = [...(await launchFailures(call, group)), ...(await joinFailures(call, record, nodegroup, group))]
  nodegroup.status = 'CREATE_FAILED'
  nodegroup.health = {
    issues:
      issues.length > 0 ? issues : [{ code: 'NodeCreationFailure', message: 'Unhealthy nodes in the kubernetes cluster', resourceIds: [] }],
  }
}

async function launchFailures(call: Call, group: string | undefined): Promise<Issue[]> {
  if (group === undefined) return []
  const answer = await call.aws<{ Activities?: { StatusCode?: string; StatusMessage?: string }[] }>(
    'autoscaling',
    'DescribeScalingActivities',
    { AutoScalingGroupName: group },
  )
  const [failed] = (answer.Activities ?? []).filter((activity) => activity.StatusCode === 'Failed')
  return failed === undefined
    ? []
    : [{ code: 'AsgInstanceLaunchFailures', message: failed.StatusMessage ?? 'Launching EC2 instance failed.', resourceIds: [group] }]
}

const idOf = (node: Node): string => node.spec.providerID?.split('/').at(-1) ?? ''

async function joinFailures(
  call: Call,
  record: ClusterRecord,
  nodegroup: NodegroupRecord['nodegroup'],
  group: string | undefined,
): Promise<Issue[]> {
  const instances = await instancesOf(call, group)
  const cluster = runningCluster(call, record.cluster.name)
  const known = cluster === undefined ? [] : nodesOf(cluster, nodegroup.nodegroupName)
  const absent = instances.filter((id) => !known.some((node) => idOf(node) === id))
  if (absent.length > 0) {
    const reasons = [
      ...new Set(
        whyNotJoined(call, record.cluster.name)
          .filter((item) => absent.includes(item.instanceId))
          .map((item) => item.reason),
      ),
    ]
    const known403 = reasons.some((reason) => /has no (?:access entry|entry in aws-auth)/.test(reason))
    return [
      {
        code: known403 ? 'AccessDenied' : 'NodeCreationFailure',
        message: known403 ? 'The aws-auth ConfigMap in your cluster is invalid.' : 'Instances failed to join the kubernetes cluster',
        resourceIds: absent,
      },
    ]
  }
  const ill = known.filter((node) => !hasCondition(node, 'Ready')).map((node) => idOf(node))
  return ill.length > 0 ? [{ code: 'NodeCreationFailure', message: 'Unhealthy nodes in the kubernetes cluster', resourceIds: ill }] : []
}

/** The instances of an Auto Scaling group. */
async function instancesOf(call: Call, group: string | undefined): Promise<string[]> {
  if (group === undefined) return []
  const answer = await call.aws<{ AutoScalingGroups?: { Instances?: { InstanceId: string }[] }[] }>(
    'autoscaling',
    'DescribeAutoScalingGroups',
    { AutoScalingGroupNames: [group] },
  )
  return (answer.AutoScalingGroups?.[0]?.Instances ?? []).map((instance) => instance.InstanceId)
}

/** Whether the group still exists. */
export async function groupExists(call: Call, group: string | undefined): Promise<boolean> {
  if (group === undefined) return false
  const answer = await call.aws<{ AutoScalingGroups?: unknown[] }>('autoscaling', 'DescribeAutoScalingGroups', {
    AutoScalingGroupNames: [group],
  })
  return (answer.AutoScalingGroups ?? []).length > 0
}

/** Takes away what EKS made beside the group: launch template, instance profile, access of the role that nobody else uses. */
export async function cleanUp(call: Call, record: ClusterRecord, entry: NodegroupRecord): Promise<void> {
  const { nodegroup } = entry
  if (entry.launchTemplateId !== undefined)
    await quietly(() => call.aws('ec2', 'DeleteLaunchTemplate', { LaunchTemplateId: entry.launchTemplateId }))
  await removeProfile(call, `eks-${idOfGroup(nodegroup)}`)
  const shared = Object.values(record.nodegroups).some((other) => other !== entry && other.nodegroup.nodeRole === nodegroup.nodeRole)
  if (entry.ownsAccessEntry && !shared) delete record.accessEntries[nodegroup.nodeRole ?? '']
}
