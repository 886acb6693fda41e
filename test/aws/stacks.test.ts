import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { StackRequest } from '#src/app/stacks.ts'
import { stacksOn } from '#src/aws/stacks.ts'
import { adapterOn, awsError, never } from './adapter.ts'

const cloudformation = mockClient(CloudFormationClient)
afterAll(() => {
  for (const mock of [cloudformation]) mock.restore()
})
beforeEach(() => cloudformation.reset())

const id = 'arn:aws:cloudformation:eu-west-1:1:stack/eksctl-dev-cluster/1'
const request: StackRequest = {
  name: 'eksctl-dev-cluster',
  template: { AWSTemplateFormatVersion: '2010-09-09', Description: '', Resources: {} },
  tags: { 'alpha.eksctl.io/cluster-name': 'dev' },
  capabilities: ['CAPABILITY_IAM'],
  disableRollback: false,
}

test('a stack that is not there is undefined; another refusal is an error', async () => {
  cloudformation.on(DescribeStacksCommand).rejects(awsError('ValidationError', 'Stack with id x does not exist'))
  const stacks = stacksOn(adapterOn())
  expect(await stacks.find('x')).toBeUndefined()
  cloudformation.on(DescribeStacksCommand).rejects(awsError('ValidationError', 'the name is too long'))
  await expect(stacks.find('x')).rejects.toMatchObject({ code: 'AwsRefused' })
})

test('stacks are listed to the last page, those that are gone left out by AWS itself', async () => {
  const summary = (StackName: string) => ({
    StackId: `id-${StackName}`,
    StackName,
    StackStatus: 'CREATE_COMPLETE' as const,
    CreationTime: undefined,
  })
  cloudformation.on(ListStacksCommand).resolves({ StackSummaries: [summary('a-1'), summary('b-1')], NextToken: 't' })
  cloudformation.on(ListStacksCommand, { NextToken: 't' }).resolves({ StackSummaries: [summary('a-2')] })
  const found = await stacksOn(adapterOn()).list((name) => name.startsWith('a-'))
  expect(found.map(({ name }) => name)).toEqual(['a-1', 'a-2'])
  expect(cloudformation.commandCalls(ListStacksCommand)[0]?.args[0].input.StackStatusFilter).not.toContain('DELETE_COMPLETE')
})

test('of stacks that are not in good order AWS tells, so that ten thousand in good order cost no page', async () => {
  cloudformation.on(ListStacksCommand).resolves({ StackSummaries: [] })
  await stacksOn(adapterOn()).list(() => true, 'unsettled')
  const asked = cloudformation.commandCalls(ListStacksCommand)[0]?.args[0].input.StackStatusFilter
  expect(asked).toEqual(
    expect.arrayContaining(['CREATE_IN_PROGRESS', 'CREATE_FAILED', 'ROLLBACK_COMPLETE', 'DELETE_FAILED', 'UPDATE_FAILED']),
  )
  for (const status of ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'DELETE_COMPLETE'])
    expect(asked).not.toContain(status)
})

test('a stack is asked for with tags, capabilities and protection, under one token at each try', async () => {
  cloudformation.on(CreateStackCommand).rejectsOnce(awsError('Throttling', 'Rate exceeded')).resolves({ StackId: id })
  const stacks = stacksOn(adapterOn())
  expect(await stacks.create(request, never)).toBe(id)
  await stacks.create(request, never)
  const [first, again, next] = cloudformation.commandCalls(CreateStackCommand).map(({ args }) => args[0].input)
  expect(first).toMatchObject({
    EnableTerminationProtection: true,
    Capabilities: ['CAPABILITY_IAM'],
    Tags: [{ Key: 'alpha.eksctl.io/cluster-name', Value: 'dev' }],
  })
  expect(again?.ClientRequestToken).toBe(first?.ClientRequestToken)
  expect(next?.ClientRequestToken).not.toBe(first?.ClientRequestToken)
})

test('a stack that exists already is undefined: who asked looks again', async () => {
  cloudformation.on(CreateStackCommand).rejects(awsError('AlreadyExistsException'))
  expect(await stacksOn(adapterOn()).create(request, never)).toBeUndefined()
})

