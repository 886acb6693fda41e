import type { ResourceRecord, StackRecord } from '../state.ts'
import { differences, tagsDiffer } from './changes.ts'
import { phaseBegan, setResource, setStack } from './events.ts'
import { updateInPlace } from './make.ts'
import { inOrder } from './order.ts'
import type { Prepared } from './prepare.ts'
import { reasonFor } from './reason.ts'
import { removeFormer, removeResources } from './remove.ts'
import { startRun } from './run.ts'
import type { Run } from './run.ts'

/** Brings a stack back to what it was before an update that failed; resources in `skip` are left as they are. */
export async function rollBackUpdate(from: Run, old: Prepared, reason: string | undefined, skip: readonly string[]): Promise<void> {
  const { call, stack } = from
  setStack(call.account, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  await bringAllBack(startRun(call, stack), old, skip)
}

/** Goes through with the rollback of an update: the stack is UPDATE_ROLLBACK_IN_PROGRESS. */
export async function bringAllBack(run: Run, old: Prepared, skip: readonly string[]): Promise<void> {
  const { stack, call } = run
  const { account } = call
  await run.take('stack:start', 'rollback', phaseBegan(stack))
  const undo = stack.undo ?? {}
  const tagsChanged = tagsDiffer(stack.setup.tags, old.setup.tags)
  const failed: string[] = []
  await inOrder(
    Object.keys(undo),
    (name) => undo[name]?.needs ?? [],
    async (name) => {
      const [record, before] = [stack.resources[name], undo[name]]
      if (!record || !before || skip.includes(name)) return true
      const back = await bringBack(run, old, record, before, tagsChanged)
      if (!back) failed.push(name)
      return back
    },
  )
  if (failed.length > 0)
    return setStack(account, stack, 'UPDATE_ROLLBACK_FAILED', `The following resource(s) failed to update: [${failed.join(', ')}]. `)
  stack.setup = stack.before ?? stack.setup
  setStack(account, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  await removeRest(run)
}

/** Takes away what the update had made: the stack is UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS. */
export async function removeRest(run: Run): Promise<void> {
  const { stack, call } = run
  const undo = stack.undo ?? {}
  await removeFormer(run, Object.values(stack.resources))
  const added = Object.values(stack.resources).filter((one) => !undo[one.logicalId])
  await removeResources(run, added, { created: true })
  for (const record of added) delete stack.resources[record.logicalId]
  forgetUndo(stack)
  setStack(call.account, stack, 'UPDATE_ROLLBACK_COMPLETE')
}

/** The stack is what its setup says: there is nothing to go back to. */
export function forgetUndo(stack: StackRecord): void {
  stack.undo = undefined
  stack.undoImports = undefined
  stack.before = undefined
}

async function bringBack(run: Run, old: Prepared, record: ResourceRecord, before: ResourceRecord, tagsChanged: boolean): Promise<boolean> {
  const { account } = run.call
  if (record.updated === before.updated && record.status === before.status) return true
  const changed = differences(record.type, record.properties, before.properties, tagsChanged)
  const original = record.former.find((one) => one.physicalId === before.physicalId)?.physicalId
  if (run.resumed && changed.length === 0 && original === undefined && record.status === 'UPDATE_COMPLETE') return true
  if (!run.resumed || record.status !== 'UPDATE_IN_PROGRESS') setResource(account, run.stack, record, 'UPDATE_IN_PROGRESS')
  try {
    if (original !== undefined) swapBack(record, original)
    else await updateInPlace(run, old, record, before.properties, changed)
    setResource(account, run.stack, record, 'UPDATE_COMPLETE')
    Object.assign(record, { needs: before.needs, deletionPolicy: before.deletionPolicy, replacePolicy: before.replacePolicy })
    return true
  } catch (error) {
    setResource(account, run.stack, record, 'UPDATE_FAILED', reasonFor(error, record.type, account.ids))
    return false
  }
}

/** The former thing is the resource again; the new one is what the clean-up takes. */
function swapBack(record: ResourceRecord, original: string): void {
  const at = record.former.findIndex((one) => one.physicalId === original)
  const [former] = at < 0 ? [] : record.former.splice(at, 1)
  record.former.push({ physicalId: record.physicalId ?? '', properties: record.properties, policy: undefined })
  record.physicalId = original
  record.properties = former?.properties ?? record.properties
}
