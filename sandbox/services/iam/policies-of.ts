import type { Call } from '../../service.ts'
import { awsManaged, awsManagedDocument } from './managed-policies.ts'
import { iamSlot, type Bearer } from './state.ts'

/** The documents of all policies that a user, a role, or a session of a role bears; none for a principal that IAM does not know. */
export function policiesOf(call: Call, arn: string): string[] {
  const state = call.state(iamSlot)
  const [kind = '', ...rest] = (arn.split(':')[5] ?? '').split('/')
  const bearer: Bearer | undefined =
    kind === 'user'
      ? state.users[rest.at(-1) ?? '']
      : kind === 'assumed-role'
        ? state.roles[rest[0] ?? '']
        : kind === 'role'
          ? state.roles[rest.at(-1) ?? '']
          : undefined
  if (!bearer) return []
  return [...Object.values(bearer.inline), ...bearer.attached.flatMap((policy) => documentOf(call, policy) ?? [])]
}

/** The document of a managed policy's default version. */
function documentOf(call: Call, arn: string): string | undefined {
  const own = call.state(iamSlot).policies[arn]
  if (own) return own.versions.find(({ VersionId }) => VersionId === own.DefaultVersionId)?.Document
  const managed = awsManaged(arn)
  return managed && awsManagedDocument(managed.name)
}
