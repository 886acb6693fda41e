import { describe, expect, test } from 'vitest'
import type { Template } from '#templates/cfn.ts'
import { iamRoleTemplate, podIdentityTrust, tokenTrust } from '#templates/iam-role.ts'
import { renewedRole, roleWithAgent, roleWithoutTokens } from '#templates/role-edits.ts'

const issuer = { provider: 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A', issuer: 'oidc.example/id/A' }
const tokens = tokenTrust(issuer, { namespace: 'jobs', name: 'reader' })
const other = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111122223333:root' } }

const role = (trust: object, more: Partial<Parameters<typeof iamRoleTemplate>[0]> = {}): Template =>
  iamRoleTemplate({ purpose: 'serviceaccount "jobs/reader"', trust, ...more })

/** A role's stack whose trust holds these statements. */
const trusting = (...statements: readonly object[]): Template => {
  const made = role(tokens)
  const { Role1 } = made.Resources
  const Properties = { ...Role1?.Properties, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: statements } }
  return { ...made, Resources: { Role1: { Type: 'AWS::IAM::Role', Properties } } }
}

const trustOf = ({ Resources }: Template): unknown =>
  Reflect.get(Reflect.get(Resources['Role1']?.Properties ?? {}, 'AssumeRolePolicyDocument') as object, 'Statement')

describe('a role that is made anew', () => {
  const [old, fresh] = ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B']

  test('has the permissions that are wanted, and none that it had', () => {
    const before = role(tokens, { attachPolicyARNs: [old], wellKnownPolicies: { autoScaler: true } })
    const after = renewedRole(before, role(tokens, { attachPolicyARNs: [fresh] }))
    expect(Object.keys(after.Resources)).toEqual(['Role1'])
    expect(after.Resources['Role1']?.Properties).toMatchObject({ ManagedPolicyArns: [fresh] })
  })

  test('keeps its name, and its boundary where no other is stated', () => {
    const before = role(tokens, { roleName: 'reader', permissionsBoundary: 'arn:aws:iam::111122223333:policy/b' })
    expect(renewedRole(before, role(tokens)).Resources['Role1']?.Properties).toMatchObject({
      RoleName: 'reader',
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b',
    })
    const stated = renewedRole(before, role(tokens, { roleName: 'writer', permissionsBoundary: 'arn:aws:iam::111122223333:policy/c' }))
    expect(stated.Resources['Role1']?.Properties).toMatchObject({
      RoleName: 'reader',
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/c',
    })
  })

  test('goes on trusting whom nobody spoke of, and the tokens of its own issuer', () => {
    const elsewhere = tokenTrust({ provider: 'arn:aws:iam::111122223333:oidc-provider/old', issuer: 'old' })
    expect(trustOf(renewedRole(trusting(other, elsewhere, podIdentityTrust), role(tokens)))).toEqual([other, tokens, podIdentityTrust])
  })

  test('and is as it is where nothing else is wanted', () => {
    const before = role(tokens, { attachPolicyARNs: [old] })
    expect(renewedRole(before, role(tokens, { attachPolicyARNs: [old] }))).toEqual(before)
  })
})

describe('a role that is moved to pod identity', () => {
  test('trusts the agent beside whom it trusts now, as IAM has it', () => {
    expect(trustOf(roleWithAgent(trusting(tokens), [other, tokens]))).toEqual([other, tokens, podIdentityTrust])
  })

  test('is left alone where its stack has the agent already', () => {
    const before = trusting(podIdentityTrust)
    expect(roleWithAgent(before, [other])).toBe(before)
  })

  test('trusts tokens no more, and nobody else is shut out', () => {
    expect(trustOf(roleWithoutTokens(trusting(tokens, other, podIdentityTrust)))).toEqual([other, podIdentityTrust])
    const before = trusting(podIdentityTrust)
    expect(roleWithoutTokens(before)).toBe(before)
  })
})
