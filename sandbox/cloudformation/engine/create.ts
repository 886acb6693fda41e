import type { StackRecord } from '../state.ts'
import { phaseBegan, setStack } from './events.ts'
import { createResource } from './make.ts'
import { inOrder } from './order.ts'
import { settleImports, workOutOutputs } from './outputs.ts'
import type { Prepared } from './prepare.ts'
import { removeResources } from './remove.ts'
import { startRun } from './run.ts'
import type { Run } from './run.ts'
import { scopeOf } from './scope.ts'

/** Makes all resources of a new stack, or undoes what it made. The stack is CREATE_IN_PROGRESS already. */
export async function createStack(run: Run, prepared: Prepared): Promise<void> {
  const { stack } = run
  const timedOut = watchTimeout(run)
  const reason = await tryCreate(run, prepared, timedOut)
  if (reason === undefined) return setStack(run.call.account, stack, 'CREATE_COMPLETE')
  // A deletion that came meanwhile takes everything away itself.
  if (isBeingDeleted(stack)) return
  if (stack.onFailure === 'DO_NOTHING') return setStack(run.call.account, stack, 'CREATE_FAILED', `${reason} `)
  await rollBack(run, `${reason} Rollback requested by user.`)
}

async function tryCreate(run: Run, prepared: Prepared, timedOut: { yes: boolean }): Promise<string | undefined> {
  await run.take('stack:start', '', phaseBegan(run.stack))
  try {
    await settleImports(run, prepared)
    const scope = scopeOf(run, prepared)
    await inOrder(
      Object.keys(prepared.resources),
      (name) => prepared.needs.get(name) ?? [],
      (name) => createResource(run, prepared, scope, name),
    )
    const failed = Object.values(run.stack.resources).filter((one) => one.status === 'CREATE_FAILED')
    if (timedOut.yes) return 'Stack creation time exceeded the specified timeout.'
    if (failed.length > 0 || run.cancelled)
      return `The following resource(s) failed to create: [${failed.map((one) => one.logicalId).join(', ')}].`
    run.stack.outputs = await workOutOutputs(run, prepared)
    await run.take('stack:end', '')
    return run.cancelled ? 'Stack creation was cancelled.' : undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return message.endsWith('.') ? message : `${message}.`
  }
}

function isBeingDeleted(stack: StackRecord): boolean {
  return stack.status === 'DELETE_IN_PROGRESS'
}

function watchTimeout(run: Run): { yes: boolean } {
  const state = { yes: false }
  const { stack, call } = run
  if (stack.timeoutMinutes === undefined) return state
  const due = phaseBegan(stack) + stack.timeoutMinutes * 60_000
  call.account.after(Math.max(0, due - call.account.clock.now()), () => {
    if (stack.status !== 'CREATE_IN_PROGRESS') return
    state.yes = true
    run.cancel()
  })
  return state
}

/** Takes away what a failed creation has made. */
export async function rollBack(from: Run, reason: string): Promise<void> {
  const { call, stack } = from
  setStack(call.account, stack, 'ROLLBACK_IN_PROGRESS', reason)
  await takeBack(startRun(call, stack))
}

/** Goes through with a rollback: the stack is ROLLBACK_IN_PROGRESS. */
export async function takeBack(run: Run): Promise<void> {
  const { call, stack } = run
  await run.take('stack:start', 'rollback', phaseBegan(stack))
  stack.outputs = []
  const left = Object.values(stack.resources).filter((one) => !['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(one.status))
  const failed = await removeResources(run, left, { created: true })
  // A deletion that came meanwhile goes on from here.
  if (isBeingDeleted(stack)) return
  if (failed.length > 0)
    return setStack(call.account, stack, 'ROLLBACK_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `)
  stack.imports = []
  setStack(call.account, stack, 'ROLLBACK_COMPLETE')
  if (stack.onFailure === 'DELETE') {
    setStack(call.account, stack, 'DELETE_IN_PROGRESS')
    stack.deleted = call.account.clock.now()
    setStack(call.account, stack, 'DELETE_COMPLETE')
  }
}
