import type * as api from '@aws-sdk/client-iam'
import { AwsError, type Call, type Operation } from '../../service.ts'
import { pageOf } from './paging.ts'
import { alreadyExists, checkName, checkPath, deleteConflict, noSuchEntity } from './refusals.ts'
import { roleAnswer, roleNamed } from './roles.ts'
import { iamArn, iamSlot, nowText, uniqueId, type InstanceProfileRecord } from './state.ts'
import { tagged, untagged } from './tags.ts'

function profileNamed(call: Call, name: string | undefined): InstanceProfileRecord {
  const found = call.state(iamSlot).instanceProfiles[name ?? '']
  if (!found) throw noSuchEntity(`Instance Profile ${name ?? ''} cannot be found.`)
  return found
}

function answer(call: Call, { roles, Tags, ...shown }: InstanceProfileRecord): object {
  const known = call.state(iamSlot).roles
  return {
    ...shown,
    ...(Tags.length > 0 && { Tags }),
    Roles: roles.flatMap((name) => (known[name] ? [roleAnswer(known[name], false)] : [])),
  }
}

function createInstanceProfile(input: api.CreateInstanceProfileRequest, call: Call): object {
  const { InstanceProfileName: name = '', Path: path = '/' } = input
  checkName(name, 'instanceProfileName', 128)
  checkPath(path)
  const { instanceProfiles } = call.state(iamSlot)
  if (instanceProfiles[name]) throw alreadyExists(`Instance Profile ${name} already exists.`)
  const profile: InstanceProfileRecord = {
    Path: path,
    InstanceProfileName: name,
    InstanceProfileId: uniqueId(call, 'AIPA'),
    Arn: iamArn(call, 'instance-profile', path, name),
    CreateDate: nowText(call),
    Tags: tagged([], input.Tags),
    roles: [],
  }
  instanceProfiles[name] = profile
  return { InstanceProfile: answer(call, profile) }
}

function list(
  profiles: readonly InstanceProfileRecord[],
  input: { Marker?: string | undefined; MaxItems?: number | undefined },
  call: Call,
): object {
  const { items, ...rest } = pageOf(profiles, input)
  return { InstanceProfiles: items.map((profile) => answer(call, profile)), ...rest }
}

/** IAM's operations on instance profiles. */
export const instanceProfileOperations: Readonly<Record<string, Operation>> = {
  CreateInstanceProfile: createInstanceProfile,
  GetInstanceProfile: (input: api.GetInstanceProfileRequest, call: Call) => ({
    InstanceProfile: answer(call, profileNamed(call, input.InstanceProfileName)),
  }),
  ListInstanceProfiles: (input: api.ListInstanceProfilesRequest, call: Call) =>
    list(
      Object.values(call.state(iamSlot).instanceProfiles).filter(({ Path }) => Path.startsWith(input.PathPrefix ?? '/')),
      input,
      call,
    ),
  ListInstanceProfilesForRole(input: api.ListInstanceProfilesForRoleRequest, call: Call) {
    const { RoleName } = roleNamed(call, input.RoleName)
    return list(
      Object.values(call.state(iamSlot).instanceProfiles).filter(({ roles }) => roles.includes(RoleName)),
      input,
      call,
    )
  },
  AddRoleToInstanceProfile(input: api.AddRoleToInstanceProfileRequest, call: Call) {
    const profile = profileNamed(call, input.InstanceProfileName)
    const { RoleName } = roleNamed(call, input.RoleName)
    if (profile.roles.length > 0) throw new AwsError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1')
    profile.roles.push(RoleName)
  },
  RemoveRoleFromInstanceProfile(input: api.RemoveRoleFromInstanceProfileRequest, call: Call) {
    const profile = profileNamed(call, input.InstanceProfileName)
    const name = input.RoleName ?? ''
    if (!profile.roles.includes(name)) throw noSuchEntity(`The role with name ${name} cannot be found.`)
    profile.roles = profile.roles.filter((other) => other !== name)
  },
  DeleteInstanceProfile(input: api.DeleteInstanceProfileRequest, call: Call) {
    const profile = profileNamed(call, input.InstanceProfileName)
    if (profile.roles.length > 0) throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
    delete call.state(iamSlot).instanceProfiles[profile.InstanceProfileName]
  },
  TagInstanceProfile(input: api.TagInstanceProfileRequest, call: Call) {
    const profile = profileNamed(call, input.InstanceProfileName)
    profile.Tags = tagged(profile.Tags, input.Tags)
  },
  UntagInstanceProfile(input: api.UntagInstanceProfileRequest, call: Call) {
    const profile = profileNamed(call, input.InstanceProfileName)
    profile.Tags = untagged(profile.Tags, input.TagKeys)
  },
  ListInstanceProfileTags(input: api.ListInstanceProfileTagsRequest, call: Call) {
    const { items, ...rest } = pageOf(profileNamed(call, input.InstanceProfileName).Tags, input)
    return { Tags: items, ...rest }
  },
}
