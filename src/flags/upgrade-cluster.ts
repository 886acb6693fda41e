import { bool, string } from '../flags.ts'
import { performFlags } from './global.ts'
import { approveFlags, awsFlags, configFlags, regionFlags, timeoutFlags } from './groups.ts'
import { type Place, type StatedByFlags, Writer } from './stated.ts'

const upgrading = (timeout: string) => ({
  name: string({ char: 'n', summary: 'name of the cluster' }),
  version: string({ summary: 'Kubernetes version, one minor version up or down', default: 'the next', value: '1.34' }),
  ...regionFlags,
  ...configFlags,
  ...timeoutFlags(timeout),
  ...performFlags,
  ...approveFlags,
  ...awsFlags,
})

/** Flags of upgrade cluster. */
export const upgradeClusterFlags = {
  ...upgrading('1h5m0s'),
  force: bool({ summary: 'even where EKS finds something that speaks against it' }),
}

/** Flags of update cluster, the old name of upgrade cluster. */
export const updateClusterFlags = {
  ...upgrading('35m0s'),
  'dry-run': bool({ summary: 'old inverse of --approve', default: 'true', hidden: true }),
  wait: bool({ char: 'w', summary: 'no effect: it is waited for in any case', hidden: true }),
}

/** The version, as the line states it. */
export function versionFromFlags(given: { readonly version?: string }, place: Place): StatedByFlags {
  const writer = new Writer(place, 'name')
  writer.put('metadata.version', given.version, 'version')
  return writer.stated()
}
