import {
  CreateFargateProfileCommand,
  DeleteFargateProfileCommand,
  DescribeFargateProfileCommand,
  EKSClient,
  ListFargateProfilesCommand,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { Fargate } from '../app/fargate.ts'
import { begunDeletion, every, orMissing, type Aws } from './caller.ts'
import { withRoles } from './fresh-roles.ts'

/** The adapter of EKS Fargate profiles. */
export function fargateOn(aws: Aws): Fargate {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)
  return {
    list: (clusterName, chunk = 100) =>
      every(
        (nextToken) =>
          call('ListFargateProfiles', () =>
            client.send(new ListFargateProfilesCommand({ clusterName, maxResults: chunk, ...(nextToken !== undefined && { nextToken }) })),
          ),
        (page) => page.fargateProfileNames,
        (page) => page.nextToken,
      ),
    find: async (clusterName, fargateProfileName) => {
      const sent = call('DescribeFargateProfile', () => client.send(new DescribeFargateProfileCommand({ clusterName, fargateProfileName })))
      const profile = (await orMissing(sent, 'ResourceNotFoundException'))?.fargateProfile
      return (
        profile && {
          cluster: clusterName,
          name: profile.fargateProfileName ?? '',
          status: profile.status ?? 'CREATING',
          podExecutionRole: profile.podExecutionRoleArn ?? '',
          selectors: (profile.selectors ?? []).map((one) => ({
            namespace: one.namespace ?? '',
            ...(one.labels && { labels: one.labels }),
          })),
          subnets: profile.subnets,
          tags: profile.tags,
          issues: (profile.health?.issues ?? []).map(({ code = '', message = '' }) => ({ code, message })),
        }
      )
    },
    create: async (request, signal) => {
      signal.throwIfAborted()
      const input = {
        clusterName: request.cluster,
        fargateProfileName: request.name,
        podExecutionRoleArn: request.podExecutionRole,
        selectors: request.selectors.map((one) => ({ namespace: one.namespace, ...(one.labels && { labels: { ...one.labels } }) })),
        clientRequestToken: randomUUID(),
        ...(request.subnets !== undefined && { subnets: [...request.subnets] }),
        ...(request.tags !== undefined && { tags: { ...request.tags } }),
      }
      const sent = withRoles(aws, [request.podExecutionRole], signal, () =>
        call('CreateFargateProfile', () => client.send(new CreateFargateProfileCommand(input))),
      )
      return (await orMissing(sent, 'ResourceInUseException')) !== undefined
    },
    delete: async (clusterName, fargateProfileName, signal) => {
      signal.throwIfAborted()
      return begunDeletion(
        call('DeleteFargateProfile', () => client.send(new DeleteFargateProfileCommand({ clusterName, fargateProfileName }))),
      )
    },
  }
}
