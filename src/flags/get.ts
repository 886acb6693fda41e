import { arn, bool, type Flags, int, string } from '../flags.ts'
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

/** Where the parts of a cluster are looked for, which, and how they are shown. */
const parts = <F extends Flags>(which: F) => ({ ...clusterFlags, ...which, ...regionFlags, ...getFlags, ...configFlags, ...awsFlags })

/** Flags of get nodegroup. */
export const getNodegroupFlags = { ...parts({ name: string({ char: 'n', summary: 'name of the nodegroup' }) }), ...timeoutFlags() }

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
export const getAddonFlags = { ...parts({ name: string({ summary: 'name of the add-on' }) }), ...timeoutFlags() }

/** Flags of get fargateprofile. */
export const getFargateProfileFlags = { ...parts({ name: string({ summary: 'name of the profile' }) }), ...timeoutFlags() }

/** A profile can be named beside a file: eksctl lets it. */
export const getFargateProfileFile: FileRules = { without: cluster.filter((flag) => flag !== 'name') }

/** Flags of get iamserviceaccount. */
export const getServiceAccountFlags = {
  ...parts({ name: string({ summary: 'name of the service account' }), namespace: string({ summary: 'its namespace' }) }),
  'chunk-size': int({ summary: 'no effect: CloudFormation has pages of its own', default: '100', within: [1, 100] }),
  ...timeoutFlags(),
}

/** Flags of get podidentityassociation. */
export const getPodIdentityFlags = {
  ...clusterFlags,
  namespace: string({ summary: 'namespace of the service account' }),
  'service-account-name': string({ summary: 'name of the service account; needs --namespace' }),
  ...regionFlags,
  ...getFlags,
  ...configFlags,
  ...timeoutFlags(),
}

export const getPodIdentityFile: FileRules = { without: ['cluster'], ignored: ['region'] }

/** Flags of get accessentry. */
export const getAccessEntryFlags = parts({ 'principal-arn': arn({ summary: 'role or user that comes in' }) })

export const getAccessEntryFile: FileRules = { without: [...cluster, 'principal-arn'] }

/** Flags of get iamidentitymapping. */
export const getIdentityMappingFlags = {
  ...namedClusterFlags,
  arn: string({ summary: 'role or user that comes in' }),
  role: string({ summary: 'old name of --arn', hidden: true }),
  ...regionFlags,
  ...getFlags,
  'chunk-size': int({ summary: 'no effect: the map is read whole', default: '100', within: [1, 100] }),
  ...configFlags,
  ...timeoutFlags(),
  ...awsFlags,
}

/** Flags of get identityprovider. */
export const getIdentityProviderFlags = parts({ name: string({ summary: 'name of the provider' }) })

/** Flags of get capability. */
export const getCapabilityFlags = parts({ name: string({ summary: 'name of the capability' }) })
