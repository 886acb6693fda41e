import type { Call } from '../../service.ts'
import { iamSlot, type InstanceProfileRecord, type RoleRecord } from './state.ts'

interface SeededRole extends Omit<RoleRecord, 'attached' | 'inline'> {
  readonly AttachedPolicies?: readonly { readonly PolicyArn: string }[]
}
interface SeededProfile extends Omit<InstanceProfileRecord, 'roles'> {
  readonly Roles?: readonly { readonly RoleName: string }[]
}

const entries = <T>(of: unknown): T[] => Object.values((of ?? {}) as Record<string, T>)

/** Takes over a seed's roles and instance profiles, in the shapes of GetRole and GetInstanceProfile. */
export function seedIam(call: Call, things: Readonly<Record<string, unknown>>): void {
  const state = call.state(iamSlot)
  for (const { AttachedPolicies: policies = [], ...role } of entries<SeededRole>(things['roles']))
    state.roles[role.RoleName] = {
      ...role,
      Tags: [...(role.Tags ?? [])],
      AssumeRolePolicyDocument: decodeURIComponent(role.AssumeRolePolicyDocument),
      attached: policies.map(({ PolicyArn }) => PolicyArn),
      inline: {},
    }
  for (const { Roles: roles = [], ...profile } of entries<SeededProfile>(things['instanceProfiles']))
    state.instanceProfiles[profile.InstanceProfileName] = {
      ...profile,
      Tags: [...(profile.Tags ?? [])],
      roles: roles.map(({ RoleName }) => RoleName),
    }
}
