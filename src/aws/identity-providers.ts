import {
  AssociateIdentityProviderConfigCommand,
  DescribeIdentityProviderConfigCommand,
  DisassociateIdentityProviderConfigCommand,
  EKSClient,
  ListIdentityProviderConfigsCommand,
} from '@aws-sdk/client-eks'
import { randomUUID } from 'node:crypto'
import type { IdentityProviders } from '../app/identities.ts'
import { begunDeletion, every, orMissing, type Aws } from './caller.ts'

/** The adapter of the OIDC providers that a cluster's Kubernetes API accepts. */
export function identityProvidersOn(aws: Aws): IdentityProviders {
  const client = new EKSClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('eks', operation, send)
  return {
    find: async (clusterName, name) => {
      const identityProviderConfig = { type: 'oidc', name }
      const sent = call('DescribeIdentityProviderConfig', () =>
        client.send(new DescribeIdentityProviderConfigCommand({ clusterName, identityProviderConfig })),
      )
      const oidc = (await orMissing(sent, 'ResourceNotFoundException'))?.identityProviderConfig?.oidc
      return (
        oidc && {
          status: oidc.status ?? 'CREATING',
          issuerUrl: oidc.issuerUrl ?? '',
          clientId: oidc.clientId ?? '',
          arn: oidc.identityProviderConfigArn,
          usernameClaim: oidc.usernameClaim,
          usernamePrefix: oidc.usernamePrefix,
          groupsClaim: oidc.groupsClaim,
          groupsPrefix: oidc.groupsPrefix,
          requiredClaims: oidc.requiredClaims,
          tags: oidc.tags,
        }
      )
    },
    list: (clusterName, chunk = 100) =>
      every(
        async (nextToken) => {
          const input = { clusterName, maxResults: chunk, nextToken }
          const page = await call('ListIdentityProviderConfigs', () => client.send(new ListIdentityProviderConfigsCommand(input)))
          const oidc = (page.identityProviderConfigs ?? []).filter(({ type }) => type === 'oidc')
          return { names: oidc.flatMap(({ name }) => name ?? []), next: page.nextToken }
        },
        (page) => page.names,
        (page) => page.next,
      ),
    associate: async ({ cluster, name, tags, requiredClaims, ...rest }, signal) => {
      signal.throwIfAborted()
      const input = {
        clusterName: cluster,
        oidc: { identityProviderConfigName: name, ...rest, ...(requiredClaims !== undefined && { requiredClaims: { ...requiredClaims } }) },
        clientRequestToken: randomUUID(),
        ...(tags !== undefined && { tags: { ...tags } }),
      }
      await call('AssociateIdentityProviderConfig', () => client.send(new AssociateIdentityProviderConfigCommand(input)))
    },
    disassociate: async (clusterName, name, signal) => {
      signal.throwIfAborted()
      const input = { clusterName, identityProviderConfig: { type: 'oidc', name }, clientRequestToken: randomUUID() }
      const sent = call('DisassociateIdentityProviderConfig', () => client.send(new DisassociateIdentityProviderConfigCommand(input)))
      return begunDeletion(sent)
    },
  }
}
