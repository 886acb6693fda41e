import { CreateTagsCommand, DescribeTagsCommand, EC2Client } from '@aws-sdk/client-ec2'
import type { Tags } from '../app/tags.ts'
import { every, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'

/** The adapter of EC2's tags. */
export function tagsOn(aws: Aws): Tags {
  const client = new EC2Client(aws.config)
  return {
    of: async (ids) => {
      const filters = [{ Name: 'resource-id', Values: [...ids] }]
      const page = (NextToken: string | undefined) =>
        aws.call('ec2', 'DescribeTags', () =>
          client.send(new DescribeTagsCommand({ Filters: filters, ...(NextToken !== undefined && { NextToken }) })),
        )
      const tags = await every(
        page,
        (answer) => answer.Tags,
        (answer) => answer.NextToken,
      )
      const byId = Map.groupBy(tags, ({ ResourceId = '' }) => ResourceId)
      return new Map([...byId].map(([id, own]) => [id, tagMap(own)]))
    },
    set: async (ids, tags, signal) => {
      signal.throwIfAborted()
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
      await aws.call('ec2', 'CreateTags', () => client.send(new CreateTagsCommand({ Resources: [...ids].toSorted(), Tags })))
    },
  }
}
