import { AwsError } from '../../service.ts'
import type { Call } from '../../service.ts'
import { task } from '../../task.ts'
import { changesFor, isEmptyChange, outputsChange } from '../engine/changes.ts'
import { setStack } from '../engine/events.ts'
import type { Prepared } from '../engine/prepare.ts'
import { invalid, noStack } from '../errors.ts'
import { stateSlot } from '../state.ts'
import type { ChangeRecord, ChangeSetRecord, StackRecord } from '../state.ts'
import { readTemplate } from '../template/read.ts'
import { beginCreation, beginUpdate, checkTypes, checkUpdatable, emptyStack } from './change.ts'
import { findStack, preparedFor, runFor, stackToChange } from './lookup.ts'
import { page } from './page.ts'
import { checkName, settleSetup, shownParameters } from './request.ts'
import type { SetupRequest } from './request.ts'

interface CreateRequest extends SetupRequest {
  readonly StackName?: string
  readonly ChangeSetName?: string
  readonly ChangeSetType?: string
  readonly Description?: string
  readonly ClientToken?: string
}

async function create(request: CreateRequest, call: Call): Promise<object> {
  const name = checkName('changeSetName', request.ChangeSetName)
  const type = request.ChangeSetType ?? 'UPDATE'
  if (type !== 'CREATE' && type !== 'UPDATE') throw invalid(`ChangeSetType ${type} is not supported.`)
  const existing = findStack(call, request.StackName ?? '')
  if (type === 'UPDATE' && (!existing || existing.deleted !== undefined)) throw noStack(request.StackName ?? '')
  if (type === 'CREATE' && existing && existing.status !== 'REVIEW_IN_PROGRESS')
    throw invalid(`Stack [${existing.name}] already exists and cannot be created again with the changeSet [${name}].`)
  if (type === 'CREATE' && !existing) checkName('stackName', request.StackName)
  if (existing && ownSets(call, existing).some((one) => one.name === name))
    throw new AwsError('AlreadyExistsException', `ChangeSet [${name}] already exists`)
  if (type === 'UPDATE' && existing) checkUpdatable(existing)
  const { setup } = await settleSetup(call, request, type === 'UPDATE' ? existing?.setup : undefined)
  const stack = existing ?? reviewed(call, request.StackName ?? '', setup)
  const { account, region } = call
  const record: ChangeSetRecord = {
    id: `arn:${account.partitionOf(region)}:cloudformation:${region}:${account.id}:changeSet/${name}/${account.ids.uuid()}`,
    name,
    stackId: stack.id,
    type,
    description: request.Description,
    created: account.clock.now(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    reason: undefined,
    setup,
    changes: [],
  }
  call.state(stateSlot).changeSets.push(record)
  account.later(call, account.durations.of('cloudformation:change-set:create', record.id), worksOut, { id: record.id })
  return { Id: record.id, StackId: stack.id }
}

function reviewed(call: Call, name: string, setup: StackRecord['setup']): StackRecord {
  const stack = emptyStack(call, name, setup)
  call.state(stateSlot).stacks.push(stack)
  setStack(call.account, stack, 'REVIEW_IN_PROGRESS', 'User Initiated')
  return stack
}

const worksOut = task('cloudformation:change-set:worked-out', async ({ id }: { readonly id: string }, call) => {
  const record = call.state(stateSlot).changeSets.find((one) => one.id === id)
  const stack = record && findStack(call, record.stackId)
  if (!record || !stack) return
  record.status = 'CREATE_IN_PROGRESS'
  try {
    const prepared = await preparedFor(call, stack, record.setup)
    if (record.type === 'UPDATE') checkTypes(stack, prepared)
    record.changes = await workOutChanges(call, stack, record, prepared)
    record.status = 'CREATE_COMPLETE'
    record.executionStatus = 'AVAILABLE'
  } catch (error) {
    record.status = 'FAILED'
    record.reason = error instanceof Error ? error.message : String(error)
  }
})

async function workOutChanges(
  call: Call,
  stack: StackRecord,
  record: ChangeSetRecord,
  prepared: Prepared,
): Promise<readonly ChangeRecord[]> {
  const run = runFor(call, stack, { roleArn: record.setup.roleArn })
  const imports = [...stack.imports]
  try {
    const changes = await changesFor(run, prepared)
    if (record.type === 'UPDATE' && isEmptyChange(stack, prepared, changes, await outputsChange(run, prepared)))
      throw invalid("The submitted information didn't contain changes. Submit different information to create a change set.")
    return changes
  } finally {
    stack.imports = imports
  }
}

function ownSets(call: Call, stack: StackRecord): ChangeSetRecord[] {
  return call.state(stateSlot).changeSets.filter((one) => one.stackId === stack.id)
}

interface Which {
  readonly ChangeSetName?: string
  readonly StackName?: string
  readonly NextToken?: string
}

function find(request: Which, call: Call): { record: ChangeSetRecord; stack: StackRecord } {
  const name = request.ChangeSetName ?? ''
  const byId = call.state(stateSlot).changeSets.find((one) => one.id === name)
  if (!byId && request.StackName === undefined) throw invalid('StackName must be specified if ChangeSetName is not specified as an ARN.')
  const stack = byId ? findStack(call, byId.stackId) : stackToChange(call, request.StackName)
  const record = byId ?? (stack && ownSets(call, stack).find((one) => one.name === name))
  if (!record || !stack) throw new AwsError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`)
  return { record, stack }
}

function changeView(change: ChangeRecord): object {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      ...(change.physicalId !== undefined && { PhysicalResourceId: change.physicalId }),
      ResourceType: change.type,
      ...(change.replacement !== undefined && { Replacement: change.replacement }),
      Scope: change.action === 'Modify' ? [...new Set(change.properties.map((name) => (name === 'Tags' ? 'Tags' : 'Properties')))] : [],
      Details: change.properties.map((name) => ({
        Target: {
          Attribute: name === 'Tags' ? 'Tags' : 'Properties',
          ...(name !== 'Tags' && { Name: name }),
          RequiresRecreation: recreation(change),
        },
        Evaluation: change.replacement === 'Conditional' ? 'Dynamic' : 'Static',
        ChangeSource: 'DirectModification',
      })),
    },
  }
}

function recreation(change: ChangeRecord): string {
  return change.replacement === 'True' ? 'Always' : change.replacement === 'Conditional' ? 'Conditionally' : 'Never'
}

function view(record: ChangeSetRecord, stack: StackRecord): Record<string, unknown> {
  return {
    ChangeSetName: record.name,
    ChangeSetId: record.id,
    StackId: stack.id,
    StackName: stack.name,
    ...(record.description !== undefined && { Description: record.description }),
    CreationTime: new Date(record.created),
    ExecutionStatus: record.executionStatus,
    Status: record.status,
    ...(record.reason !== undefined && { StatusReason: record.reason }),
    IncludeNestedStacks: false,
  }
}

function describe(request: Which, call: Call): object {
  const { record, stack } = find(request, call)
  const { items, ...more } = page(record.changes, (one) => one.logicalId, request.NextToken, 100)
  return {
    ...view(record, stack),
    Parameters: shownParameters(readTemplate(record.setup.body), record.setup.parameters),
    NotificationARNs: [...record.setup.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...record.setup.capabilities],
    Tags: record.setup.tags.map((tag) => ({ ...tag })),
    Changes: items.map(changeView),
    ...more,
  }
}

async function execute(
  request: Which & { readonly DisableRollback?: boolean; readonly ClientRequestToken?: string },
  call: Call,
): Promise<object> {
  const { record, stack } = find(request, call)
  if (record.executionStatus !== 'AVAILABLE')
    throw new AwsError(
      'InvalidChangeSetStatusException',
      `ChangeSet [${record.id}] cannot be executed in its current status of [${record.status}]`,
    )
  if (record.type === 'UPDATE') checkUpdatable(stack)
  const prepared = await preparedFor(call, stack, record.setup)
  record.executionStatus = 'EXECUTE_COMPLETE'
  const { changeSets } = call.state(stateSlot)
  const others = new Set(ownSets(call, stack).filter((one) => one !== record))
  changeSets.splice(0, changeSets.length, ...changeSets.filter((one) => !others.has(one)))
  stack.changeSetId = record.id
  stack.token = request.ClientRequestToken
  stack.disableRollback = request.DisableRollback ?? false
  stack.onFailure = request.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK'
  if (record.type === 'UPDATE') await beginUpdate(call, stack, prepared)
  else {
    stack.setup = record.setup
    stack.principal = call.principal
    beginCreation(call, stack, prepared)
  }
  return {}
}

function remove(request: Which, call: Call): object {
  const stack = request.StackName === undefined ? undefined : findStack(call, request.StackName)
  const { changeSets } = call.state(stateSlot)
  const at = changeSets.findIndex(
    (one) => one.id === request.ChangeSetName || (one.name === request.ChangeSetName && one.stackId === stack?.id),
  )
  if (at >= 0) changeSets.splice(at, 1)
  else if (!stack && !request.ChangeSetName?.startsWith('arn:')) throw noStack(request.StackName ?? '')
  return {}
}

function list(request: Which, call: Call): object {
  const stack = stackToChange(call, request.StackName)
  const { items, ...more } = page(ownSets(call, stack), (one) => one.id, request.NextToken, 100)
  return { Summaries: items.map((one) => view(one, stack)), ...more }
}

/** Operations on change sets. */
export const changeSets = {
  CreateChangeSet: create,
  DescribeChangeSet: describe,
  ExecuteChangeSet: execute,
  DeleteChangeSet: remove,
  ListChangeSets: list,
}
