import { asText } from '../template/document.ts'
import { ResourceFault } from '../resource-fault.ts'
import type { JsonObject } from '../template/document.ts'
import { documentText, newName, objects, tagChanges, tagsFor, text, texts } from './kind.ts'
import type { Existing, ResourceKind, Site } from './kind.ts'

function iam<O = unknown>(site: Site, operation: string, input: object): Promise<O> {
  return site.call.aws<O>('iam', operation, input)
}

function missing<T>(from: readonly T[], others: readonly T[]): T[] {
  return from.filter((one) => !others.includes(one))
}

interface Inline {
  readonly PolicyName: string
  readonly PolicyDocument: string
}

function inlinePolicies(properties: JsonObject): Inline[] {
  return objects(properties, 'Policies').map((one) => ({
    PolicyName: asText(one['PolicyName']),
    PolicyDocument: documentText(one['PolicyDocument']),
  }))
}

async function syncPolicies(site: Site, RoleName: string, before: JsonObject, after: JsonObject): Promise<void> {
  const [old, now] = [texts(before, 'ManagedPolicyArns'), texts(after, 'ManagedPolicyArns')]
  // A removal that is tried again finds them gone; the role may be there all the same.
  for (const PolicyArn of missing(old, now)) await ifThere(() => iam(site, 'DetachRolePolicy', { RoleName, PolicyArn }))
  for (const PolicyArn of missing(now, old)) await iam(site, 'AttachRolePolicy', { RoleName, PolicyArn })
  const [inline, next] = [inlinePolicies(before), inlinePolicies(after)]
  const names = next.map((one) => one.PolicyName)
  for (const { PolicyName } of inline.filter((one) => !names.includes(one.PolicyName)))
    await ifThere(() => iam(site, 'DeleteRolePolicy', { RoleName, PolicyName }))
  for (const policy of next) await iam(site, 'PutRolePolicy', { RoleName, ...policy })
}

interface RoleAnswer {
  readonly Role: { readonly Arn: string; readonly RoleId: string; readonly Tags?: { Key: string; Value: string }[] }
}

async function syncTags(site: Site, RoleName: string, next: JsonObject): Promise<void> {
  const before = ((await iam<RoleAnswer>(site, 'GetRole', { RoleName })).Role.Tags ?? []).filter((tag) => !tag.Key.startsWith('aws:'))
  const { set, gone } = tagChanges(before, tagsFor(site, next))
  if (gone.length > 0) await iam(site, 'UntagRole', { RoleName, TagKeys: gone })
  if (set.length > 0) await iam(site, 'TagRole', { RoleName, Tags: set })
}

const role: ResourceKind = {
  nameProperty: 'RoleName',
  async create(site, properties) {
    const RoleName = text(properties, 'RoleName') ?? newName(site, { max: 64 })
    await iam(site, 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: documentText(properties['AssumeRolePolicyDocument']),
      Path: text(properties, 'Path') ?? '/',
      ...optional(properties, ['Description', 'MaxSessionDuration', 'PermissionsBoundary']),
      Tags: tagsFor(site, properties),
    })
    site.made(RoleName)
    await syncPolicies(site, RoleName, {}, properties)
    return RoleName
  },
  async update(site, { id: RoleName, properties }, next, changed) {
    if (changed.includes('AssumeRolePolicyDocument'))
      await iam(site, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: documentText(next['AssumeRolePolicyDocument']) })
    if (changed.includes('Description') || changed.includes('MaxSessionDuration'))
      await iam(site, 'UpdateRole', { RoleName, ...optional(next, ['Description', 'MaxSessionDuration']) })
    const boundary = text(next, 'PermissionsBoundary')
    if (changed.includes('PermissionsBoundary')) {
      if (boundary === undefined) await iam(site, 'DeleteRolePermissionsBoundary', { RoleName })
      else await iam(site, 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: boundary })
    }
    await syncPolicies(site, RoleName, properties, next)
    await syncTags(site, RoleName, next)
  },
  async remove(site, { id, properties }) {
    await syncPolicies(site, id, properties, {})
    await iam(site, 'DeleteRole', { RoleName: id })
  },
  attribute: async (site, { id }, name) =>
    (await iam<RoleAnswer>(site, 'GetRole', { RoleName: id })).Role[name === 'RoleId' ? 'RoleId' : 'Arn'],
}

