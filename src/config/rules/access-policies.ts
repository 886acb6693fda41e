import type { AccessEntry } from '../schema/cluster-config.ts'
import { isStated, parseArn } from './conditions.ts'
import { fault, type Verdict } from './rule.ts'

/** An EKS access policy as the config states it, for an access entry or a capability. */
type AccessPolicy = NonNullable<AccessEntry['accessPolicies']>[number]

export const policyNamed = ({ policyARN }: AccessPolicy, at: string): Verdict =>
  policyARN === undefined && fault(`${at}.policyARN`, 'must be set')

export function policyOfEks({ policyARN }: AccessPolicy, at: string): Verdict {
  const [kind, name] = parseArn(policyARN ?? '')?.resource.split('/') ?? []
  return (
    policyARN !== undefined &&
    (kind !== 'cluster-access-policy' || name === undefined) &&
    fault(`${at}.policyARN`, `"${policyARN}" is not an access policy (arn:aws:eks::aws:cluster-access-policy/NAME)`)
  )
}

export const scopeNamed = ({ accessScope: { type = '' } = {} }: AccessPolicy, at: string): Verdict =>
  !['cluster', 'namespace'].includes(type) &&
  fault(`${at}.accessScope.type`, `must be cluster or namespace${type === '' ? '' : `, not "${type}"`}`)

/** Namespaces go with the scope that is for them, and with no other: without, a policy would hold everywhere. */
export function scopeWhole({ accessScope: { type, namespaces } = {} }: AccessPolicy, at: string): Verdict {
  if (type === 'cluster')
    return isStated(namespaces) && fault(`${at}.accessScope.namespaces`, 'a policy for the whole cluster has no namespaces')
  return type === 'namespace' && !isStated(namespaces) && fault(`${at}.accessScope`, 'a policy for namespaces must name them')
}
