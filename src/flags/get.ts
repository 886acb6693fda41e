import { arn, bool, string } from '../flags.ts'
import { cluster, type FileRules } from './conflicts.ts'
import { awsFlags, clusterFlags, configFlags, getFlags, namedClusterFlags, regionFlags, timeoutFlags } from './groups.ts'

/** Flags of get cluster. */
export const getClusterFlags = {
  name: string({ char: 'n', summary: 'name of the cluster' }),
  'all-regions': bool({ char: 'A', summary: 'look into every region of the account' }),
  ...regionFlags,
  ...getFlags,
  ...timeoutFlags(),
  ...configFlags,
  ...awsFlags,
}

/** Where the parts of a cluster are looked for, and how they are shown. */
const looking = { ...clusterFlags, ...regionFlags, ...configFlags, ...getFlags, ...awsFlags }

/** Flags of get nodegroup. */
export const getNodegroupFlags = { ...looking, name: string({ char: 'n', summary: 'name of the nodegroup' }), ...timeoutFlags() }

/** Flags of get labels. */
export const getLabelsFlags = {
  ...clusterFlags,
  nodegroup: string({ char: 'n', summary: 'name of the nodegroup' }),
  ...regionFlags,
  ...configFlags,
  output: getFlags.output,
  ...timeoutFlags(),
  ...awsFlags,
}

/** Flags of get addon. */
export const getAddonFlags = { ...looking, name: string({ summary: 'name of the add-on' }), ...timeoutFlags() }

/** Flags of get fargateprofile. */
export const getFargateProfileFlags = { ...looking, name: string({ summary: 'name of the profile' }), ...timeoutFlags() }

/** A profile can be named beside a file: eksctl lets it. */
export const getFargateProfileFile: FileRules = { without: cluster.filter((flag) => flag !== 'name') }

/** Flags of get iamserviceaccount. */
export const getServiceAccountFlags = {
  ...looking,
  name: string({ summary: 'name of the service account' }),
  namespace: string({ summary: 'its namespace' }),
  ...timeoutFlags(),
}

/** Flags of get podidentityassociation. */
export const getPodIdentityFlags = {
  ...clusterFlags,
  ...regionFlags,
  ...configFlags,
  namespace: string({ summary: 'namespace of the service account' }),
  'service-account-name': string({ summary: 'name of the service account; needs --namespace' }),
  ...getFlags,
  ...timeoutFlags(),
}

export const getPodIdentityFile: FileRules = { without: ['cluster'], ignored: ['region'] }

/** Flags of get accessentry. */
export const getAccessEntryFlags = { ...looking, 'principal-arn': arn({ summary: 'role or user that comes in' }) }

export const getAccessEntryFile: FileRules = { without: [...cluster, 'principal-arn'] }

/** Flags of get iamidentitymapping. */
export const getIdentityMappingFlags = {
  ...namedClusterFlags,
  ...regionFlags,
  ...configFlags,
  arn: string({ summary: 'role or user that comes in' }),
  role: string({ summary: 'old name of --arn', hidden: true }),
  ...getFlags,
  ...timeoutFlags(),
  ...awsFlags,
}

/** Flags of get identityprovider. */
export const getIdentityProviderFlags = { ...looking, name: string({ summary: 'name of the provider' }) }

/** Flags of get capability. */
export const getCapabilityFlags = { ...looking, name: string({ summary: 'name of the capability' }) }
