import { expect, test } from 'vitest'
import { testAccount } from './account.ts'
import type { TestAccount } from './account.ts'

interface StackView {
  readonly StackId: string
  readonly StackStatus: string
  readonly StackStatusReason?: string
  readonly Outputs: readonly { OutputKey: string; OutputValue: string; ExportName?: string }[]
}

const queue = (properties: object = {}, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties, ...more })
const body = (Resources: object, more: object = {}) => JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources, ...more })

async function describe(account: TestAccount, StackName: string): Promise<StackView> {
  const { Stacks } = await account.cfn<{ Stacks: StackView[] }>('DescribeStacks', { StackName })
  if (!Stacks[0]) throw new Error('no stack')
  return Stacks[0]
}

async function create(account: TestAccount, StackName: string, TemplateBody: string, more: object = {}): Promise<string> {
  const { StackId } = await account.cfn<{ StackId: string }>('CreateStack', { StackName, TemplateBody, ...more })
  await account.rest()
  return StackId
}

/** A stack's history, oldest first: `LogicalId STATUS reason`. */
async function history(account: TestAccount, StackName: string): Promise<string[]> {
  const { StackEvents } = await account.cfn<{
    StackEvents: { LogicalResourceId: string; ResourceStatus: string; ResourceStatusReason?: string }[]
  }>('DescribeStackEvents', { StackName })
  return StackEvents.toReversed().map((one) =>
    [one.LogicalResourceId, one.ResourceStatus, one.ResourceStatusReason].filter(Boolean).join(' '),
  )
}

