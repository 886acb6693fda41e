import { expect, test } from 'vitest'
import { testAccount } from './account.ts'
import type { TestAccount } from './account.ts'

const queue = (Properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties })
const body = (Resources: object, more: object = {}) => JSON.stringify({ Resources, ...more })
const set = { StackName: 'shop', ChangeSetName: 'next' }

async function stack(account: TestAccount): Promise<void> {
  await account.cfn('CreateStack', {
    StackName: 'shop',
    TemplateBody: body({ A: queue({ QueueName: 'a' }), B: queue(), C: queue() }),
    Tags: [{ Key: 'v', Value: '1' }],
  })
  await account.rest()
}

const status = async (account: TestAccount): Promise<string | undefined> =>
  (await account.cfn<{ Stacks: { StackStatus: string }[] }>('DescribeStacks', { StackName: 'shop' })).Stacks[0]?.StackStatus

test('a change set tells what would happen to each resource, and does it when executed', async () => {
  const account = testAccount()
  await stack(account)
  const TemplateBody = body({ A: queue({ QueueName: 'z' }), B: queue({ DelaySeconds: 3 }), D: queue() })
  await account.cfn('CreateChangeSet', { ...set, TemplateBody, Description: 'why' })
  await account.rest()
  const described = await account.cfn<{
    Status: string
    ExecutionStatus: string
    Changes: { ResourceChange: { LogicalResourceId: string; Action: string; Replacement?: string } }[]
  }>('DescribeChangeSet', set)
  expect(described).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  expect(described.Changes.map(({ ResourceChange: one }) => [one.LogicalResourceId, one.Action, one.Replacement])).toEqual([
    ['A', 'Modify', 'True'],
    ['B', 'Modify', 'False'],
    ['D', 'Add', undefined],
    ['C', 'Remove', undefined],
  ])
  expect(await status(account)).toBe('CREATE_COMPLETE')
  await account.cfn('ExecuteChangeSet', set)
  expect(await status(account)).toBe('UPDATE_IN_PROGRESS')
  await account.rest()
  expect(await status(account)).toBe('UPDATE_COMPLETE')
})

test('a change set without a change fails and says so', async () => {
  const account = testAccount()
  await stack(account)
  await account.cfn('CreateChangeSet', { ...set, UsePreviousTemplate: true })
  await account.rest()
  expect(await account.cfn('DescribeChangeSet', set)).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason: "The submitted information didn't contain changes. Submit different information to create a change set.",
  })
  await expect(account.cfn('ExecuteChangeSet', set)).rejects.toMatchObject({ code: 'InvalidChangeSetStatusException' })
})

test('an output more, or another stack tag, is a change', async () => {
  const account = testAccount()
  await stack(account)
  await account.cfn('CreateChangeSet', {
    ...set,
    TemplateBody: body({ A: queue({ QueueName: 'a' }), B: queue(), C: queue() }, { Outputs: { O: { Value: 'x' } } }),
  })
  await account.cfn('CreateChangeSet', { ...set, ChangeSetName: 'tagged', UsePreviousTemplate: true, Tags: [{ Key: 'v', Value: '2' }] })
  await account.rest()
  expect(await account.cfn('DescribeChangeSet', set)).toMatchObject({ Status: 'CREATE_COMPLETE', Changes: [] })
  expect(await account.cfn<{ Changes: object[] }>('DescribeChangeSet', { ...set, ChangeSetName: 'tagged' })).toMatchObject({
    Changes: [{}, {}, {}],
  })
})

test('a change set for a new stack leaves it in review until it is executed', async () => {
  const account = testAccount()
  await account.cfn('CreateChangeSet', { ...set, ChangeSetType: 'CREATE', TemplateBody: body({ A: queue() }) })
  await account.rest()
  expect(await status(account)).toBe('REVIEW_IN_PROGRESS')
  await account.cfn('ExecuteChangeSet', set)
  await account.rest()
  expect(await status(account)).toBe('CREATE_COMPLETE')
})

test.each<[string, object, string]>([
  ['for a stack that is not there', { StackName: 'ghost' }, 'Stack [ghost] does not exist'],
  [
    'to create one that is',
    { ChangeSetType: 'CREATE' },
    'Stack [shop] already exists and cannot be created again with the changeSet [next].',
  ],
  ['with a name of another', { ChangeSetName: 'taken' }, 'ChangeSet [taken] already exists'],
])('a change set %s is refused', async (_, change, message) => {
  const account = testAccount()
  await stack(account)
  await account.cfn('CreateChangeSet', { ...set, ChangeSetName: 'taken', UsePreviousTemplate: true })
  await expect(account.cfn('CreateChangeSet', { ...set, TemplateBody: body({ A: queue() }), ...change })).rejects.toThrow(message)
})

test('an unknown change set has AWS’s own error', async () => {
  const account = testAccount()
  await stack(account)
  await expect(account.cfn('DescribeChangeSet', set)).rejects.toMatchObject({
    code: 'ChangeSetNotFoundException',
    message: 'ChangeSet [next] does not exist',
  })
})
