import type { ClusterConfig } from '../schema/cluster-config.ts'
import { isStated, parseArn } from './conditions.ts'
import { nodegroupsOf } from './nodegroup-names.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** Names that AWS and Kubernetes refuse, asked before anything is made: eksctl hands them over, and fails when half of it stands. */
export const awsNameRules: readonly Rule<ClusterConfig>[] = [
  { id: 'N30', check: (config) => stated(config, 'roleName').map(([name, at]) => roleName(name, at)) },
  { id: 'N31', check: (config) => stated(config, 'policies').map(([arn, at]) => policyArn(arn, at)) },
  { id: 'N47', check: (config) => stated(config, 'roles').map(([arn, at]) => roleArn(arn, at)) },
  // eksctl lets them pass; AWS refuses the call.
  {
    id: 'N32',
    warning: true,
    check: (config) => tagsOf(config).flatMap(([tags, at]) => Object.keys(tags ?? {}).map((key) => ownTag(key, at))),
  },
  {
    id: 'N33',
    check: ({ managedNodeGroups }) =>
      each(
        managedNodeGroups,
        'managedNodeGroups',
        ({ maxSize }, at) => maxSize === 0 && fault(`${at}.maxSize`, 'EKS takes 1 at least', 'minSize and desiredCapacity may be 0'),
      ),
  },
  {
    id: 'N35',
    check: ({ iam }) => [
      each(iam?.serviceAccounts, 'iam.serviceAccounts', ({ metadata }, at) => [
        objectName(metadata?.name, `${at}.metadata.name`),
        objectName(metadata?.namespace, `${at}.metadata.namespace`),
      ]),
      each(iam?.podIdentityAssociations, 'iam.podIdentityAssociations', ({ namespace, serviceAccountName }, at) => [
        objectName(serviceAccountName, `${at}.serviceAccountName`),
        objectName(namespace, `${at}.namespace`),
      ]),
    ],
  },
]

/** Names of roles to be made, ARNs of policies for them, or ARNs of roles of pods that are there, with their paths. */
function stated(config: ClusterConfig, what: 'roleName' | 'policies' | 'roles'): readonly (readonly [string, string])[] {
  const { iam, addons = [], capabilities = [] } = config
  const texts = (value: string | readonly string[] | undefined, at: string): readonly (readonly [string, string])[] =>
    typeof value === 'string' ? [[value, at] as const] : (value ?? []).map((one, i) => [one, `${at}[${i}]`] as const)
  const associations = [
    ...(iam?.podIdentityAssociations ?? []).map((one, i) => [one, `iam.podIdentityAssociations[${i}]`] as const),
    ...addons.flatMap(({ podIdentityAssociations = [] }, a) =>
      podIdentityAssociations.map((one, i) => [one, `addons[${a}].podIdentityAssociations[${i}]`] as const),
    ),
  ]
  const accounts = (iam?.serviceAccounts ?? []).map((one, i) => [one, `iam.serviceAccounts[${i}]`] as const)
  if (what === 'roleName')
    return [
      ...nodegroupsOf(config).flatMap(([one, at]) => texts(one.iam?.instanceRoleName, `${at}.iam.instanceRoleName`)),
      ...[...accounts, ...associations].flatMap(([one, at]) => texts(one.roleName, `${at}.roleName`)),
    ]
  if (what === 'roles')
    return [
      ...accounts.flatMap(([one, at]) => texts(one.attachRoleARN, `${at}.attachRoleARN`)),
      ...associations.flatMap(([one, at]) => texts(one.roleARN, `${at}.roleARN`)),
      ...addons.flatMap((one, i) => texts(one.serviceAccountRoleARN, `addons[${i}].serviceAccountRoleARN`)),
      ...capabilities.flatMap((one, i) => texts(one.roleArn, `capabilities[${i}].roleArn`)),
    ]
  return [
    // Beside a role that exists they have no effect.
    ...accounts.flatMap(([one, at]) => texts(isStated(one.attachRoleARN) ? [] : one.attachPolicyARNs, `${at}.attachPolicyARNs`)),
    ...associations.flatMap(([one, at]) => texts(isStated(one.roleARN) ? [] : one.permissionPolicyARNs, `${at}.permissionPolicyARNs`)),
    ...addons.flatMap((one, i) => texts(one.attachPolicyARNs, `addons[${i}].attachPolicyARNs`)),
    ...capabilities.flatMap((one, i) => texts(one.attachPolicyARNs, `capabilities[${i}].attachPolicyARNs`)),
  ]
}

/** IAM's rule for names. */
const roleName = (name: string, at: string): Verdict =>
  name !== '' && !/^[\w+=,.@-]{1,64}$/.test(name) && fault(at, `"${name}" is no name for a role: up to 64 letters, digits and +=,.@_- are`)

const policyArn = (arn: string, at: string): Verdict =>
  parseArn(arn)?.resource.startsWith('policy/') !== true &&
  fault(at, `"${arn}" is not the ARN of a policy (arn:aws:iam::ACCOUNT:policy/NAME, with aws for an account where the policy is AWS's)`)

const roleArn = (arn: string, at: string): Verdict =>
  arn !== '' &&
  parseArn(arn)?.resource.startsWith('role/') !== true &&
  fault(at, `"${arn}" is not the ARN of a role (arn:aws:iam::ACCOUNT:role/NAME)`)

function tagsOf(config: ClusterConfig): readonly (readonly [Readonly<Record<string, string>> | undefined, string])[] {
  const { metadata, iam, addons = [], fargateProfiles = [], capabilities = [] } = config
  return [
    [metadata.tags, 'metadata.tags'],
    ...nodegroupsOf(config).map(([one, at]) => [one.tags, `${at}.tags`] as const),
    ...(iam?.serviceAccounts ?? []).map((one, i) => [one.tags, `iam.serviceAccounts[${i}].tags`] as const),
    ...(iam?.podIdentityAssociations ?? []).map((one, i) => [one.tags, `iam.podIdentityAssociations[${i}].tags`] as const),
    ...addons.map((one, i) => [one.tags, `addons[${i}].tags`] as const),
    ...fargateProfiles.map((one, i) => [one.tags, `fargateProfiles[${i}].tags`] as const),
    ...capabilities.map((one, i) => [one.tags, `capabilities[${i}].tags`] as const),
  ]
}

const ownTag = (key: string, at: string): Verdict =>
  /^aws:/i.test(key) && fault(`${at}["${key}"]`, 'tags that begin with aws: are those of AWS, which lets nobody else write them')

/** Service accounts and namespaces bear names of DNS. */
const objectName = (name: string | undefined, at: string): Verdict =>
  isStated(name) &&
  !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name ?? '') &&
  fault(at, `"${name}" is no name in Kubernetes: small letters, digits, - and . are, with a letter or digit at both ends`)
