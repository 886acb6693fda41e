import { bool, type Given, oneOf } from '../flags.ts'
import type { ClusterConfig } from '../config/schema/cluster-config.ts'
import { badFlag, cluster, type FileRules } from './conflicts.ts'
import { performFlags } from './global.ts'
import { approveFlags, awsFlags, clusterFlags, configFlags, namedClusterFlags, regionFlags, timeoutFlags } from './groups.ts'
import { type Place, type StatedByFlags, Writer } from './stated.ts'

/** How a cluster lets people in: by aws-auth, by access entries, or by both. */
const accessModes = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'] as const

/** Flags of utils associate-iam-oidc-provider. */
export const associateOidcProviderFlags = {
  ...namedClusterFlags,
  ...regionFlags,
  ...configFlags,
  ...approveFlags,
  ...performFlags,
  ...awsFlags,
}

/** A cluster that is to have a provider, as a line states it. */
export function oidcProviderFromFlags(place: Place): StatedByFlags {
  const writer = new Writer(place, 'cluster')
  writer.put('iam.withOIDC', true, 'cluster')
  return writer.stated()
}

/** Flags of utils update-authentication-mode. */
export const authenticationModeFlags = {
  ...clusterFlags,
  ...regionFlags,
  ...configFlags,
  'authentication-mode': oneOf(accessModes, { summary: 'who comes in: by aws-auth, by access entries as well, or by those alone' }),
  ...performFlags,
}

export const authenticationModeFile: FileRules = { without: [...cluster, 'authentication-mode'] }

/** The mode that a file states, or the line. */
export function modeOf(given: Given<typeof authenticationModeFlags>, stated: ClusterConfig | undefined): (typeof accessModes)[number] {
  const mode = stated === undefined ? given['authentication-mode'] : stated.accessConfig?.authenticationMode
  const known = accessModes.find((one) => one === mode)
  if (known === undefined) throw badFlag(`--authentication-mode must be set: one of ${accessModes.join(', ')}`)
  return known
}

/** Flags of utils migrate-to-access-entry. */
export const migrateToEntriesFlags = {
  ...clusterFlags,
  ...regionFlags,
  'target-authentication-mode': oneOf(['API_AND_CONFIG_MAP', 'API'] as const, {
    summary: 'API leaves aws-auth behind, and deletes it',
    default: 'API_AND_CONFIG_MAP',
  }),
  ...approveFlags,
  ...timeoutFlags(),
  ...performFlags,
}

/** Flags of utils migrate-to-pod-identity. */
export const migrateToPodIdentityFlags = {
  ...clusterFlags,
  ...regionFlags,
  'remove-oidc-provider-trust-relationship': bool({ summary: 'take the old trust from the roles, and the annotation from the accounts' }),
  ...approveFlags,
  ...timeoutFlags(),
  ...performFlags,
}

/** A cluster, as a line names it. */
export const placeStated = (place: Place): StatedByFlags => new Writer(place, 'cluster').stated()

/** A cluster, as a line names it, with the agent that gives pods their roles. */
export function agentStated(place: Place): StatedByFlags {
  const writer = new Writer(place, 'cluster')
  writer.put('addons[0].name', 'eks-pod-identity-agent', 'cluster')
  return writer.stated()
}
