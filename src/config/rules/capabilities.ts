import type { ClusterConfig } from '../schema/cluster-config.ts'
import { policyNamed, policyOfEks, scopeNamed, scopeWhole } from './access-policies.ts'
import { isStated } from './conditions.ts'
import { each, fault, type Rule } from './rule.ts'

/** Rules about capabilities: what AWS would refuse later. */
export const capabilityRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V289',
    check: ({ capabilities }) =>
      each(capabilities, 'capabilities', ({ name, type, configuration }, at) => [
        !isStated(name) && fault(`${at}.name`, 'must be set'),
        !isStated(type) && fault(`${at}.type`, 'must be set'),
        type === 'ARGOCD' &&
          !isStated(configuration?.argocd?.awsIdc?.idcInstanceArn) &&
          fault(`${at}.configuration.argocd.awsIdc.idcInstanceArn`, 'must be set: people sign in to Argo CD by IAM Identity Center'),
      ]),
  },
  {
    id: 'N20',
    check: ({ capabilities }) =>
      each(capabilities, 'capabilities', ({ name }, at, index) => {
        const first = capabilities?.findIndex((one) => one.name === name) ?? index
        return isStated(name) && first < index && fault(`${at}.name`, `"${name}" is the name of capabilities[${first}] too`)
      }),
  },
  {
    id: 'N22',
    check: ({ capabilities }) =>
      each(capabilities, 'capabilities', ({ accessPolicies }, at) =>
        each(accessPolicies, `${at}.accessPolicies`, (policy, path) =>
          [policyNamed, policyOfEks, scopeNamed, scopeWhole].map((check) => check(policy, path)),
        ),
      ),
  },
  {
    id: 'N21',
    warning: true,
    check: ({ capabilities }) =>
      each(
        capabilities,
        'capabilities',
        ({ permissionsBoundary }, at) =>
          isStated(permissionsBoundary) &&
          fault(`${at}.permissionsBoundary`, 'has no effect; make the role with its boundary and state it as roleArn'),
      ),
  },
]

/** Of the commands about capabilities: there must be one. */
export const ownCapabilityRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V289',
    check: ({ capabilities = [] }) => capabilities.length === 0 && fault('capabilities', 'must be set: there is nothing to work on'),
  },
  ...capabilityRules,
]
