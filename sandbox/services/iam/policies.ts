import type * as api from '@aws-sdk/client-iam'
import { AwsError, type Call, type Operation } from '../../service.ts'
import { checkDocument, encodeDocument } from './documents.ts'
import { awsManaged, awsManagedDocument, awsManagedPolicies } from './managed-policies.ts'
import { pageOf } from './paging.ts'
import { alreadyExists, checkName, checkPath, deleteConflict, limitExceeded, noSuchEntity } from './refusals.ts'
import { iamArn, iamSlot, nowText, uniqueId, type PolicyRecord } from './state.ts'
import { tagged, untagged } from './tags.ts'

const mostVersions = 5
const mostBytes = 6144

function policyOf(call: Call, arn: string | undefined): PolicyRecord {
  const found = call.state(iamSlot).policies[arn ?? '']
  if (!found) throw noSuchEntity(`Policy ${arn ?? ''} was not found.`)
  return found
}

const attachments = (call: Call, arn: string): number => bearers(call, arn).roles.length + bearers(call, arn).users.length

function bearers(call: Call, arn: string) {
  const { roles, users } = call.state(iamSlot)
  return {
    roles: Object.values(roles).filter(({ attached }) => attached.includes(arn)),
    users: Object.values(users).filter(({ attached }) => attached.includes(arn)),
  }
}

function answer(call: Call, { versions: _versions, nextVersion: _next, Tags, ...shown }: PolicyRecord): object {
  return {
    ...shown,
    ...(Tags.length > 0 && { Tags }),
    AttachmentCount: attachments(call, shown.Arn),
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
  }
}

/** AWS's own policies carry the day on which the sandbox's table was made. */
const managedSince = '2015-02-06T18:41:25Z'
function managedAnswer(call: Call, arn: string): object | undefined {
  const found = awsManaged(arn)
  return (
    found && {
      PolicyName: found.name,
      PolicyId: `ANPA${Buffer.from(found.name).toString('hex').toUpperCase().slice(0, 17).padEnd(17, 'A')}`,
      Arn: arn,
      Path: found.path,
      DefaultVersionId: 'v1',
      AttachmentCount: attachments(call, arn),
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: managedSince,
      UpdateDate: managedSince,
    }
  )
}

function checkSize(document: string): string {
  checkDocument(document, 'identity')
  if (document.replace(/\s/g, '').length > mostBytes)
    throw new AwsError('LimitExceeded', `Cannot exceed quota for PolicySize: ${mostBytes}`)
  return document
}

function createPolicy(input: api.CreatePolicyRequest, call: Call): object {
  const { PolicyName: name = '', Path: path = '/', PolicyDocument: document = '' } = input
  checkName(name, 'policyName', 128)
  checkPath(path)
  checkSize(document)
  const { policies } = call.state(iamSlot)
  if (Object.values(policies).some(({ PolicyName }) => PolicyName === name))
    throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
  const now = nowText(call)
  const arn = iamArn(call, 'policy', path, name)
  const policy: PolicyRecord = {
    PolicyName: name,
    PolicyId: uniqueId(call, 'ANPA'),
    Arn: arn,
    Path: path,
    DefaultVersionId: 'v1',
    ...(input.Description !== undefined && { Description: input.Description }),
    CreateDate: now,
    UpdateDate: now,
    Tags: tagged([], input.Tags),
    nextVersion: 2,
    versions: [{ VersionId: 'v1', Document: document, CreateDate: now }],
  }
  policies[arn] = policy
  return { Policy: answer(call, policy) }
}

function deletePolicy(input: api.DeletePolicyRequest, call: Call): void {
  const policy = policyOf(call, input.PolicyArn)
  if (attachments(call, policy.Arn) > 0) throw deleteConflict('Cannot delete a policy attached to entities.')
  if (policy.versions.length > 1)
    throw deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    )
  delete call.state(iamSlot).policies[policy.Arn]
}

function listPolicies(input: api.ListPoliciesRequest, call: Call): object {
  const scope = input.Scope ?? 'All'
  const own = scope === 'AWS' ? [] : Object.values(call.state(iamSlot).policies).map((policy) => answer(call, policy))
  const theirs =
    scope === 'Local' ? [] : awsManagedPolicies(call.account.partitionOf(call.region)).map(({ arn }) => managedAnswer(call, arn) ?? {})
  const all = [...own, ...theirs].filter((policy) => !('Path' in policy) || String(policy.Path).startsWith(input.PathPrefix ?? '/'))
  const { items, ...rest } = pageOf(
    input.OnlyAttached ? all.filter((policy) => 'AttachmentCount' in policy && policy.AttachmentCount !== 0) : all,
    input,
  )
  return { Policies: items, ...rest }
}

