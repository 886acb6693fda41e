import { randomBytes } from 'node:crypto'
import { arn, bool, type Given, map, oneOf, slice, string } from '../flags.ts'
import { wellKnownPolicies } from '../tables/policies.ts'
import { badFlag, cluster, conflict, type FileRules } from './conflicts.ts'
import { performFlags } from './global.ts'
import {
  approveFlags,
  awsFlags,
  clusterFlags,
  configFlags,
  filterFlags,
  regionFlags,
  stackFlags,
  timeoutFlags,
  waitFlags,
} from './groups.ts'
import { type Place, type StatedByFlags, Writer } from './stated.ts'

const joining = { ...clusterFlags, ...regionFlags, ...configFlags, ...timeoutFlags(), ...performFlags }
const tags = { tags: map({ summary: 'AWS tags' }) }

/** Flags of create iamserviceaccount. */
export const serviceAccountFlags = {
  ...joining,
  name: string({ char: 'n', summary: 'name of the service account' }),
  namespace: string({ summary: 'its namespace', default: 'default' }),
  'attach-policy-arn': slice({ summary: 'managed policies for its role' }),
  'attach-role-arn': string({ summary: 'a role that exists, in place of a new one', value: 'arn' }),
  'role-name': string({ summary: 'name for the role' }),
  'role-only': bool({ summary: 'make the role and leave the service account to others' }),
  ...tags,
  'override-existing-serviceaccounts': bool({ summary: 'take over service accounts that exist' }),
  'subject-pattern': string({ summary: 'pattern of service accounts that may take the role' }),
  ...approveFlags,
  include: filterFlags.include,
  exclude: filterFlags.exclude,
  ...stackFlags,
}

export const serviceAccountFile: FileRules = {
  without: [...cluster, 'subject-pattern'],
  only: ['include', 'exclude'],
  ignored: ['namespace', 'attach-policy-arn', 'attach-role-arn', 'role-name', 'role-only', 'tags'],
}

/** One service account, as flags state it. */
export function serviceAccountFromFlags(given: Given<typeof serviceAccountFlags>, name: string, place: Place): StatedByFlags {
  const policies = given['attach-policy-arn'] ?? []
  const role = given['attach-role-arn']
  if (policies.length === 0 && !role) throw badFlag('--attach-policy-arn or --attach-role-arn must be set')
  if (role && policies.length > 0) throw conflict('--attach-role-arn', '--attach-policy-arn')
  if (role && given['role-only'] === true) throw conflict('--attach-role-arn', '--role-only')
  if (role && given['role-name']) throw conflict('--attach-role-arn', '--role-name')
  const writer = new Writer(place, 'cluster')
  writer.put('iam.withOIDC', true, 'cluster')
  const at = 'iam.serviceAccounts[0]'
  writer.put(`${at}.metadata.name`, name, 'name')
  writer.put(`${at}.metadata.namespace`, given.namespace || 'default', 'namespace')
  writer.put(`${at}.attachPolicyARNs`, policies, 'attach-policy-arn')
  writer.put(`${at}.attachRoleARN`, role, 'attach-role-arn')
  writer.put(`${at}.roleName`, given['role-name'], 'role-name')
  writer.put(`${at}.roleOnly`, given['role-only'], 'role-only')
  writer.put(`${at}.subjectPattern`, given['subject-pattern'], 'subject-pattern')
  writer.put(`${at}.tags`, given.tags, 'tags')
  return writer.stated()
}

/** Flags of create iamidentitymapping. */
export const identityMappingFlags = {
  ...joining,
  name: string({ char: 'n', summary: 'old name of --cluster', hidden: true }),
  arn: string({ summary: 'role or user that comes in' }),
  role: string({ summary: 'old name of --arn', hidden: true }),
  username: string({ summary: 'its name in Kubernetes' }),
  group: slice({ summary: 'its groups in Kubernetes' }),
  account: string({ summary: 'an account whose users all come in' }),
  'service-name': string({ summary: 'an AWS service that gets the rights it needs: emr-containers' }),
  namespace: string({ summary: 'namespace that the service gets its rights in' }),
  'no-duplicate-arns': bool({ summary: 'refuse an ARN that is mapped otherwise' }),
  ...awsFlags,
}

const mappingFlags = ['arn', 'role', 'username', 'group', 'account', 'service-name', 'namespace', 'no-duplicate-arns'] as const
export const identityMappingFile: FileRules = { without: cluster, ignored: mappingFlags }

