import { DescribeInstanceTypesCommand, EC2Client, type _InstanceType } from '@aws-sdk/client-ec2'
import { GetOutpostCommand, GetOutpostInstanceTypesCommand, OutpostsClient } from '@aws-sdk/client-outposts'
import type { Outposts } from '../app/outposts.ts'
import { every, orMissing, type Aws } from './caller.ts'

/** The adapter of Outposts. */
export function outpostsOn(aws: Aws): Outposts {
  const client = new OutpostsClient(aws.config)

  async function instanceTypes(arn: string): Promise<readonly string[]> {
    const offered = await every(
      (NextToken) =>
        aws.call('outposts', 'GetOutpostInstanceTypes', () =>
          client.send(new GetOutpostInstanceTypesCommand({ OutpostId: arn, ...(NextToken !== undefined && { NextToken }) })),
        ),
      (page) => page.InstanceTypes,
      (page) => page.NextToken,
    )
    const names = offered.flatMap(({ InstanceType }) => InstanceType ?? [])
    if (names.length < 2) return names
    const ec2 = new EC2Client(aws.config)
    const sizes = await every(
      (NextToken) =>
        aws.call('ec2', 'DescribeInstanceTypes', () =>
          ec2.send(
            new DescribeInstanceTypesCommand({ InstanceTypes: names as _InstanceType[], ...(NextToken !== undefined && { NextToken }) }),
          ),
        ),
      (page) => page.InstanceTypes,
      (page) => page.NextToken,
    )
    const size = (name: string): readonly [number, number] => {
      const found = sizes.find(({ InstanceType }) => InstanceType === name)
      return [found?.VCpuInfo?.DefaultVCpus ?? Infinity, found?.MemoryInfo?.SizeInMiB ?? Infinity]
    }
    return names.toSorted((a, b) => {
      const [[cpusA, memoryA], [cpusB, memoryB]] = [size(a), size(b)]
      return cpusA - cpusB || memoryA - memoryB || a.localeCompare(b)
    })
  }

  return {
    find: async (arn) => {
      const answer = await orMissing(
        aws.call('outposts', 'GetOutpost', () => client.send(new GetOutpostCommand({ OutpostId: arn }))),
        'NotFoundException',
      )
      const outpost = answer?.Outpost
      return outpost && { arn: outpost.OutpostArn ?? arn, zone: outpost.AvailabilityZone ?? '' }
    },
    instanceTypes,
  }
}
