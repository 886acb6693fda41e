import { CloudWatchLogsClient, DescribeLogGroupsCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { Logs } from '../app/identities.ts'
import { orMissing, type Aws } from './caller.ts'

/** The adapter of CloudWatch Logs. */
export function logsOn(aws: Aws): Logs {
  const client = new CloudWatchLogsClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('logs', operation, send)
  return {
    retention: async (logGroupNamePrefix) => {
      const { logGroups = [] } = await call('DescribeLogGroups', () => client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix })))
      const group = logGroups.find(({ logGroupName }) => logGroupName === logGroupNamePrefix)
      return group === undefined ? 'missing' : group.retentionInDays
    },
    keep: async (logGroupName, retentionInDays, signal) => {
      signal.throwIfAborted()
      const sent = call('PutRetentionPolicy', () => client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })))
      return (await orMissing(sent, 'ResourceNotFoundException')) !== undefined
    },
  }
}
