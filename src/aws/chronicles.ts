import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation'
import type { Event } from '@aws-sdk/client-cloudtrail'
import type { ChronicleEvent, Chronicles, TrailEvent } from '../app/chronicles.ts'
import { EksxError } from '../errors.ts'
import { every, isAws, type Aws } from './caller.ts'

/** The adapter of what is kept of stacks. CloudTrail's client is loaded only where somebody asks for it. */
export function chroniclesOn(aws: Aws): Chronicles {
  const client = new CloudFormationClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('cloudformation', operation, send)
  return {
    describe: async (StackName) => {
      try {
        const { Stacks: [stack] = [] } = await call('DescribeStacks', () => client.send(new DescribeStacksCommand({ StackName })))
        return stack && { ...stack }
      } catch (error) {
        if (isAws(error, 'ValidationError') && error instanceof EksxError && /does not exist/.test(error.message)) return undefined
        throw error
      }
    },
    deleted: async (named) =>
      every(
        async (token) => {
          const input = { StackStatusFilter: ['DELETE_COMPLETE' as const], ...(token !== undefined && { NextToken: token }) }
          const { StackSummaries = [], NextToken } = await call('ListStacks', () => client.send(new ListStacksCommand(input)))
          return { ids: StackSummaries.filter(({ StackName = '' }) => named(StackName)).map(({ StackId = '' }) => StackId), NextToken }
        },
        (page) => page.ids,
        (page) => page.NextToken,
      ),
    events: async (StackName) => {
      const events: ChronicleEvent[] = await every(
        (token) =>
          call('DescribeStackEvents', () =>
            client.send(new DescribeStackEventsCommand({ StackName, ...(token !== undefined && { NextToken: token }) })),
          ),
        (page) => page.StackEvents,
        (page) => page.NextToken,
      )
      return events.toReversed()
    },
    trail: (id) => trailOf(aws, id),
  }
}

async function trailOf(aws: Aws, AttributeValue: string): Promise<readonly TrailEvent[]> {
  const { CloudTrailClient, LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail')
  const client = new CloudTrailClient(aws.config)
  const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue }]
  const events = await every(
    (token) =>
      aws.call('cloudtrail', 'LookupEvents', () =>
        client.send(new LookupEventsCommand({ LookupAttributes, ...(token !== undefined && { NextToken: token }) })),
      ),
    (page) => page.Events,
    (page) => page.NextToken,
  )
  return events.map(trailEvent).toReversed()
}

/** Whether AWS refused the call stands only in the record's own JSON. */
function trailEvent({ EventId, EventTime, EventName, EventSource, Username, CloudTrailEvent = '{}' }: Event): TrailEvent {
  const { errorCode, errorMessage } = JSON.parse(CloudTrailEvent) as { errorCode?: string; errorMessage?: string }
  return { EventId, EventTime, EventName, EventSource, Username, ErrorCode: errorCode, ErrorMessage: errorMessage }
}
