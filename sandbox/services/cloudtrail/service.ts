import type * as api from '@aws-sdk/client-cloudtrail'
import { page } from '../../page.ts'
import { AwsError, type Call, type Service } from '../../service.ts'
import { historySlot, type TrailRecord } from './history.ts'

const daysKept = 90
const day = 86_400_000

/** What a record has under the key of a look-up. */
const values: Readonly<Record<string, (record: TrailRecord) => readonly string[]>> = {
  EventId: ({ id }) => [id],
  EventName: ({ name }) => [name],
  EventSource: ({ source }) => [source],
  ReadOnly: () => ['false'],
  Username: (record) => [userOf(record)],
  ResourceName: ({ resources }) => resources.map(({ name }) => name),
  ResourceType: ({ resources }) => resources.map(({ type }) => type),
}

function lookupEvents(input: api.LookupEventsRequest, call: Call): object {
  const { LookupAttributes: attributes = [], MaxResults: max = 50, StartTime: from, EndTime: to } = input
  const [wanted, second] = attributes
  if (second !== undefined) throw new AwsError('InvalidLookupAttributesException', 'You can only provide one lookup attribute at a time.')
  const valueOf = wanted === undefined ? undefined : values[wanted.AttributeKey ?? '']
  if (wanted !== undefined && (valueOf === undefined || !wanted.AttributeValue))
    throw new AwsError('InvalidLookupAttributesException', `Invalid lookup attribute: ${wanted.AttributeKey ?? ''}`)
  if (max < 1 || max > 50) throw new AwsError('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.')
  if (from !== undefined && to !== undefined && from > to)
    throw new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.')
  const now = call.account.clock.now()
  const oldest = Math.max(now - daysKept * day, from?.getTime() ?? 0)
  const found = call
    .state(historySlot)
    .filter(
      (record) =>
        record.seen <= now &&
        record.time >= oldest &&
        record.time <= (to?.getTime() ?? now) &&
        (valueOf === undefined || valueOf(record).includes(wanted?.AttributeValue ?? '')),
    )
    .toReversed()
  const { items, token } = page(
    found,
    { token: input.NextToken, max },
    () => new AwsError('InvalidNextTokenException', 'Invalid NextToken.'),
  )
  return { Events: items.map((record) => shown(record, call)), ...(token !== undefined && { NextToken: token }) }
}

const userOf = ({ arn }: TrailRecord): string => arn.split('/').at(-1) ?? arn

function shown(record: TrailRecord, { region, account }: Call): object {
  const { id, time, name, source, arn, error, resources } = record
  const detail = {
    eventVersion: '1.11',
    userIdentity: { arn, accountId: account.id },
    eventTime: new Date(time).toISOString(),
    eventSource: source,
    eventName: name,
    awsRegion: region,
    ...(error && { errorCode: error.code, errorMessage: error.message }),
    eventID: id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account.id,
  }
  return {
    EventId: id,
    EventName: name,
    ReadOnly: 'false',
    EventTime: new Date(time),
    EventSource: source,
    Username: userOf(record),
    Resources: resources.map((one) => ({ ResourceType: one.type, ResourceName: one.name })),
    CloudTrailEvent: JSON.stringify(detail),
  }
}

/** CloudTrail's event history, as far as the writes that came over the wire. */
export const cloudtrail: Service = {
  name: 'cloudtrail',
  client: () => import('@aws-sdk/client-cloudtrail'),
  operations: { LookupEvents: lookupEvents },
}
