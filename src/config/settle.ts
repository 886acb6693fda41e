import { exitCodes } from '../errors.ts'
import { type Complaint, ConfigError } from './complaint.ts'
import type { Config } from './config.ts'
import { draft } from './examine.ts'
import type { KnownVersion, LiveVersion } from './facts.ts'
import type { ClusterConfig } from './schema/cluster-config.ts'

/** What settling takes from a look at AWS. */
export interface Survey {
  readonly caller: { readonly account: string; readonly arn: string }
  /** The versions of EKS. */
  readonly versions: readonly KnownVersion[]
  /** The cluster, where it exists: its version is the default for what joins it. */
  readonly live?: LiveVersion | undefined
}

/** A config with every default. What depends on the network, images and keys of AWS is still open. */
export interface Settled {
  readonly config: ClusterConfig
  /** Kubernetes, `1.33`. */
  readonly version: string
  /** What the rules gave cause to say; what reading did stands in the config itself. */
  readonly warnings: readonly Complaint[]
  /** How it is printed: whole, or the nodegroups alone (`create nodegroup` by flags). */
  readonly form: 'cluster' | 'nodegroups'
}

/** Fills in every default and asks the rules again, now that versions and the live cluster are known. Throws one ConfigError (exit 6) with all complaints. */
export function settle(config: Config, survey: Survey): Settled {
  const { cluster, version, complaints } = draft(config, survey)
  const errors = complaints.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new ConfigError(errors, exitCodes.refused)
  return {
    config: cluster,
    version: version ?? '',
    warnings: complaints,
    form: config.origin === 'flags' && config.purpose === 'create nodegroup' ? 'nodegroups' : 'cluster',
  }
}
