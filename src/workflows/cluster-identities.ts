import type { Step } from '../plan/step.ts'
import { accessEntrySteps } from './access-entries.ts'
import { identityMappingSteps } from './identity-mappings.ts'
import { identityProviderStep } from './identity-providers.ts'
import { logRetentionStep } from './log-retention.ts'
import { oidcProviderStep } from './oidc-provider.ts'
import { podIdentitySteps } from './pod-identities.ts'
import type { IdentityPlace } from './role-stacks.ts'
import { serviceAccountSteps } from './service-accounts.ts'

/** The provider that roles for tokens need; none where the cluster shall have none. */
export const clusterOidcProvider = (place: IdentityPlace, after: readonly Step[]): Step[] =>
  place.cluster.config.iam?.withOIDC === true ? [oidcProviderStep(place, after)] : []

/** Who may come into a new cluster, and what its pods may do in AWS. `provider` as above. */
export function clusterIdentities(place: IdentityPlace, controlPlane: Step, provider: readonly Step[], agent: readonly Step[]): Step[] {
  const { config, name } = place.cluster
  const days = config.cloudWatch?.clusterLogging?.logRetentionInDays ?? 0
  const logged = (config.cloudWatch?.clusterLogging?.enableTypes ?? []).length > 0
  const entries = accessEntrySteps(place, config.accessConfig?.accessEntries ?? [], [controlPlane])
  // Whoever has no rights by birth gets them by an entry, and only then may write to Kubernetes.
  const inside = [controlPlane, ...(config.accessConfig?.bootstrapClusterCreatorAdminPermissions === false ? entries : [])]
  return [
    ...entries,
    ...serviceAccountSteps(place, config.iam?.serviceAccounts ?? [], [...inside, ...provider]),
    ...podIdentitySteps(place, config.iam?.podIdentityAssociations ?? [], [...inside, ...agent]),
    ...identityMappingSteps(place, config.iamIdentityMappings ?? [], inside),
    ...(config.identityProviders ?? []).map((one) => identityProviderStep(name, one, [controlPlane], true)),
    ...(days > 0 && logged ? [logRetentionStep(name, days, [controlPlane])] : []),
  ]
}
