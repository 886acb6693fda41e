import type { AccessEntry, ClusterConfig } from '../schema/cluster-config.ts'
import { policyNamed, policyOfEks, scopeNamed, scopeWhole } from './access-policies.ts'
import { isStated, oneOf } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

const entryTypes = ['STANDARD', 'EC2', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'HYBRID_LINUX']
/** Types whose rights EKS itself decides. */
const nodeTypes = ['EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'HYBRID_LINUX']

/** Rules about access entries. */
export const accessRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V109',
    check: ({ accessConfig }) =>
      isStated(accessConfig?.accessEntries) &&
      accessConfig?.authenticationMode === 'CONFIG_MAP' &&
      fault('accessConfig.authenticationMode', 'access entries need API or API_AND_CONFIG_MAP, not CONFIG_MAP'),
  },
  entry('V110', ({ principalARN }, at) => principalARN === undefined && fault(`${at}.principalARN`, 'must be set')),
  entry(
    'V111',
    ({ type = '' }, at) => type !== '' && !entryTypes.includes(type) && fault(`${at}.type`, `must be ${oneOf(entryTypes)}, not "${type}"`),
  ),
  entry(
    'V112',
    ({ type = '', kubernetesGroups, kubernetesUsername }, at) =>
      nodeTypes.includes(type) && [
        isStated(kubernetesGroups) && fault(`${at}.kubernetesGroups`, `an entry of type ${type} has its own groups`),
        isStated(kubernetesUsername) && fault(`${at}.kubernetesUsername`, `an entry of type ${type} has its own user name`),
      ],
  ),
  entry(
    'V113',
    ({ type = '', accessPolicies }, at) =>
      nodeTypes.includes(type) &&
      isStated(accessPolicies) &&
      fault(`${at}.accessPolicies`, `an entry of type ${type} takes no access policies`),
  ),
  entry('V114', ({ accessPolicies }, at) => each(accessPolicies, `${at}.accessPolicies`, policyNamed)),
  entry('V115', ({ accessPolicies }, at) => each(accessPolicies, `${at}.accessPolicies`, policyOfEks)),
  entry('V116', ({ accessPolicies }, at) => each(accessPolicies, `${at}.accessPolicies`, scopeNamed)),
  entry('V117', ({ accessPolicies }, at) => each(accessPolicies, `${at}.accessPolicies`, scopeWhole)),
  {
    id: 'V118',
    check: ({ accessConfig }) =>
      each(accessConfig?.accessEntries, 'accessConfig.accessEntries', ({ principalARN }, at, i) => {
        const first = accessConfig?.accessEntries?.findIndex((other) => other.principalARN === principalARN) ?? i
        return (
          principalARN !== undefined &&
          first < i &&
          fault(`${at}.principalARN`, `${principalARN} is also accessConfig.accessEntries[${first}]`)
        )
      }),
  },
]

/** Rules about the aws-auth config map. */
export const identityMappingRules: readonly Rule<ClusterConfig>[] = [
  mapping(
    'X1',
    ({ arn, account, serviceName }, at) =>
      ![arn, account, serviceName].some(isStated) && fault(`${at}.arn`, 'must be set: the role or user that may come in'),
  ),
  mapping(
    'V92',
    ({ serviceName, arn, username, groups }, at) =>
      isStated(serviceName) &&
      isStated(arn) &&
      isStated(username) &&
      isStated(groups) &&
      fault(`${at}.serviceName`, 'cannot stand together with arn, username and groups'),
  ),
  mapping(
    'V93',
    ({ serviceName, namespace }, at) =>
      isStated(serviceName) && !isStated(namespace) && fault(`${at}.namespace`, 'must be set with serviceName'),
  ),
  mapping(
    'V94',
    ({ serviceName, namespace }, at) =>
      isStated(namespace) && !isStated(serviceName) && fault(`${at}.namespace`, 'is for serviceName only'),
  ),
  mapping('V95', ({ account, arn, username, groups, serviceName, namespace }, at) => {
    const others = [arn, username, groups, serviceName, namespace].some(isStated)
    return isStated(account) && others && fault(`${at}.account`, 'cannot stand together with other keys')
  }),
  mapping(
    'V96',
    ({ serviceName }, at) =>
      isStated(serviceName) &&
      serviceName !== 'emr-containers' &&
      fault(`${at}.serviceName`, `must be emr-containers, not "${serviceName}"`),
  ),
]

/** Rules about OIDC providers for the Kubernetes API. */
export const identityProviderRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V36',
    check: ({ identityProviders }) =>
      each(identityProviders, 'identityProviders', ({ name, clientID, issuerURL }, at) =>
        Object.entries({ name, clientID, issuerURL }).map(([key, value]) => !isStated(value) && fault(`${at}.${key}`, 'must be set')),
      ),
  },
]

function entry(id: string, check: (entry: AccessEntry, at: string) => Verdict): Rule<ClusterConfig> {
  return { id, check: ({ accessConfig }) => each(accessConfig?.accessEntries, 'accessConfig.accessEntries', check) }
}

type Mapping = NonNullable<ClusterConfig['iamIdentityMappings']>[number]

function mapping(id: string, check: (mapping: Mapping, at: string) => Verdict): Rule<ClusterConfig> {
  return { id, check: ({ iamIdentityMappings }) => each(iamIdentityMappings, 'iamIdentityMappings', check) }
}
