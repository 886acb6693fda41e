import { expect, test } from 'vitest'
import { capabilityFromFlags } from '#src/flags/capability.ts'

const place = { cluster: 'dev', region: 'us-west-2' }

test('a capability by flags keeps its resources when it goes, unless said', () => {
  const { stated } = capabilityFromFlags({ cluster: 'dev', name: 'graphs', type: 'KRO', tags: { a: 'b' } }, place)
  expect(stated.capabilities).toEqual([{ name: 'graphs', type: 'KRO', deletePropagationPolicy: 'RETAIN', tags: { a: 'b' } }])
})

test('its role is given, or made with policies and a document', () => {
  const policy = '{"Version":"2012-10-17","Statement":[]}'
  const { stated } = capabilityFromFlags(
    { name: 'things', type: 'ACK', 'role-arn': 'arn:aws:iam::1:role/r', 'attach-policy-arns': ['arn:p'], 'attach-policy': policy },
    place,
  )
  expect(stated.capabilities?.[0]).toMatchObject({
    roleArn: 'arn:aws:iam::1:role/r',
    attachPolicyARNs: ['arn:p'],
    attachPolicy: { Version: '2012-10-17', Statement: [] },
  })
})

test('Argo CD has to be stated in a file', () => {
  expect(() => capabilityFromFlags({ name: 'cd', type: 'ARGOCD' }, place)).toThrow('--type=ARGOCD needs --config-file/-f')
})

test.each(['no json', '[]', '"text"', 'null'])('--attach-policy=%s is no policy', (text) => {
  expect(() => capabilityFromFlags({ name: 'x', type: 'ACK', 'attach-policy': text }, place)).toThrow('must be a policy document as JSON')
})
