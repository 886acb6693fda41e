import { ConfigError } from './complaint.ts'
import { type Config, nearestSource, type Purpose } from './config.ts'
import { examine } from './examine.ts'
import type { ClusterConfig } from './schema/cluster-config.ts'

/**
 * A config from flags. `stated` holds what flags said and nothing else; a nodegroup of a new cluster that has no name gets one when it
 * is settled (leave `name` empty). `flagByPath` says which flag a path comes from (`managedNodeGroups[0].desiredCapacity` → `--nodes`).
 * Throws one ConfigError (exit 64) with all that is wrong by itself.
 */
export function configFromFlags(
  stated: ClusterConfig,
  flagByPath: Readonly<Record<string, string>>,
  purpose: Purpose = 'create cluster',
): Config {
  const source = (path: string) => nearestSource(path, (at) => (Object.hasOwn(flagByPath, at) ? flagByPath[at] : undefined))
  const config: Config = { stated, origin: 'flags', purpose, source, warnings: [] }
  const errors = examine(config).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new ConfigError(errors)
  return config
}
