import { arn, bool, type Given, oneOf, slice, string } from '../flags.ts'
import { type AccountName, accountText } from '../config/account-name.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { badFlag, cluster, conflict, type FileRules } from './conflicts.ts'
import { passed } from './glob.ts'
import { performFlags } from './global.ts'
import {
  approveFlags,
  awsFlags,
  clusterFlags,
  configFlags,
  namedClusterFlags,
  regionFlags,
  stackFlags,
  timeoutFlags,
  waitFlags,
} from './groups.ts'

const joined = { ...clusterFlags, ...regionFlags, ...configFlags, ...timeoutFlags(), ...performFlags }

/** Flags of delete iamserviceaccount. */
export const deleteServiceAccountFlags = {
  ...joined,
  name: string({ summary: 'name of the service account' }),
  namespace: string({ summary: 'its namespace', default: 'default' }),
  include: slice({ summary: 'only service accounts that match one of these globs on namespace/name' }),
  exclude: slice({ summary: 'no service account that matches one of these globs' }),
  'only-missing': bool({ summary: 'delete what the cluster has and the file has not' }),
  ...approveFlags,
  ...waitFlags,
  ...stackFlags,
}

export const deleteServiceAccountFile: FileRules = {
  without: cluster,
  only: ['include', 'exclude', 'only-missing', 'approve'],
  ignored: ['namespace'],
}

/** The service accounts that a file lists. */
export const accountsIn = ({ iam }: ClusterConfig): AccountName[] =>
  (iam?.serviceAccounts ?? []).map(({ metadata }) => ({ namespace: metadata?.namespace || 'default', name: metadata?.name ?? '' }))

/**
 * The account of the network add-on, which goes with a file's service accounts unless the file says otherwise (D74): nobody lists it, and
 * it is not missing for that.
 */
export function impliedAccounts({ iam, addons = [], addonsConfig }: ClusterConfig): AccountName[] {
  const isImplied =
    iam?.withOIDC === true && addonsConfig?.disableDefaultAddons !== true && !addons.some(({ name }) => name.toLowerCase() === 'vpc-cni')
  return isImplied ? [{ namespace: 'kube-system', name: 'aws-node' }] : []
}

/** The accounts that globs on `namespace/name` let through. Throws where an include list matches none. */
export function passingAccounts(
  accounts: readonly AccountName[],
  { include = [], exclude = [] }: { readonly include?: readonly string[]; readonly exclude?: readonly string[] },
): AccountName[] {
  const names = accounts.map(accountText)
  const kept = passed(names, include, exclude)
  if (kept === undefined)
    throw badFlag(
      `--include=${include.join(',')} matches no service account`,
      names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`,
    )
  return accounts.filter((account) => kept.includes(accountText(account)))
}

/** Flags of delete iamidentitymapping. */
export const deleteIdentityMappingFlags = {
  ...joined,
  name: namedClusterFlags.name,
  arn: string({ summary: 'role or user that is taken out' }),
  role: string({ summary: 'old name of --arn', hidden: true }),
  account: string({ summary: 'account that is taken out' }),
  all: bool({ summary: 'take out every mapping of it, and be content where there is none' }),
  ...awsFlags,
}

/** Whom a line takes out of aws-auth: one ARN or one account. */
export function unmappedFromFlags(
  given: Given<typeof deleteIdentityMappingFlags>,
): { readonly arn: string } | { readonly account: string } {
  if (given.arn !== undefined && given.role !== undefined) throw conflict('--arn', '--role', 'they mean the same')
  const named = given.arn || given.role
  if (named && given.account) throw conflict('--arn', '--account')
  if (named) return { arn: named }
  if (given.account) return { account: given.account }
  throw badFlag('--arn or --account must be set')
}

/** Flags of delete podidentityassociation. */
export const deletePodIdentityFlags = {
  ...joined,
  name: namedClusterFlags.name,
  namespace: string({ summary: 'namespace of the service account' }),
  'service-account-name': string({ summary: 'its name' }),
  ...awsFlags,
}

export const deletePodIdentityFile: FileRules = { without: [...cluster, 'namespace', 'service-account-name'] }

/** The associations that a file lists, by their service accounts. */
export const podIdentitiesIn = ({ iam }: ClusterConfig): AccountName[] =>
  (iam?.podIdentityAssociations ?? []).map(({ namespace = '', serviceAccountName = '' }) => ({ namespace, name: serviceAccountName }))

/** Flags of delete accessentry. */
export const deleteAccessEntryFlags = {
  ...clusterFlags,
  ...regionFlags,
  ...configFlags,
  ...performFlags,
  'principal-arn': arn({ summary: 'role or user whose entry goes' }),
  ...awsFlags,
}

export const deleteAccessEntryFile: FileRules = { without: [...cluster, 'principal-arn'] }

/** The principals whose entries a file lists. */
export const principalsIn = ({ accessConfig }: ClusterConfig): string[] =>
  (accessConfig?.accessEntries ?? []).flatMap(({ principalARN }) => principalARN ?? [])

/** Flags of disassociate identityprovider. */
export const disassociateIdentityProviderFlags = {
  ...clusterFlags,
  ...regionFlags,
  ...configFlags,
  name: string({ summary: 'name of the provider' }),
  type: oneOf(['oidc'], { summary: 'kind of provider', default: 'oidc' }),
  ...waitFlags,
  ...timeoutFlags('35m0s'),
  ...performFlags,
  ...awsFlags,
}

export const disassociateIdentityProviderFile: FileRules = { without: cluster, ignored: ['type'] }
