import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import type { Roles, TrustPolicy, TrustStatement } from '../app/roles.ts'
import { every, orMissing, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'

/** The adapter of IAM's roles. */
export function rolesOn(aws: Aws): Roles {
  const client = new IAMClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('iam', operation, send)
  async function inlinePolicies(RoleName: string): Promise<string[]> {
    const page = (Marker: string | undefined) =>
      call('ListRolePolicies', () => client.send(new ListRolePoliciesCommand({ RoleName, ...(Marker !== undefined && { Marker }) })))
    const listed = every(
      page,
      (answer) => answer.PolicyNames,
      (answer) => answer.Marker,
    )
    return (await orMissing(listed, 'NoSuchEntityException')) ?? []
  }

  return {
    inlinePolicies,
    find: async (RoleName) => {
      const sent = call('GetRole', () => client.send(new GetRoleCommand({ RoleName })))
      const role = (await orMissing(sent, 'NoSuchEntityException'))?.Role
      return role && { name: RoleName, arn: role.Arn ?? '', tags: tagMap(role.Tags), trust: trustOf(role.AssumeRolePolicyDocument) }
    },
    attachedPolicies: async (RoleName) => {
      const page = (Marker: string | undefined) =>
        call('ListAttachedRolePolicies', () =>
          client.send(new ListAttachedRolePoliciesCommand({ RoleName, ...(Marker !== undefined && { Marker }) })),
        )
      const listed = every(
        page,
        (answer) => answer.AttachedPolicies,
        (answer) => answer.Marker,
      )
      return ((await orMissing(listed, 'NoSuchEntityException')) ?? []).map(({ PolicyArn = '' }) => PolicyArn)
    },
    inProfile: async (InstanceProfileName) => {
      const sent = call('GetInstanceProfile', () => client.send(new GetInstanceProfileCommand({ InstanceProfileName })))
      return (await orMissing(sent, 'NoSuchEntityException'))?.InstanceProfile?.Roles?.[0]?.Arn
    },
    create: async ({ name, description, trust, policy, tags }, signal) => {
      signal.throwIfAborted()
      const input = {
        RoleName: name,
        Description: description,
        AssumeRolePolicyDocument: JSON.stringify(trust),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }
      await orMissing(
        call('CreateRole', () => client.send(new CreateRoleCommand(input))),
        'EntityAlreadyExistsException',
      )
      const rights = { RoleName: name, PolicyName: policy.name, PolicyDocument: JSON.stringify(policy.document) }
      await call('PutRolePolicy', () => client.send(new PutRolePolicyCommand(rights)))
    },
    attach: async (RoleName, PolicyArn, signal) => {
      signal.throwIfAborted()
      await call('AttachRolePolicy', () => client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })))
    },
    detach: async (RoleName, PolicyArn, signal) => {
      signal.throwIfAborted()
      await orMissing(
        call('DetachRolePolicy', () => client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))),
        'NoSuchEntityException',
      )
    },
    trust: async (RoleName, policy, signal) => {
      signal.throwIfAborted()
      const input = { RoleName, PolicyDocument: JSON.stringify(policy) }
      await call('UpdateAssumeRolePolicy', () => client.send(new UpdateAssumeRolePolicyCommand(input)))
    },
    user: async (UserName) => {
      const sent = call('GetUser', () => client.send(new GetUserCommand({ UserName })))
      return (await orMissing(sent, 'NoSuchEntityException'))?.User?.Arn
    },
    delete: async (RoleName, signal) => {
      signal.throwIfAborted()
      for (const PolicyName of await inlinePolicies(RoleName))
        await orMissing(
          call('DeleteRolePolicy', () => client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))),
          'NoSuchEntityException',
        )
      await orMissing(
        call('DeleteRole', () => client.send(new DeleteRoleCommand({ RoleName }))),
        'NoSuchEntityException',
      )
    },
  }
}

/** IAM answers the document URL-encoded, and takes one statement without a list around it. */
function trustOf(document: string | undefined): TrustPolicy {
  const { Statement = [], ...rest } = JSON.parse(decodeURIComponent(document ?? '%7B%7D')) as {
    readonly Version?: string
    readonly Statement?: TrustStatement | readonly TrustStatement[]
  }
  return { ...rest, Statement: isList(Statement) ? Statement : [Statement] }
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)
