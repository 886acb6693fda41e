import {
  AssociateAccessPolicyCommand,
  type ArgoCdConfigResponse,
  DeleteCapabilityCommand,
  DescribeCapabilityCommand,
  EKSClient,
  ListCapabilitiesCommand,
  ListAssociatedAccessPoliciesCommand,
  UpdateCapabilityCommand,
  type UpdateCapabilityRequest,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { Capabilities, CapabilityWish, LiveCapability } from '../app/capabilities.ts'
import { begunDeletion, begunUpdate, every, orMissing, type Aws } from './caller.ts'
import { withRoles } from './fresh-roles.ts'

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
          issues: (found.health?.issues ?? []).map(({ code = '', message = '' }) => ({ code, message })),
          ...(found.configuration?.argoCd && { argoCd: argoCdOf(found.configuration.argoCd) }),
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
    update: async (clusterName, capabilityName, wish, signal) => {
      signal.throwIfAborted()
      const input = { clusterName, capabilityName, clientRequestToken: randomUUID(), ...wireOf(wish) }
      return begunUpdate(
        withRoles(aws, [wish.roleArn], signal, () =>
          aws.call('eks', 'UpdateCapability', () => client.send(new UpdateCapabilityCommand(input))),
        ),
      )
    },
    delete: async (clusterName, capabilityName, signal) => {
      signal.throwIfAborted()
      const input = { clusterName, capabilityName }
      return begunDeletion(aws.call('eks', 'DeleteCapability', () => client.send(new DeleteCapabilityCommand(input))))
    },
  }
}

function wireOf({ roleArn, deletePropagationPolicy, argoCd }: CapabilityWish): Partial<UpdateCapabilityRequest> {
  const { vpceIds, addOrUpdate, remove } = argoCd ?? {}
  const mappings = {
    ...(addOrUpdate && { addOrUpdateRoleMappings: addOrUpdate }),
    ...(remove && { removeRoleMappings: remove }),
  }
  const settings = {
    ...(vpceIds && { networkAccess: { vpceIds } }),
    ...(Object.keys(mappings).length > 0 && { rbacRoleMappings: mappings }),
  }
  // The port's lists are read-only, the SDK's are not; it changes none.
  return {
    ...(roleArn !== undefined && { roleArn }),
    ...(deletePropagationPolicy !== undefined && { deletePropagationPolicy }),
    ...(Object.keys(settings).length > 0 && { configuration: { argoCd: settings } }),
  } as Partial<UpdateCapabilityRequest>
}

const argoCdOf = ({ networkAccess, rbacRoleMappings = [] }: ArgoCdConfigResponse): NonNullable<LiveCapability['argoCd']> => ({
  vpceIds: networkAccess?.vpceIds ?? [],
  mappings: rbacRoleMappings.map(({ role = '', identities = [] }) => ({
    role,
    identities: (identities ?? []).map(({ id = '', type = '' }) => ({ id, type })),
  })),
})
