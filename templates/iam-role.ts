import { wellKnownPolicies, type WellKnown } from '#src/tables/policies.ts'
import { managedPolicy, merged, output, resource, template, type Resources, type Template, type Value } from './cfn.ts'
import { documentOf, inlinePolicy, policyDocument } from './roles.ts'

/** What a role may do, as service accounts, add-ons and pod identities state it. */
export interface RolePermissions {
  readonly attachPolicyARNs?: readonly string[] | undefined
  /** The words that are true. */
  readonly wellKnownPolicies?: object | undefined
  readonly attachPolicy?: object | undefined
  /** The name of that policy; its letters and digits are its logical id. */
  readonly attachPolicyName?: string | undefined
}

interface RoleStack extends RolePermissions {
  /** `serviceaccount "ns/name"`; the rest of the sentence is the same for all. */
  readonly purpose: string
  readonly trust: object
  readonly roleName?: string | undefined
  readonly permissionsBoundary?: string | undefined
}

/** The stack of one role for pods. Its output is not exported: it is read by name. */
export function iamRoleTemplate(role: RoleStack): Template {
  const asked = wellKnown(role)
  const managed: readonly Value<string>[] = [
    ...(role.attachPolicyARNs ?? []),
    ...asked.flatMap(({ managed: policy }) => (policy ? [managedPolicy(policy)] : [])),
  ]
  return template({
    Description: `IAM role for ${role.purpose} [created and managed by eksctl]`,
    Resources: {
      Role1: resource('AWS::IAM::Role', {
        RoleName: role.roleName || undefined,
        AssumeRolePolicyDocument: policyDocument([role.trust]),
        ManagedPolicyArns: managed.length > 0 ? managed : undefined,
        PermissionsBoundary: role.permissionsBoundary || undefined,
      }),
      ...inlineOf(asked),
      ...ownPolicy(role),
    },
    Outputs: { Role1: output({ 'Fn::GetAtt': 'Role1.Arn' }) },
  })
}

/** The words that are on, in the table's order. */
function wellKnown({ wellKnownPolicies: words }: RolePermissions): readonly WellKnown[] {
  const on = new Set(Object.entries(words ?? {}).flatMap(([word, value]) => (value === true ? [word] : [])))
  return Object.entries(wellKnownPolicies).flatMap(([word, policies]) => (on.has(word) ? [policies] : []))
}

function inlineOf(asked: readonly WellKnown[]): Resources {
  const policies = merged(asked.map((one) => one.inline ?? {}))
  return Object.fromEntries(Object.entries(policies).map(([id, statements]) => [id, inlinePolicy(id, 'Role1', documentOf(statements))]))
}

const known: readonly WellKnown[] = Object.values(wellKnownPolicies)

/** Whether a resource is a ready-made policy: its text is ours, and changes with versions. */
export const isWellKnown = (id: string): boolean => known.some(({ inline }) => Object.hasOwn(inline ?? {}, id))

function ownPolicy({ attachPolicy, attachPolicyName }: RolePermissions): Resources {
  if (attachPolicy === undefined || Object.keys(attachPolicy).length === 0) return {}
  const name = attachPolicyName || 'Policy1'
  const id = name.replaceAll(/[^A-Za-z0-9]/g, '') || 'Policy1'
  return { [id]: inlinePolicy(name, 'Role1', attachPolicy) }
}

/** The OIDC issuer of a cluster as IAM knows it. */
export interface Federation {
  /** ARN of the provider. */
  readonly provider: string
  /** `oidc.eks.….amazonaws.com/id/…`: host and path. */
  readonly issuer: string
}

/** Whose tokens may take the role; any of the cluster's where nobody is named. A `pattern` stands in place of the name. */
export interface TokenSubject {
  readonly namespace: string
  readonly name: string
  readonly pattern?: string | undefined
}

/** Trust in tokens of the cluster's own issuer (IRSA). The audience is the same in every partition. */
export function tokenTrust({ provider, issuer }: Federation, subject?: TokenSubject): object {
  const pattern = subject?.pattern || undefined
  const audience = { [`${issuer}:aud`]: 'sts.amazonaws.com' }
  const who = subject && { [`${issuer}:sub`]: `system:serviceaccount:${subject.namespace}:${pattern ?? subject.name}` }
  return {
    Effect: 'Allow',
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Principal: { Federated: provider },
    Condition: pattern === undefined ? { StringEquals: { ...who, ...audience } } : { StringEquals: audience, StringLike: who },
  }
}

/** Trust in the pod identity agent. */
export const podIdentityTrust: object = {
  Effect: 'Allow',
  Action: ['sts:AssumeRole', 'sts:TagSession'],
  Principal: { Service: 'pods.eks.amazonaws.com' },
}