function optional(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name] ?? null]])))
}

const holders = [
  ['Roles', 'RoleName', 'PutRolePolicy', 'DeleteRolePolicy', 'AttachRolePolicy', 'DetachRolePolicy'],
  ['Users', 'UserName', 'PutUserPolicy', 'DeleteUserPolicy', 'AttachUserPolicy', 'DetachUserPolicy'],
  ['Groups', 'GroupName', 'PutGroupPolicy', 'DeleteGroupPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy'],
] as const

const policy: ResourceKind = {
  // Two documents of one name on one role are one: the name is no reason for AWS to refuse a replacement.
  async create(site, properties) {
    if (holders.every(([list]) => texts(properties, list).length === 0))
      throw new ResourceFault('At least one of [Groups,Roles,Users] must be non-empty.')
    const id = newName(site, { max: 128 })
    site.made(id)
    await putPolicy(site, properties)
    return id
  },
  async update(site, existing, next) {
    await putPolicy(site, next)
    const renamed = text(existing.properties, 'PolicyName') !== text(next, 'PolicyName')
    const left = Object.fromEntries(
      holders.map(([list]) => [
        list,
        renamed ? texts(existing.properties, list) : missing(texts(existing.properties, list), texts(next, list)),
      ]),
    )
    await deletePolicy(site, { ...existing.properties, ...left })
  },
  remove: (site, { properties }) => deletePolicy(site, properties),
  attribute: (_, { id }) => id,
}

async function putPolicy(site: Site, properties: JsonObject): Promise<void> {
  const input = { PolicyName: text(properties, 'PolicyName'), PolicyDocument: documentText(properties['PolicyDocument']) }
  for (const [list, key, put] of holders) for (const name of texts(properties, list)) await iam(site, put, { [key]: name, ...input })
}

async function deletePolicy(site: Site, properties: JsonObject): Promise<void> {
  for (const [list, key, , drop] of holders) {
    for (const name of texts(properties, list))
      await ifThere(() => iam(site, drop, { [key]: name, PolicyName: text(properties, 'PolicyName') }))
  }
}

async function ifThere(action: () => Promise<unknown>): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && asText(error.code).startsWith('NoSuchEntity'))) throw error
  }
}

const rolePolicy: ResourceKind = {
  async create(site, properties) {
    await putRolePolicy(site, properties)
    return `${text(properties, 'PolicyName')}|${text(properties, 'RoleName')}`
  },
  update: (site, _, next) => putRolePolicy(site, next),
  remove: async (site, { properties }) =>
    void (await iam(site, 'DeleteRolePolicy', { RoleName: text(properties, 'RoleName'), PolicyName: text(properties, 'PolicyName') })),
}

async function putRolePolicy(site: Site, properties: JsonObject): Promise<void> {
  await iam(site, 'PutRolePolicy', {
    RoleName: text(properties, 'RoleName'),
    PolicyName: text(properties, 'PolicyName'),
    PolicyDocument: documentText(properties['PolicyDocument']),
  })
}

