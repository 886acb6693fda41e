import type { Call, Principal } from '../../service.ts'
import { noStack, noStackWithId } from '../errors.ts'
import { stateSlot } from '../state.ts'
import type { StackRecord, StackSetup } from '../state.ts'
import { prepare } from '../engine/prepare.ts'
import type { Prepared } from '../engine/prepare.ts'
import { startRun } from '../engine/run.ts'
import type { Run } from '../engine/run.ts'
import type { Pseudo } from '../template/pseudo.ts'

/** A stack by name (living ones) or id (deleted ones too), or undefined. */
export function findStack(call: Call, nameOrId: string): StackRecord | undefined {
  const { stacks } = call.state(stateSlot)
  return nameOrId.startsWith('arn:')
    ? stacks.find((stack) => stack.id === nameOrId)
    : stacks.findLast((stack) => stack.name === nameOrId && stack.deleted === undefined)
}

/** The stack that a reading operation asks for. */
export function stackToRead(call: Call, nameOrId: string | undefined): StackRecord {
  const stack = findStack(call, nameOrId ?? '')
  if (!stack) throw noStackWithId(nameOrId ?? '')
  return stack
}

/** The living stack that a changing operation asks for. */
export function stackToChange(call: Call, nameOrId: string | undefined): StackRecord {
  const stack = findStack(call, nameOrId ?? '')
  if (!stack || stack.deleted !== undefined) throw noStack(nameOrId ?? '')
  return stack
}

/** The values of the pseudo parameters in a stack. */
function pseudoOf(call: Call, stack: { readonly id: string; readonly name: string }, setup: StackSetup): Pseudo {
  return {
    accountId: call.account.id,
    partition: call.account.partitionOf(call.region),
    region: call.region,
    stackId: stack.id,
    stackName: stack.name,
    notificationArns: setup.notificationArns,
  }
}

/** A setup of a stack with its conditions decided. */
export function preparedFor(call: Call, stack: StackRecord, setup: StackSetup): Promise<Prepared> {
  return prepare(setup, pseudoOf(call, stack, setup))
}

/** Work on a stack in the name of its role, or of its caller. */
export function runFor(
  call: Call,
  stack: StackRecord,
  options: { readonly roleArn?: string | undefined; readonly resumed?: boolean } = {},
): Run {
  const roleArn = options.roleArn ?? stack.asked.roleArn ?? stack.setup.roleArn
  const principal = roleArn === undefined ? stack.principal : assumed(call, roleArn)
  return startRun(call.account.call(call.region, principal), stack, options.resumed)
}

function assumed(call: Call, roleArn: string): Principal {
  const [, partition] = roleArn.split(':')
  const name = roleArn.split('/').at(-1) ?? ''
  return {
    arn: `arn:${partition}:sts::${call.account.id}:assumed-role/${name}/AWSCloudFormation`,
    accountId: call.account.id,
    userId: `AROA${call.account.ids.upper(17)}:AWSCloudFormation`,
  }
}
