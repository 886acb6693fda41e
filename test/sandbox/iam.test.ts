import * as api from '@aws-sdk/client-iam'
import { beforeEach, describe, expect, test } from 'vitest'
import { testSandbox } from '../sandbox.ts'

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] })
const cni = 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy'

let iam: api.IAMClient
beforeEach(async () => {
  iam = new api.IAMClient((await testSandbox()).client())
})

/** The error of a call: code and message. */
const refused = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'fine',
    (error: Error & { Code?: string }) => `${error.Code ?? error.name}: ${error.message}`,
  )
const role = (RoleName: string, more: Partial<api.CreateRoleCommandInput> = {}) =>
  iam.send(new api.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }))

describe('roles', () => {
  test('a role is made with id, ARN with its path, tags, and its trust percent-encoded', async () => {
    await role('node', { Path: '/team/', Tags: [{ Key: 'a', Value: 'b' }], Description: 'd' })
    const { Role: found } = await iam.send(new api.GetRoleCommand({ RoleName: 'node' }))
    expect(found).toMatchObject({
      RoleName: 'node',
      Path: '/team/',
      Arn: 'arn:aws:iam::111122223333:role/team/node',
      MaxSessionDuration: 3600,
      Description: 'd',
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    expect(found?.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/)
    expect(found?.AssumeRolePolicyDocument).toBe(encodeURIComponent(trust))
    expect(found?.CreateDate).toEqual(new Date('2026-01-15T00:00:00Z'))
  })

  test.each([
    ['a second one of that name', { RoleName: 'Taken' }, /^EntityAlreadyExists: Role with name Taken already exists\.$/],
    [
      'a name with a space',
      { RoleName: 'a b' },
      /^ValidationError: .*at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern/,
    ],
    ['a name of 65 letters', { RoleName: 'a'.repeat(65) }, /^ValidationError: .*length less than or equal to 64/],
    ['a path without slashes', { Path: 'team' }, /^ValidationError: .*path is invalid/],
    ['a document that is no JSON', { AssumeRolePolicyDocument: 'nope' }, /^MalformedPolicyDocument: This policy contains invalid Json$/],
    [
      'a trust without principal',
      { AssumeRolePolicyDocument: document.replace(',"Resource":"*"', '') },
      /^MalformedPolicyDocument: Missing required field Principal$/,
    ],
    ['a trust with a resource', { AssumeRolePolicyDocument: document }, /^MalformedPolicyDocument: Has prohibited field Resource$/],
    ['a boundary that does not exist', { PermissionsBoundary: 'arn:aws:iam::111122223333:policy/none' }, /^NoSuchEntity: Scope ARN/],
    [
      'the same tag twice',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      },
      /^InvalidInput: Duplicate tag keys found/,
    ],
    ['51 tags', { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })) }, /^LimitExceeded: /],
  ] satisfies [string, Partial<api.CreateRoleCommandInput>, RegExp][])('refuses %s', async (_, input, expected) => {
    await role('taken')
    expect(await refused(role('fresh', input))).toMatch(expected)
  })

  test('a role with policies or in an instance profile does not go', async () => {
    await role('node')
    await iam.send(new api.AttachRolePolicyCommand({ RoleName: 'node', PolicyArn: cni }))
    await iam.send(new api.PutRolePolicyCommand({ RoleName: 'node', PolicyName: 'p', PolicyDocument: document }))
    await iam.send(new api.CreateInstanceProfileCommand({ InstanceProfileName: 'ip' }))
    await iam.send(new api.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'ip', RoleName: 'node' }))
    const remove = () => refused(iam.send(new api.DeleteRoleCommand({ RoleName: 'node' })))
    expect(await remove()).toBe('DeleteConflict: Cannot delete entity, must remove roles from instance profile first.')
    await iam.send(new api.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: 'ip', RoleName: 'node' }))
    expect(await remove()).toBe('DeleteConflict: Cannot delete entity, must detach all policies first.')
    await iam.send(new api.DetachRolePolicyCommand({ RoleName: 'node', PolicyArn: cni }))
    expect(await remove()).toBe('DeleteConflict: Cannot delete entity, must delete policies first.')
    await iam.send(new api.DeleteRolePolicyCommand({ RoleName: 'node', PolicyName: 'p' }))
    expect(await remove()).toBe('fine')
    expect(await remove()).toBe('NoSuchEntity: The role with name node cannot be found.')
  })

  test('lists are paged, and the last page has no marker', async () => {
    for (const name of ['c', 'a', 'b']) await role(name)
    const first = await iam.send(new api.ListRolesCommand({ MaxItems: 2 }))
    expect([first.Roles?.map(({ RoleName }) => RoleName), first.IsTruncated]).toEqual([['a', 'b'], true])
    const last = await iam.send(new api.ListRolesCommand({ MaxItems: 2, Marker: first.Marker }))
    expect([last.Roles?.map(({ RoleName }) => RoleName), last.IsTruncated, last.Marker]).toEqual([['c'], false, undefined])
  })

  test('a service-linked role exists once and is not ours to change', async () => {
    const create = () => iam.send(new api.CreateServiceLinkedRoleCommand({ AWSServiceName: 'eks-nodegroup.amazonaws.com' }))
    expect((await create()).Role?.Arn).toBe(
      'arn:aws:iam::111122223333:role/aws-service-role/eks-nodegroup.amazonaws.com/AWSServiceRoleForAmazonEKSNodegroup',
    )
    expect(await refused(create())).toMatch(/^InvalidInput: Service role name .* has been taken/)
    expect(await refused(iam.send(new api.DeleteRoleCommand({ RoleName: 'AWSServiceRoleForAmazonEKSNodegroup' })))).toMatch(
      /^UnmodifiableEntity/,
    )
  })
})

