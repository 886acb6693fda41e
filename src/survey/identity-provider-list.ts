import { type Look, partsOf } from './part-list.ts'

/** An identity provider in a list, with eksctl's words; null is what was not set. */
export interface ListedIdentityProvider {
  readonly Type: 'oidc'
  readonly Name: string
  readonly ClientID: string
  readonly IssuerURL: string
  readonly Status: string
  readonly Arn: string
  readonly UsernameClaim: string | null
  readonly UsernamePrefix: string | null
  readonly GroupsClaim: string | null
  readonly GroupsPrefix: string | null
  readonly RequiredClaims: Readonly<Record<string, string>> | null
  readonly Tags: Readonly<Record<string, string>> | null
}

/** The OIDC providers that a cluster's Kubernetes API accepts. */
export function listedIdentityProviders(look: Look): Promise<ListedIdentityProvider[]> {
  const { identityProviders } = look.app
  return partsOf('identityprovider', look, {
    list: (cluster, chunk) => identityProviders.list(cluster, chunk),
    find: async (cluster, name): Promise<ListedIdentityProvider | undefined> => {
      const live = await identityProviders.find(cluster, name)
      return (
        live && {
          Type: 'oidc',
          Name: name,
          ClientID: live.clientId,
          IssuerURL: live.issuerUrl,
          Status: live.status,
          Arn: live.arn ?? '',
          UsernameClaim: live.usernameClaim ?? null,
          UsernamePrefix: live.usernamePrefix ?? null,
          GroupsClaim: live.groupsClaim ?? null,
          GroupsPrefix: live.groupsPrefix ?? null,
          RequiredClaims: live.requiredClaims ?? null,
          Tags: live.tags ?? null,
        }
      )
    },
  })
}