test('a stack is made in dependency order, each resource with the events AWS writes', async () => {
  const account = testAccount()
  await create(
    account,
    'shop',
    body({ Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Orders' }], PolicyDocument: {} } }, Orders: queue() }),
  )
  expect(await history(account, 'shop')).toEqual([
    'shop CREATE_IN_PROGRESS User Initiated',
    'Orders CREATE_IN_PROGRESS',
    'Orders CREATE_IN_PROGRESS Resource creation Initiated',
    'Orders CREATE_COMPLETE',
    'Policy CREATE_IN_PROGRESS',
    'Policy CREATE_IN_PROGRESS Resource creation Initiated',
    'Policy CREATE_COMPLETE',
    'shop CREATE_COMPLETE',
  ])
})

test('a resource that fails cancels its siblings, and what was made is taken away', async () => {
  const account = testAccount()
  const slow = { Type: 'AWS::CloudFormation::WaitCondition', Properties: { Handle: { Ref: 'Handle' }, Timeout: '3000' } }
  await create(
    account,
    'shop',
    body({
      Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      Slow: slow,
      Bad: queue({ DelaySeconds: 5000 }, { DependsOn: 'Handle' }),
    }),
  )
  const lines = await history(account, 'shop')
  expect(lines.find((line) => line.startsWith('Bad CREATE_FAILED'))).toMatch(
    /^Bad CREATE_FAILED Resource handler returned message: "Invalid value for the parameter DelaySeconds\. \(Service: Sqs, Status Code: 400, Request ID: .*\) \(SDK Attempt Count: 1\)" \(RequestToken: .*, HandlerErrorCode: InvalidRequest\)$/,
  )
  expect(lines).toContain('Slow CREATE_FAILED Resource creation cancelled')
  expect(lines.find((line) => line.startsWith('shop ROLLBACK_IN_PROGRESS'))).toBe(
    'shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Slow, Bad]. Rollback requested by user.',
  )
  expect(lines.at(-1)).toBe('shop ROLLBACK_COMPLETE')
  expect(lines).toContain('Handle DELETE_COMPLETE')
})

test('without rollback the stack stays as it failed', async () => {
  const account = testAccount()
  account.failResource('shop', 'Orders', 'no luck today')
  await create(account, 'shop', body({ Orders: queue(), Other: queue({ QueueName: 'other' }) }), { DisableRollback: true })
  expect(await describe(account, 'shop')).toMatchObject({
    StackStatus: 'CREATE_FAILED',
    StackStatusReason: expect.stringMatching(/^The following resource\(s\) failed to create: \[Orders.*\]\. $/),
  })
})

test('a stack that rolled back can only be deleted', async () => {
  const account = testAccount()
  account.failResource('shop', 'Orders', 'no luck today')
  const id = await create(account, 'shop', body({ Orders: queue() }))
  await expect(
    account.cfn('UpdateStack', { StackName: 'shop', TemplateBody: body({ Orders: queue({ DelaySeconds: 1 }) }) }),
  ).rejects.toThrow(`Stack:${id} is in ROLLBACK_COMPLETE state and can not be updated.`)
  await account.cfn('DeleteStack', { StackName: 'shop' })
  await account.rest()
  expect((await describe(account, id)).StackStatus).toBe('DELETE_COMPLETE')
})

test('a deleted stack is found by its id only, and its name is free again', async () => {
  const account = testAccount()
  const id = await create(account, 'shop', body({ Orders: queue() }))
  await account.cfn('DeleteStack', { StackName: 'shop' })
  await account.rest()
  await expect(describe(account, 'shop')).rejects.toThrow('Stack with id shop does not exist')
  expect((await describe(account, id)).StackStatus).toBe('DELETE_COMPLETE')
  await account.cfn('DeleteStack', { StackName: 'shop' })
  expect(await create(account, 'shop', body({ Orders: queue() }))).not.toBe(id)
})

test('a name is taken while its stack lives; the same request token gives the same stack', async () => {
  const account = testAccount()
  const id = await create(account, 'shop', body({ Orders: queue() }), { ClientRequestToken: 'one' })
  await expect(create(account, 'shop', body({ Orders: queue() }))).rejects.toMatchObject({
    code: 'AlreadyExistsException',
    message: 'Stack [shop] already exists',
  })
  expect(await create(account, 'shop', body({ Orders: queue() }), { ClientRequestToken: 'one' })).toBe(id)
})

test('termination protection holds until it is lifted', async () => {
  const account = testAccount()
  await create(account, 'shop', body({ Orders: queue() }), { EnableTerminationProtection: true })
  await expect(account.cfn('DeleteStack', { StackName: 'shop' })).rejects.toThrow(
    'Stack [shop] cannot be deleted while TerminationProtection is enabled',
  )
  await account.cfn('UpdateTerminationProtection', { StackName: 'shop', EnableTerminationProtection: false })
  await account.cfn('DeleteStack', { StackName: 'shop' })
})

test('an export is one stack’s, and holds that stack while another imports it', async () => {
  const account = testAccount()
  const exporting = body(
    { Orders: queue() },
    { Outputs: { Url: { Value: { Ref: 'Orders' }, Export: { Name: { 'Fn::Sub': 'queue-url' } } } } },
  )
  const importing = body({
    Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ 'Fn::ImportValue': 'queue-url' }], PolicyDocument: {} } },
  })
  await create(account, 'early', importing)
  expect(await describe(account, 'early')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' })
  expect(await history(account, 'early')).toContain(
    'early ROLLBACK_IN_PROGRESS No export named queue-url found. Rollback requested by user.',
  )
  await create(account, 'base', exporting)
  await create(account, 'user', importing)
  await create(account, 'twin', exporting)
  expect(await history(account, 'twin')).toContain(
    'twin ROLLBACK_IN_PROGRESS Export with name queue-url is already exported by stack base. Rollback requested by user.',
  )
  expect(await account.cfn('ListImports', { ExportName: 'queue-url' })).toEqual({ Imports: ['user'] })
  await expect(account.cfn('DeleteStack', { StackName: 'base' })).rejects.toThrow(
    'Export queue-url cannot be deleted as it is in use by user',
  )
  await account.cfn('DeleteStack', { StackName: 'user' })
  await account.rest()
  await account.cfn('DeleteStack', { StackName: 'base' })
  await account.rest()
  expect(await account.cfn('ListExports')).toEqual({ Exports: [] })
})

