import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusal, startLab, type Lab } from './lab.ts'

let lab: Lab
let roleArn: string
beforeAll(async () => {
  lab = await startLab()
  await lab.startCluster()
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'capabilities.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
    ],
  })
  const { Role } = await lab.aws<{ Role: { Arn: string } }>('iam', 'CreateRole', { RoleName: 'charts', AssumeRolePolicyDocument })
  roleArn = Role.Arn
})
afterAll(() => lab.close())

const name = { clusterName: 'dev', capabilityName: 'charts' }
const status = () => lab.status('DescribeCapability', name, 'capability')
const users = (...ids: string[]) => ids.map((id) => ({ id, type: 'SSO_USER' }))
const argoCd = async () =>
  (await lab.eks<{ capability: { configuration: { argoCd: object } } }>('DescribeCapability', name)).capability.configuration.argoCd

test('a capability is CREATING, then ACTIVE; its role must be one that it may take', async () => {
  const wish = {
    ...name,
    type: 'ARGOCD',
    deletePropagationPolicy: 'RETAIN',
    configuration: { argoCd: { awsIdc: { idcInstanceArn: 'arn:aws:sso:::instance/ssoins-1' } } },
  }
  expect(await refusal(lab.eks('CreateCapability', { ...wish, roleArn: lab.roles.pods }))).toContain('could not be assumed')
  await lab.eks('CreateCapability', { ...wish, roleArn })
  expect(await status()).toBe('CREATING')
  expect(await refusal(lab.eks('UpdateCapability', { ...name, roleArn }))).toContain('ResourceInUseException')
  await lab.until('it is ACTIVE', async () => (await status()) === 'ACTIVE')
  expect(await lab.eks('DescribeCapability', name)).toMatchObject({ capability: { version: expect.stringMatching(/^v\d+\.\d+\.\d+$/) } })
})

test('a role of Argo CD that is named has the identities that are named; those to be removed lose it', async () => {
  const change = async (rbacRoleMappings: object) => {
    await lab.eks('UpdateCapability', { ...name, configuration: { argoCd: { rbacRoleMappings } } })
    expect(await status()).toBe('UPDATING')
    expect(await refusal(lab.eks('DeleteCapability', name))).toContain('ResourceInUseException')
    await lab.until('it is ACTIVE', async () => (await status()) === 'ACTIVE')
    return argoCd()
  }
  const all = [
    { role: 'ADMIN', identities: users('u-1', 'u-2') },
    { role: 'VIEWER', identities: users('u-3') },
  ]
  expect(await change({ addOrUpdateRoleMappings: all })).toMatchObject({ rbacRoleMappings: all })
  expect(await change({ removeRoleMappings: [{ role: 'ADMIN', identities: users('u-2') }, all[1]] })).toMatchObject({
    rbacRoleMappings: [{ role: 'ADMIN', identities: users('u-1') }],
  })
  expect(await refusal(lab.eks('UpdateCapability', { ...name, roleArn: lab.roles.pods }))).toContain('could not be assumed')
})

test('it is DELETING for a while, then gone', async () => {
  await lab.eks('DeleteCapability', name)
  expect(await status()).toBe('DELETING')
  await lab.until('it is gone', async () => (await status()) === 'ResourceNotFoundException')
})
