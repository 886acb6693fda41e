import { badFlag, type GivenFlags } from './conflicts.ts'
import { performFlags } from './global.ts'
import { awsFlags, configFlags, timeoutFlags } from './groups.ts'

/** Flags of enable flux. */
export const enableFluxFlags = { ...configFlags, ...timeoutFlags(), ...performFlags, ...awsFlags }

/** Throws without a file: what Flux is told has a place nowhere else. */
export function onlyByFile(given: GivenFlags): void {
  if (given['config-file'] === undefined) throw badFlag('--config-file/-f must be set', 'name a ClusterConfig with gitops.flux')
}