describe('policies', () => {
  test('AWS’s own are known by name; what is none is refused', async () => {
    await role('node')
    const attach = (PolicyArn: string) => refused(iam.send(new api.AttachRolePolicyCommand({ RoleName: 'node', PolicyArn })))
    expect(await attach(cni)).toBe('fine')
    expect(await attach(cni)).toBe('fine')
    expect(await attach('arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy')).toBe('fine')
    expect(await attach('arn:aws:iam::aws:policy/AmazonEKSNonsense')).toBe(
      'NoSuchEntity: Policy arn:aws:iam::aws:policy/AmazonEKSNonsense does not exist or is not attachable.',
    )
    const { AttachedPolicies: attached } = await iam.send(new api.ListAttachedRolePoliciesCommand({ RoleName: 'node' }))
    expect(attached?.map(({ PolicyName }) => PolicyName)).toEqual(['AmazonEKS_CNI_Policy', 'AmazonEBSCSIDriverPolicy'])
  })

  test('an eleventh is too many', async () => {
    await role('node')
    const { Policies: known = [] } = await iam.send(new api.ListPoliciesCommand({ Scope: 'AWS', MaxItems: 11 }))
    const results = []
    for (const { Arn } of known)
      results.push(await refused(iam.send(new api.AttachRolePolicyCommand({ RoleName: 'node', PolicyArn: Arn }))))
    expect(results.slice(9)).toEqual(['fine', 'LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10'])
  })

  test('a managed policy has versions, five at most, and does not go while it is attached', async () => {
    const { Policy: made } = await iam.send(new api.CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: document }))
    const PolicyArn = made?.Arn
    expect(PolicyArn).toBe('arn:aws:iam::111122223333:policy/p')
    for (let version = 2; version <= 5; version++)
      await iam.send(new api.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document, SetAsDefault: version === 5 }))
    expect(await refused(iam.send(new api.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document })))).toMatch(/^LimitExceeded/)
    await role('node')
    await iam.send(new api.AttachRolePolicyCommand({ RoleName: 'node', PolicyArn }))
    expect((await iam.send(new api.GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({ AttachmentCount: 1, DefaultVersionId: 'v5' })
    expect(await refused(iam.send(new api.DeletePolicyCommand({ PolicyArn })))).toBe(
      'DeleteConflict: Cannot delete a policy attached to entities.',
    )
    await iam.send(new api.DetachRolePolicyCommand({ RoleName: 'node', PolicyArn }))
    expect(await refused(iam.send(new api.DeletePolicyCommand({ PolicyArn })))).toMatch(
      /^DeleteConflict: This policy has more than one version/,
    )
    for (const VersionId of ['v1', 'v2', 'v3', 'v4']) await iam.send(new api.DeletePolicyVersionCommand({ PolicyArn, VersionId }))
    expect(await refused(iam.send(new api.DeletePolicyCommand({ PolicyArn })))).toBe('fine')
  })

  test('inline policies come back as they were put, and have 10240 bytes together', async () => {
    await role('node')
    const put = (PolicyName: string, PolicyDocument: string) =>
      refused(iam.send(new api.PutRolePolicyCommand({ RoleName: 'node', PolicyName, PolicyDocument })))
    expect(await put('p', document)).toBe('fine')
    expect((await iam.send(new api.GetRolePolicyCommand({ RoleName: 'node', PolicyName: 'p' }))).PolicyDocument).toBe(
      encodeURIComponent(document),
    )
    expect(await put('big', document.replace('"*"', `"${'x'.repeat(10_200)}"`))).toBe(
      'LimitExceeded: Maximum policy size of 10240 bytes exceeded for role node',
    )
    expect(await put('bad', trust)).toMatch(/^MalformedPolicyDocument/)
    expect(await refused(iam.send(new api.GetRolePolicyCommand({ RoleName: 'node', PolicyName: 'no' })))).toBe(
      'NoSuchEntity: The role policy with name no cannot be found.',
    )
  })
})

