import { expect, test } from 'vitest'
import { parseTemplate } from '#sandbox/cloudformation/template/parse.ts'
import { readTemplate } from '#sandbox/cloudformation/template/read.ts'

test('YAML short forms are the functions they stand for', () => {
  const text = `
A: !Ref X
B: !GetAtt One.Two.Three
C: !Sub 'a-\${X}'
D: !Join [',', [!Ref X, b]]
E: !If [Yes, !Ref X, !Ref 'AWS::NoValue']
F: !Equals
  - !FindInMap [M, !Ref X, k]
  - true
G: !Not [!Condition Yes]
H: !Base64
  Fn::Sub: x
I: !GetAtt [One, Two]
`
  expect(parseTemplate(text)).toEqual({
    A: { Ref: 'X' },
    B: { 'Fn::GetAtt': ['One', 'Two.Three'] },
    C: { 'Fn::Sub': 'a-${X}' },
    D: { 'Fn::Join': [',', [{ Ref: 'X' }, 'b']] },
    E: { 'Fn::If': ['Yes', { Ref: 'X' }, { Ref: 'AWS::NoValue' }] },
    F: { 'Fn::Equals': [{ 'Fn::FindInMap': ['M', { Ref: 'X' }, 'k'] }, true] },
    G: { 'Fn::Not': [{ Condition: 'Yes' }] },
    H: { 'Fn::Base64': { 'Fn::Sub': 'x' } },
    I: { 'Fn::GetAtt': ['One', 'Two'] },
  })
})

test('dates in YAML stay text, anchors and merge keys are followed', () => {
  expect(parseTemplate('Version: 2012-10-17\nBase: &base {a: 1, b: 2}\nMore: {<<: *base, b: 3}\n')).toEqual({
    Version: '2012-10-17',
    Base: { a: 1, b: 2 },
    More: { a: 1, b: 3 },
  })
})

const one = `Resources: {Q: {Type: 'AWS::SQS::Queue'}}`

test.each([
  ['not a template', 'Template format error: unsupported structure.'],
  ['{"Resources": ', 'Template format error: JSON not well-formed. (line 1, column 15)'],
  ['a: [1', /^Template format error: YAML not well-formed\. \(line \d+, column \d+\)$/],
  ['Resources: {}', 'Template format error: At least one Resources member must be defined.'],
  [`${one}\nStuff: 1`, 'Invalid template property or properties [Stuff]'],
  [
    `AWSTemplateFormatVersion: '2020-01-01'\n${one}`,
    'Template format error: 2020-01-01 is not a supported value for AWSTemplateFormatVersion.',
  ],
  [`Resources: {my-queue: {Type: 'AWS::SQS::Queue'}}`, 'Template format error: Resource name my-queue is non alphanumeric.'],
  [`Resources: {Q: {Properties: {}}}`, 'Template format error: [/Resources/Q] Every Resources object must contain a Type member.'],
  [`Resources: {Q: {Type: 'AWS::SQS::Queue', Props: {}}}`, "Invalid template resource property 'Props'"],
  [
    `Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {QueueName: null}}}`,
    "Template format error: [/Resources/Q/Properties/QueueName] 'null' values are not allowed in templates",
  ],
  [
    `Resources: {Q: {Type: 'AWS::SQS::Queue', DeletionPolicy: Keep}}`,
    'Template format error: Unrecognized DeletionPolicy Keep for resource Q',
  ],
  [`${one}\nOutputs: {O: {Description: x}}`, 'Template format error: Every Outputs member must contain a Value object'],
])('%j is refused', (text, message) => {
  expect(() => readTemplate(text)).toThrow(message)
})

test('more than 500 resources are refused', () => {
  const Resources = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`Q${at}`, { Type: 'AWS::SQS::Queue' }]))
  expect(() => readTemplate(JSON.stringify({ Resources }))).toThrow(
    'Template format error: Number of resources, 501, is greater than maximum allowed, 500',
  )
})
