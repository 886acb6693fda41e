import {
  CreatePodIdentityAssociationCommand,
  DeletePodIdentityAssociationCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
  UpdatePodIdentityAssociationCommand,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { KnownPodIdentity, PodIdentities } from '../app/identities.ts'
import { every, orMissing, type Aws } from './caller.ts'
import { withRoles } from './fresh-roles.ts'

/** The adapter of EKS pod identity associations. */
export function podIdentitiesOn(aws: Aws): PodIdentities {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)

  async function describe(clusterName: string, associationId: string): Promise<KnownPodIdentity | undefined> {
    const sent = call('DescribePodIdentityAssociation', () =>
      client.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId })),
    )
    const association = (await orMissing(sent, 'ResourceNotFoundException'))?.association
    return (
      association && {
        id: associationId,
        arn: association.associationArn ?? '',
        namespace: association.namespace ?? '',
        serviceAccount: association.serviceAccount ?? '',
        roleArn: association.roleArn ?? '',
        targetRoleArn: association.targetRoleArn,
        disableSessionTags: association.disableSessionTags ?? false,
        policy: association.policy,
        owner: association.ownerArn,
      }
    )
  }

  return {
    find: async (clusterName, namespace, serviceAccount) => {
      const listed = call('ListPodIdentityAssociations', () =>
        client.send(new ListPodIdentityAssociationsCommand({ clusterName, namespace, serviceAccount })),
      )
      const found = (await orMissing(listed, 'ResourceNotFoundException'))?.associations?.[0]
      if (found === undefined) return undefined
      return describe(clusterName, found.associationId ?? '')
    },
    list: (clusterName, { namespace, serviceAccount }, chunk = 100) =>
      every(
        async (nextToken) => {
          const input = { clusterName, namespace, serviceAccount, maxResults: chunk, nextToken }
          const page = await call('ListPodIdentityAssociations', () => client.send(new ListPodIdentityAssociationsCommand(input)))
          return { ids: (page.associations ?? []).flatMap(({ associationId }) => associationId ?? []), next: page.nextToken }
        },
        (page) => page.ids,
        (page) => page.next,
      ),
    describe,
    create: async ({ cluster, tags, ...rest }, signal) => {
      signal.throwIfAborted()
      const input = { clusterName: cluster, ...rest, clientRequestToken: randomUUID(), ...(tags !== undefined && { tags: { ...tags } }) }
      await orMissing(
        withRoles(aws, [rest.roleArn], signal, () =>
          call('CreatePodIdentityAssociation', () => client.send(new CreatePodIdentityAssociationCommand(input))),
        ),
        'ResourceInUseException',
      )
    },
    update: async (clusterName, associationId, change, signal) => {
      signal.throwIfAborted()
      const input = { clusterName, associationId, ...change, clientRequestToken: randomUUID() }
      await withRoles(aws, [change.roleArn], signal, () =>
        call('UpdatePodIdentityAssociation', () => client.send(new UpdatePodIdentityAssociationCommand(input))),
      )
    },
    delete: async (clusterName, associationId, signal) => {
      signal.throwIfAborted()
      await orMissing(
        call('DeletePodIdentityAssociation', () => client.send(new DeletePodIdentityAssociationCommand({ clusterName, associationId }))),
        'ResourceNotFoundException',
      )
    },
  }
}
