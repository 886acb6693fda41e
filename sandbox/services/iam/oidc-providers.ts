import type * as api from '@aws-sdk/client-iam'
import type { Call, Operation } from '../../service.ts'
import { alreadyExists, invalidInput, limitExceeded, noSuchEntity } from './refusals.ts'
import { iamSlot, nowText, type OidcProviderRecord } from './state.ts'
import { pageOf } from './paging.ts'
import { tagged, untagged } from './tags.ts'

const mostProviders = 100
const mostClients = 100
const mostThumbprints = 5

function providerOf(call: Call, arn: string | undefined): OidcProviderRecord {
  const found = call.state(iamSlot).oidcProviders[arn ?? '']
  if (!found) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn ?? ''}`)
  return found
}

function checkThumbprints(thumbprints: readonly string[]): string[] {
  if (thumbprints.length > mostThumbprints) throw invalidInput('Thumbprint list must contain fewer than 5 entries.')
  for (const thumbprint of thumbprints)
    if (!/^[0-9a-f]{40}$/i.test(thumbprint)) throw invalidInput('Thumbprint must be a 40-character hexadecimal string.')
  return thumbprints.map((thumbprint) => thumbprint.toLowerCase())
}

function create(input: api.CreateOpenIDConnectProviderRequest, call: Call): object {
  const url = input.Url ?? ''
  if (!/^https:\/\/[^/?#]+/.test(url) || url.includes('?')) throw invalidInput('Invalid Open ID Connect Provider URL')
  const { oidcProviders } = call.state(iamSlot)
  const address = url
    .slice('https://'.length)
    .replace(/\/$/, '')
    .replace(/^([^/]+?):\d+/, '$1')
  const arn = `arn:${call.account.partitionOf(call.region)}:iam::${call.account.id}:oidc-provider/${address}`
  if (oidcProviders[arn]) throw alreadyExists(`Provider with url ${url} already exists.`)
  if (Object.keys(oidcProviders).length >= mostProviders) throw limitExceeded('OpenIdConnectProvidersPerAccount', mostProviders)
  const clients = [...new Set(input.ClientIDList)]
  if (clients.length > mostClients) throw limitExceeded('ClientIdsPerOpenIdConnectProvider', mostClients)
  const Tags = tagged([], input.Tags)
  oidcProviders[arn] = {
    Arn: arn,
    Url: address,
    ClientIDList: clients,
    ThumbprintList: checkThumbprints(input.ThumbprintList ?? []),
    CreateDate: nowText(call),
    Tags,
  }
  return { OpenIDConnectProviderArn: arn, Tags }
}

/** IAM's operations on OpenID Connect providers. */
export const oidcProviderOperations: Readonly<Record<string, Operation>> = {
  CreateOpenIDConnectProvider: create,
  GetOpenIDConnectProvider: (input: api.GetOpenIDConnectProviderRequest, call: Call) => providerOf(call, input.OpenIDConnectProviderArn),
  ListOpenIDConnectProviders: (_input: api.ListOpenIDConnectProvidersRequest, call: Call) => ({
    OpenIDConnectProviderList: Object.keys(call.state(iamSlot).oidcProviders).map((Arn) => ({ Arn })),
  }),
  DeleteOpenIDConnectProvider(input: api.DeleteOpenIDConnectProviderRequest, call: Call) {
    delete call.state(iamSlot).oidcProviders[providerOf(call, input.OpenIDConnectProviderArn).Arn]
  },
  UpdateOpenIDConnectProviderThumbprint(input: api.UpdateOpenIDConnectProviderThumbprintRequest, call: Call) {
    providerOf(call, input.OpenIDConnectProviderArn).ThumbprintList = checkThumbprints(input.ThumbprintList ?? [])
  },
  AddClientIDToOpenIDConnectProvider(input: api.AddClientIDToOpenIDConnectProviderRequest, call: Call) {
    const provider = providerOf(call, input.OpenIDConnectProviderArn)
    provider.ClientIDList = [...new Set([...provider.ClientIDList, input.ClientID ?? ''])]
  },
  RemoveClientIDFromOpenIDConnectProvider(input: api.RemoveClientIDFromOpenIDConnectProviderRequest, call: Call) {
    const provider = providerOf(call, input.OpenIDConnectProviderArn)
    provider.ClientIDList = provider.ClientIDList.filter((client) => client !== input.ClientID)
  },
  TagOpenIDConnectProvider(input: api.TagOpenIDConnectProviderRequest, call: Call) {
    const provider = providerOf(call, input.OpenIDConnectProviderArn)
    provider.Tags = tagged(provider.Tags, input.Tags)
  },
  UntagOpenIDConnectProvider(input: api.UntagOpenIDConnectProviderRequest, call: Call) {
    const provider = providerOf(call, input.OpenIDConnectProviderArn)
    provider.Tags = untagged(provider.Tags, input.TagKeys)
  },
  ListOpenIDConnectProviderTags(input: api.ListOpenIDConnectProviderTagsRequest, call: Call) {
    const { items, ...rest } = pageOf(providerOf(call, input.OpenIDConnectProviderArn).Tags, input)
    return { Tags: items, ...rest }
  },
}
