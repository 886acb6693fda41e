import type { Resource, Template } from './cfn.ts'
import { podIdentityTrust } from './iam-role.ts'
import { policyDocument } from './roles.ts'

/** A sentence of a trust policy, as far as it is asked about here. */
export interface Trusting {
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>
}

/**
 * The stack of a role that stands, with the permissions that are wanted now and none that it had besides. What is nobody's wish stays: its
 * name, since another name is another role, its boundary unless another is wanted, and whom else it trusts.
 */
export function renewedRole(deployed: Template, wanted: Template): Template {
  const [before, role] = [deployed.Resources['Role1'], wanted.Resources['Role1']]
  if (before === undefined || role === undefined) return wanted
  const kept = Object.fromEntries(
    ['RoleName', 'PermissionsBoundary'].flatMap((name) => {
      const [there, stated] = [propertyOf(before, name), propertyOf(role, name)]
      const value = name === 'RoleName' ? there : (stated ?? there)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const trust = policyDocument(renewedTrust(statementsOf(before), statementsOf(role)))
  const Properties = { ...role.Properties, AssumeRolePolicyDocument: trust, ...kept }
  return { ...deployed, Resources: { ...wanted.Resources, Role1: { ...role, Properties } } }
}

/** Each statement in the place of the one that trusted the same kind of principal; others stay. */
function renewedTrust(before: readonly Trusting[], wanted: readonly Trusting[]): readonly Trusting[] {
  const fits = (one: Trusting, other: Trusting): boolean => kindOf(one) === kindOf(other)
  const renewed = before.map((one) => wanted.find((other) => fits(one, other)) ?? one)
  return [...renewed, ...wanted.filter((one) => !before.some((other) => fits(one, other)))]
}

/** Tokens of a provider, or the service by its name. */
function kindOf({ Principal }: Trusting): string {
  if (typeof Principal !== 'object') return String(Principal)
  return Principal['Federated'] === undefined ? JSON.stringify(Principal) : 'Federated'
}

/** Whom a trust policy trusts, each once: `pods.eks.amazonaws.com`, `oidc.eks.….amazonaws.com/id/…`. */
export function trusted(statements: readonly Trusting[]): string {
  const names = statements.flatMap(({ Principal }) =>
    typeof Principal === 'object' ? Object.values(Principal).flatMap(namesIn) : Principal === undefined ? [] : [Principal],
  )
  return [...new Set(names.map((name) => name.replace(/^.*:oidc-provider\//, '')))].join(', ')
}

/** Whether a role trusts the pod identity agent. */
export const trustsAgent = (statements: readonly Trusting[]): boolean =>
  statements.some(
    ({ Principal }) => typeof Principal === 'object' && namesIn(Principal['Service']).some((name) => name.startsWith('pods.eks.')),
  )

/** A trust policy with the pod identity agent in it. */
export const withAgent = <S extends Trusting>(statements: readonly S[]): readonly (S | object)[] =>
  trustsAgent(statements) ? statements : [...statements, podIdentityTrust]

/** A trust policy without the tokens of any OIDC provider. */
export const withoutTokens = <S extends Trusting>(statements: readonly S[]): readonly S[] =>
  statements.filter(
    ({ Principal }) =>
      !(typeof Principal === 'object' && namesIn(Principal['Federated']).some((provider) => provider.includes(':oidc-provider/'))),
  )

/**
 * The stack of a role with the pod identity agent in its trust, beside whom the role trusts now: somebody may have changed that past the
 * stack.
 */
export function roleWithAgent(deployed: Template, live: readonly Trusting[]): Template {
  const role = deployed.Resources['Role1']
  if (role === undefined || trustsAgent(statementsOf(role))) return deployed
  return withTrust(deployed, role, withAgent(live))
}

/** The stack of a role that trusts tokens no more. */
export function roleWithoutTokens(deployed: Template): Template {
  const role = deployed.Resources['Role1']
  if (role === undefined) return deployed
  const before = statementsOf(role)
  const after = withoutTokens(before)
  return after.length === before.length ? deployed : withTrust(deployed, role, after)
}

const withTrust = (deployed: Template, role: Resource, statements: readonly object[]): Template => ({
  ...deployed,
  Resources: {
    ...deployed.Resources,
    Role1: { ...role, Properties: { ...role.Properties, AssumeRolePolicyDocument: policyDocument(statements) } },
  },
})

function statementsOf(role: Resource): readonly Trusting[] {
  const document = propertyOf(role, 'AssumeRolePolicyDocument')
  const stated: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, 'Statement') : undefined
  return (Array.isArray(stated) ? stated : stated === undefined ? [] : [stated]) as Trusting[]
}

const propertyOf = ({ Properties }: Resource, name: string): unknown =>
  Properties === undefined ? undefined : Reflect.get(Properties, name)

const namesIn = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value
