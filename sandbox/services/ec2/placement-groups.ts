import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { describe } from './describe.ts'
import { invalidValue, missing, notFound } from './refusals.ts'
import { ec2Arn, ec2State } from './state.ts'
import type { PlacementGroup } from './state.ts'
import { tagsFor } from './tags.ts'

function create(input: Aws.CreatePlacementGroupRequest, call: Call): object {
  const { placements } = ec2State(call)
  const GroupName = input.GroupName ?? ''
  const strategy = input.Strategy ?? 'cluster'
  if (GroupName === '') throw missing('groupName')
  if (!['cluster', 'spread', 'partition'].includes(strategy))
    throw invalidValue(`Value (${strategy}) for parameter strategy is invalid. Invalid placement strategy`)
  const Tags = tagsFor(call, input.TagSpecifications, 'placement-group')
  if (placements[GroupName] !== undefined)
    throw new AwsError('InvalidPlacementGroup.Duplicate', `The Placement Group '${GroupName}' already exists.`)
  const made: PlacementGroup = {
    GroupName,
    GroupId: call.account.ids.hex('pg-', 17),
    Strategy: strategy,
    State: 'available',
    GroupArn: ec2Arn(call, `placement-group/${GroupName}`),
    Tags,
    ...(strategy === 'partition' && { PartitionCount: input.PartitionCount ?? 2 }),
    ...(strategy === 'spread' && { SpreadLevel: input.SpreadLevel ?? 'rack' }),
  }
  placements[GroupName] = made
  return { PlacementGroup: made }
}

function remove({ GroupName: name = '' }: Aws.DeletePlacementGroupRequest, call: Call): void {
  const { placements, instances } = ec2State(call)
  const group = placements[name] ?? Object.values(placements).find((one) => one.GroupId === name)
  if (group === undefined) throw notFound.placementGroup(name)
  const used = Object.values(instances).some((one) => one.Placement?.GroupName === group.GroupName && one.State.Name !== 'terminated')
  if (used) throw new AwsError('InvalidPlacementGroup.InUse', `The placement group ${group.GroupName} is in use and may not be deleted.`)
  delete placements[group.GroupName]
}

export const placementOperations = {
  CreatePlacementGroup: create,
  DeletePlacementGroup: remove,
  DescribePlacementGroups: describe<PlacementGroup>({
    records: (call) => Object.values(ec2State(call).placements),
    answer: 'PlacementGroups',
    named: {
      GroupNames: { key: (one) => one.GroupName, absent: notFound.placementGroup },
      GroupIds: { key: (one) => one.GroupId, absent: notFound.placementGroup },
    },
    filters: { 'group-name': 'GroupName', 'group-arn': 'GroupArn', state: 'State', strategy: 'Strategy', 'spread-level': 'SpreadLevel' },
  }),
}
