import { asText, isObject } from '../template/document.ts'
import type { JsonObject } from '../template/document.ts'
import { eks, find, members, reached, runUpdate, syncTags } from './eks-call.ts'
import { newName, objects, pick, tagMap, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'

interface Part {
  readonly create: string
  readonly describe: string
  readonly remove: string
  /** The member of Describe's answer that holds the thing. */
  readonly member: string
  /** The members of the input that say which one, and the properties they come from. */
  readonly key: Readonly<Record<string, string>>
  readonly good: readonly string[]
  readonly arn: string
}

/** Things that hang on a cluster and are alike but for their words: id `cluster|name`. */
function part(words: Part, more: Partial<ResourceKind> = {}): ResourceKind {
  const which = (id: string) => Object.fromEntries(id.split('|').map((value, at) => [Object.keys(words.key)[at] ?? '', value]))
  const found = (site: Site, id: string) => find(site, words.describe, which(id), words.member)
  return {
    async create(site, properties) {
      await eks(site, words.create, { ...members(properties, ['Tags']), tags: tagMap(site, properties) })
      return Object.values(words.key)
        .map((name) => text(properties, name))
        .join('|')
    },
    ready: async (site, { id }) =>
      words.good.length === 0 || reached(await found(site, id), `${words.member} ${id.split('|')[1] ?? ''}`, words.good),
    remove: async (site, { id }) => void (await eks(site, words.remove, which(id))),
    async gone(site, { id }) {
      const left = await found(site, id)
      return left === undefined || (text(left, 'status') === 'DELETE_FAILED' && reached(left, words.member, []))
    },
    attribute: async (site, { id }) => asText((await found(site, id))?.[words.arn] ?? ''),
    async update(site, { id }, next) {
      const now = await found(site, id)
      await syncTags(site, asText(now?.[words.arn] ?? ''), now?.['tags'], next)
    },
    ...more,
  }
}

const fargateProfile = part(
  {
    create: 'CreateFargateProfile',
    describe: 'DescribeFargateProfile',
    remove: 'DeleteFargateProfile',
    member: 'fargateProfile',
    key: { clusterName: 'ClusterName', fargateProfileName: 'FargateProfileName' },
    good: ['ACTIVE'],
    arn: 'fargateProfileArn',
  },
  {
    nameProperty: 'FargateProfileName',
    async create(site, properties) {
      const name = text(properties, 'FargateProfileName') ?? newName(site, { max: 100 })
      const labelled = objects(properties, 'Selectors').map((one) => ({
        namespace: text(one, 'Namespace'),
        labels: Object.fromEntries(objects(one, 'Labels').map((label) => [asText(label['Key']), asText(label['Value'])])),
      }))
      const input = {
        ...members(properties, ['Tags', 'Selectors']),
        fargateProfileName: name,
        selectors: labelled,
        tags: tagMap(site, properties),
      }
      await eks(site, 'CreateFargateProfile', input)
      return `${text(properties, 'ClusterName')}|${name}`
    },
  },
)

const addonWhere = (properties: JsonObject) => ({
  clusterName: text(properties, 'ClusterName') ?? '',
  addonName: text(properties, 'AddonName') ?? '',
})

const addon: ResourceKind = {
  async create(site, properties) {
    const input = members(properties, ['Tags', 'PreserveOnDelete'])
    await eks(site, 'CreateAddon', { ...input, tags: tagMap(site, properties) })
    return `${text(properties, 'ClusterName')}|${text(properties, 'AddonName')}`
  },
  ready: async (site, { properties }) =>
    reached(await find(site, 'DescribeAddon', addonWhere(properties), 'addon'), `Addon ${text(properties, 'AddonName')}`, ['ACTIVE']),
  async update(site, { properties }, next, changed) {
    if (changed.some((name) => !['Tags', 'PreserveOnDelete'].includes(name)))
      await runUpdate(site, 'UpdateAddon', members(next, ['Tags', 'PreserveOnDelete', 'NamespaceConfig']))
    const found = await find(site, 'DescribeAddon', addonWhere(properties), 'addon')
    await syncTags(site, asText(found?.['addonArn']), found?.['tags'], next)
  },
  remove: async (site, { properties }) =>
    void (await eks(site, 'DeleteAddon', {
      ...addonWhere(properties),
      ...(properties['PreserveOnDelete'] === true && { preserve: true }),
    })),
  gone: async (site, { properties }) => (await find(site, 'DescribeAddon', addonWhere(properties), 'addon')) === undefined,
  attribute: async (site, { properties }) =>
    asText((await find(site, 'DescribeAddon', addonWhere(properties), 'addon'))?.['addonArn'] ?? ''),
}

function policies(properties: JsonObject): JsonObject[] {
  return objects(members(properties), 'accessPolicies')
}

function entryWhere(properties: JsonObject): { clusterName: string; principalArn: string } {
  return { clusterName: text(properties, 'ClusterName') ?? '', principalArn: text(properties, 'PrincipalArn') ?? '' }
}

const accessEntry: ResourceKind = {
  async create(site, properties) {
    const where = entryWhere(properties)
    await eks(site, 'CreateAccessEntry', { ...members(properties, ['Tags', 'AccessPolicies']), tags: tagMap(site, properties) })
    site.made(`${where.principalArn}|${where.clusterName}`)
    for (const policy of policies(properties)) await eks(site, 'AssociateAccessPolicy', { ...where, ...policy })
    return `${where.principalArn}|${where.clusterName}`
  },
  async update(site, { properties }, next, changed) {
    const where = entryWhere(next)
    if (changed.some((name) => name === 'KubernetesGroups' || name === 'Username'))
      await eks(site, 'UpdateAccessEntry', { ...where, kubernetesGroups: [], ...members(pick(next, ['KubernetesGroups', 'Username'])) })
    const kept = policies(next).map((one) => one['policyArn'])
    for (const one of policies(properties).filter((old) => !kept.includes(old['policyArn'] ?? null)))
      await eks(site, 'DisassociateAccessPolicy', { ...where, policyArn: one['policyArn'] })
    if (changed.includes('AccessPolicies'))
      for (const policy of policies(next)) await eks(site, 'AssociateAccessPolicy', { ...where, ...policy })
    const found = await find(site, 'DescribeAccessEntry', where, 'accessEntry')
    await syncTags(site, asText(found?.['accessEntryArn']), found?.['tags'], next)
  },
  remove: async (site, { properties }) => void (await eks(site, 'DeleteAccessEntry', entryWhere(properties))),
  attribute: async (site, { properties }) =>
    asText((await find(site, 'DescribeAccessEntry', entryWhere(properties), 'accessEntry'))?.['accessEntryArn'] ?? ''),
}

interface AssociationAnswer {
  readonly association: { readonly associationId: string }
}

const podIdentity: ResourceKind = {
  async create(site, properties) {
    const answer = await eks<AssociationAnswer>(site, 'CreatePodIdentityAssociation', {
      ...members(properties, ['Tags']),
      tags: tagMap(site, properties),
    })
    return answer.association.associationId
  },
  async update(site, { id, properties }, next, changed) {
    const where = { clusterName: text(properties, 'ClusterName'), associationId: id }
    const names = ['RoleArn', 'TargetRoleArn', 'DisableSessionTags']
    if (changed.some((name) => names.includes(name)))
      await eks(site, 'UpdatePodIdentityAssociation', { ...where, ...members(pick(next, names)) })
    const found = await find(site, 'DescribePodIdentityAssociation', where, 'association')
    await syncTags(site, asText(found?.['associationArn']), found?.['tags'], next)
  },
  remove: async (site, { id, properties }) =>
    void (await eks(site, 'DeletePodIdentityAssociation', { clusterName: text(properties, 'ClusterName'), associationId: id })),
  async attribute(site, { id, properties }, name) {
    const found = await find(
      site,
      'DescribePodIdentityAssociation',
      { clusterName: text(properties, 'ClusterName'), associationId: id },
      'association',
    )
    return asText(found?.[`${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`] ?? '')
  },
}

const capability = part(
  {
    create: 'CreateCapability',
    describe: 'DescribeCapability',
    remove: 'DeleteCapability',
    member: 'capability',
    key: { clusterName: 'ClusterName', capabilityName: 'CapabilityName' },
    good: ['ACTIVE'],
    arn: 'arn',
  },
  { nameProperty: 'CapabilityName' },
)

function oidcConfig(properties: JsonObject): { clusterName: string; name: string } {
  const oidc = properties['Oidc']
  const name = text(properties, 'IdentityProviderConfigName') ?? (isObject(oidc) ? text(oidc, 'IdentityProviderConfigName') : undefined)
  return { clusterName: text(properties, 'ClusterName') ?? '', name: name ?? '' }
}

const providerOf = async (site: Site, properties: JsonObject): Promise<JsonObject | undefined> => {
  const { clusterName, name } = oidcConfig(properties)
  const found = await find(
    site,
    'DescribeIdentityProviderConfig',
    { clusterName, identityProviderConfig: { type: 'oidc', name } },
    'identityProviderConfig',
  )
  return isObject(found?.['oidc']) ? found['oidc'] : undefined
}

const identityProvider: ResourceKind = {
  async create(site, properties) {
    const { clusterName, name } = oidcConfig(properties)
    const oidc = isObject(properties['Oidc']) ? properties['Oidc'] : {}
    const claims = objects(oidc, 'RequiredClaims').map((one) => [asText(one['Key']), asText(one['Value'])])
    const input = {
      ...members(oidc, ['RequiredClaims']),
      identityProviderConfigName: name,
      ...(claims.length > 0 && { requiredClaims: Object.fromEntries(claims) }),
    }
    await eks(site, 'AssociateIdentityProviderConfig', { clusterName, oidc: input, tags: tagMap(site, properties) })
    return `${clusterName}|${name}|oidc`
  },
  ready: async (site, { properties }) => reached(await providerOf(site, properties), 'Identity provider config', ['ACTIVE']),
  async remove(site, { properties }) {
    const { clusterName, name } = oidcConfig(properties)
    await eks(site, 'DisassociateIdentityProviderConfig', { clusterName, identityProviderConfig: { type: 'oidc', name } })
  },
  gone: async (site, { properties }) => (await providerOf(site, properties)) === undefined,
  attribute: async (site, { properties }) => asText((await providerOf(site, properties))?.['identityProviderConfigArn'] ?? ''),
}

/** The resource types that hang on an EKS cluster. */
export const eksPartKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::EKS::AccessEntry': accessEntry,
  'AWS::EKS::Addon': addon,
  'AWS::EKS::Capability': capability,
  'AWS::EKS::FargateProfile': fargateProfile,
  'AWS::EKS::IdentityProviderConfig': identityProvider,
  'AWS::EKS::PodIdentityAssociation': podIdentity,
}
