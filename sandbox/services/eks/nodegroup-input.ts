import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { asParameter, checkName, checkTags, roleOf, subnetsOf, trusts } from './checks.ts'
import { familyOf, newestImage } from './node-images.ts'
import { inUse, invalidParameter, invalidRequest, limitExceeded } from './refusals.ts'
import { eksArn, eksSlot, type ClusterRecord, type NodegroupRecord } from './state.ts'
import { minor } from './versions.ts'

type Fields = Readonly<Record<string, unknown>>

/** The data of a launch template's version, as far as EKS looks at it. */
export interface TemplateData {
  ImageId?: string
  InstanceType?: string
  UserData?: string
  SecurityGroupIds?: string[]
  NetworkInterfaces?: { Groups?: string[]; AssociatePublicIpAddress?: boolean }[]
  IamInstanceProfile?: { Arn?: string; Name?: string }
  TagSpecifications?: { ResourceType?: string; Tags?: { Key?: string; Value?: string }[] }[]
  [member: string]: unknown
}

/** A version of a customer's launch template. */
export interface Template {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly data: TemplateData
}

const amiTypes =
  /^(?:AL2_x86_64|AL2_x86_64_GPU|AL2_ARM_64|CUSTOM|BOTTLEROCKET_(?:ARM_64|x86_64)(?:_NVIDIA)?(?:_FIPS)?|WINDOWS_(?:CORE|FULL)_(?:2019|2022|2025)_x86_64|AL2023_x86_64_(?:STANDARD|NEURON|NVIDIA)|AL2023_ARM_64_(?:STANDARD|NVIDIA))$/

/** All that CreateNodegroup checks, and the nodegroup as it is answered: CREATING. */
export async function newNodegroup(input: Eks.CreateNodegroupRequest, call: Call, record: ClusterRecord): Promise<NodegroupRecord> {
  checkName('nodegroup name', input.nodegroupName, 63)
  const fields = { clusterName: record.cluster.name, nodegroupName: input.nodegroupName }
  if (record.nodegroups[input.nodegroupName] !== undefined)
    throw inUse(`NodeGroup already exists with name ${input.nodegroupName} and cluster name ${record.cluster.name}`, fields)
  if (Object.keys(record.nodegroups).length >= (call.state(eksSlot).quotas['nodegroups-per-cluster'] ?? 30))
    throw limitExceeded(`Nodegroup limit exceeded for cluster ${record.cluster.name}`, fields)
  checkTags(input.tags)
  checkScaling(input.scalingConfig, fields)
  checkLabels(input.labels, fields)
  checkTaints(input.taints, fields)
  await checkNodeRole(call, input.nodeRole, fields)
  await checkSubnets(call, record, input.subnets, fields)
  const template = await templateOf(call, input.launchTemplate, fields)
  checkTemplate(input, template, fields)
  const amiType = template?.data.ImageId === undefined ? (input.amiType ?? 'AL2023_x86_64_STANDARD') : 'CUSTOM'
  const version = checkVersion(input.version, record, amiType, fields)
  const instanceTypes = input.instanceTypes ?? (template?.data.InstanceType === undefined ? ['t3.medium'] : undefined)
  await checkInstanceTypes(call, instanceTypes ?? [template?.data.InstanceType ?? ''], amiType, fields)
  const now = call.account.clock.now()
  const image = familyOf(amiType) === 'custom' ? undefined : await newestImage(call, amiType, version)
  return {
    nodegroup: {
      nodegroupName: input.nodegroupName,
      nodegroupArn: eksArn(call, `nodegroup/${record.cluster.name}/${input.nodegroupName}/${call.account.ids.uuid()}`),
      clusterName: record.cluster.name,
      version,
      releaseVersion: input.releaseVersion ?? image?.releaseVersion ?? template?.data.ImageId ?? '',
      createdAt: now,
      modifiedAt: now,
      status: 'CREATING',
      capacityType: input.capacityType ?? 'ON_DEMAND',
      scalingConfig: scalingOf(input.scalingConfig),
      ...(instanceTypes !== undefined && { instanceTypes: [...instanceTypes] }),
      subnets: [...(input.subnets ?? [])],
      ...(input.remoteAccess !== undefined && { remoteAccess: input.remoteAccess }),
      amiType,
      nodeRole: input.nodeRole ?? '',
      labels: { ...input.labels },
      taints: structuredClone(input.taints ?? []),
      resources: {},
      ...(template === undefined && { diskSize: input.diskSize ?? 20 }),
      health: { issues: [] },
      updateConfig: input.updateConfig ?? { maxUnavailable: 1 },
      nodeRepairConfig: input.nodeRepairConfig ?? { enabled: false },
      ...(template !== undefined && { launchTemplate: { name: template.name, version: template.version, id: template.id } }),
      tags: { ...input.tags },
    },
    launchTemplateId: undefined,
    launchTemplateVersion: '1',
    ownsAccessEntry: false,
  }
}