test('an update changes in place, replaces what must be replaced, and cleans up after itself', async () => {
  const account = testAccount()
  await create(
    account,
    'shop',
    body({ Named: queue({ QueueName: 'one' }), Plain: queue({ DelaySeconds: 1 }), Gone: queue({ QueueName: 'gone' }) }),
  )
  await account.cfn('UpdateStack', {
    StackName: 'shop',
    TemplateBody: body({ Named: queue({ QueueName: 'two' }), Plain: queue({ DelaySeconds: 2 }), New: queue({ QueueName: 'new' }) }),
  })
  await account.rest()
  const lines = (await history(account, 'shop')).slice(-20)
  expect(lines).toContain('Named UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.')
  expect(lines).toContain('Plain UPDATE_COMPLETE')
  expect(lines.indexOf('shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBeLessThan(lines.indexOf('Gone DELETE_COMPLETE'))
  expect(lines).toContain('Named DELETE_COMPLETE')
  expect(lines.at(-1)).toBe('shop UPDATE_COMPLETE')
  await expect(account.cfn('UpdateStack', { StackName: 'shop', UsePreviousTemplate: true })).rejects.toThrow(
    'No updates are to be performed.',
  )
})

test('an update that fails brings everything back', async () => {
  const account = testAccount()
  const before = body({ A: queue({ DelaySeconds: 1 }), B: queue({ QueueName: 'b' }, { DependsOn: 'A' }) })
  const id = await create(account, 'shop', before)
  await account.cfn('UpdateStack', {
    StackName: 'shop',
    TemplateBody: body({
      A: queue({ DelaySeconds: 9 }),
      B: queue({ QueueName: 'b', DelaySeconds: 5000 }, { DependsOn: 'A' }),
      C: queue({ QueueName: 'c' }),
    }),
  })
  await account.rest()
  const lines = await history(account, 'shop')
  expect(lines.find((line) => line.startsWith('shop UPDATE_ROLLBACK_IN_PROGRESS'))).toMatch(
    /The following resource\(s\) failed to update: \[B\]\. $/,
  )
  expect(lines).toContain('A UPDATE_COMPLETE')
  expect(lines.at(-1)).toBe('shop UPDATE_ROLLBACK_COMPLETE')
  expect(await account.cfn('GetTemplate', { StackName: id })).toMatchObject({ TemplateBody: before })
  const { StackResourceSummaries } = await account.cfn<{ StackResourceSummaries: { LogicalResourceId: string }[] }>('ListStackResources', {
    StackName: 'shop',
  })
  expect(StackResourceSummaries.map((one) => one.LogicalResourceId)).toEqual(['A', 'B'])
})

test('a named resource that would have to be replaced under its own name fails the update', async () => {
  const account = testAccount()
  await create(account, 'shop', body({ Orders: queue({ QueueName: 'orders.fifo', FifoQueue: true }) }))
  await account.cfn('UpdateStack', {
    StackName: 'shop',
    TemplateBody: body({ Orders: queue({ QueueName: 'orders.fifo', FifoQueue: false }) }),
  })
  await account.rest()
  expect((await history(account, 'shop')).find((line) => line.startsWith('Orders UPDATE_FAILED'))).toBe(
    'Orders UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename orders.fifo and update the stack again.',
  )
})

test('retained resources outlive their stack', async () => {
  const account = testAccount()
  const id = await create(account, 'shop', body({ Orders: queue({}, { DeletionPolicy: 'Retain' }) }))
  await account.cfn('DeleteStack', { StackName: 'shop' })
  await account.rest()
  expect(await history(account, id)).toContain('Orders DELETE_SKIPPED')
})

test('deleting a stack that is being made ends its making', async () => {
  const account = testAccount()
  const slow = { Type: 'AWS::CloudFormation::WaitCondition', Properties: { Handle: { Ref: 'Handle' }, Timeout: '3000' } }
  const { StackId } = await account.cfn<{ StackId: string }>('CreateStack', {
    StackName: 'shop',
    TemplateBody: body({ Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' }, Slow: slow }),
  })
  const start = account.now()
  await account.rest(() => account.now() > start + 60_000)
  await account.cfn('DeleteStack', { StackName: 'shop' })
  await account.rest()
  expect((await describe(account, StackId)).StackStatus).toBe('DELETE_COMPLETE')
  expect(await history(account, StackId)).toContain('Slow CREATE_FAILED Resource creation cancelled')
})

test('lists come in pages that new items do not shift', async () => {
  const account = testAccount()
  for (let n = 0; n < 130; n += 1) await account.cfn('CreateStack', { StackName: `s${n}`, TemplateBody: body({ Orders: queue() }) })
  const first = await account.cfn<{ StackSummaries: { StackName: string }[]; NextToken: string }>('ListStacks')
  await account.cfn('CreateStack', { StackName: 'late', TemplateBody: body({ Orders: queue() }) })
  const second = await account.cfn<{ StackSummaries: { StackName: string }[]; NextToken?: string }>('ListStacks', {
    NextToken: first.NextToken,
  })
  expect(first.StackSummaries).toHaveLength(100)
  expect(second.StackSummaries.map((one) => one.StackName)).toEqual(Array.from({ length: 30 }, (_, at) => `s${29 - at}`))
  expect(second).not.toHaveProperty('NextToken')
})
