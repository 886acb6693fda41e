import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Images } from '../app.ts'
import { every, orMissing, type Aws } from './caller.ts'

/** The adapter of machine images and the public parameters that name them. */
export function imagesOn(aws: Aws): Images {
  const ssm = new SSMClient(aws.config)
  const ec2 = new EC2Client(aws.config)
  return {
    parameter: async (Name) =>
      (
        await orMissing(
          aws.call('ssm', 'GetParameter', () => ssm.send(new GetParameterCommand({ Name }))),
          'ParameterNotFound',
        )
      )?.Parameter?.Value,
    newest: async (owner, namePattern) => {
      const wanted = { name: namePattern, 'virtualization-type': 'hvm', 'root-device-type': 'ebs', 'is-public': 'true', state: 'available' }
      const input = { Owners: [owner], Filters: Object.entries(wanted).map(([Name, value]) => ({ Name, Values: [value] })) }
      const images = await every(
        (NextToken) =>
          aws.call('ec2', 'DescribeImages', () =>
            ec2.send(new DescribeImagesCommand({ ...input, ...(NextToken !== undefined && { NextToken }) })),
          ),
        (page) => page.Images,
        (page) => page.NextToken,
      )
      return images.toSorted((a, b) => (b.CreationDate ?? '').localeCompare(a.CreationDate ?? ''))[0]?.ImageId
    },
    find: async (id) => {
      const sent = aws.call('ec2', 'DescribeImages', () => ec2.send(new DescribeImagesCommand({ ImageIds: [id] })))
      const image = (await orMissing(sent, 'InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidAMIID.Unavailable'))?.Images?.[0]
      if (image === undefined) return undefined
      const rootDevice = image.RootDeviceName ?? '/dev/xvda'
      const root = image.BlockDeviceMappings?.find((mapping) => mapping.DeviceName === rootDevice)
      const local = image.RootDeviceType === 'instance-store'
      return { id, rootDevice, encrypted: root?.Ebs?.Encrypted ?? false, ...(local && { onInstanceStore: true }) }
    },
  }
}
