import { expect, test } from 'vitest'
import { readTemplate } from '#sandbox/cloudformation/template/read.ts'
import { validateTemplate } from '#sandbox/cloudformation/template/validate.ts'

const queue = (QueueName: unknown, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName }, ...more })

test.each<[object, string]>([
  [{ Resources: { A: { Type: 'AWS::Fancy::Thing' } } }, 'Template format error: Unrecognized resource types: [AWS::Fancy::Thing]'],
  [
    { Resources: { A: queue({ Ref: 'Nobody' }) } },
    'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
  ],
  [
    { Resources: { A: queue('x', { DependsOn: ['Nobody'] }) } },
    'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
  ],
  [
    { Resources: { A: queue({ 'Fn::Sub': 'x-${Nobody}' }) } },
    'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
  ],
  [
    { Resources: { A: queue('x') }, Outputs: { O: { Value: { Ref: 'Nobody' } } } },
    'Template format error: Unresolved resource dependencies [Nobody] in the Outputs block of the template',
  ],
  [
    { Resources: { A: queue({ 'Fn::GetAtt': ['Nobody', 'Arn'] }) } },
    'Template error: instance of Fn::GetAtt references undefined resource Nobody',
  ],
  [
    { Resources: { A: queue('x'), B: queue({ 'Fn::GetAtt': 'A.Shape' }) } },
    'Template error: resource A does not support attribute type Shape in Fn::GetAtt',
  ],
  [
    { Resources: { A: queue({ Ref: 'B' }), B: queue({ Ref: 'A' }), C: queue({ Ref: 'A' }) } },
    'Circular dependency between resources: [A, B]',
  ],
  [
    { Resources: { A: queue('x', { Condition: 'Never' }) } },
    'Template format error: Unresolved condition dependency Never in the Resources block of the template',
  ],
  [
    { Resources: { A: queue({ 'Fn::FindInMap': ['M', 'a', 'b'] }) } },
    "Template error: Mapping named 'M' is not present in the 'Mappings' section of template.",
  ],
  [{ Resources: { A: queue({ 'Fn::Length': [1] }) } }, 'Template error: Encountered unsupported function: Fn::Length'],
  [
    { Resources: { A: queue({ 'Fn::Select': [0] }) } },
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    { Resources: { A: queue({ 'Fn::GetAtt': ['A'] }) } },
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  [{ Resources: { A: queue({ 'Fn::If': ['C', 1] }) } }, 'Template error: Fn::If requires a list argument with three values'],
  [
    { Resources: { A: queue('x') }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'A' }, 'x'] } } },
    'Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template',
  ],
])('%j is refused in AWS’s words', (template, message) => {
  expect(() => validateTemplate(readTemplate(JSON.stringify(template)))).toThrow(message)
})
