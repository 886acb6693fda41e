import { bool, string } from '../flags.ts'
import { cluster, type FileRules } from './conflicts.ts'
import { performFlags } from './global.ts'
import { awsFlags, clusterFlags, configFlags, regionFlags, timeoutFlags, waitFlags } from './groups.ts'

/** Flags of delete addon. */
export const deleteAddonFlags = {
  ...clusterFlags,
  name: string({ summary: 'name of the add-on' }),
  preserve: bool({ summary: 'EKS lets go of it; what it put into the cluster stays and runs on' }),
  ...regionFlags,
  ...waitFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** Flags of delete fargateprofile. */
export const deleteFargateProfileFlags = {
  ...clusterFlags,
  name: string({ summary: 'name of the profile' }),
  ...regionFlags,
  ...configFlags,
  ...waitFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** The file says which cluster; which profile, the line. */
export const deleteFargateProfileFile: FileRules = { without: cluster.filter((flag) => flag !== 'name') }

/** Flags of delete capability. */
export const deleteCapabilityFlags = {
  ...clusterFlags,
  name: string({ summary: 'name of the capability' }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}
