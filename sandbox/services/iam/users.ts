import type * as api from '@aws-sdk/client-iam'
import { credentialSlot } from '../../credentials.ts'
import type { Call, Operation } from '../../service.ts'
import { attach, deleteInline, detach, getInline, listAttached, listInline, putInline, type Whose } from './attachments.ts'
import { pageOf } from './paging.ts'
import { alreadyExists, checkName, checkPath, deleteConflict, limitExceeded, noSuchEntity } from './refusals.ts'
import { iamArn, iamSlot, nowText, uniqueId, type UserRecord } from './state.ts'
import { tagged } from './tags.ts'

const mostKeys = 2

/** The user of that name, or the caller where none is named. Users whose key the sandbox started with exist without having been made. */
function userNamed(call: Call, name: string | undefined): UserRecord {
  const { users } = call.state(iamSlot)
  const wanted = name ?? call.principal.arn.split('/').at(-1) ?? ''
  const known = users[wanted] ?? users[wanted.toLowerCase()]
  if (known) return known
  const bearer = Object.values(call.state(credentialSlot)).find(
    ({ principal }) => principal.arn.split(':')[5]?.startsWith('user/') && principal.arn.split('/').at(-1) === wanted,
  )
  if (!bearer) throw noSuchEntity(`The user with name ${wanted} cannot be found.`)
  const { arn, userId } = bearer.principal
  const made: UserRecord = {
    UserName: wanted,
    UserId: userId,
    Arn: arn,
    Path: '/',
    CreateDate: nowText(call),
    Tags: [],
    attached: [],
    inline: {},
    accessKeys: [],
  }
  users[wanted] = made
  return made
}

function answer({ attached: _attached, inline: _inline, accessKeys: _keys, Tags, ...shown }: UserRecord): object {
  return { ...shown, ...(Tags.length > 0 && { Tags }) }
}

const whose = (call: Call, name: string | undefined): Whose => {
  const bearer = userNamed(call, name)
  return { kind: 'user', name: bearer.UserName, bearer }
}

function createUser(input: api.CreateUserRequest, call: Call): object {
  const { UserName: name = '', Path: path = '/' } = input
  checkName(name, 'userName', 64)
  checkPath(path)
  const { users } = call.state(iamSlot)
  if (users[name]) throw alreadyExists(`User with name ${name} already exists.`)
  const user: UserRecord = {
    UserName: name,
    UserId: uniqueId(call, 'AIDA'),
    Path: path,
    Arn: iamArn(call, 'user', path, name),
    CreateDate: nowText(call),
    Tags: tagged([], input.Tags),
    attached: [],
    inline: {},
    accessKeys: [],
  }
  users[name] = user
  return { User: answer(user) }
}

function createAccessKey(input: api.CreateAccessKeyRequest, call: Call): object {
  const user = userNamed(call, input.UserName)
  if (user.accessKeys.length >= mostKeys) throw limitExceeded('AccessKeysPerUser', mostKeys)
  const key = { AccessKeyId: `AKIA${call.account.ids.upper(16)}`, Status: 'Active' as const, CreateDate: nowText(call) }
  const secret = call.account.ids.upper(40)
  user.accessKeys.push(key)
  call.state(credentialSlot)[key.AccessKeyId] = {
    accessKeyId: key.AccessKeyId,
    secretAccessKey: secret,
    principal: { arn: user.Arn, accountId: call.account.id, userId: user.UserId },
  }
  return { AccessKey: { UserName: user.UserName, ...key, SecretAccessKey: secret } }
}

function deleteAccessKey(input: api.DeleteAccessKeyRequest, call: Call): void {
  const user = userNamed(call, input.UserName)
  const id = input.AccessKeyId ?? ''
  if (!user.accessKeys.some(({ AccessKeyId }) => AccessKeyId === id)) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`)
  user.accessKeys = user.accessKeys.filter(({ AccessKeyId }) => AccessKeyId !== id)
  delete call.state(credentialSlot)[id]
}

function deleteUser(input: api.DeleteUserRequest, call: Call): void {
  const user = userNamed(call, input.UserName)
  if (user.accessKeys.length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.')
  if (user.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.')
  if (Object.keys(user.inline).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
  delete call.state(iamSlot).users[user.UserName]
}

/** IAM's operations on users and their keys. */
export const userOperations: Readonly<Record<string, Operation>> = {
  CreateUser: createUser,
  DeleteUser: deleteUser,
  CreateAccessKey: createAccessKey,
  DeleteAccessKey: deleteAccessKey,
  GetUser: (input: api.GetUserRequest, call: Call) => ({ User: answer(userNamed(call, input.UserName)) }),
  ListUsers(input: api.ListUsersRequest, call: Call) {
    const { items, ...rest } = pageOf(Object.values(call.state(iamSlot).users), input)
    return { Users: items.map((user) => answer(user)), ...rest }
  },
  ListAccessKeys(input: api.ListAccessKeysRequest, call: Call) {
    const user = userNamed(call, input.UserName)
    const { items, ...rest } = pageOf(user.accessKeys, input)
    return { AccessKeyMetadata: items.map((key) => ({ UserName: user.UserName, ...key })), ...rest }
  },
  AttachUserPolicy: (input: api.AttachUserPolicyRequest, call: Call) => attach(call, whose(call, input.UserName), input.PolicyArn ?? ''),
  DetachUserPolicy: (input: api.DetachUserPolicyRequest, call: Call) => detach(whose(call, input.UserName), input.PolicyArn ?? ''),
  ListAttachedUserPolicies: (input: api.ListAttachedUserPoliciesRequest, call: Call) =>
    listAttached(call, whose(call, input.UserName), input),
  PutUserPolicy: (input: api.PutUserPolicyRequest, call: Call) =>
    putInline(whose(call, input.UserName), input.PolicyName ?? '', input.PolicyDocument ?? ''),
  GetUserPolicy: (input: api.GetUserPolicyRequest, call: Call) => getInline(whose(call, input.UserName), input.PolicyName ?? ''),
  DeleteUserPolicy: (input: api.DeleteUserPolicyRequest, call: Call) => deleteInline(whose(call, input.UserName), input.PolicyName ?? ''),
  ListUserPolicies: (input: api.ListUserPoliciesRequest, call: Call) => listInline(whose(call, input.UserName), input),
}