test('an instance profile carries one role and does not go with it', async () => {
  await role('a')
  await role('b')
  await iam.send(new api.CreateInstanceProfileCommand({ InstanceProfileName: 'ip' }))
  const add = (RoleName: string) => refused(iam.send(new api.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'ip', RoleName })))
  expect([await add('none'), await add('a'), await add('b')]).toEqual([
    'NoSuchEntity: The role with name none cannot be found.',
    'fine',
    'LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  ])
  const { InstanceProfile: found } = await iam.send(new api.GetInstanceProfileCommand({ InstanceProfileName: 'ip' }))
  expect([found?.Arn, found?.Roles?.[0]?.Arn]).toEqual([
    'arn:aws:iam::111122223333:instance-profile/ip',
    'arn:aws:iam::111122223333:role/a',
  ])
  expect(await refused(iam.send(new api.DeleteInstanceProfileCommand({ InstanceProfileName: 'ip' })))).toMatch(/^DeleteConflict/)
  expect((await iam.send(new api.ListInstanceProfilesForRoleCommand({ RoleName: 'a' }))).InstanceProfiles).toHaveLength(1)
})

test('an OpenID provider is known by the ARN of its address, once', async () => {
  const Url = 'https://oidc.eks.us-west-2.amazonaws.com/id/ABC'
  const create = (more: Partial<api.CreateOpenIDConnectProviderCommandInput> = {}) =>
    iam.send(
      new api.CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: ['A'.repeat(40)], ...more }),
    )
  const arn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/ABC'
  expect((await create()).OpenIDConnectProviderArn).toBe(arn)
  expect(await refused(create())).toBe(`EntityAlreadyExists: Provider with url ${Url} already exists.`)
  expect((await create({ Url: 'https://issuer.example:443/id/DEF' })).OpenIDConnectProviderArn).toMatch(
    /oidc-provider\/issuer\.example\/id\/DEF$/,
  )
  expect(await refused(create({ Url: 'http://plain' }))).toMatch(/^InvalidInput/)
  expect(await iam.send(new api.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }))).toMatchObject({
    Url: Url.slice(8),
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: ['a'.repeat(40)],
  })
  await iam.send(new api.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }))
  expect(await refused(iam.send(new api.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })))).toBe(
    `NoSuchEntity: OpenIDConnect Provider not found for arn ${arn}`,
  )
})

test('a user’s new key signs requests, and stops with its deletion', async () => {
  const sandbox = await testSandbox()
  iam = new api.IAMClient(sandbox.client())
  await iam.send(new api.CreateUserCommand({ UserName: 'ann' }))
  await iam.send(new api.AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }))
  const { AccessKey: key } = await iam.send(new api.CreateAccessKeyCommand({ UserName: 'ann' }))
  const ann = new api.IAMClient({
    ...sandbox.client(),
    credentials: { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' },
  })
  expect((await ann.send(new api.GetUserCommand({}))).User?.UserName).toBe('ann')
  expect(await refused(ann.send(new api.CreateUserCommand({ UserName: 'bob' })))).toMatch(
    /^AccessDenied: User: arn:aws:iam::111122223333:user\/ann is not authorized to perform: iam:CreateUser/,
  )
  await iam.send(new api.DeleteAccessKeyCommand({ UserName: 'ann', AccessKeyId: key?.AccessKeyId }))
  expect(await refused(ann.send(new api.GetUserCommand({})))).toMatch(/^InvalidClientTokenId/)
})
