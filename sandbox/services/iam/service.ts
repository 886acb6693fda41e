import type { Service } from '../../service.ts'
import { instanceProfileOperations } from './instance-profiles.ts'
import { linkedRoleOperations } from './linked-roles.ts'
import { oidcProviderOperations } from './oidc-providers.ts'
import { policyOperations } from './policies.ts'
import { roleOperations } from './roles.ts'
import { seedIam } from './seed.ts'
import { userOperations } from './users.ts'

/** IAM: who may do what. One for the account, whatever the region. */
export const iam: Service = {
  name: 'iam',
  client: () => import('@aws-sdk/client-iam'),
  operations: {
    ...roleOperations,
    ...linkedRoleOperations,
    ...policyOperations,
    ...instanceProfileOperations,
    ...oidcProviderOperations,
    ...userOperations,
    ListAccountAliases: () => ({ AccountAliases: [], IsTruncated: false }),
  },
  seed: seedIam,
}
