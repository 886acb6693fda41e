import type { Principal } from '../service.ts'
import { builtinRoles, everyone, nodeRules, policyRules, type Rule } from './roles.ts'
import type { KubeObject, ObjectStore } from './objects.ts'
import { read } from './selectors.ts'

/** Somebody whom the cluster has let in. */
export interface User {
  readonly username: string
  readonly groups: readonly string[]
  readonly policies: readonly AccessPolicy[]
  /** The AWS identity behind it; undefined for service accounts. */
  readonly principal: Principal | undefined
}

/** An EKS access policy, by name or ARN, for the whole cluster or for namespaces (a trailing `*` matches any ending). */
export interface AccessPolicy {
  readonly policy: string
  readonly namespaces?: readonly string[] | undefined
}

/** What a request is about to do. */
export interface Attempt {
  readonly verb: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  /** Of a request that is about no resource: `/version`. */
  readonly path?: string
}

/** A set of rules that a user has, in one namespace or everywhere. */
export interface Grant {
  readonly rules: readonly Rule[]
  readonly namespaces?: readonly string[] | undefined
}

/** Whether somebody may; by group, by access policy and by role bindings, as EKS joins them. */
export function isAllowed(user: User, attempt: Attempt, store: ObjectStore): boolean {
  return grantsOf(user, store).some((grant) => reaches(grant, attempt) && grant.rules.some((rule) => permits(rule, attempt)))
}

/** All that a user has been given. */
export function grantsOf(user: User, store: ObjectStore): Grant[] {
  if (user.groups.includes('system:masters')) return [{ rules: [{ groups: ['*'], resources: ['*'], paths: ['*'], verbs: ['*'] }] }]
  const policies = user.policies.map(({ policy, namespaces }) => ({ rules: policyRules(policy), namespaces }))
  const nodes = user.groups.includes('system:nodes') ? [{ rules: nodeRules }] : []
  return [{ rules: everyone }, ...nodes, ...policies, ...boundGrants(user, store)]
}

/** The API server's words: `User "x" cannot list resource "nodes" in API group "" at the cluster scope`. */
export function denial(user: User, attempt: Attempt): string {
  const who = `User ${JSON.stringify(user.username)} cannot ${attempt.verb}`
  if (attempt.path !== undefined) return `${who} path ${JSON.stringify(attempt.path)}`
  const what = attempt.subresource ? `${attempt.resource}/${attempt.subresource}` : attempt.resource
  const where = attempt.namespace ? `in the namespace ${JSON.stringify(attempt.namespace)}` : 'at the cluster scope'
  return `${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(attempt.group ?? '')} ${where}`
}

const rbac = 'rbac.authorization.k8s.io/v1'

function boundGrants(user: User, store: ObjectStore): Grant[] {
  const everywhere = store.list({ apiVersion: rbac, kind: 'ClusterRoleBinding' }).filter((binding) => names(binding, user))
  const inside = store.list({ apiVersion: rbac, kind: 'RoleBinding' }).filter((binding) => names(binding, user))
  return [
    ...everywhere.map((binding) => ({ rules: rulesOf(binding, store) })),
    ...inside.map((binding) => ({ rules: rulesOf(binding, store), namespaces: [binding.metadata.namespace ?? ''] })),
  ]
}

function names(binding: KubeObject, user: User): boolean {
  const subjects = (binding['subjects'] ?? []) as readonly { kind: string; name: string; namespace?: string }[]
  return subjects.some(({ kind, name, namespace }) => {
    if (kind === 'User') return name === user.username
    if (kind === 'Group') return user.groups.includes(name)
    return user.username === `system:serviceaccount:${namespace}:${name}`
  })
}

function rulesOf(binding: KubeObject, store: ObjectStore): readonly Rule[] {
  const { kind, name } = binding['roleRef'] as { kind: string; name: string }
  const role = store.get({ apiVersion: rbac, kind, namespace: kind === 'Role' ? binding.metadata.namespace : undefined, name })
  if (!role) return kind === 'ClusterRole' ? (builtinRoles[name] ?? []) : []
  const rules = (role['rules'] ?? []) as readonly Record<string, string[]>[]
  return rules.map((rule) => ({
    verbs: rule['verbs'] ?? [],
    groups: rule['apiGroups'] ?? [],
    resources: rule['resources'] ?? [],
    names: rule['resourceNames'] ?? [],
    paths: rule['nonResourceURLs'] ?? [],
  }))
}

function reaches({ namespaces }: Grant, attempt: Attempt): boolean {
  if (namespaces === undefined) return true
  return namespaces.some((pattern) => matches(pattern, attempt.namespace ?? ''))
}

function permits(rule: Rule, attempt: Attempt): boolean {
  if (!has(rule.verbs, attempt.verb)) return false
  if (attempt.path !== undefined) return (rule.paths ?? []).some((pattern) => matches(pattern, attempt.path ?? ''))
  const resource = attempt.subresource ? `${attempt.resource}/${attempt.subresource}` : (attempt.resource ?? '')
  const bySubresource = attempt.subresource ? has(rule.resources ?? [], `*/${attempt.subresource}`) : false
  if (!has(rule.groups ?? [], attempt.group ?? '') || !(has(rule.resources ?? [], resource) || bySubresource)) return false
  return !rule.names?.length || rule.names.includes(attempt.name ?? '')
}

function has(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value)
}

function matches(pattern: string, value: string): boolean {
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value
}

/** Who a service account is to the API. */
export function serviceAccountUser(namespace: string, name: string): User {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  return { username: `system:serviceaccount:${namespace}:${name}`, groups, policies: [], principal: undefined }
}

/** The attempt that a review's `resourceAttributes` or `nonResourceAttributes` describe. */
export function attemptOfReview(spec: unknown): Attempt {
  const path = read(spec, 'nonResourceAttributes.path')
  if (typeof path === 'string') return { verb: text(read(spec, 'nonResourceAttributes.verb')), path }
  const field = (name: string) => text(read(spec, ['resourceAttributes', name]))
  return {
    verb: field('verb'),
    group: field('group'),
    resource: field('resource'),
    subresource: field('subresource') || undefined,
    namespace: field('namespace') || undefined,
    name: field('name') || undefined,
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