/** One mapping, as flags state it. */
export function identityMappingFromFlags(line: Given<typeof identityMappingFlags>, place: Place): StatedByFlags {
  if (line.arn !== undefined && line.role !== undefined) throw conflict('--arn', '--role', 'they mean the same')
  const arnGiven = line.arn ?? line.role
  const given = { ...line, ...(arnGiven !== undefined && { arn: arnGiven }) }
  if (given.arn && !given.username && (given.group ?? []).length === 0) throw badFlag('--arn needs --username or --group')
  if (given['service-name'] && (given.arn ?? given.username ?? given.group) !== undefined)
    throw conflict('--service-name', '--arn, --username and --group')
  const writer = new Writer(place, 'cluster')
  const at = 'iamIdentityMappings[0]'
  writer.put(`${at}.arn`, given.arn ?? '', 'arn', given.account === undefined && given['service-name'] === undefined)
  writer.put(`${at}.username`, given.username, 'username')
  writer.put(`${at}.groups`, given.group, 'group')
  writer.put(`${at}.account`, given.account, 'account')
  writer.put(`${at}.serviceName`, given['service-name'], 'service-name')
  writer.put(`${at}.namespace`, given.namespace, 'namespace')
  writer.put(`${at}.noDuplicateARNs`, given['no-duplicate-arns'], 'no-duplicate-arns')
  return writer.stated()
}

const entryTypes = ['EC2', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'HYBRID_LINUX', 'STANDARD'] as const

/** Flags of create accessentry. */
export const accessEntryFlags = {
  ...joining,
  'principal-arn': arn({ summary: 'role or user that comes in' }),
  type: oneOf(entryTypes, { summary: 'kind of entry; those of nodes have rights of their own' }),
  'kubernetes-groups': slice({ summary: 'its groups in Kubernetes' }),
  'kubernetes-username': string({ summary: 'its name in Kubernetes' }),
  ...awsFlags,
}

export const accessEntryFile: FileRules = {
  without: ['principal-arn', 'kubernetes-groups', 'kubernetes-username'],
  ignored: ['cluster', 'region', 'type'],
}

/** One access entry, as flags state it. */
export function accessEntryFromFlags(given: Given<typeof accessEntryFlags>, place: Place): StatedByFlags {
  const writer = new Writer(place, 'cluster')
  const at = 'accessConfig.accessEntries[0]'
  writer.put(`${at}.principalARN`, given['principal-arn'], 'principal-arn')
  writer.put(`${at}.type`, given.type, 'type')
  writer.put(`${at}.kubernetesGroups`, given['kubernetes-groups'], 'kubernetes-groups')
  writer.put(`${at}.kubernetesUsername`, given['kubernetes-username'], 'kubernetes-username')
  return writer.stated()
}

/** Flags of create podidentityassociation. */
export const podIdentityFlags = {
  ...joining,
  namespace: string({ summary: 'namespace of the service account' }),
  'service-account-name': string({ summary: 'its name' }),
  'role-arn': string({ summary: 'a role that exists', value: 'arn' }),
  'role-name': string({ summary: 'name for a new role' }),
  'permission-boundary-arn': string({ summary: 'permissions boundary of a new role', value: 'arn' }),
  'permission-policy-arns': slice({ summary: 'managed policies for a new role' }),
  'well-known-policies': slice({ summary: `ready-made policies for a new role: ${Object.keys(wellKnownPolicies).join(', ')}` }),
  'create-service-account': bool({ summary: 'make the service account too' }),
  'target-role-arn': string({ summary: 'role of another account that is taken on from the role', value: 'arn' }),
  'disable-session-tags': bool({ summary: 'leave out the session tags of EKS' }),
  policy: string({ summary: 'session policy (JSON); needs --disable-session-tags' }),
  ...tags,
}

const podIdentityIgnored = ['region', 'permission-policy-arns', 'tags']
const podIdentityOwn = Object.keys(podIdentityFlags).filter((flag) => !Object.hasOwn(joining, flag) && !podIdentityIgnored.includes(flag))
export const podIdentityFile: FileRules = { without: ['cluster', ...podIdentityOwn], ignored: podIdentityIgnored }

/** One pod identity association, as flags state it. */
export function podIdentityFromFlags(given: Given<typeof podIdentityFlags>, place: Place): StatedByFlags {
  const made = (['permission-policy-arns', 'well-known-policies'] as const).find((flag) => (given[flag] ?? []).length > 0)
  if (!given['role-arn'] && made === undefined) throw badFlag('--role-arn, --permission-policy-arns or --well-known-policies must be set')
  if (given['role-arn'] && made !== undefined) throw conflict('--role-arn', `--${made}`)
  if (given.policy && given['disable-session-tags'] !== true) throw badFlag('--policy needs --disable-session-tags')
  const writer = new Writer(place, 'cluster')
  const at = 'iam.podIdentityAssociations[0]'
  writer.put(`${at}.namespace`, given.namespace, 'namespace')
  writer.put(`${at}.serviceAccountName`, given['service-account-name'], 'service-account-name')
  writer.put(`${at}.roleARN`, given['role-arn'], 'role-arn')
  writer.put(`${at}.roleName`, given['role-name'], 'role-name')
  writer.put(`${at}.permissionsBoundaryARN`, given['permission-boundary-arn'], 'permission-boundary-arn')
  writer.put(`${at}.permissionPolicyARNs`, given['permission-policy-arns'], 'permission-policy-arns')
  for (const word of given['well-known-policies'] ?? [])
    writer.put(`${at}.wellKnownPolicies.${knownPolicy(word)}`, true, 'well-known-policies')
  writer.put(`${at}.createServiceAccount`, given['create-service-account'], 'create-service-account')
  writer.put(`${at}.targetRoleARN`, given['target-role-arn'], 'target-role-arn')
  writer.put(`${at}.disableSessionTags`, given['disable-session-tags'], 'disable-session-tags')
  writer.put(`${at}.policy`, given.policy, 'policy')
  writer.put(`${at}.tags`, given.tags, 'tags')
  return writer.stated()
}

