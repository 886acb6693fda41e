import type { Listing } from './listing.ts'

/*
 * The parts of a cluster as eksctl's tables have them. What the tables don't show of a row, its type leaves out.
 */

export const addonList: Listing<{
  readonly Name: string
  readonly Version: string
  readonly Status: string
  readonly Issues: readonly unknown[] | null
  readonly IAMRole: string
  readonly NewerVersion: string
  readonly ConfigurationValues: string
  readonly NamespaceConfig: { readonly namespace: string } | null
  readonly PodIdentityAssociations: readonly { readonly RoleARN: string }[] | null
}> = {
  kind: 'addons',
  name: ({ Name }) => Name,
  columns: [
    ['NAME', ({ Name }) => Name],
    ['VERSION', ({ Version }) => Version],
    ['STATUS', ({ Status }) => Status],
    ['ISSUES', ({ Issues }) => Issues?.length ?? 0],
    ['IAMROLE', ({ IAMRole }) => IAMRole, 4],
    ['UPDATE AVAILABLE', ({ NewerVersion }) => NewerVersion, 1],
    ['CONFIGURATION VALUES', ({ ConfigurationValues }) => ConfigurationValues, 5],
    ['NAMESPACE', ({ NamespaceConfig }) => NamespaceConfig?.namespace ?? '', 2],
    [
      'POD IDENTITY ASSOCIATION ROLES',
      ({ PodIdentityAssociations }) => (PodIdentityAssociations ?? []).map(({ RoleARN }) => RoleARN).join(','),
      3,
    ],
  ],
}

export const labelList: Listing<{
  readonly Cluster: string
  readonly NodeGroup: string
  readonly Labels: Readonly<Record<string, string>>
}> = {
  kind: 'labels',
  name: ({ NodeGroup }) => NodeGroup,
  columns: [
    ['CLUSTER', ({ Cluster }) => Cluster, 1],
    ['NODEGROUP', ({ NodeGroup }) => NodeGroup],
    ['LABELS', ({ Labels }) => pairs(Labels)],
  ],
}

/** One of the pods that a Fargate profile is for, beside the profile. */
interface ProfileRow extends FargateProfile {
  readonly selector: FargateProfile['selectors'][number] | undefined
}

interface FargateProfile {
  readonly name: string
  readonly podExecutionRoleARN: string
  readonly selectors: readonly { readonly namespace: string; readonly labels?: Readonly<Record<string, string>> | undefined }[]
  readonly subnets?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
  readonly status: string
}

const nothing = '<none>'

/** A row for each selector. */
export const profileRows = (profiles: readonly FargateProfile[]): ProfileRow[] =>
  profiles.flatMap((profile) =>
    (profile.selectors.length === 0 ? [undefined] : profile.selectors).map((selector) => ({ ...profile, selector })),
  )

export const profileList: Listing<ProfileRow> = {
  kind: 'fargateprofiles',
  name: ({ name }) => name,
  columns: [
    ['NAME', ({ name }) => name],
    ['SELECTOR_NAMESPACE', ({ selector }) => selector?.namespace ?? nothing],
    ['SELECTOR_LABELS', ({ selector }) => pairs(selector?.labels ?? {}) || nothing, 1],
    ['POD_EXECUTION_ROLE_ARN', ({ podExecutionRoleARN }) => podExecutionRoleARN, 4],
    ['SUBNETS', ({ subnets = [] }) => subnets.join(',') || nothing, 3],
    ['TAGS', ({ tags = {} }) => pairs(tags) || nothing, 2],
    ['STATUS', ({ status }) => status],
  ],
}

export const serviceAccountList: Listing<{
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly status: { readonly roleARN?: string }
}> = {
  kind: 'iamserviceaccounts',
  name: ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
  columns: [
    ['NAMESPACE', ({ metadata }) => metadata.namespace],
    ['NAME', ({ metadata }) => metadata.name],
    ['ROLE ARN', ({ status }) => status.roleARN ?? ''],
  ],
}

export const podIdentityList: Listing<{
  readonly AssociationARN: string
  readonly Namespace: string
  readonly ServiceAccountName: string
  readonly RoleARN: string
  readonly OwnerARN: string
}> = {
  kind: 'podidentityassociations',
  name: ({ Namespace, ServiceAccountName }) => `${Namespace}/${ServiceAccountName}`,
  columns: [
    ['ASSOCIATION ARN', ({ AssociationARN }) => AssociationARN, 2],
    ['NAMESPACE', ({ Namespace }) => Namespace],
    ['SERVICE ACCOUNT NAME', ({ ServiceAccountName }) => ServiceAccountName],
    ['IAM ROLE ARN', ({ RoleARN }) => RoleARN],
    ['OWNER ARN', ({ OwnerARN }) => OwnerARN, 1],
  ],
}

export const accessEntryList: Listing<{
  readonly principalARN: string
  readonly kubernetesGroups?: readonly string[]
  readonly accessPolicies?: readonly unknown[]
}> = {
  kind: 'accessentries',
  name: ({ principalARN }) => principalARN,
  columns: [
    ['PRINCIPAL ARN', ({ principalARN }) => principalARN],
    ['KUBERNETES GROUPS', ({ kubernetesGroups = [] }) => kubernetesGroups.length, 1],
    ['ACCESS POLICIES', ({ accessPolicies = [] }) => accessPolicies.length, 1],
  ],
}

export const mappingList: Listing<{
  readonly rolearn?: string
  readonly userarn?: string
  readonly account?: string
  readonly username?: string
  readonly groups?: readonly string[]
}> = {
  kind: 'iamidentitymappings',
  name: ({ rolearn, userarn, account }) => rolearn ?? userarn ?? account ?? '',
  columns: [
    ['ARN', ({ rolearn, userarn }) => rolearn ?? userarn ?? ''],
    ['USERNAME', ({ username = '' }) => username],
    ['GROUPS', ({ groups = [] }) => groups.join(','), 1],
    ['ACCOUNT', ({ account = '' }) => account, 2],
  ],
}

export const identityProviderList: Listing<{
  readonly Name: string
  readonly Type: string
  readonly ClientID: string
  readonly IssuerURL: string
  readonly Arn: string
  readonly Status: string
}> = {
  kind: 'identity providers',
  name: ({ Name }) => Name,
  columns: [
    ['NAME', ({ Name }) => Name],
    ['TYPE', ({ Type }) => Type, 2],
    ['CLIENT_ID', ({ ClientID }) => ClientID, 1],
    ['ISSUER_URL', ({ IssuerURL }) => IssuerURL],
    ['ARN', ({ Arn }) => Arn, 3],
    ['STATUS', ({ Status }) => Status],
  ],
}

export const capabilityList: Listing<{
  readonly name: string
  readonly type: string
  readonly Status: string
  readonly Version: string
}> = {
  kind: 'capabilities',
  name: ({ name }) => name,
  columns: [
    ['NAME', ({ name }) => name],
    ['TYPE', ({ type }) => type],
    ['STATUS', ({ Status }) => Status],
    ['VERSION', ({ Version }) => Version, 1],
  ],
}

/** A map as Kubernetes writes labels, in the order of its keys. */
const pairs = (map: Readonly<Record<string, string>>): string =>
  Object.entries(map)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join(',')