/** Sizes with their defaults: two nodes. */
function scalingOf(stated: Eks.NodegroupScalingConfig | undefined): { minSize: number; maxSize: number; desiredSize: number } {
  const minSize = stated?.minSize ?? Math.min(1, stated?.desiredSize ?? 1)
  const desiredSize = stated?.desiredSize ?? Math.max(minSize, Math.min(2, stated?.maxSize ?? 2))
  return { minSize, maxSize: stated?.maxSize ?? Math.max(2, desiredSize), desiredSize }
}

/** Sizes that fit one another. */
export function checkScaling(stated: Eks.NodegroupScalingConfig | undefined, fields: Fields): void {
  if (stated === undefined) return
  const { minSize, maxSize, desiredSize } = stated
  if (minSize !== undefined && minSize < 0) throw invalidParameter(`Minimum capacity ${minSize} can't be negative`, fields)
  if (maxSize !== undefined && maxSize < 1) throw invalidParameter(`Maximum capacity ${maxSize} can't be less than 1`, fields)
  if (minSize !== undefined && desiredSize !== undefined && minSize > desiredSize)
    throw invalidParameter(`Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`, fields)
  if (maxSize !== undefined && desiredSize !== undefined && maxSize < desiredSize)
    throw invalidParameter(`Maximum capacity ${maxSize} can't be less than desired size ${desiredSize}`, fields)
  if (minSize !== undefined && maxSize !== undefined && minSize > maxSize)
    throw invalidParameter(`Minimum capacity ${minSize} can't be greater than maximum size ${maxSize}`, fields)
}

/** Labels as Kubernetes takes them, none of those that EKS and Kubernetes keep for themselves. */
export function checkLabels(labels: Readonly<Record<string, string>> | undefined, fields: Fields): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (/^(?:kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//.test(key))
      throw invalidParameter('Label cannot contain reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]', fields)
    if (!/^(?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/.test(key))
      throw invalidParameter(`Label key ${key} is invalid`, fields)
    if (!/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value)) throw invalidParameter(`Label value ${value} is invalid`, fields)
  }
}

/** Taints with an effect of EKS's spelling. */
export function checkTaints(taints: readonly Eks.Taint[] | undefined, fields: Fields): void {
  if ((taints ?? []).length > 50) throw invalidParameter('A nodegroup can have at most 50 taints', fields)
  for (const taint of taints ?? [])
    if (!['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE'].includes(taint.effect ?? ''))
      throw invalidParameter(`Taint effect ${taint.effect} is invalid`, fields)
}

async function checkNodeRole(call: Call, arn: string | undefined, fields: Fields): Promise<void> {
  if (arn === undefined || !/^arn:[\w-]+:iam::\d{12}:role\/.+/.test(arn)) throw invalidParameter('Invalid format for node role Arn', fields)
  const role = await roleOf(call, arn)
  if (role === undefined) throw invalidParameter(`The role with name ${arn.split('/').at(-1)} cannot be found.`, fields)
  if (!trusts(role, 'ec2'))
    throw invalidParameter(
      `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${arn}`,
      fields,
    )
}

async function checkSubnets(call: Call, record: ClusterRecord, ids: readonly string[] | undefined, fields: Fields): Promise<void> {
  if (ids === undefined || ids.length === 0) throw invalidParameter('Subnets should not be null or empty.', fields)
  const foreign = (await subnetsOf(call, ids))
    .filter((subnet) => subnet.VpcId !== record.cluster.resourcesVpcConfig?.vpcId)
    .map((subnet) => subnet.SubnetId)
  if (foreign.length > 0) throw invalidParameter(`Subnets [${foreign.join(', ')}] are not in the VPC of the cluster`, fields)
}

