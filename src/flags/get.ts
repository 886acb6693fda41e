import { arn, bool, type Flag, type Flags, int, string } from '../flags.ts'
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
const parts = <F extends Flags>(which: F) => ({
  ...clusterFlags,
  ...which,
  ...regionFlags,
  ...getFlags,
  ...configFlags,
  ...timeoutFlags(),
  ...awsFlags,
})

/** A flag that scripts may give, where lists come in no pages or in AWS's own. */
const noChunks = (why: string): Flag<number> => int({ summary: `no effect: ${why}`, default: '100', within: [1, 100] })

/** Flags of get nodegroup. */
export const getNodegroupFlags = parts({ name: string({ char: 'n', summary: 'name of the nodegroup' }) })

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
export const getAddonFlags = parts({ name: string({ summary: 'name of the add-on' }) })

/** Flags of get fargateprofile. */
export const getFargateProfileFlags = parts({ name: string({ summary: 'name of the profile' }) })

/** A profile can be named beside a file: eksctl lets it. */
export const getFargateProfileFile: FileRules = { without: cluster.filter((flag) => flag !== 'name') }

/** Flags of get iamserviceaccount. */
export const getServiceAccountFlags = {
  ...parts({ name: string({ summary: 'name of the service account' }), namespace: string({ summary: 'its namespace' }) }),
  'chunk-size': noChunks('CloudFormation has pages of its own'),
}

/** Flags of get podidentityassociation. */
export const getPodIdentityFlags = parts({
  namespace: string({ summary: 'namespace of the service account' }),
  'service-account-name': string({ summary: 'name of the service account; needs --namespace' }),
})

export const getPodIdentityFile: FileRules = { without: ['cluster'], ignored: ['region'] }

/** Flags of get accessentry. */
export const getAccessEntryFlags = parts({ 'principal-arn': arn({ summary: 'role or user that comes in' }) })

export const getAccessEntryFile: FileRules = { without: [...cluster, 'principal-arn'] }

/** Flags of get iamidentitymapping. */
export const getIdentityMappingFlags = {
  ...namedClusterFlags,
  ...parts({
    arn: string({ summary: 'role or user that comes in' }),
    role: string({ summary: 'old name of --arn', hidden: true }),
  }),
  'chunk-size': noChunks('the map is read whole'),
}

/** Flags of get identityprovider. */
export const getIdentityProviderFlags = parts({ name: string({ summary: 'name of the provider' }) })

/** Flags of get capability. */
export const getCapabilityFlags = parts({ name: string({ summary: 'name of the capability' }) })
