import { expect, test } from 'vitest'
import { testAccount } from './account.ts'

const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } }
const named = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, RoleName: 'mine' } }
const queue = { Type: 'AWS::SQS::Queue' }
const body = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more })

test.each<[string, object, string]>([
  [
    'a name that begins with a digit',
    { StackName: '1st' },
    "1 validation error detected: Value '1st' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
  ],
  ['a long name', { StackName: 'a'.repeat(129) }, 'Member must have length less than or equal to 128'],
  ['no template', { TemplateBody: undefined }, 'Either Template URL or Template Body must be specified.'],
  [
    'a template over 51,200 bytes',
    { TemplateBody: body({ Q: queue }, { Description: 'x'.repeat(51_200) }) },
    "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
  ],
  ['a role without a capability', { TemplateBody: body({ R: role }) }, 'Requires capabilities : [CAPABILITY_IAM]'],
  [
    'a named role with the lesser capability',
    { TemplateBody: body({ R: named }), Capabilities: ['CAPABILITY_IAM'] },
    'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  ],
  ['a transform', { TemplateBody: body({ Q: queue }, { Transform: 'Macro' }) }, 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]'],
  [
    '51 tags',
    { Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: 'v' })) },
    'Member must have length less than or equal to 50',
  ],
  ['a tag of AWS’s', { Tags: [{ Key: 'aws:mine', Value: 'v' }] }, 'aws: prefixed tag key names are not allowed for external use.'],
  [
    'a role that is not there',
    { RoleARN: 'arn:aws:iam::111122223333:role/ghost' },
    'Role arn:aws:iam::111122223333:role/ghost is invalid or cannot be assumed',
  ],
  [
    'an unknown parameter',
    { Parameters: [{ ParameterKey: 'Ghost', ParameterValue: 'x' }] },
    'Parameters: [Ghost] do not exist in the template',
  ],
  [
    'OnFailure and DisableRollback',
    { OnFailure: 'DELETE', DisableRollback: true },
    'You can specify either OnFailure or DisableRollback, but not both.',
  ],
])('%s is refused', async (_, change, message) => {
  const account = testAccount()
  await expect(account.cfn('CreateStack', { StackName: 'shop', TemplateBody: body({ Q: queue }), ...change })).rejects.toThrow(message)
  expect(await account.cfn('ListStacks')).toEqual({ StackSummaries: [] })
})

test('of two tags with one key the last counts', async () => {
  const account = testAccount()
  await account.cfn('CreateStack', {
    StackName: 'shop',
    TemplateBody: body({ Q: queue }),
    Tags: [
      { Key: 'v', Value: '1' },
      { Key: 'w', Value: 'x' },
      { Key: 'v', Value: '2' },
    ],
  })
  expect(await account.cfn('DescribeStacks', { StackName: 'shop' })).toMatchObject({
    Stacks: [
      {
        Tags: [
          { Key: 'w', Value: 'x' },
          { Key: 'v', Value: '2' },
        ],
      },
    ],
  })
})

const declared = (declaration: object) =>
  body({ Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } }, { Parameters: { Name: declaration } })

test.each<[string, object, string]>([
  ['no value and no default', { Type: 'String' }, 'Parameters: [Name] must have values'],
  ['not among the allowed', { Type: 'String', AllowedValues: ['a', 'b'], Default: 'c' }, "Parameter 'Name' must be one of AllowedValues"],
  ['against the pattern', { Type: 'String', AllowedPattern: '[a-z]+', Default: 'A' }, "Parameter 'Name' must match pattern [a-z]+"],
  [
    'against the pattern, with words',
    { Type: 'String', AllowedPattern: '[a-z]+', Default: 'A', ConstraintDescription: 'small letters' },
    'Parameter Name failed to satisfy constraint: small letters',
  ],
  ['too long', { Type: 'String', MaxLength: 2, Default: 'abc' }, "Parameter 'Name' must contain at most 2 characters"],
  ['no number', { Type: 'Number', Default: 'abc' }, "Parameter 'Name' must be a number"],
  ['of an unknown type', { Type: 'Strange', Default: 'abc' }, 'Template format error: Unrecognized parameter type: Strange'],
])('a parameter that has %s is refused', async (_, declaration, message) => {
  await expect(testAccount().cfn('CreateStack', { StackName: 'shop', TemplateBody: declared(declaration) })).rejects.toThrow(message)
})

test('a Systems Manager parameter is read, and shown with what was found', async () => {
  const account = testAccount({ ssm: { GetParameter: ({ Name }: { Name: string }) => ({ Parameter: { Value: `found-${Name.length}` } }) } })
  await account.cfn('CreateStack', {
    StackName: 'shop',
    TemplateBody: declared({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a/b' }),
  })
  await account.rest()
  expect(await account.cfn('DescribeStacks', { StackName: 'shop' })).toMatchObject({
    Stacks: [{ StackStatus: 'CREATE_COMPLETE', Parameters: [{ ParameterKey: 'Name', ParameterValue: '/a/b', ResolvedValue: 'found-4' }] }],
  })
  expect(await account.cfn('DescribeStackResource', { StackName: 'shop', LogicalResourceId: 'Q' })).toMatchObject({
    StackResourceDetail: { PhysicalResourceId: 'https://sqs.us-west-2.amazonaws.com/111122223333/found-4' },
  })
})

test('what a condition leaves out is not made, and nobody may mention it', async () => {
  const account = testAccount()
  const conditions = { Conditions: { Never: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'mars'] } } }
  await account.cfn('CreateStack', { StackName: 'shop', TemplateBody: body({ Q: queue, R: { ...queue, Condition: 'Never' } }, conditions) })
  await account.rest()
  const { StackResourceSummaries } = await account.cfn<{ StackResourceSummaries: { LogicalResourceId: string }[] }>('ListStackResources', {
    StackName: 'shop',
  })
  expect(StackResourceSummaries.map((one) => one.LogicalResourceId)).toEqual(['Q'])
  const mentioning = body(
    { Q: { ...queue, Properties: { QueueName: { 'Fn::GetAtt': ['R', 'QueueName'] } } }, R: { ...queue, Condition: 'Never' } },
    conditions,
  )
  await expect(account.cfn('CreateStack', { StackName: 'other', TemplateBody: mentioning })).rejects.toThrow(
    'Template format error: Unresolved resource dependencies [R] in the Resources block of the template',
  )
})

test('a template tells its capabilities and parameters before it is used', async () => {
  expect(
    await testAccount().cfn('ValidateTemplate', {
      TemplateBody: body({ R: named }, { Parameters: { P: { Type: 'String', Default: 'x' } }, Description: 'd' }),
    }),
  ).toEqual({
    Description: 'd',
    Parameters: [{ ParameterKey: 'P', DefaultValue: 'x', NoEcho: false }],
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
  })
})
