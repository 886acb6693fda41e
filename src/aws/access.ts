import {
  CreateAccessEntryCommand,
  DeleteAccessEntryCommand,
  DescribeAccessEntryCommand,
  EKSClient,
  ListAccessEntriesCommand,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { Access } from '../app.ts'
import { every, orMissing, type Aws } from './caller.ts'

/** The adapter of EKS access entries. */
export function accessOn(aws: Aws): Access {
  const client = new EKSClient(aws.config)
  return {
    list: (clusterName, chunk = 100) =>
      every(
        (nextToken) =>
          aws.call('eks', 'ListAccessEntries', () =>
            client.send(new ListAccessEntriesCommand({ clusterName, maxResults: chunk, ...(nextToken !== undefined && { nextToken }) })),
          ),
        (page) => page.accessEntries,
        (page) => page.nextToken,
      ),
    groups: async (clusterName, principalArn) => {
      const sent = aws.call('eks', 'DescribeAccessEntry', () => client.send(new DescribeAccessEntryCommand({ clusterName, principalArn })))
      const answer = await orMissing(sent, 'ResourceNotFoundException')
      return answer && (answer.accessEntry?.kubernetesGroups ?? [])
    },
    has: async (clusterName, principalArn) => {
      const sent = aws.call('eks', 'DescribeAccessEntry', () => client.send(new DescribeAccessEntryCommand({ clusterName, principalArn })))
      return (await orMissing(sent, 'ResourceNotFoundException')) !== undefined
    },
    create: async ({ cluster, principal, type, tags }, signal) => {
      signal.throwIfAborted()
      const input = { clusterName: cluster, principalArn: principal, type, tags: { ...tags }, clientRequestToken: randomUUID() }
      await orMissing(
        aws.call('eks', 'CreateAccessEntry', () => client.send(new CreateAccessEntryCommand(input))),
        'ResourceInUseException',
      )
    },
    delete: async (clusterName, principalArn, signal) => {
      signal.throwIfAborted()
      const sent = aws.call('eks', 'DeleteAccessEntry', () => client.send(new DeleteAccessEntryCommand({ clusterName, principalArn })))
      await orMissing(sent, 'ResourceNotFoundException')
    },
  }
}
