import { performFlags } from './global.ts'
import { approveFlags, awsFlags, configFlags, namedClusterFlags, regionFlags, timeoutFlags } from './groups.ts'

/** Flags of utils update-legacy-subnet-settings. */
export const legacySubnetFlags = {
  ...namedClusterFlags,
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(),
  ...performFlags,
  ...awsFlags,
}

/** Flags of utils update-kube-proxy, update-aws-node, update-coredns and install-vpc-controllers. */
export const coreAddonFlags = { ...legacySubnetFlags, ...approveFlags }
