import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { isSpread } from '../iam/spread.ts'
import { subnetOf } from './by-id.ts'
import { imageOf } from './images.ts'
import type { Image } from './images.ts'
import { architectureOf, offerings, typeOf } from './instance-types.ts'
import { templateOf, versionOf } from './launch-templates.ts'
import { groupsFor } from './network-interfaces.ts'
import { invalidValue, missing, notFound } from './refusals.ts'
import { ec2State } from './state.ts'
import type { Subnet } from './state.ts'
import { checkUserData } from './template-data.ts'

/** What RunInstances asks for once its launch template is merged in, and every name in it is looked up. */
export interface LaunchSpec {
  readonly request: Aws.RunInstancesRequest
  readonly image: Image
  readonly type: string
  readonly subnet: Subnet
  readonly groups: readonly string[]
  readonly publicAddress: boolean
  readonly profile: { readonly Arn: string; readonly Id: string } | undefined
  readonly template: { readonly id: string; readonly version: string } | undefined
}

/** Looks a request through before anything is made, in the order in which EC2 complains. */
export async function launchSpec(call: Call, input: Aws.RunInstancesRequest): Promise<LaunchSpec> {
  const { request, template } = withTemplate(call, input)
  if (request.ImageId === undefined) throw missing('ImageId')
  const { image, known } = imageOf(call, imageId(call, request.ImageId))
  const type: string = request.InstanceType ?? 'm1.small'
  checkType(call, type, known ? image : undefined)
  checkUserData(request.UserData)
  if (request.KeyName !== undefined && ec2State(call).keypairs[request.KeyName] === undefined) throw notFound.keyPair(request.KeyName)
  const [primary] = request.NetworkInterfaces ?? []
  if (primary !== undefined && (request.SubnetId !== undefined || (request.SecurityGroupIds ?? []).length > 0)) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID may not be specified on the same request',
    )
  }
  const subnetId = primary?.SubnetId ?? request.SubnetId
  if (subnetId === undefined) throw new AwsError('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.')
  const subnet = subnetOf(call, subnetId)
  const groups = primary?.Groups ?? request.SecurityGroupIds ?? []
  groupsFor(call, subnet, groups)
  checkZone(call, type, subnet.AvailabilityZone, request.Placement?.AvailabilityZone)
  checkPlacement(call, request.Placement)
  const profile = await profileOf(call, request.IamInstanceProfile)
  return {
    request,
    image,
    type,
    subnet,
    groups,
    profile,
    template,
    publicAddress: primary?.AssociatePublicIpAddress ?? subnet.MapPublicIpOnLaunch ?? false,
  }
}

function imageId(call: Call, stated: string): string {
  const path = /^resolve:ssm:(.+)$/.exec(stated)?.[1]
  if (path === undefined) return stated
  const id = call.account.world.ssmParameters[call.region]?.[path]
  if (id === undefined) throw invalidValue(`Parameter ${path} not found.`)
  return id
}

/** A template's values hold where the request has none; the request may name the subnet beside the template's interface. */
function withTemplate(call: Call, input: Aws.RunInstancesRequest): Pick<LaunchSpec, 'template'> & { request: Aws.RunInstancesRequest } {
  if (input.LaunchTemplate === undefined) return { request: input, template: undefined }
  const template = templateOf(call, input.LaunchTemplate)
  const version = versionOf(call, template, input.LaunchTemplate.Version)
  const stated = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const request = { ...(version.LaunchTemplateData as Partial<Aws.RunInstancesRequest>), ...stated } as Aws.RunInstancesRequest
  const tags = [
    ...(request.TagSpecifications ?? []),
    ...(input.TagSpecifications === undefined ? [] : ((version.LaunchTemplateData.TagSpecifications ?? []) as Aws.TagSpecification[])),
  ]
  const [primary, ...others] = request.NetworkInterfaces ?? []
  const placed =
    primary === undefined || input.SubnetId === undefined
      ? {}
      : { NetworkInterfaces: [{ ...primary, SubnetId: input.SubnetId }, ...others], SubnetId: undefined }
  return {
    request: { ...request, ...placed, TagSpecifications: joined(tags) },
    template: { id: template.LaunchTemplateId, version: String(version.VersionNumber) },
  }
}

/** The same type of thing named twice: the first one's tags win, key by key. */
function joined(specifications: readonly Aws.TagSpecification[]): Aws.TagSpecification[] {
  const byType = Map.groupBy(specifications, (one) => one.ResourceType)
  return [...byType].map(([ResourceType, same]) => {
    const tags = new Map<string, Aws.Tag>()
    for (const tag of same.flatMap((one) => one.Tags ?? [])) if (!tags.has(tag.Key ?? '')) tags.set(tag.Key ?? '', tag)
    return { ResourceType, Tags: [...tags.values()] }
  })
}

function checkType(call: Call, type: string, image: Image | undefined): void {
  if (typeOf(type) === undefined && offerings(call)[type] === undefined) throw invalidValue(`Invalid value '${type}' for InstanceType.`)
  const architecture = architectureOf(type)
  if (image !== undefined && image.Architecture !== architecture) {
    throw invalidValue(
      `The architecture '${architecture}' of the specified instance type does not match the architecture '${image.Architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
    )
  }
}

function checkZone(call: Call, type: string, zone: string, stated: string | undefined): void {
  if (stated !== undefined && stated !== zone)
    throw invalidValue(`The availability zone '${stated}' does not match the subnet's zone '${zone}'.`)
  const where = offerings(call)[type]
  if (where === undefined || where.includes(zone)) return
  throw new AwsError(
    'Unsupported',
    `Your requested instance type (${type}) is not supported in your requested Availability Zone (${zone}). Please retry your request by not specifying an Availability Zone or choosing ${where.join(', ')}.`,
  )
}

function checkPlacement(call: Call, placement: Aws.Placement | undefined): void {
  const name = placement?.GroupName
  if (name !== undefined && name !== '' && ec2State(call).placements[name] === undefined) throw notFound.placementGroup(name)
}

async function profileOf(call: Call, wanted: Aws.IamInstanceProfileSpecification | undefined): Promise<LaunchSpec['profile']> {
  if (wanted?.Arn === undefined && wanted?.Name === undefined) return undefined
  const refusal = (): AwsError =>
    wanted.Name === undefined
      ? invalidValue(`Value (${wanted.Arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`)
      : invalidValue(`Value (${wanted.Name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`)
  const name = wanted.Name ?? wanted.Arn?.split('/').at(-1)
  try {
    const { InstanceProfile: found } = await call.aws<{
      InstanceProfile: { Arn: string; InstanceProfileId: string; CreateDate?: Date | string }
    }>('iam', 'GetInstanceProfile', { InstanceProfileName: name })
    if (wanted.Arn !== undefined && found.Arn !== wanted.Arn) throw refusal()
    if (!isSpread(call, found.CreateDate)) throw refusal()
    return { Arn: found.Arn, Id: found.InstanceProfileId }
  } catch (error) {
    if (error instanceof AwsError && error.code.startsWith('NoSuchEntity')) throw refusal()
    throw error
  }
}
