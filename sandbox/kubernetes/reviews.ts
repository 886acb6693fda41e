import { attemptOfReview, grantsOf, isAllowed, serviceAccountUser, type User } from './authorize.ts'
import { bodyOf, type Answer, type Exchange } from './exchange.ts'
import { serviceAccountOf } from './tokens.ts'
import { read, textAt } from './selectors.ts'

/** Questions to the API, by kind: who am I, may I, may they, whose token is this. Nothing is stored. */
export function review(exchange: Exchange, kind: string): Answer {
  const body = bodyOf(exchange)
  const status = statusOf(exchange, kind, body['spec'])
  const apiVersion = kind.startsWith('Self') && kind !== 'SelfSubjectReview' ? 'authorization.k8s.io/v1' : body['apiVersion']
  return { status: 201, body: { kind, apiVersion, metadata: { creationTimestamp: null }, spec: body['spec'] ?? {}, status } }
}

function statusOf({ api, user }: Exchange, kind: string, spec: unknown): object {
  switch (kind) {
    case 'SelfSubjectReview':
      return { userInfo: infoOf(user) }
    case 'SelfSubjectAccessReview':
      return verdict(isAllowed(user, attemptOfReview(spec), api.store))
    case 'SelfSubjectRulesReview':
      return rulesIn(user, textAt(spec, 'namespace') || 'default', api.store)
    case 'SubjectAccessReview':
      return verdict(isAllowed(subjectOf(spec), attemptOfReview(spec), api.store))
    default: {
      const account = serviceAccountOf(textAt(spec, 'token'), api)
      return account
        ? { authenticated: true, user: infoOf(serviceAccountUser(account.namespace, account.name)) }
        : { user: {}, error: 'invalid bearer token' }
    }
  }
}

function verdict(allowed: boolean): object {
  return { allowed, ...(!allowed && { reason: '' }) }
}

function subjectOf(spec: unknown): User {
  const groups = (read(spec, 'groups') ?? []) as string[]
  return { username: textAt(spec, 'user'), groups, policies: [], principal: undefined }
}

function infoOf({ username, groups, principal }: User): object {
  if (!principal) return { username, groups }
  const { arn, accountId, userId } = principal
  const uid = `aws-iam-authenticator:${accountId}:${userId}`
  const session = arn.includes(':assumed-role/') ? (arn.split('/').at(-1) ?? '') : ''
  const extra = { arn: [arn], canonicalArn: [canonical(arn)], principalId: [userId], sessionName: [session] }
  return { username, uid, groups, extra }
}

/** The role behind a session's ARN. */
function canonical(arn: string): string {
  return arn.replace(/^(arn:[^:]+):sts:([^:]*):(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam:$2:$3:role/$4')
}

function rulesIn(user: User, namespace: string, store: Exchange['api']['store']): object {
  const grants = grantsOf(user, store).filter(({ namespaces }) => !namespaces || namespaces.includes(namespace))
  const rules = grants.flatMap((grant) => grant.rules)
  return {
    resourceRules: rules
      .filter(({ resources = [] }) => resources.length > 0)
      .map(({ verbs, groups, resources, names }) => ({
        verbs,
        apiGroups: groups ?? [],
        resources,
        ...(names?.length && { resourceNames: names }),
      })),
    nonResourceRules: rules.filter(({ paths = [] }) => paths.length > 0).map(({ verbs, paths }) => ({ verbs, nonResourceURLs: paths })),
    incomplete: false,
  }
}
