import type { Complaint } from './complaint.ts'
import { parentPath } from './path.ts'
import type { ClusterConfig } from './schema/cluster-config.ts'

/**
 * What a config is for: which rules hold. `existing cluster` is for commands that add to one, the words after it for those with rules
 * of their own; `metadata only` for commands that need no more than name and region.
 */
export type Purpose =
  | 'create cluster'
  | 'create nodegroup'
  | 'existing cluster'
  | 'addons'
  | 'fargate profiles'
  | 'pod identities'
  | 'capabilities'
  | 'gitops'
  | 'scaling'
  | 'labels'
  | 'update settings'
  | 'service accounts gone'
  | 'access entries gone'
  | 'pod identities named'
  | 'identity providers gone'
  | 'access mode'
  | 'OIDC provider'
  | 'control plane version'
  | 'logs'
  | 'control plane network'
  | 'public ranges'
  | 'zonal shift'
  | 'control plane components'
  | 'key for secrets'
  | 'Auto Mode'
  | 'metadata only'

/** Whether nodegroups of the config are made, so that their names and their version matter. */
export function makesNodegroups(purpose: Purpose): boolean {
  return purpose === 'create cluster' || purpose === 'create nodegroup'
}

/** A config as stated, in a file or by flags, with nothing filled in. */
export interface Config {
  readonly stated: ClusterConfig
  readonly origin: 'file' | 'flags'
  readonly purpose: Purpose
  /** Where the value of a path (or the nearest that holds it) was stated: `cluster.yaml:6:5` or `--nodes`. */
  readonly source: (path: string) => string | undefined
  /** What reading it gave cause to say. */
  readonly warnings: readonly Complaint[]
}

/** Finds the place of a path, or of the nearest path around it that has one. */
export function nearestSource(path: string, placeOf: (path: string) => string | undefined): string | undefined {
  for (let at: string | undefined = path; at !== undefined; at = parentPath(at)) {
    const place = placeOf(at)
    if (place !== undefined) return place
  }
  return undefined
}
