import { DescribeUpdateCommand, EKSClient, ListUpdatesCommand } from '@aws-sdk/client-eks'
import type { LiveUpdate, Updates, UpdateScope } from '../app/updates.ts'
import { every, orMissing, type Aws } from './caller.ts'

/** The adapter of EKS's updates. */
export function updatesOn(aws: Aws): Updates {
  const client = new EKSClient(aws.config)

  async function find(of: UpdateScope, updateId: string): Promise<LiveUpdate | undefined> {
    const answer = await orMissing(
      aws.call('eks', 'DescribeUpdate', () => client.send(new DescribeUpdateCommand({ ...scope(of), updateId }))),
      'ResourceNotFoundException',
    )
    return (
      answer?.update && {
        status: answer.update.status ?? 'InProgress',
        type: answer.update.type ?? '',
        params: Object.fromEntries((answer.update.params ?? []).map(({ type = '', value = '' }) => [type, value])),
        created: answer.update.createdAt?.getTime() ?? 0,
        errors: (answer.update.errors ?? []).map(({ errorCode = '', errorMessage = '', resourceIds = [] }) => ({
          code: errorCode,
          message: errorMessage,
          resources: resourceIds,
        })),
      }
    )
  }

  async function list(of: UpdateScope): Promise<LiveUpdate[]> {
    const ids = await every(
      (nextToken) =>
        aws.call('eks', 'ListUpdates', () =>
          client.send(new ListUpdatesCommand({ ...scope(of), ...(nextToken !== undefined && { nextToken }) })),
        ),
      (page) => page.updateIds,
      (page) => page.nextToken,
    )
    return (await Promise.all(ids.map((id) => find(of, id)))).filter((update) => update !== undefined)
  }

  return { find, list }
}

const scope = ({ cluster, nodegroup, addon, capability }: UpdateScope) => ({
  name: cluster,
  ...(nodegroup !== undefined && { nodegroupName: nodegroup }),
  ...(addon !== undefined && { addonName: addon }),
  ...(capability !== undefined && { capabilityName: capability }),
})
