import { EKSClient, ListAccessEntriesCommand } from '@aws-sdk/client-eks'
import type { Access } from '../app.ts'
import { every, type Aws } from './caller.ts'

/** The adapter of EKS access entries. */
export function accessOn(aws: Aws): Access {
  const client = new EKSClient(aws.config)
  return {
    list: (clusterName) =>
      every(
        (nextToken) => aws.call('eks', 'ListAccessEntries', () => client.send(new ListAccessEntriesCommand({ clusterName, maxResults: 100, ...(nextToken !== undefined && { nextToken }) }))),
        (page) => page.accessEntries,
        (page) => page.nextToken,
      ),
  }
}
