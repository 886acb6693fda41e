import { expect, test } from 'vitest'
import type { Json } from '#sandbox/cloudformation/template/document.ts'
import { resolve } from '#sandbox/cloudformation/template/resolve.ts'
import type { Scope } from '#sandbox/cloudformation/template/resolve.ts'

const scope: Scope = {
  ref: (name) => (name === 'List' ? ['a', 'b'] : `ref-${name}`),
  attribute: (resource, name) => `${resource}/${name}`,
  condition: (name) => name === 'Yes',
  importValue: (name) => `import-${name}`,
  zones: (region) => [`${region || 'here'}a`, `${region || 'here'}b`],
  mappings: { Map: { aws: { EC2: 'ec2.amazonaws.com' } } },
}

test.each<[Json, Json | undefined]>([
  [{ Ref: 'X' }, 'ref-X'],
  [{ 'Fn::GetAtt': ['A', 'B.C'] }, 'A/B.C'],
  [{ 'Fn::GetAtt': 'A.B.C' }, 'A/B.C'],
  [{ 'Fn::Sub': '${X}-${A.B}-${!Literal}-$plain' }, 'ref-X-A/B-${Literal}-$plain'],
  [{ 'Fn::Sub': ['${Own}-${X}', { Own: { Ref: 'Y' } }] }, 'ref-Y-ref-X'],
  [{ 'Fn::Join': [',', ['a', { Ref: 'X' }, 3]] }, 'a,ref-X,3'],
  [{ 'Fn::Join': ['-', { Ref: 'List' }] }, 'a-b'],
  [{ 'Fn::Select': ['1', { Ref: 'List' }] }, 'b'],
  [{ 'Fn::Split': ['|', 'a|b|c'] }, ['a', 'b', 'c']],
  [{ 'Fn::FindInMap': ['Map', 'aws', 'EC2'] }, 'ec2.amazonaws.com'],
  [{ 'Fn::If': ['Yes', 1, 2] }, 1],
  [{ 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, undefined],
  [
    { keep: 1, drop: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, list: [{ Ref: 'AWS::NoValue' }, 'x'] },
    { keep: 1, list: ['x'] },
  ],
  [{ 'Fn::Equals': ['1', 1] }, true],
  [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
  [{ 'Fn::Or': [{ Condition: 'No' }, { Condition: 'No' }] }, false],
  [{ 'Fn::ImportValue': { 'Fn::Sub': '${X}::VPC' } }, 'import-ref-X::VPC'],
  [{ 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  [{ 'Fn::GetAZs': '' }, ['herea', 'hereb']],
  [{ 'Fn::Select': [0, { 'Fn::GetAZs': { Ref: 'X' } }] }, 'ref-Xa'],
  [{ 'Fn::Cidr': ['192.168.0.0/16', 3, 13] }, ['192.168.0.0/19', '192.168.32.0/19', '192.168.64.0/19']],
  [{ 'Fn::Select': [2, { 'Fn::Cidr': ['2600:1f14:abc::/56', 8, 64] }] }, '2600:1f14:abc:2::/64'],
  [{ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
])('%j comes to %j', async (value, expected) => {
  expect(await resolve(value, scope)).toEqual(expected)
})

test.each<[Json, string]>([
  [{ 'Fn::Select': ['5', { Ref: 'List' }] }, 'Template error: Fn::Select cannot select nonexistent value at index 5'],
  [{ 'Fn::FindInMap': ['Map', 'aws', 'SSM'] }, 'Template error: Unable to get mapping for Map::aws::SSM'],
  [
    { 'Fn::Sub': '${a b}' },
    'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
  ],
  [{ 'Fn::Cidr': ['10.0.0.0/24', 4, 8] }, 'Template error: Fn::Cidr cannot cut'],
])('%j is refused', async (value, message) => {
  await expect(resolve(value, scope)).rejects.toThrow(message)
})
