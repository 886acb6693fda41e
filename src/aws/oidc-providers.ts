import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import type { OidcProviders } from '../app/identities.ts'
import { orMissing, type Aws } from './caller.ts'
import { issuerThumbprint } from './issuer.ts'

/** The adapter of IAM's OIDC providers. */
export function oidcProvidersOn(aws: Aws, env: Readonly<Record<string, string | undefined>>): OidcProviders {
  const client = new IAMClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('iam', operation, send)
  return {
    exists: async (OpenIDConnectProviderArn) => {
      const sent = call('GetOpenIDConnectProvider', () => client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })))
      return (await orMissing(sent, 'NoSuchEntityException')) !== undefined
    },
    create: async ({ issuer = '', certificateAuthority }, tags, signal) => {
      const thumbprint = await issuerThumbprint(issuer, certificateAuthority, env)
      signal.throwIfAborted()
      const input = {
        Url: withPort(issuer),
        ClientIDList: ['sts.amazonaws.com'],
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        // IAM finds it by itself where we could not.
        ...(thumbprint !== undefined && { ThumbprintList: [thumbprint] }),
      }
      await orMissing(
        call('CreateOpenIDConnectProvider', () => client.send(new CreateOpenIDConnectProviderCommand(input))),
        'EntityAlreadyExistsException',
      )
    },
    delete: async (OpenIDConnectProviderArn, signal) => {
      signal.throwIfAborted()
      const sent = call('DeleteOpenIDConnectProvider', () =>
        client.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })),
      )
      await orMissing(sent, 'NoSuchEntityException')
    },
  }
}

/** IAM is told the port, as eksctl does. */
const withPort = (issuer: string): string => (/^https:\/\/[^/]+:\d+/.test(issuer) ? issuer : issuer.replace(/^(https:\/\/[^/]+)/, '$1:443'))
