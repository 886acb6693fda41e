import { AwsError } from '../../service.ts'
import type { Call } from '../../service.ts'
import { changesFor, isEmptyChange, outputsChange } from '../engine/changes.ts'
import { createStack, rollBack } from '../engine/create.ts'
import { deleteStack } from '../engine/delete.ts'
import { setStack } from '../engine/events.ts'
import { exportInUse } from '../engine/outputs.ts'
import type { Prepared } from '../engine/prepare.ts'
import { rollBackUpdate } from '../engine/roll-back-update.ts'
import { inBackground, runningOn } from '../engine/run.ts'
import { updateStack } from '../engine/update.ts'
import { invalid, outsideModel } from '../errors.ts'
import { stateSlot } from '../state.ts'
import type { StackRecord, StackSetup } from '../state.ts'
import { findStack, preparedFor, runFor, stackToChange } from './lookup.ts'
import { checkName, settleSetup } from './request.ts'
import type { SetupRequest } from './request.ts'

interface CreateRequest extends SetupRequest {
  readonly StackName?: string
  readonly DisableRollback?: boolean
  readonly OnFailure?: 'DO_NOTHING' | 'ROLLBACK' | 'DELETE'
  readonly TimeoutInMinutes?: number
  readonly EnableTerminationProtection?: boolean
  readonly ClientRequestToken?: string
}

/** A stack that has nothing yet. */
export function emptyStack(call: Call, name: string, setup: StackSetup, more: Partial<StackRecord> = {}): StackRecord {
  const { account, region } = call
  return {
    id: `arn:${account.partitionOf(region)}:cloudformation:${region}:${account.id}:stack/${name}/${account.ids.uuid()}`,
    name,
    status: 'REVIEW_IN_PROGRESS',
    reason: undefined,
    created: account.clock.now(),
    updated: undefined,
    deleted: undefined,
    setup,
    before: undefined,
    resources: {},
    undo: undefined,
    undoImports: undefined,
    asked: {},
    signals: {},
    outputs: [],
    imports: [],
    terminationProtection: false,
    disableRollback: false,
    onFailure: 'ROLLBACK',
    timeoutMinutes: undefined,
    principal: call.principal,
    changeSetId: undefined,
    token: undefined,
    events: [],
    ...more,
  }
}

async function create(request: CreateRequest, call: Call): Promise<{ StackId: string }> {
  const name = checkName('stackName', request.StackName)
  if (request.DisableRollback !== undefined && request.OnFailure !== undefined)
    throw invalid('You can specify either OnFailure or DisableRollback, but not both.')
  if (request.TimeoutInMinutes !== undefined && request.TimeoutInMinutes < 1)
    throw outsideModel('timeoutInMinutes', request.TimeoutInMinutes, 'Member must have value greater than or equal to 1')
  const { setup } = await settleSetup(call, request)
  const twin = findStack(call, name)
  if (twin && request.ClientRequestToken !== undefined && twin.token === request.ClientRequestToken) return { StackId: twin.id }
  if (twin) throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`)
  const disabled = request.DisableRollback === true || request.OnFailure === 'DO_NOTHING'
  const stack = emptyStack(call, name, setup, {
    disableRollback: disabled,
    onFailure: disabled ? 'DO_NOTHING' : (request.OnFailure ?? 'ROLLBACK'),
    timeoutMinutes: request.TimeoutInMinutes,
    terminationProtection: request.EnableTerminationProtection ?? false,
    token: request.ClientRequestToken,
  })
  const prepared = await preparedFor(call, stack, setup)
  call.state(stateSlot).stacks.push(stack)
  beginCreation(call, stack, prepared)
  return { StackId: stack.id }
}

/** Starts the making of a stack that has nothing yet. */
export function beginCreation(call: Call, stack: StackRecord, prepared: Prepared): void {
  stack.asked = {}
  setStack(call.account, stack, 'CREATE_IN_PROGRESS', 'User Initiated')
  const run = runFor(call, stack)
  inBackground(run, () => createStack(run, prepared))
}

const updatable = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']

/** Refuses a stack whose status does not allow an update. */
export function checkUpdatable(stack: StackRecord): void {
  if (!updatable.includes(stack.status)) throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
}

/** Refuses a template that turns a resource into one of another type. */
export function checkTypes(stack: StackRecord, prepared: Prepared): void {
  const other = Object.entries(prepared.resources).filter(([name, one]) => (stack.resources[name]?.type ?? one.Type) !== one.Type)
  if (other.length > 0)
    throw invalid(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${other.map(([name]) => name).join(', ')}]`,
    )
}

interface UpdateRequest extends SetupRequest {
  readonly StackName?: string
  readonly ClientRequestToken?: string
  readonly DisableRollback?: boolean
}

async function update(request: UpdateRequest, call: Call): Promise<{ StackId: string }> {
  const stack = stackToChange(call, request.StackName)
  if (request.ClientRequestToken !== undefined && stack.token === request.ClientRequestToken) return { StackId: stack.id }
  const { setup } = await settleSetup(call, request, stack.setup)
  checkUpdatable(stack)
  const prepared = await preparedFor(call, stack, setup)
  checkTypes(stack, prepared)
  const run = runFor(call, stack, { roleArn: setup.roleArn })
  const changes = await changesFor(run, prepared)
  if (isEmptyChange(stack, prepared, changes, await outputsChange(run, prepared))) throw invalid('No updates are to be performed.')
  stack.token = request.ClientRequestToken
  stack.disableRollback = request.DisableRollback ?? stack.disableRollback
  await beginUpdate(call, stack, prepared)
  return { StackId: stack.id }
}

