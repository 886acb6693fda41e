import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { TemplateVersion } from './state.ts'
import { invalidValue } from './refusals.ts'
import { kept } from './stored.ts'

const taggable: readonly string[] = ['instance', 'volume', 'network-interface', 'spot-instances-request', 'elastic-gpu']
const volumeTypes: readonly string[] = ['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard']

/** What a template may say: form and limits only. Whether images, groups and keys exist is looked at when instances start, as AWS does. */
export function checkTemplateData(input: Aws.RequestLaunchTemplateData): TemplateVersion['LaunchTemplateData'] {
  checkUserData(input.UserData)
  for (const { ResourceType: type = '' } of input.TagSpecifications ?? []) {
    if (!taggable.includes(type)) throw invalidValue(`'${type}' is not a valid taggable resource type for this operation.`)
  }
  if (input.NetworkInterfaces !== undefined && input.NetworkInterfaces.length > 0 && (input.SecurityGroupIds ?? []).length > 0) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level security groups may not be specified on the same request',
    )
  }
  for (const mapping of input.BlockDeviceMappings ?? []) checkVolume(mapping.Ebs)
  if (input.ImageId !== undefined && !/^(?:ami-[0-9a-f]{8,17}|resolve:ssm:.+)$/.test(input.ImageId)) {
    throw new AwsError('InvalidAMIID.Malformed', `Invalid id: "${input.ImageId}" (expecting "ami-...")`)
  }
  return kept(input)
}

/** User data is base64 of at most 16 KB. */
export function checkUserData(text: string | undefined): void {
  if (text === undefined || text === '') return
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) throw new AwsError('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.')
  if (Buffer.from(text, 'base64').length > 16_384) throw invalidValue('User data is limited to 16384 bytes')
}

function checkVolume(ebs: Aws.LaunchTemplateEbsBlockDeviceRequest | undefined): void {
  if (ebs === undefined) return
  const { VolumeType: type = 'gp2', VolumeSize: size, Iops: iops, Throughput: throughput } = ebs
  if (!volumeTypes.includes(type)) throw invalidValue(`Invalid volume type: ${type}`)
  if (size !== undefined && (size < 1 || size > 65_536)) throw invalidValue(`Volume of ${size}GiB is not between 1GiB and 65536GiB`)
  if (iops !== undefined && !['gp3', 'io1', 'io2'].includes(type))
    throw new AwsError('InvalidParameterCombination', `The parameter iops is not supported for ${type} volumes.`)
  if (throughput !== undefined && type !== 'gp3')
    throw new AwsError('InvalidParameterCombination', `The parameter throughput is not supported for ${type} volumes.`)
  if (type === 'gp3' && iops !== undefined && (iops < 3000 || iops > 80_000))
    throw invalidValue(`Volume iops of ${iops} is out of range; it must be between 3000 and 80000 for gp3.`)
  if (type === 'gp3' && throughput !== undefined && (throughput < 125 || throughput > 2000)) {
    throw invalidValue(`Volume throughput of ${throughput} is out of range; it must be between 125 and 2000 for gp3.`)
  }
  if (ebs.KmsKeyId !== undefined && ebs.Encrypted !== true) {
    throw new AwsError('InvalidParameterDependency', 'The parameter KmsKeyId requires the parameter Encrypted to be set.')
  }
}