/** The version of a launch template that a request names; `$Default` where it names none. */
export async function templateOf(
  call: Call,
  stated: Eks.LaunchTemplateSpecification | undefined,
  fields: Fields,
): Promise<Template | undefined> {
  if (stated === undefined) return undefined
  if ((stated.id === undefined) === (stated.name === undefined))
    throw invalidRequest('You must specify either the launch template ID or the launch template name in the request, but not both.', fields)
  const answer = await asParameter(() =>
    call.aws<{
      LaunchTemplateVersions?: {
        LaunchTemplateId: string
        LaunchTemplateName: string
        VersionNumber: number
        LaunchTemplateData?: TemplateData
      }[]
    }>('ec2', 'DescribeLaunchTemplateVersions', {
      ...(stated.id === undefined ? { LaunchTemplateName: stated.name } : { LaunchTemplateId: stated.id }),
      Versions: [stated.version ?? '$Default'],
    }),
  )
  const [found] = answer.LaunchTemplateVersions ?? []
  if (found === undefined) throw invalidParameter(`Launch template version ${stated.version ?? '$Default'} could not be found`, fields)
  return {
    id: found.LaunchTemplateId,
    name: found.LaunchTemplateName,
    version: String(found.VersionNumber),
    data: found.LaunchTemplateData ?? {},
  }
}

function checkTemplate(input: Eks.CreateNodegroupRequest, template: Template | undefined, fields: Fields): void {
  if (input.amiType !== undefined && !amiTypes.test(input.amiType)) throw invalidParameter(`Unsupported AMI type: ${input.amiType}`, fields)
  if (template === undefined) {
    if (input.amiType === 'CUSTOM') throw invalidRequest('A launch template with an image is needed for the AMI type CUSTOM', fields)
    return
  }
  if (input.diskSize !== undefined) throw invalidRequest('Disk size must be specified within the launch template.', fields)
  if (input.remoteAccess !== undefined)
    throw invalidRequest('Remote access configuration cannot be specified with a launch template.', fields)
  if (template.data.IamInstanceProfile !== undefined)
    throw invalidRequest('Launch template iamInstanceProfile should not be specified; the node role of the nodegroup is used', fields)
  if (template.data.InstanceType !== undefined && input.instanceTypes !== undefined)
    throw invalidRequest('You cannot specify instance types in both the launch template and the request', fields)
  if (template.data.ImageId === undefined) return
  if (input.amiType !== undefined && input.amiType !== 'CUSTOM')
    throw invalidRequest('You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.', fields)
  if (input.version !== undefined || input.releaseVersion !== undefined)
    throw invalidRequest(
      'You cannot specify the field version or releaseVersion when specifying an image id in your launch template.',
      fields,
    )
}

/** The Kubernetes version of the nodes: the cluster's, or up to three minor versions behind it. */
export function checkVersion(stated: string | undefined, record: ClusterRecord, amiType: string, fields: Fields): string {
  const version = stated ?? record.cluster.version
  const behind = minor(record.cluster.version) - minor(version)
  if (!/^1\.\d+$/.test(version) || behind < 0 || behind > 3)
    throw invalidParameter(
      `Nodegroup Kubernetes version ${version} must be equal to the cluster's (${record.cluster.version}) or up to three minor versions older`,
      fields,
    )
  if (familyOf(amiType) === 'al2' && minor(version) > 32)
    throw invalidParameter(`AMI Type ${amiType} is only supported for kubernetes versions 1.32 or earlier`, fields)
  return version
}

async function checkInstanceTypes(call: Call, types: readonly string[], amiType: string, fields: Fields): Promise<void> {
  const most = call.state(eksSlot).quotas['instance-types-per-nodegroup'] ?? 20
  if (types.length > most) throw invalidParameter(`A nodegroup can have at most ${most} instance types`, fields)
  const known = await knownTypes(call, types)
  const unknown = types.filter((type) => !known.has(type))
  if (unknown.length > 0) throw invalidRequest(`The following supplied instance types do not exist: [${unknown.join(', ')}]`, fields)
  if (familyOf(amiType) === 'custom') return
  const architecture = /ARM_64/.test(amiType) ? 'arm64' : 'x86_64'
  const wrong = types.filter((type) => known.get(type)?.includes(architecture) === false)
  if (wrong.length > 0) throw invalidRequest(`[${wrong.join(', ')}] is not a valid instance type for requested amiType ${amiType}`, fields)
}

async function knownTypes(call: Call, types: readonly string[]): Promise<Map<string, readonly string[] | undefined>> {
  const known = new Map<string, readonly string[] | undefined>()
  for (const type of types)
    try {
      const answer = await call.aws<{ InstanceTypes?: { ProcessorInfo?: { SupportedArchitectures?: string[] } }[] }>(
        'ec2',
        'DescribeInstanceTypes',
        { InstanceTypes: [type] },
      )
      if (answer.InstanceTypes?.[0] !== undefined) known.set(type, answer.InstanceTypes[0].ProcessorInfo?.SupportedArchitectures)
    } catch {
      // EC2 refuses a type that it doesn't know: then it is not among the known ones.
    }
  return known
}
