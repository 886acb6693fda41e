import { performFlags } from './global.ts'
import { awsFlags, configFlags, timeoutFlags, waitFlags } from './groups.ts'

/** Flags of update nodegroup: all else stands in its file. */
export const updateNodegroupFlags = { ...configFlags, ...waitFlags, ...timeoutFlags(), ...performFlags, ...awsFlags }
