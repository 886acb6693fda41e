import type * as Aws from '@aws-sdk/client-auto-scaling'
import type { Call } from '#sandbox/service.ts'
import { filtered } from '../ec2/filters.ts'
import { pageOf } from './page.ts'
import { groupOf, invalid, scalingState } from './state.ts'
import type { GroupTag } from './state.ts'

/** A group's tags as a request states them; AWS's own prefix is for its services. */
export function checkedTags(name: string, tags: readonly Aws.Tag[]): GroupTag[] {
  return tags.map(({ Key: key = '', Value = '', PropagateAtLaunch = false }) => {
    if (key === '') throw invalid('Tag key cannot be empty.')
    if (/^aws:/i.test(key) && !/^aws:(?:cloudformation|eks|autoscaling):/.test(key)) throw invalid(`Reserved prefix aws: in tag key ${key}`)
    return { ResourceId: name, ResourceType: 'auto-scaling-group', Key: key, Value, PropagateAtLaunch }
  })
}

function createOrUpdate({ Tags: tags = [] }: Aws.CreateOrUpdateTagsType, call: Call): void {
  const named = tags.map((tag) => ({ group: groupOf(call, tag.ResourceId), tag: checkedTags(tag.ResourceId ?? '', [tag]) }))
  for (const { group, tag } of named) group.Tags = [...group.Tags.filter((one) => one.Key !== tag[0]?.Key), ...tag]
  const full = named.find(({ group }) => group.Tags.length > 50)
  if (full !== undefined) throw invalid('The number of tags has exceeded the limit of 50.')
}

function remove({ Tags: tags = [] }: Aws.DeleteTagsType, call: Call): void {
  for (const tag of tags) {
    const group = groupOf(call, tag.ResourceId)
    group.Tags = group.Tags.filter((one) => one.Key !== tag.Key)
  }
}

function describeTags(input: Aws.DescribeTagsType, call: Call): object {
  const all = Object.values(scalingState(call).asgs).flatMap((group) => group.Tags)
  const found = filtered(all, input.Filters, {
    'auto-scaling-group': 'ResourceId',
    key: 'Key',
    value: 'Value',
    'propagate-at-launch': 'PropagateAtLaunch',
  })
  const { items, next } = pageOf(found, input)
  return { Tags: items, ...(next !== undefined && { NextToken: next }) }
}

export const groupTagOperations = { CreateOrUpdateTags: createOrUpdate, DeleteTags: remove, DescribeTags: describeTags }
