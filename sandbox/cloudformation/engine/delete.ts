import { phaseBegan, setResource, setStack } from './events.ts'
import { removeResources } from './remove.ts'
import type { Run } from './run.ts'
import type { runningOn } from './run.ts'

/** Deletes all resources of a stack that is DELETE_IN_PROGRESS, but for those to be left. `before` is the work that the deletion interrupted. */
export async function deleteStack(run: Run, before: ReturnType<typeof runningOn>): Promise<void> {
  const { stack, call } = run
  const { retain = [], force = false } = stack.asked
  if (before) {
    before.run.cancel()
    await before.done
  }
  await run.take('stack:start', 'delete', phaseBegan(stack))
  const left = Object.values(stack.resources).filter((one) => retain.includes(one.logicalId) && one.status === 'DELETE_FAILED')
  for (const record of left) setResource(call.account, stack, record, 'DELETE_SKIPPED')
  const rest = Object.values(stack.resources).filter(
    (one) => !left.includes(one) && !['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(one.status),
  )
  const failed = await removeResources(run, rest)
  if (failed.length > 0 && !force)
    return setStack(call.account, stack, 'DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `)
  for (const name of failed) {
    const record = stack.resources[name]
    if (record) setResource(call.account, stack, record, 'DELETE_SKIPPED')
  }
  await run.take('stack:end', 'delete')
  stack.deleted = call.account.clock.now()
  stack.imports = []
  setStack(call.account, stack, 'DELETE_COMPLETE')
}
