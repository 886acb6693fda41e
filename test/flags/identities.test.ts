import { describe, expect, test } from 'vitest'
import { withFile } from '#src/flags/conflicts.ts'
import {
  accessEntryFile,
  accessEntryFromFlags,
  addonFile,
  addonFromFlags,
  fargateProfileFile,
  fargateProfileFromFlags,
  identityMappingFromFlags,
  podIdentityFile,
  podIdentityFromFlags,
  serviceAccountFile,
  serviceAccountFromFlags,
} from '#src/flags/identities.ts'

const place = { cluster: 'dev', region: 'us-west-2' }

test('a service account needs a way to a role, and one only', () => {
  const policies = { 'attach-policy-arn': ['arn:p'] }
  const { stated, flagByPath } = serviceAccountFromFlags({ ...policies, tags: { a: 'b' } }, 'reader', place)
  expect(stated.iam?.serviceAccounts).toMatchObject([
    { metadata: { name: 'reader', namespace: 'default' }, attachPolicyARNs: ['arn:p'], tags: { a: 'b' } },
  ])
  expect(flagByPath['iam.serviceAccounts[0].attachPolicyARNs']).toBe('--attach-policy-arn')
  for (const given of [
    {},
    { ...policies, 'attach-role-arn': 'r' },
    { 'attach-role-arn': 'r', 'role-only': true },
    { 'attach-role-arn': 'r', 'role-name': 'n' },
  ])
    expect(() => serviceAccountFromFlags(given, 'reader', place)).toThrow(/--attach-/)
})

test('a pod identity takes ready-made policies in any case, and a role only alone', () => {
  const { stated } = podIdentityFromFlags(
    { namespace: 'n', 'service-account-name': 's', 'well-known-policies': ['AUTOSCALER', 'certManager'] },
    place,
  )
  expect(stated.iam?.podIdentityAssociations).toMatchObject([
    { namespace: 'n', serviceAccountName: 's', wellKnownPolicies: { autoScaler: true, certManager: true } },
  ])
  expect(() => podIdentityFromFlags({ 'well-known-policies': ['teapot'] }, place)).toThrow('teapot')
  expect(() => podIdentityFromFlags({ 'role-arn': 'r', 'permission-policy-arns': ['p'] }, place)).toThrow('--permission-policy-arns')
  expect(() => podIdentityFromFlags({ 'role-arn': 'r', policy: '{}' }, place)).toThrow('--disable-session-tags')
})

test('mappings, entries and add-ons stand where the file would state them', () => {
  expect(identityMappingFromFlags({ arn: 'arn:a', group: ['g'] }, place).stated.iamIdentityMappings).toMatchObject([
    { arn: 'arn:a', groups: ['g'] },
  ])
  expect(identityMappingFromFlags({ role: 'arn:a', group: ['g'] }, place)).toEqual(
    identityMappingFromFlags({ arn: 'arn:a', group: ['g'] }, place),
  )
  expect(() => identityMappingFromFlags({ arn: 'arn:a', role: 'arn:a', group: ['g'] }, place)).toThrow('--role')
  expect(() => identityMappingFromFlags({ arn: 'arn:a' }, place)).toThrow('--username')
  expect(
    accessEntryFromFlags({ 'principal-arn': 'arn:aws:iam::111122223333:role/a', type: 'EC2_LINUX' }, place).stated.accessConfig
      ?.accessEntries,
  ).toMatchObject([{ type: 'EC2_LINUX' }])
  expect(addonFromFlags({ name: 'adot', 'namespace-config': 'namespace=tools' }, place).stated.addons).toMatchObject([
    { name: 'adot', namespaceConfig: { namespace: 'tools' } },
  ])
  expect(() => addonFromFlags({ name: 'adot', 'namespace-config': 'tools' }, place)).toThrow('namespace=')
})

describe('a Fargate profile', () => {
  test('selects pods by namespace and labels', () =>
    expect(fargateProfileFromFlags({ namespace: 'jobs', labels: { a: 'b' } }, 'fp-jobs', place).stated.fargateProfiles).toMatchObject([
      { name: 'fp-jobs', selectors: [{ namespace: 'jobs', labels: { a: 'b' } }] },
    ]))
  test("cannot have one of EKS's own names", () =>
    expect(() => fargateProfileFromFlags({ namespace: 'jobs' }, 'eks-jobs', place)).toThrow('eks-'))
})

test.each([
  ['create iamserviceaccount', serviceAccountFile, { 'attach-policy-arn': ['a'], approve: true }, ['attach-policy-arn']],
  ['create accessentry', accessEntryFile, { cluster: 'a', region: 'b', type: 'EC2' }, ['cluster', 'region', 'type']],
  [
    'create podidentityassociation',
    podIdentityFile,
    { region: 'b', 'permission-policy-arns': ['a'] },
    ['region', 'permission-policy-arns'],
  ],
  ['create addon', addonFile, { force: true, 'namespace-config': 'namespace=a' }, ['namespace-config']],
  ['create fargateprofile', fargateProfileFile, { tags: {} }, ['tags']],
] as const)('F12: %s takes flags beside a file that have no effect there, and names them', (_command, rules, given, idle) =>
  expect(withFile(given, undefined, rules)).toEqual(idle),
)

test.each([
  ['create iamserviceaccount', serviceAccountFile, 'subject-pattern'],
  ['create accessentry', accessEntryFile, 'principal-arn'],
  ['create podidentityassociation', podIdentityFile, 'cluster'],
  ['create podidentityassociation', podIdentityFile, 'well-known-policies'],
  ['create addon', addonFile, 'version'],
  ['create fargateprofile', fargateProfileFile, 'labels'],
] as const)('F12: %s with a file refuses what the file says (%#)', (_command, rules, flag) =>
  expect(() => withFile({ [flag]: 'x' }, undefined, rules)).toThrow(`--${flag}`),
)
