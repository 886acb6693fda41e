import { DescribeUpdateCommand, EKSClient } from '@aws-sdk/client-eks'
import type { LiveUpdate, Updates, UpdateScope } from '../app/updates.ts'
import { orMissing, type Aws } from './caller.ts'

/** The adapter of EKS's updates. */
export function updatesOn(aws: Aws): Updates {
  const client = new EKSClient(aws.config)

  async function find({ cluster, nodegroup, addon, capability }: UpdateScope, updateId: string): Promise<LiveUpdate | undefined> {
    const input = {
      name: cluster,
      updateId,
      ...(nodegroup !== undefined && { nodegroupName: nodegroup }),
      ...(addon !== undefined && { addonName: addon }),
      ...(capability !== undefined && { capabilityName: capability }),
    }
    const answer = await orMissing(
      aws.call('eks', 'DescribeUpdate', () => client.send(new DescribeUpdateCommand(input))),
      'ResourceNotFoundException',
    )
    return (
      answer?.update && {
        status: answer.update.status ?? 'InProgress',
        errors: (answer.update.errors ?? []).map(({ errorCode = '', errorMessage = '', resourceIds = [] }) => ({
          code: errorCode,
          message: errorMessage,
          resources: resourceIds,
        })),
      }
    )
  }

  return { find }
}
