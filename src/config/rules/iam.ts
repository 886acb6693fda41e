import type { ClusterConfig, PodIdentityAssociation, ServiceAccount } from '../schema/cluster-config.ts'
import { anyPolicy, isStated, statedOf } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** Rules about service accounts and pod identities. */
export const iamRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V4',
    check: ({ iam }) =>
      isStated(iam?.serviceAccounts) &&
      iam?.withOIDC !== true &&
      fault('iam.serviceAccounts', 'service accounts with roles need iam.withOIDC: true'),
  },
  {
    id: 'V5',
    check: ({ iam }) =>
      each(
        iam?.serviceAccounts,
        'iam.serviceAccounts',
        (account, at) => !isStated(account.metadata?.name) && fault(`${at}.metadata.name`, 'must be set'),
      ),
  },
  {
    id: 'V6',
    check: ({ iam }) =>
      each(iam?.serviceAccounts, 'iam.serviceAccounts', (account, at, i) => {
        const first = iam?.serviceAccounts?.findIndex((other) => fullName(other) === fullName(account)) ?? i
        return first < i && fault(`${at}.metadata`, `${fullName(account)} is also iam.serviceAccounts[${first}]`)
      }),
  },
  {
    id: 'V7',
    check: ({ iam }) =>
      each(
        iam?.serviceAccounts,
        'iam.serviceAccounts',
        (account, at) =>
          !anyPolicy(account.wellKnownPolicies) &&
          !isStated(account.attachPolicyARNs) &&
          account.attachPolicy === undefined &&
          !isStated(account.attachRoleARN) &&
          fault(at, 'needs one of wellKnownPolicies, attachPolicyARNs, attachPolicy, attachRoleARN'),
      ),
  },
  { id: 'V9', check: ({ iam }) => each(iam?.podIdentityAssociations, 'iam.podIdentityAssociations', policyOfName) },
  { id: 'V10', check: ({ iam }) => each(iam?.podIdentityAssociations, 'iam.podIdentityAssociations', policyName) },
]

/** Rules about pod identities that are to be made. */
export const podIdentityRules: readonly Rule<ClusterConfig>[] = [
  { id: 'V244', check: ({ iam }) => each(iam?.podIdentityAssociations, 'iam.podIdentityAssociations', completeAssociation) },
]

/** Rules of the command that makes pod identities. */
export const ownPodIdentityRules: readonly Rule<ClusterConfig>[] = [
  ...podIdentityRules,
  {
    id: 'V295',
    check: ({ iam }) =>
      each(
        iam?.podIdentityAssociations,
        'iam.podIdentityAssociations',
        ({ policy, disableSessionTags }, at) =>
          isStated(policy) && disableSessionTags !== true && fault(`${at}.policy`, 'needs disableSessionTags: true'),
      ),
  },
]

/** V9: a name for an inline policy needs the policy. */
export function policyOfName({ permissionPolicyName: name = '', permissionPolicy }: PodIdentityAssociation, at: string): Verdict {
  return (
    name !== '' &&
    !isStated(permissionPolicy) &&
    fault(`${at}.permissionPolicyName`, 'names a policy that is not there: permissionPolicy must be set')
  )
}

/** V10: the name of an inline policy has a letter or digit, and nothing that IAM does not take. */
export function policyName({ permissionPolicyName: name = '', permissionPolicy }: PodIdentityAssociation, at: string): Verdict {
  if (name === '' || !isStated(permissionPolicy)) return undefined
  if (!/[A-Za-z0-9]/.test(name)) return fault(`${at}.permissionPolicyName`, `"${name}" has no letter or digit`)
  return (
    !/^[\w+=,.@-]+$/.test(name) &&
    fault(`${at}.permissionPolicyName`, `"${name}": IAM takes letters, digits and +=,.@_- in the name of a policy`)
  )
}

/** V239, V244: whom the role is for, and either a role or what it is made of. */
export function completeAssociation(association: PodIdentityAssociation, at: string): Verdict {
  const { namespace, serviceAccountName, roleARN } = association
  const policies = statedOf({
    permissionPolicy: isStated(association.permissionPolicy),
    permissionPolicyARNs: isStated(association.permissionPolicyARNs),
    wellKnownPolicies: anyPolicy(association.wellKnownPolicies),
  })
  return [
    !isStated(namespace) && fault(`${at}.namespace`, 'must be set'),
    !isStated(serviceAccountName) && fault(`${at}.serviceAccountName`, 'must be set'),
    !isStated(roleARN) &&
      policies.length === 0 &&
      fault(at, 'needs one of roleARN, permissionPolicy, permissionPolicyARNs, wellKnownPolicies'),
    isStated(roleARN) && policies.length > 0 && fault(`${at}.roleARN`, `cannot stand together with ${policies.join(', ')}`),
  ]
}

function fullName({ metadata }: ServiceAccount): string {
  return `${isStated(metadata?.namespace) ? metadata?.namespace : 'default'}/${metadata?.name}`
}