const managedPolicy: ResourceKind = {
  nameProperty: 'ManagedPolicyName',
  async create(site, properties) {
    const { Policy } = await iam<{ Policy: { Arn: string } }>(site, 'CreatePolicy', {
      PolicyName: text(properties, 'ManagedPolicyName') ?? newName(site, { max: 128 }),
      Path: text(properties, 'Path') ?? '/',
      PolicyDocument: documentText(properties['PolicyDocument']),
      ...optional(properties, ['Description']),
    })
    site.made(Policy.Arn)
    await attach(site, Policy.Arn, {}, properties)
    return Policy.Arn
  },
  async update(site, { id, properties }, next, changed) {
    if (changed.includes('PolicyDocument')) await newVersion(site, id, documentText(next['PolicyDocument']))
    await attach(site, id, properties, next)
  },
  async remove(site, { id, properties }) {
    await attach(site, id, properties, {})
    for (const version of await oldVersions(site, id)) await iam(site, 'DeletePolicyVersion', { PolicyArn: id, VersionId: version })
    await iam(site, 'DeletePolicy', { PolicyArn: id })
  },
  async attribute(site, { id }, name) {
    const { Policy } = await iam<{ Policy: Readonly<Record<string, string | number | boolean>> }>(site, 'GetPolicy', { PolicyArn: id })
    return name === 'PolicyArn' ? id : (Policy[name] ?? '')
  },
}

async function oldVersions(site: Site, PolicyArn: string): Promise<string[]> {
  const { Versions = [] } = await iam<{ Versions?: { VersionId?: string; IsDefaultVersion?: boolean }[] }>(site, 'ListPolicyVersions', {
    PolicyArn,
  })
  return Versions.filter((one) => !one.IsDefaultVersion).map((one) => one.VersionId ?? '')
}

async function newVersion(site: Site, PolicyArn: string, PolicyDocument: string): Promise<void> {
  const old = await oldVersions(site, PolicyArn)
  if (old.length >= 4) await iam(site, 'DeletePolicyVersion', { PolicyArn, VersionId: old.at(-1) })
  await iam(site, 'CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true })
}

async function attach(site: Site, PolicyArn: string, before: JsonObject, after: JsonObject): Promise<void> {
  for (const [list, key, , , on, off] of holders) {
    const [old, now] = [texts(before, list), texts(after, list)]
    for (const name of missing(old, now)) await ifThere(() => iam(site, off, { [key]: name, PolicyArn }))
    for (const name of missing(now, old)) await iam(site, on, { [key]: name, PolicyArn })
  }
}

const instanceProfile: ResourceKind = {
  nameProperty: 'InstanceProfileName',
  async create(site, properties) {
    const InstanceProfileName = text(properties, 'InstanceProfileName') ?? newName(site, { max: 128 })
    await iam(site, 'CreateInstanceProfile', { InstanceProfileName, Path: text(properties, 'Path') ?? '/' })
    site.made(InstanceProfileName)
    for (const RoleName of texts(properties, 'Roles')) await iam(site, 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName })
    return InstanceProfileName
  },
  async update(site, { id: InstanceProfileName, properties }, next) {
    const [old, now] = [texts(properties, 'Roles'), texts(next, 'Roles')]
    for (const RoleName of missing(old, now)) await iam(site, 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName })
    for (const RoleName of missing(now, old)) await iam(site, 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName })
  },
  async remove(site, { id: InstanceProfileName, properties }: Existing) {
    for (const RoleName of texts(properties, 'Roles'))
      await ifThere(() => iam(site, 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName }))
    await iam(site, 'DeleteInstanceProfile', { InstanceProfileName })
  },
  attribute: async (site, { id }) =>
    (await iam<{ InstanceProfile: { Arn: string } }>(site, 'GetInstanceProfile', { InstanceProfileName: id })).InstanceProfile.Arn,
}

const oidcProvider: ResourceKind = {
  async create(site, properties) {
    const answer = await iam<{ OpenIDConnectProviderArn: string }>(site, 'CreateOpenIDConnectProvider', {
      Url: text(properties, 'Url'),
      ClientIDList: texts(properties, 'ClientIdList'),
      ThumbprintList: texts(properties, 'ThumbprintList'),
      Tags: tagsFor(site, properties),
    })
    return answer.OpenIDConnectProviderArn
  },
  remove: async (site, { id }) => void (await iam(site, 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: id })),
  attribute: (_, { id }) => id,
}

/** The resource types of IAM. */
export const iamKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::RolePolicy': rolePolicy,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::InstanceProfile': instanceProfile,
  'AWS::IAM::OIDCProvider': oidcProvider,
}