/** Starts an update that has been checked. */
export async function beginUpdate(call: Call, stack: StackRecord, prepared: Prepared): Promise<void> {
  const old = await preparedFor(call, stack, stack.setup)
  stack.before = stack.setup
  stack.setup = prepared.setup
  stack.updated = call.account.clock.now()
  stack.principal = call.principal
  stack.asked = {}
  setStack(call.account, stack, 'UPDATE_IN_PROGRESS', 'User Initiated')
  const run = runFor(call, stack)
  inBackground(run, () => updateStack(run, prepared, old))
}

interface DeleteRequest {
  readonly StackName?: string
  readonly RetainResources?: readonly string[]
  readonly RoleARN?: string
  readonly DeletionMode?: 'STANDARD' | 'FORCE_DELETE_STACK'
  readonly ClientRequestToken?: string
}

function remove(request: DeleteRequest, call: Call): void {
  const stack = findStack(call, request.StackName ?? '')
  // Deleting what is not there, or goes already, is no error.
  if (!stack || stack.deleted !== undefined || stack.status === 'DELETE_IN_PROGRESS') return
  if (stack.terminationProtection) throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
  if (/^UPDATE_.*IN_PROGRESS$/.test(stack.status)) throw invalid(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`)
  const retain = request.RetainResources ?? []
  if (retain.length > 0 && stack.status !== 'DELETE_FAILED')
    throw invalid(`Invalid operation on stack [${stack.id}]. RetainResources can only be specified for a stack in DELETE_FAILED state.`)
  const unknown = retain.find((name) => !stack.resources[name])
  if (unknown !== undefined) throw invalid(`Resource [${unknown}] does not exist in stack [${stack.name}]`)
  const used = exportInUse({ call }, stack)
  if (used !== undefined) throw invalid(used)
  const before = runningOn(call.account, stack.id)
  const force = request.DeletionMode === 'FORCE_DELETE_STACK' && stack.status === 'DELETE_FAILED'
  stack.principal = call.principal
  stack.asked = { ...byRole(request.RoleARN), retain, force }
  setStack(call.account, stack, 'DELETE_IN_PROGRESS', 'User Initiated')
  const run = runFor(call, stack)
  inBackground(run, () => deleteStack(run, before))
}

const byRole = (roleArn: string | undefined): { roleArn?: string } => (roleArn === undefined ? {} : { roleArn })

function protect(
  request: { readonly StackName?: string; readonly EnableTerminationProtection?: boolean },
  call: Call,
): { StackId: string } {
  const stack = stackToChange(call, request.StackName)
  if (stack.status === 'DELETE_IN_PROGRESS')
    throw invalid(`Stack [${stack.name}] is in DELETE_IN_PROGRESS state and its termination protection cannot be changed`)
  stack.terminationProtection = request.EnableTerminationProtection ?? false
  return { StackId: stack.id }
}

async function continueRollback(
  request: { readonly StackName?: string; readonly ResourcesToSkip?: readonly string[]; readonly RoleARN?: string },
  call: Call,
): Promise<object> {
  const stack = stackToChange(call, request.StackName)
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`)
  await backToBefore(call, stack, request.RoleARN, request.ResourcesToSkip ?? [])
  return {}
}

async function backToBefore(call: Call, stack: StackRecord, roleArn: string | undefined, skip: readonly string[]): Promise<void> {
  const old = await preparedFor(call, stack, stack.before ?? stack.setup)
  stack.asked = { ...byRole(roleArn), skip }
  const run = runFor(call, stack)
  inBackground(run, () => rollBackUpdate(run, old, 'User Initiated', skip))
}

async function rollbackStack(
  request: { readonly StackName?: string; readonly RoleARN?: string },
  call: Call,
): Promise<{ StackId: string }> {
  const stack = stackToChange(call, request.StackName)
  if (stack.status === 'UPDATE_FAILED') await backToBefore(call, stack, request.RoleARN, [])
  else if (stack.status === 'CREATE_FAILED') {
    stack.asked = byRole(request.RoleARN)
    const run = runFor(call, stack)
    inBackground(run, () => rollBack(run, 'User Initiated'))
  } else throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`)
  return { StackId: stack.id }
}

function cancelUpdate(request: { readonly StackName?: string }, call: Call): void {
  const stack = stackToChange(call, request.StackName)
  const running = runningOn(call.account, stack.id)
  if (stack.status !== 'UPDATE_IN_PROGRESS' || !running) throw invalid('CancelUpdateStack cannot be called from current stack status')
  running.run.cancel()
}

interface Signal {
  readonly StackName?: string
  readonly LogicalResourceId?: string
  readonly UniqueId?: string
  readonly Status?: string
}

function signal(request: Signal, call: Call): void {
  const stack = stackToChange(call, request.StackName)
  const name = request.LogicalResourceId ?? ''
  if (!stack.resources[name]) throw invalid(`Resource ${name} does not exist for stack ${stack.name}`)
  if (!stack.resources[name].status.endsWith('IN_PROGRESS'))
    throw invalid(`Resource ${name} is in ${stack.resources[name].status} state and cannot be signaled.`)
  stack.signals[name] = { ...stack.signals[name], [request.UniqueId ?? '']: request.Status ?? '' }
}

/** Operations that change stacks. */
export const changing = {
  CreateStack: create,
  UpdateStack: update,
  DeleteStack: remove,
  UpdateTerminationProtection: protect,
  ContinueUpdateRollback: continueRollback,
  RollbackStack: rollbackStack,
  CancelUpdateStack: cancelUpdate,
  SignalResource: signal,
}
