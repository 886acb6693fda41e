import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { checkName, checkTags } from './checks.ts'
import { page } from './paging.ts'
import { activeCluster, clusterNamed, inUse, invalidParameter, invalidRequest, limitExceeded, notFound } from './refusals.ts'
import { eksArn, shown, type ClusterRecord, type Stored } from './state.ts'
import { ending, startUpdate } from './updates.ts'

/** AssociateIdentityProviderConfig: one OIDC provider for a cluster at most. */
export async function associateIdentityProviderConfig(input: Eks.AssociateIdentityProviderConfigRequest, call: Call): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'identity provider')
  const oidc = input.oidc ?? { identityProviderConfigName: undefined, issuerUrl: undefined, clientId: undefined }
  const name = oidc.identityProviderConfigName
  checkName('identity provider config name', name)
  checkTags(input.tags)
  if (oidc.issuerUrl?.startsWith('https://') !== true)
    throw invalidParameter('The issuer URL must begin with https://', { clusterName: input.clusterName })
  if (oidc.clientId === undefined) throw invalidParameter('The client ID is required', { clusterName: input.clusterName })
  if (record.identityProviders[name] !== undefined)
    throw inUse(`Identity provider config ${name} already exists on cluster ${input.clusterName}`, { clusterName: input.clusterName })
  if (Object.keys(record.identityProviders).length > 0)
    throw limitExceeded('Only one OIDC identity provider config can be associated with a cluster', { clusterName: input.clusterName })
  const config: Stored<Eks.OidcIdentityProviderConfig> = {
    ...oidc,
    identityProviderConfigArn: eksArn(call, `identityproviderconfig/${input.clusterName}/oidc/${name}/${call.account.ids.uuid()}`),
    clusterName: record.cluster.name,
    tags: { ...input.tags },
    status: 'CREATING',
  }
  const update = await startUpdate(call, record, {
    type: 'AssociateIdentityProviderConfig',
    params: { IdentityProviderConfig: [{ type: 'oidc', name }] },
    kind: 'eks:identity-provider:associate',
    begin: () => {
      record.identityProviders[name] = config
    },
    end: associated,
    args: { name },
  })
  return { update, tags: config.tags }
}

const associated = ending('eks:identity-provider:associated', ({ name }: { readonly name: string }, _, record) => {
  const config = record.identityProviders[name]
  if (config !== undefined) config.status = 'ACTIVE'
})

function providerOf(record: ClusterRecord, wanted: Eks.IdentityProviderConfig | undefined): Stored<Eks.OidcIdentityProviderConfig> {
  if (wanted?.type !== 'oidc') throw invalidParameter(`Unsupported identity provider config type: ${wanted?.type}`)
  const found = record.identityProviders[wanted.name ?? '']
  if (found === undefined)
    throw notFound(`No identity provider config found for name: ${wanted.name}.`, { clusterName: record.cluster.name })
  return found
}

/** DescribeIdentityProviderConfig */
export const describeIdentityProviderConfig = (input: Eks.DescribeIdentityProviderConfigRequest, call: Call): object => ({
  identityProviderConfig: {
    oidc: shown<Eks.OidcIdentityProviderConfig>(providerOf(clusterNamed(call, input.clusterName), input.identityProviderConfig)),
  },
})

/** ListIdentityProviderConfigs */
export function listIdentityProviderConfigs(input: Eks.ListIdentityProviderConfigsRequest, call: Call): object {
  const { items, nextToken } = page(Object.keys(clusterNamed(call, input.clusterName).identityProviders), input)
  return { identityProviderConfigs: items.map((name) => ({ type: 'oidc', name })), ...(nextToken !== undefined && { nextToken }) }
}

/** DisassociateIdentityProviderConfig */
export async function disassociateIdentityProviderConfig(
  input: Eks.DisassociateIdentityProviderConfigRequest,
  call: Call,
): Promise<object> {
  const record = activeCluster(call, input.clusterName, 'identity provider')
  const config = providerOf(record, input.identityProviderConfig)
  if (config.status !== 'ACTIVE')
    throw invalidRequest(`Identity provider config is not in ACTIVE status`, { clusterName: input.clusterName })
  const update = await startUpdate(call, record, {
    type: 'DisassociateIdentityProviderConfig',
    params: { IdentityProviderConfig: [input.identityProviderConfig] },
    kind: 'eks:identity-provider:disassociate',
    begin: () => {
      config.status = 'DELETING'
    },
    end: disassociated,
    args: { name: config.identityProviderConfigName ?? '' },
  })
  return { update }
}

const disassociated = ending('eks:identity-provider:disassociated', ({ name }: { readonly name: string }, _, record) => {
  delete record.identityProviders[name]
})
