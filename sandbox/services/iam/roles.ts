import type * as api from '@aws-sdk/client-iam'
import { AwsError, type Call, type Operation } from '../../service.ts'
import { attach, deleteInline, detach, getInline, listAttached, listInline, putInline, type Whose } from './attachments.ts'
import { checkDocument, encodeDocument } from './documents.ts'
import { awsManaged } from './managed-policies.ts'
import { pageOf } from './paging.ts'
import { alreadyExists, checkName, checkPath, deleteConflict, limitExceeded, noSuchEntity } from './refusals.ts'
import { iamArn, iamSlot, nowText, uniqueId, type RoleRecord } from './state.ts'
import { tagged, untagged } from './tags.ts'

/** Of an account; AWS's quota before it is raised. */
const mostRoles = 1000
export const linkedPath = '/aws-service-role/'

/** The role of that name. Throws NoSuchEntity. */
export function roleNamed(call: Call, name: string | undefined): RoleRecord {
  const role = call.state(iamSlot).roles[name ?? '']
  if (!role) throw noSuchEntity(`The role with name ${name ?? ''} cannot be found.`)
  return role
}

/** The same for a change: a service-linked role is the service's to change. */
function ownRole(call: Call, name: string | undefined): RoleRecord {
  const role = roleNamed(call, name)
  if (role.Path.startsWith(linkedPath))
    throw new AwsError(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${role.RoleName}' - this role is only modifiable by AWS`,
    )
  return role
}

/** A role as the API shows it; lists leave out tags. */
export function roleAnswer(role: RoleRecord, whole = true): object {
  const { Tags, attached: _attached, inline: _inline, AssumeRolePolicyDocument, PermissionsBoundary, ...shown } = role
  return {
    ...shown,
    AssumeRolePolicyDocument: encodeDocument(AssumeRolePolicyDocument),
    ...(whole && { ...(Tags.length > 0 && { Tags }), ...(PermissionsBoundary && { PermissionsBoundary }), RoleLastUsed: {} }),
  }
}

/** What a permissions boundary refers to has to exist. */
function boundary(call: Call, arn: string | undefined): Pick<RoleRecord, 'PermissionsBoundary'> {
  if (arn === undefined) return {}
  if (!awsManaged(arn) && !call.state(iamSlot).policies[arn]) throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`)
  return { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn } }
}

function createRole(input: api.CreateRoleRequest, call: Call): object {
  const { roles } = call.state(iamSlot)
  const { RoleName: name = '', Path: path = '/', AssumeRolePolicyDocument: document = '' } = input
  checkName(name, 'roleName', 64)
  checkPath(path)
  if (path.startsWith(linkedPath))
    throw new AwsError('ValidationError', 'Roles with path /aws-service-role/ can only be created by AWS.', { status: 400 })
  checkDocument(document, 'trust')
  const { MaxSessionDuration: session = 3600 } = input
  if (session < 3600 || session > 43_200)
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${session}' at 'maxSessionDuration' failed to satisfy constraint: Member must be between 3600 and 43200`,
      { status: 400 },
    )
  if (roles[name] ?? Object.keys(roles).find((other) => other.toLowerCase() === name.toLowerCase()))
    throw alreadyExists(`Role with name ${name} already exists.`)
  if (Object.keys(roles).length >= mostRoles) throw limitExceeded('RolesPerAccount', mostRoles)
  const role: RoleRecord = {
    Path: path,
    RoleName: name,
    RoleId: uniqueId(call, 'AROA'),
    Arn: iamArn(call, 'role', path, name),
    CreateDate: nowText(call),
    AssumeRolePolicyDocument: document,
    ...(input.Description !== undefined && { Description: input.Description }),
    MaxSessionDuration: session,
    ...boundary(call, input.PermissionsBoundary),
    Tags: tagged([], input.Tags),
    attached: [],
    inline: {},
  }
  roles[name] = role
  return { Role: roleAnswer(role) }
}

