import { bool, string } from '../flags.ts'
import { awsFlags, clusterFlags, configFlags, getFlags, regionFlags, timeoutFlags } from './groups.ts'

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

/** Flags of get nodegroup. */
export const getNodegroupFlags = {
  ...clusterFlags,
  name: string({ char: 'n', summary: 'name of the nodegroup' }),
  ...regionFlags,
  ...getFlags,
  ...timeoutFlags(),
  ...configFlags,
  ...awsFlags,
}
