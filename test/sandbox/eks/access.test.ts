import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessTo } from '#sandbox/services/eks/identity.ts'
import { clustersOf } from '#sandbox/services/eks/state.ts'
import { refusal, startLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
  await lab.startCluster()
})
afterAll(() => lab.close())

const admin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy'
const entry = (more: object = {}) => ({ clusterName: 'dev', principalArn: lab.roles.pods, ...more })
const nobody = (): undefined => undefined
const record = () => {
  const found = clustersOf(lab.call)['dev']
  if (found === undefined) throw new Error('no cluster dev')
  return found
}

test.each([
  [
    'a principal that does not exist',
    { principalArn: 'arn:aws:iam::111122223333:role/ghost' },
    'InvalidParameterException: The specified principalArn is invalid: invalid principal.',
  ],
  [
    'groups of Kubernetes itself',
    { kubernetesGroups: ['system:masters'] },
    'The kubernetes group name system:masters is invalid, it cannot start with system:',
  ],
  ['a type that there is not', { type: 'EC3' }, 'The specified type is invalid: EC3.'],
  ['groups for a type of nodes', { type: 'EC2_LINUX', kubernetesGroups: ['x'] }, 'InvalidRequestException'],
])('CreateAccessEntry refuses %s', async (_, more, expected) => {
  expect(await refusal(lab.eks('CreateAccessEntry', entry(more)))).toContain(expected)
})

test('an entry has a name and groups; a session of its role is let in with its policies', async () => {
  await lab.eks('CreateAccessEntry', entry({ kubernetesGroups: ['viewers'] }))
  expect(await refusal(lab.eks('CreateAccessEntry', entry()))).toContain(
    'ResourceInUseException: The specified access entry resource is already in use',
  )
  await lab.eks('AssociateAccessPolicy', entry({ policyArn: admin, accessScope: { type: 'namespace', namespaces: ['shop'] } }))
  expect(accessTo(record(), 'arn:aws:sts::111122223333:assumed-role/pods/alice', nobody)).toEqual({
    username: 'arn:aws:sts::111122223333:assumed-role/pods/alice',
    groups: ['viewers'],
    policies: [{ policy: admin, namespaces: ['shop'] }],
  })
  expect(accessTo(record(), 'arn:aws:sts::111122223333:assumed-role/other/alice', nobody)).toBeUndefined()
})

test('policies go with entries of people and of Auto Mode nodes, and with no others', async () => {
  const of = (principalArn: string, more: object = {}) => ({ clusterName: 'dev', principalArn, ...more })
  const node = `${admin.slice(0, admin.lastIndexOf('/'))}/AmazonEKSAutoNodePolicy`
  const scope = { policyArn: node, accessScope: { type: 'cluster' } }
  const role = 'arn:aws:iam::444455556666:role/nodes'
  await lab.eks('CreateAccessEntry', of(role, { type: 'EC2' }))
  expect(await lab.eks('AssociateAccessPolicy', of(role, scope))).toMatchObject({ associatedAccessPolicy: { policyArn: node } })
  await lab.eks('DeleteAccessEntry', of(role))
  await lab.eks('CreateAccessEntry', of(role, { type: 'EC2_LINUX' }))
  expect(await refusal(lab.eks('AssociateAccessPolicy', of(role, scope)))).toContain('type STANDARD or EC2, not EC2_LINUX')
  await lab.eks('DeleteAccessEntry', of(role))
})

test('policies are listed, and taken off', async () => {
  expect(await refusal(lab.eks('AssociateAccessPolicy', entry({ policyArn: `${admin}x`, accessScope: { type: 'cluster' } })))).toContain(
    'ResourceNotFoundException',
  )
  expect(await lab.eks('ListAccessEntries', { clusterName: 'dev', associatedPolicyArn: admin })).toEqual({
    accessEntries: ['arn:aws:iam::111122223333:user/owner', lab.roles.pods],
  })
  await lab.eks('DisassociateAccessPolicy', entry({ policyArn: admin }))
  expect(await lab.eks('ListAssociatedAccessPolicies', entry())).toMatchObject({ associatedAccessPolicies: [] })
  await lab.eks('DeleteAccessEntry', entry())
  expect(await refusal(lab.eks('DescribeAccessEntry', entry()))).toContain('ResourceNotFoundException')
})

const mapped = (): { username: string; groups: string[] } => ({ username: 'dev', groups: ['system:masters'] })

test('the mode goes forward only; aws-auth counts where it is part of it', async () => {
  expect(accessTo(record(), lab.roles.pods, mapped)).toMatchObject({ groups: ['system:masters'] })
  await lab.eks('UpdateClusterConfig', { name: 'dev', accessConfig: { authenticationMode: 'API' } })
  await lab.minutes(6)
  expect(accessTo(record(), lab.roles.pods, mapped)).toBeUndefined()
  expect(await refusal(lab.eks('UpdateClusterConfig', { name: 'dev', accessConfig: { authenticationMode: 'CONFIG_MAP' } }))).toContain(
    'Unsupported authentication mode update from API to CONFIG_MAP',
  )
})

test('a service account has one pod identity, of a role that trusts pods', async () => {
  const wish = { clusterName: 'dev', namespace: 'shop', serviceAccount: 'till', roleArn: lab.roles.node }
  expect(await refusal(lab.eks('CreatePodIdentityAssociation', wish))).toContain('does not trust pods.eks.amazonaws.com')
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
  }
  const { Role: role } = await lab.aws<{ Role: { Arn: string } }>('iam', 'CreateRole', {
    RoleName: 'till',
    AssumeRolePolicyDocument: JSON.stringify(trust),
  })
  const { association } = await lab.eks<{ association: { associationId: string } }>('CreatePodIdentityAssociation', {
    ...wish,
    roleArn: role.Arn,
  })
  expect(await refusal(lab.eks('CreatePodIdentityAssociation', { ...wish, roleArn: role.Arn }))).toBe(
    `ResourceInUseException: Association already exists: ${association.associationId}`,
  )
  expect(await lab.eks('ListPodIdentityAssociations', { clusterName: 'dev', namespace: 'shop' })).toMatchObject({
    associations: [{ serviceAccount: 'till' }],
  })
  await lab.eks('DeletePodIdentityAssociation', { clusterName: 'dev', associationId: association.associationId })
  expect(await lab.eks('ListPodIdentityAssociations', { clusterName: 'dev' })).toEqual({ associations: [] })
})

test('a cluster has one OIDC provider at most, and it takes its time', async () => {
  const oidc = { identityProviderConfigName: 'login', issuerUrl: 'https://login.example.com', clientId: 'kube' }
  await lab.eks('AssociateIdentityProviderConfig', { clusterName: 'dev', oidc })
  expect(
    await lab.eks('DescribeIdentityProviderConfig', { clusterName: 'dev', identityProviderConfig: { type: 'oidc', name: 'login' } }),
  ).toMatchObject({ identityProviderConfig: { oidc: { status: 'CREATING' } } })
  await lab.minutes(20)
  expect(await lab.eks('ListIdentityProviderConfigs', { clusterName: 'dev' })).toEqual({
    identityProviderConfigs: [{ type: 'oidc', name: 'login' }],
  })
  expect(
    await refusal(
      lab.eks('AssociateIdentityProviderConfig', { clusterName: 'dev', oidc: { ...oidc, identityProviderConfigName: 'second' } }),
    ),
  ).toContain('ResourceLimitExceededException')
  expect(lab.account.broken).toEqual([])
})