function createPolicyVersion(input: api.CreatePolicyVersionRequest, call: Call): object {
  const policy = policyOf(call, input.PolicyArn)
  const document = checkSize(input.PolicyDocument ?? '')
  if (policy.versions.length >= mostVersions) throw limitExceeded('VersionsPerPolicy', mostVersions)
  const version = { VersionId: `v${policy.nextVersion++}`, Document: document, CreateDate: nowText(call) }
  policy.versions.push(version)
  policy.UpdateDate = version.CreateDate
  if (input.SetAsDefault) policy.DefaultVersionId = version.VersionId
  return { PolicyVersion: { VersionId: version.VersionId, IsDefaultVersion: input.SetAsDefault ?? false, CreateDate: version.CreateDate } }
}

function getPolicyVersion(input: api.GetPolicyVersionRequest, call: Call): object {
  const managed = awsManaged(input.PolicyArn ?? '')
  if (managed && input.VersionId === 'v1')
    return {
      PolicyVersion: {
        Document: encodeDocument(awsManagedDocument(managed.name)),
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: managedSince,
      },
    }
  const policy = policyOf(call, input.PolicyArn)
  const version = versionOf(policy, input.VersionId)
  return {
    PolicyVersion: {
      ...version,
      Document: encodeDocument(version.Document),
      IsDefaultVersion: version.VersionId === policy.DefaultVersionId,
    },
  }
}

function versionOf(policy: PolicyRecord, id: string | undefined) {
  const version = policy.versions.find(({ VersionId }) => VersionId === id)
  if (!version) throw noSuchEntity(`Policy ${policy.Arn} version ${id ?? ''} does not exist or is not attachable.`)
  return version
}

/** IAM's operations on managed policies. */
export const policyOperations: Readonly<Record<string, Operation>> = {
  CreatePolicy: createPolicy,
  DeletePolicy: deletePolicy,
  ListPolicies: listPolicies,
  CreatePolicyVersion: createPolicyVersion,
  GetPolicyVersion: getPolicyVersion,
  GetPolicy: (input: api.GetPolicyRequest, call: Call) => ({
    Policy: managedAnswer(call, input.PolicyArn ?? '') ?? answer(call, policyOf(call, input.PolicyArn)),
  }),
  ListPolicyVersions(input: api.ListPolicyVersionsRequest, call: Call) {
    const policy = policyOf(call, input.PolicyArn)
    const all = policy.versions
      .toReversed()
      .map(({ VersionId, CreateDate }) => ({ VersionId, CreateDate, IsDefaultVersion: VersionId === policy.DefaultVersionId }))
    const { items, ...rest } = pageOf(all, input)
    return { Versions: items, ...rest }
  },
  DeletePolicyVersion(input: api.DeletePolicyVersionRequest, call: Call) {
    const policy = policyOf(call, input.PolicyArn)
    const version = versionOf(policy, input.VersionId)
    if (version.VersionId === policy.DefaultVersionId) throw deleteConflict('Cannot delete the default version of a policy.')
    policy.versions = policy.versions.filter((other) => other !== version)
  },
  SetDefaultPolicyVersion(input: api.SetDefaultPolicyVersionRequest, call: Call) {
    const policy = policyOf(call, input.PolicyArn)
    policy.DefaultVersionId = versionOf(policy, input.VersionId).VersionId
  },
  ListEntitiesForPolicy(input: api.ListEntitiesForPolicyRequest, call: Call) {
    const { roles, users } = bearers(call, input.PolicyArn ?? '')
    const PolicyRoles = roles.map(({ RoleName, RoleId }) => ({ RoleName, RoleId }))
    return { PolicyRoles, PolicyUsers: users.map(({ UserName, UserId }) => ({ UserName, UserId })), PolicyGroups: [], IsTruncated: false }
  },
  TagPolicy(input: api.TagPolicyRequest, call: Call) {
    const policy = policyOf(call, input.PolicyArn)
    policy.Tags = tagged(policy.Tags, input.Tags)
  },
  UntagPolicy(input: api.UntagPolicyRequest, call: Call) {
    const policy = policyOf(call, input.PolicyArn)
    policy.Tags = untagged(policy.Tags, input.TagKeys)
  },
  ListPolicyTags(input: api.ListPolicyTagsRequest, call: Call) {
    const { items, ...rest } = pageOf(policyOf(call, input.PolicyArn).Tags, input)
    return { Tags: items, ...rest }
  },
}
