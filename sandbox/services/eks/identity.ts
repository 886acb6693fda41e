import { principalOf } from './access.ts'
import type { AccessRecord, ClusterRecord } from './state.ts'

/** Somebody as Kubernetes sees him. */
export interface KubernetesUser {
  readonly username: string
  readonly groups: string[]
  readonly policies: { policy: string; namespaces?: string[] }[]
}

type Mapping = (kind: 'role' | 'user', arn: string) => { username: string; groups: string[] } | undefined

/** Whom a cluster takes an AWS identity for: by access entry, else by aws-auth, as its mode says; undefined for a stranger. */
export function accessTo(record: ClusterRecord, arn: string, mapped: Mapping): KubernetesUser | undefined {
  const mode = record.cluster.accessConfig?.authenticationMode ?? 'CONFIG_MAP'
  const principal = principalOf(arn)
  const session = arn.split('/').at(-1) ?? ''
  const entry = mode === 'CONFIG_MAP' ? undefined : entryOf(record, principal)
  if (entry !== undefined)
    return {
      username: filled(entry.entry.username, session),
      groups: [...entry.entry.kubernetesGroups],
      policies: entry.policies.map((policy) => ({
        policy: policy.policyArn ?? '',
        ...(policy.accessScope?.type === 'namespace' && { namespaces: [...(policy.accessScope.namespaces ?? [])] }),
      })),
    }
  if (mode === 'API') return undefined
  const found = mapped(/:user\//.test(principal) ? 'user' : 'role', principal)
  if (found !== undefined) return { username: filled(found.username, session), groups: [...found.groups], policies: [] }
  const isCreator =
    mode === 'CONFIG_MAP' &&
    principalOf(record.creator) === principal &&
    record.cluster.accessConfig?.bootstrapClusterCreatorAdminPermissions !== false
  return isCreator ? { username: 'kubernetes-admin', groups: ['system:masters'], policies: [] } : undefined
}

/** The access entry of a role or user; EKS tells roles by account and name, so a path in only one of the ARNs does not matter. */
export const entryOf = (record: ClusterRecord, principal: string): AccessRecord | undefined =>
  Object.values(record.accessEntries).find((item) => sameIdentity(item.entry.principalArn, principal))

const short = (arn: string): string => arn.replace(/:(role|user)\/.*\//, ':$1/')

/** A session's ARN has lost the role's path, so roles are told by account and name. */
function sameIdentity(entry: string, principal: string): boolean {
  return entry === principal || (/:role\//.test(entry) && short(entry) === short(principal))
}

const filled = (username: string, session: string): string =>
  username
    .replaceAll('{{SessionName}}', session.replaceAll('@', '-'))
    .replaceAll('{{SessionNameRaw}}', session)
    .replaceAll('{{EC2PrivateDNSName}}', session)