function deleteRole(input: api.DeleteRoleRequest, call: Call): void {
  const { roles, instanceProfiles } = call.state(iamSlot)
  const role = ownRole(call, input.RoleName)
  if (Object.values(instanceProfiles).some((profile) => profile.roles.includes(role.RoleName)))
    throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
  if (role.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.')
  if (Object.keys(role.inline).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
  delete roles[role.RoleName]
}

function listRoles(input: api.ListRolesRequest, call: Call): object {
  const all = Object.values(call.state(iamSlot).roles).filter(({ Path }) => Path.startsWith(input.PathPrefix ?? '/'))
  const { items, ...rest } = pageOf(
    all.toSorted((a, b) => (a.RoleName < b.RoleName ? -1 : 1)),
    input,
  )
  return { Roles: items.map((role) => roleAnswer(role, false)), ...rest }
}

function updateRole(input: api.UpdateRoleRequest, call: Call): object {
  const role = ownRole(call, input.RoleName)
  if (input.Description !== undefined) role.Description = input.Description
  if (input.MaxSessionDuration !== undefined) role.MaxSessionDuration = input.MaxSessionDuration
  return {}
}

const whose = (call: Call, name: string | undefined): Whose => {
  const bearer = roleNamed(call, name)
  return { kind: 'role', name: bearer.RoleName, bearer }
}
const ownWhose = (call: Call, name: string | undefined): Whose => {
  ownRole(call, name)
  return whose(call, name)
}

/** IAM's operations on roles. */
export const roleOperations: Readonly<Record<string, Operation>> = {
  CreateRole: createRole,
  DeleteRole: deleteRole,
  ListRoles: listRoles,
  UpdateRole: updateRole,
  GetRole: (input: api.GetRoleRequest, call: Call) => ({ Role: roleAnswer(roleNamed(call, input.RoleName)) }),
  UpdateRoleDescription(input: api.UpdateRoleDescriptionRequest, call: Call) {
    const role = ownRole(call, input.RoleName)
    role.Description = input.Description ?? ''
    return { Role: roleAnswer(role) }
  },
  UpdateAssumeRolePolicy(input: api.UpdateAssumeRolePolicyRequest, call: Call) {
    ownRole(call, input.RoleName).AssumeRolePolicyDocument = checkDocument(input.PolicyDocument ?? '', 'trust')
  },
  AttachRolePolicy: (input: api.AttachRolePolicyRequest, call: Call) => attach(call, ownWhose(call, input.RoleName), input.PolicyArn ?? ''),
  DetachRolePolicy: (input: api.DetachRolePolicyRequest, call: Call) => detach(ownWhose(call, input.RoleName), input.PolicyArn ?? ''),
  ListAttachedRolePolicies: (input: api.ListAttachedRolePoliciesRequest, call: Call) =>
    listAttached(call, whose(call, input.RoleName), input),
  PutRolePolicy: (input: api.PutRolePolicyRequest, call: Call) =>
    putInline(ownWhose(call, input.RoleName), input.PolicyName ?? '', input.PolicyDocument ?? ''),
  GetRolePolicy: (input: api.GetRolePolicyRequest, call: Call) => getInline(whose(call, input.RoleName), input.PolicyName ?? ''),
  DeleteRolePolicy: (input: api.DeleteRolePolicyRequest, call: Call) =>
    deleteInline(ownWhose(call, input.RoleName), input.PolicyName ?? ''),
  ListRolePolicies: (input: api.ListRolePoliciesRequest, call: Call) => listInline(whose(call, input.RoleName), input),
  PutRolePermissionsBoundary(input: api.PutRolePermissionsBoundaryRequest, call: Call) {
    Object.assign(ownRole(call, input.RoleName), boundary(call, input.PermissionsBoundary))
  },
  DeleteRolePermissionsBoundary(input: api.DeleteRolePermissionsBoundaryRequest, call: Call) {
    delete ownRole(call, input.RoleName).PermissionsBoundary
  },
  TagRole(input: api.TagRoleRequest, call: Call) {
    const role = ownRole(call, input.RoleName)
    role.Tags = tagged(role.Tags, input.Tags)
  },
  UntagRole(input: api.UntagRoleRequest, call: Call) {
    const role = ownRole(call, input.RoleName)
    role.Tags = untagged(role.Tags, input.TagKeys)
  },
  ListRoleTags(input: api.ListRoleTagsRequest, call: Call) {
    const { items, ...rest } = pageOf(roleNamed(call, input.RoleName).Tags, input)
    return { Tags: items, ...rest }
  },
}
