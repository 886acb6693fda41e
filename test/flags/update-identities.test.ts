import { expect, test } from 'vitest'
import { updatedPodIdentityFromFlags, updatedServiceAccountFromFlags } from '#src/flags/update-identities.ts'

const place = { cluster: 'dev', region: 'us-west-2' }
const pod = { namespace: 'jobs', 'service-account-name': 'reader', 'role-arn': 'arn:aws:iam::111122223333:role/r' }

test('a service account gets the policies of the line, and needs one', () => {
  const { stated } = updatedServiceAccountFromFlags({ 'attach-policy-arn': ['arn:p'], namespace: 'jobs' }, 'reader', place)
  expect(stated.iam?.serviceAccounts).toMatchObject([{ metadata: { name: 'reader', namespace: 'jobs' }, attachPolicyARNs: ['arn:p'] }])
  expect(() => updatedServiceAccountFromFlags({}, 'reader', place)).toThrow('--attach-policy-arn must be set')
})

test.each([
  [{}, undefined],
  [{ 'disable-session-tags': true }, true],
  [{ 'disable-session-tags': false }, false],
  [{ 'no-disable-session-tags': true }, false],
])('session tags of an association stay as they are unless one of two flags speaks of them: %j', (flags, stated) => {
  const { stated: config } = updatedPodIdentityFromFlags({ ...pod, ...flags }, place)
  expect(config.iam?.podIdentityAssociations?.[0]?.disableSessionTags).toBe(stated)
})

test.each([
  [{ 'disable-session-tags': true, 'no-disable-session-tags': true }, '--no-disable-session-tags'],
  [{ policy: '{}' }, '--policy needs --disable-session-tags'],
])('what contradicts itself is refused: %j', (flags, words) => {
  expect(() => updatedPodIdentityFromFlags({ ...pod, ...flags }, place)).toThrow(words)
})