test('a change set without changes is no update, and is not run', async () => {
  cloudformation.on(CreateChangeSetCommand).resolves({})
  cloudformation
    .on(DescribeChangeSetCommand)
    .resolves({ Status: 'FAILED', StatusReason: "The submitted information didn't contain changes." })
  const update = { id, changeSetName: 'c', description: '', template: request.template, tags: {}, capabilities: [] }
  expect(await stacksOn(adapterOn()).update(update, never)).toBe(false)
  expect(cloudformation.commandCalls(ExecuteChangeSetCommand)).toHaveLength(0)
  cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: 'no rights' })
  await expect(stacksOn(adapterOn()).update(update, never)).rejects.toThrow('no rights')
})

test('a second change set within a second gets the name of the next one', async () => {
  cloudformation.on(CreateChangeSetCommand).rejectsOnce(awsError('AlreadyExistsException')).resolves({})
  cloudformation.on(DescribeChangeSetCommand).resolves({ Status: 'CREATE_COMPLETE' })
  const update = {
    id,
    changeSetName: 'eksctl-update-nodegroup-1799',
    description: '',
    template: request.template,
    tags: {},
    capabilities: [],
  }
  expect(await stacksOn(adapterOn()).update(update, never)).toBe(true)
  const names = cloudformation.commandCalls(CreateChangeSetCommand).map(({ args }) => args[0].input.ChangeSetName)
  expect(names).toEqual(['eksctl-update-nodegroup-1799', 'eksctl-update-nodegroup-1800'])
  expect(cloudformation.commandCalls(ExecuteChangeSetCommand)[0]?.args[0].input.ChangeSetName).toBe('eksctl-update-nodegroup-1800')
})

test('a protected stack is deleted by its id, the protection lifted first; one that goes already is left alone', async () => {
  const stack = { StackId: id, StackName: 'x', CreationTime: undefined, EnableTerminationProtection: true }
  cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stack, StackStatus: 'CREATE_COMPLETE' }] })
  await stacksOn(adapterOn()).delete(id, {}, never)
  expect(cloudformation.calls().map(({ args }) => args[0].constructor)).toEqual([
    DescribeStacksCommand,
    UpdateTerminationProtectionCommand,
    DeleteStackCommand,
  ])
  cloudformation.resetHistory()
  cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stack, StackStatus: 'DELETE_IN_PROGRESS' }] })
  await stacksOn(adapterOn()).delete(id, {}, never)
  expect(cloudformation.commandCalls(DeleteStackCommand)).toHaveLength(0)
})

const event = (EventId: string, logicalId: string, status: string, reason?: string): StackEvent => ({
  StackId: id,
  EventId,
  StackName: 'x',
  LogicalResourceId: logicalId,
  PhysicalResourceId: logicalId === 'x' ? id : `${logicalId}-1`,
  ResourceStatus: status as NonNullable<StackEvent['ResourceStatus']>,
  ResourceType: 'AWS::EC2::VPC',
  Timestamp: undefined,
  ...(reason !== undefined && { ResourceStatusReason: reason }),
})

test('the first failure of the newest operation is named, across pages; siblings that were cancelled are not', async () => {
  cloudformation.on(DescribeStackEventsCommand).resolves({
    StackEvents: [
      event('9', 'x', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed'),
      event('8', 'Subnet', 'CREATE_FAILED', 'Resource creation cancelled'),
      event('7', 'Late', 'CREATE_FAILED', 'came second'),
    ],
    NextToken: 't',
  })
  cloudformation.on(DescribeStackEventsCommand, { StackName: id, NextToken: 't' }).resolves({
    StackEvents: [
      event('6', 'Role', 'CREATE_FAILED', 'not allowed'),
      event('5', 'x', 'CREATE_IN_PROGRESS', 'User Initiated'),
      event('4', 'Old', 'CREATE_FAILED', 'of another operation'),
    ],
  })
  expect(await stacksOn(adapterOn()).failure(id)).toEqual({ logicalId: 'Role', type: 'AWS::EC2::VPC', reason: 'not allowed' })
})

test('a stack without failures has none to tell', async () => {
  cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [event('1', 'x', 'CREATE_IN_PROGRESS', 'User Initiated')] })
  expect(await stacksOn(adapterOn()).failure(id)).toBeUndefined()
})
