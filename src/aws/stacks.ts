import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
  type Stack as AwsStack,
  type StackEvent as AwsStackEvent,
  type StackStatus as AwsStackStatus,
  type StackSummary as AwsStackSummary,
} from '@aws-sdk/client-cloudformation'
import { randomUUID } from 'node:crypto'
import { parse } from 'yaml'
import type { Template } from '#templates/cfn.ts'
import type { Stack, StackEvent, StackFailure, StackRequest, Stacks, StackStatus, StackSummary, StackUpdate } from '../app/stacks.ts'
import { EksxError } from '../errors.ts'
import { every, isAws, orMissing, type Aws } from './caller.ts'
import { tagMap } from './tag-map.ts'
import { Poller } from './poller.ts'

/** Every status of a stack that still exists. */
const alive: AwsStackStatus[] = [
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'CREATE_COMPLETE',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_FAILED',
  'ROLLBACK_COMPLETE',
  'DELETE_IN_PROGRESS',
  'DELETE_FAILED',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'REVIEW_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'IMPORT_ROLLBACK_FAILED',
  'IMPORT_ROLLBACK_COMPLETE',
]

/** The statuses of stacks that are in good order and at rest. */
const settled: ReadonlySet<AwsStackStatus> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'])

/** The adapter of CloudFormation. */
export function stacksOn(aws: Aws): Stacks {
  const client = new CloudFormationClient(aws.config)
  const call = <T>(operation: string, send: () => Promise<T>): Promise<T> => aws.call('cloudformation', operation, send)

  async function find(nameOrId: string): Promise<Stack | undefined> {
    try {
      const answer = await call('DescribeStacks', () => client.send(new DescribeStacksCommand({ StackName: nameOrId })))
      const [stack] = answer.Stacks ?? []
      return stack === undefined ? undefined : stackOf(stack)
    } catch (error) {
      if (isAws(error, 'ValidationError') && /does not exist/.test((error as EksxError).message)) return undefined
      throw error
    }
  }

  const list: Stacks['list'] = (named, which = 'all') =>
    summaries(named, which === 'all' ? alive : alive.filter((status) => !settled.has(status)))

  /** Of each page only what passes is kept: ten thousand stacks of others cost calls, and no memory. */
  function summaries(named: (name: string) => boolean, statuses: AwsStackStatus[]): Promise<StackSummary[]> {
    return every(
      async (token) => {
        const input = { StackStatusFilter: statuses, ...(token !== undefined && { NextToken: token }) }
        const { StackSummaries = [], NextToken } = await call('ListStacks', () => client.send(new ListStacksCommand(input)))
        return { own: StackSummaries.filter(({ StackName = '' }) => named(StackName)).map(summaryOf), NextToken }
      },
      (page) => page.own,
      (page) => page.NextToken,
    )
  }

  async function create(request: StackRequest): Promise<string | undefined> {
    const token = randomUUID()
    const input = {
      StackName: request.name,
      TemplateBody: JSON.stringify(request.template),
      DisableRollback: request.disableRollback,
      EnableTerminationProtection: true,
      Tags: tagsOf(request.tags),
      ClientRequestToken: token,
      ...(request.capabilities.length > 0 && { Capabilities: [...request.capabilities] }),
      ...(request.roleArn !== undefined && { RoleARN: request.roleArn }),
    }
    const answer = await orMissing(
      call('CreateStack', () => client.send(new CreateStackCommand(input))),
      'AlreadyExistsException',
    )
    return answer?.StackId
  }

  /** Names of change sets bear the second; a second one within it gets the next. Gives the name. */
  async function changeSet(request: StackUpdate): Promise<string> {
    const input = {
      StackName: request.id,
      Description: request.description,
      ChangeSetType: 'UPDATE' as const,
      TemplateBody: JSON.stringify(request.template),
      Tags: tagsOf(request.tags),
      ...(request.capabilities.length > 0 && { Capabilities: request.capabilities as ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM')[] }),
      ...(request.roleArn !== undefined && { RoleARN: request.roleArn }),
    }
    for (let name = request.changeSetName; ; name = name.replace(/\d*$/, (number) => String(Number(number) + 1))) {
      const ClientToken = randomUUID()
      const made = await orMissing(
        call('CreateChangeSet', () => client.send(new CreateChangeSetCommand({ ...input, ChangeSetName: name, ClientToken }))),
        'AlreadyExistsException',
      )
      if (made !== undefined) return name
    }
  }

  async function update(request: StackUpdate, signal: AbortSignal): Promise<boolean> {
    const names = { StackName: request.id, ChangeSetName: await changeSet(request) }
    for (let pause = 500; ; pause = Math.min(pause * 2, 5_000)) {
      const { Status: status, StatusReason: reason = '' } = await call('DescribeChangeSet', () =>
        client.send(new DescribeChangeSetCommand(names)),
      )
      if (status === 'CREATE_COMPLETE') break
      if (status === 'FAILED') {
        if (/didn't contain changes|No updates are to be performed/.test(reason)) return false
        throw new EksxError('ChangeSetFailed', `change set ${names.ChangeSetName} failed: ${reason}`)
      }
      await aws.clock.sleep(pause, signal)
    }
    signal.throwIfAborted()
    await call('ExecuteChangeSet', () => client.send(new ExecuteChangeSetCommand({ ...names, ClientRequestToken: randomUUID() })))
    return true
  }

  async function remove(id: string, options: { roleArn?: string | undefined }, signal: AbortSignal): Promise<void> {
    const stack = await find(id)
    if (stack === undefined || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return
    if (stack.terminationProtection) {
      await call('UpdateTerminationProtection', () =>
        client.send(new UpdateTerminationProtectionCommand({ StackName: id, EnableTerminationProtection: false })),
      )
    }
    signal.throwIfAborted()
    const input = { StackName: id, ...(options.roleArn !== undefined && { RoleARN: options.roleArn }) }
    await call('DeleteStack', () => client.send(new DeleteStackCommand(input)))
  }

  const eventsPage = async (id: string, token?: string): Promise<{ events: AwsStackEvent[]; next: string | undefined }> => {
    const input = { StackName: id, ...(token !== undefined && { NextToken: token }) }
    const answer = await call('DescribeStackEvents', () => client.send(new DescribeStackEventsCommand(input)))
    return { events: answer.StackEvents ?? [], next: answer.NextToken }
  }

  const poller = new Poller({
    clock: aws.clock,
    find,
    newest: async (id) =>
      (await eventsPage(id)).events.map((event) => ({
        id: event.EventId ?? '',
        event: eventOf(event),
        ofStack: event.PhysicalResourceId === event.StackId,
      })),
    inProgress: async () =>
      summaries(
        () => true,
        alive.filter((status) => status.endsWith('_IN_PROGRESS')),
      ),
  })

  async function failure(id: string): Promise<StackFailure | undefined> {
    let first: AwsStackEvent | undefined
    for (let token: string | undefined, more = true; more;) {
      const { events, next } = await eventsPage(id, token)
      for (const event of events) {
        if (event.PhysicalResourceId === event.StackId && event.ResourceStatusReason === 'User Initiated') return first && failureOf(first)
        if (isCause(event)) first = event
      }
      token = next
      more = next !== undefined
    }
    return first && failureOf(first)
  }

  async function template(nameOrId: string): Promise<Template> {
    const answer = await call('GetTemplate', () => client.send(new GetTemplateCommand({ StackName: nameOrId, TemplateStage: 'Original' })))
    return parse(answer.TemplateBody ?? '{}') as Template
  }

  async function resource(nameOrId: string, LogicalResourceId: string): Promise<string | undefined> {
    const answer = await call('DescribeStackResource', () =>
      client.send(new DescribeStackResourceCommand({ StackName: nameOrId, LogicalResourceId })),
    )
    return answer.StackResourceDetail?.PhysicalResourceId
  }

  return { find, list, create, update, delete: remove, follow: (id, watch) => poller.follow(id, watch), failure, template, resource }
}

const tagsOf = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

const summaryOf = (one: AwsStackSummary): StackSummary => ({
  id: one.StackId ?? '',
  name: one.StackName ?? '',
  status: one.StackStatus as StackStatus,
  ...(one.StackStatusReason !== undefined && { reason: one.StackStatusReason }),
})

function stackOf(stack: AwsStack): Stack {
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus as StackStatus,
    ...(stack.StackStatusReason !== undefined && { reason: stack.StackStatusReason }),
    tags: tagMap(stack.Tags),
    outputs: Object.fromEntries((stack.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue ?? ''])),
    capabilities: stack.Capabilities ?? [],
    terminationProtection: stack.EnableTerminationProtection ?? false,
    created: stack.CreationTime?.getTime() ?? 0,
  }
}

const eventOf = (event: AwsStackEvent): StackEvent => ({
  logicalId: event.LogicalResourceId ?? '',
  type: event.ResourceType ?? '',
  status: event.ResourceStatus ?? '',
  ...(event.ResourceStatusReason !== undefined && { reason: event.ResourceStatusReason }),
  time: event.Timestamp?.getTime() ?? 0,
})

/** Siblings of the resource that failed are cancelled, and the stack itself only sums up: neither is the cause. */
const isCause = (event: AwsStackEvent): boolean =>
  event.PhysicalResourceId !== event.StackId &&
  (event.ResourceStatus ?? '').endsWith('_FAILED') &&
  !/^Resource (creation|update|deletion) cancelled/i.test(event.ResourceStatusReason ?? '')

const failureOf = (event: AwsStackEvent): StackFailure => ({
  logicalId: event.LogicalResourceId ?? '',
  type: event.ResourceType ?? '',
  reason: event.ResourceStatusReason ?? 'AWS gave no reason',
})
