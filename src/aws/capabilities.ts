import {
  AssociateAccessPolicyCommand,
  DescribeCapabilityCommand,
  EKSClient,
  ListCapabilitiesCommand,
  ListAssociatedAccessPoliciesCommand,
} from '@aws-sdk/client-eks'
import type { Capabilities } from '../app/capabilities.ts'
import { every, orMissing, type Aws } from './caller.ts'

/** The adapter of EKS capabilities and of the access that their roles have. */
export function capabilitiesOn(aws: Aws): Capabilities {
  const client = new EKSClient(aws.config)
  return {
    list: (clusterName, chunk = 100) =>
      every(
        async (nextToken) => {
          const input = { clusterName, maxResults: chunk, nextToken }
          const page = await aws.call('eks', 'ListCapabilities', () => client.send(new ListCapabilitiesCommand(input)))
          return { names: (page.capabilities ?? []).flatMap(({ capabilityName }) => capabilityName ?? []), next: page.nextToken }
        },
        (page) => page.names,
        (page) => page.next,
      ),
    find: async (clusterName, capabilityName) => {
      const sent = aws.call('eks', 'DescribeCapability', () => client.send(new DescribeCapabilityCommand({ clusterName, capabilityName })))
      const found = (await orMissing(sent, 'ResourceNotFoundException'))?.capability
      return (
        found && {
          name: capabilityName,
          type: found.type ?? '',
          status: found.status ?? '',
          roleArn: found.roleArn ?? '',
          deletePropagationPolicy: found.deletePropagationPolicy,
          version: found.version,
        }
      )
    },
    accessPolicies: async (clusterName, principalArn) => {
      const page = (nextToken: string | undefined) =>
        aws.call('eks', 'ListAssociatedAccessPolicies', () =>
          client.send(
            new ListAssociatedAccessPoliciesCommand({
              clusterName,
              principalArn,
              maxResults: 100,
              ...(nextToken !== undefined && { nextToken }),
            }),
          ),
        )
      const listed = every(
        page,
        (answer) => answer.associatedAccessPolicies,
        (answer) => answer.nextToken,
      )
      const policies = await orMissing(listed, 'ResourceNotFoundException')
      return policies?.map(({ policyArn = '', accessScope }) => ({
        policyArn,
        namespaces: accessScope?.type === 'namespace' ? (accessScope.namespaces ?? []) : [],
      }))
    },
    associateAccessPolicy: async (clusterName, principalArn, { policyArn, namespaces }, signal) => {
      signal.throwIfAborted()
      const accessScope =
        namespaces.length === 0 ? { type: 'cluster' as const } : { type: 'namespace' as const, namespaces: [...namespaces] }
      await aws.call('eks', 'AssociateAccessPolicy', () =>
        client.send(new AssociateAccessPolicyCommand({ clusterName, principalArn, policyArn, accessScope })),
      )
    },
  }
}
