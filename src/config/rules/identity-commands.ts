import type { ClusterConfig } from '../schema/cluster-config.ts'
import { isStated, oneOf } from './conditions.ts'
import { each, fault, type Rule } from './rule.ts'

/** Of delete iamserviceaccount: only with OIDC can there be roles for tokens. */
export const goneServiceAccountRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V291',
    check: ({ iam }) =>
      (iam === undefined || iam.withOIDC === false) &&
      fault('iam.withOIDC', 'must be true: service accounts have roles of their own only with OIDC'),
  },
]

/** Of delete accessentry: whose entries go. */
export const goneAccessEntryRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V293',
    check: ({ accessConfig }) =>
      isStated(accessConfig?.accessEntries)
        ? each(
            accessConfig?.accessEntries,
            'accessConfig.accessEntries',
            ({ principalARN }, at) => !isStated(principalARN) && fault(`${at}.principalARN`, 'must be set'),
          )
        : fault('accessConfig.accessEntries', 'must be set: it says whose entries go'),
  },
]

/** Of update and delete podidentityassociation: which associations are meant. */
export const namedPodIdentityRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V294',
    check: ({ iam }) =>
      isStated(iam?.podIdentityAssociations)
        ? each(iam?.podIdentityAssociations, 'iam.podIdentityAssociations', ({ namespace, serviceAccountName }, at) => [
            !isStated(namespace) && fault(`${at}.namespace`, 'must be set'),
            !isStated(serviceAccountName) && fault(`${at}.serviceAccountName`, 'must be set'),
          ])
        : fault('iam.podIdentityAssociations', 'must be set: it says which associations are meant'),
  },
]

const modes = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API']

/** Of utils update-authentication-mode. */
export const accessModeRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V303',
    check: ({ accessConfig: { authenticationMode = '' } = {} }) =>
      !modes.includes(authenticationMode) &&
      fault(
        'accessConfig.authenticationMode',
        authenticationMode === '' ? `must be set: ${oneOf(modes)}` : `must be ${oneOf(modes)}, not "${authenticationMode}"`,
      ),
  },
]

/** Of utils associate-iam-oidc-provider. */
export const oidcProviderRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V307',
    check: ({ iam }) =>
      (iam === undefined || iam.withOIDC === false) && fault('iam.withOIDC', 'must be true: the file says that there is to be a provider'),
  },
]

/** Of disassociate identityprovider: which providers go. */
export const goneIdentityProviderRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V308',
    check: ({ identityProviders }) =>
      isStated(identityProviders)
        ? each(identityProviders, 'identityProviders', ({ name }, at) => !isStated(name) && fault(`${at}.name`, 'must be set'))
        : fault('identityProviders', 'must be set: it says which providers go'),
  },
]