function knownPolicy(word: string): string {
  const known = Object.keys(wellKnownPolicies).find((one) => one.toLowerCase() === word.trim().toLowerCase())
  if (known === undefined)
    throw badFlag(`--well-known-policies: there is no "${word}"`, `there are ${Object.keys(wellKnownPolicies).join(', ')}`)
  return known
}

/** Flags of create addon. */
export const addonFlags = {
  ...joining,
  name: string({ char: 'n', summary: 'name of the add-on' }),
  version: string({ summary: 'its version, a part of one, or latest', default: "EKS's" }),
  'service-account-role-arn': string({ summary: 'role for its service account', value: 'arn' }),
  'auto-apply-pod-identity-associations': bool({ summary: 'make the roles that EKS recommends' }),
  force: bool({ summary: 'overwrite what was made by hand' }),
  ...waitFlags,
  'namespace-config': string({ summary: 'where it is installed', value: 'namespace=<name>' }),
  'attach-policy-arn': slice({ summary: 'managed policies for a role of its own' }),
  ...awsFlags,
}

/** Flags of update addon. */
export const updateAddonFlags = {
  ...joining,
  name: addonFlags.name,
  version: string({ summary: 'its version, a part of one, or latest', default: 'as it is' }),
  'service-account-role-arn': addonFlags['service-account-role-arn'],
  force: bool({ summary: 'overwrite what was changed by hand' }),
  wait: addonFlags.wait,
  ...awsFlags,
}

export const addonFile: FileRules = {
  without: [...cluster, 'service-account-role-arn', 'attach-policy-arn', 'auto-apply-pod-identity-associations'],
  ignored: ['namespace-config'],
}

/** One add-on, as flags state it. */
export function addonFromFlags(given: Given<typeof addonFlags>, place: Place): StatedByFlags {
  const writer = new Writer(place, 'cluster')
  writer.put('addons[0].name', given.name, 'name')
  writer.put('addons[0].version', given.version, 'version')
  writer.put('addons[0].serviceAccountRoleARN', given['service-account-role-arn'], 'service-account-role-arn')
  writer.put('addons[0].attachPolicyARNs', given['attach-policy-arn'], 'attach-policy-arn')
  writer.put('addons[0].namespaceConfig.namespace', namespaceIn(given['namespace-config']), 'namespace-config')
  writer.put(
    'addonsConfig.autoApplyPodIdentityAssociations',
    given['auto-apply-pod-identity-associations'],
    'auto-apply-pod-identity-associations',
  )
  return writer.stated()
}

function namespaceIn(text: string | undefined): string | undefined {
  if (!text) return undefined
  const namespace = /^namespace=(.+)$/.exec(text)?.[1]
  if (namespace === undefined) throw badFlag(`--namespace-config=${text}: must be namespace=<name>`)
  return namespace
}

/** Flags of create fargateprofile. */
export const fargateProfileFlags = {
  ...joining,
  name: string({ char: 'n', summary: 'name of the profile', default: 'made up' }),
  namespace: string({ summary: 'namespace of the pods that run on Fargate' }),
  labels: map({ char: 'l', summary: 'labels that these pods have' }),
  tags: map({ char: 't', summary: 'AWS tags of the profile' }),
  ...awsFlags,
}

export const fargateProfileFile: FileRules = { without: [...cluster, 'namespace', 'labels'], ignored: ['tags'] }

/** A name for a Fargate profile that nobody named. */
export const randomProfileName = (): string => `fp-${randomBytes(4).toString('hex')}`

/** One Fargate profile, as flags state it. */
export function fargateProfileFromFlags(given: Given<typeof fargateProfileFlags>, name: string, place: Place): StatedByFlags {
  if (name.startsWith('eks-')) throw badFlag(`--name=${name}: names that begin with eks- are EKS's own`)
  const writer = new Writer(place, 'cluster')
  writer.put('fargateProfiles[0].name', name, 'name')
  writer.put('fargateProfiles[0].selectors[0].namespace', given.namespace, 'namespace')
  if (Object.keys(given.labels ?? {}).length > 0) writer.put('fargateProfiles[0].selectors[0].labels', given.labels, 'labels')
  writer.put('fargateProfiles[0].tags', given.tags ?? {}, 'tags')
  return writer.stated()
}

/** Flags of associate identityprovider. */
export const identityProviderFlags = {
  ...clusterFlags,
  ...regionFlags,
  ...configFlags,
  ...waitFlags,
  ...timeoutFlags('35m0s'),
  ...performFlags,
  ...awsFlags,
}
