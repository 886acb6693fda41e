import { asText } from '../template/document.ts'
import { ResourceFault } from '../resource-fault.ts'
import { kindOf } from '../resources/table.ts'
import type { ResourceRecord } from '../state.ts'
import type { JsonObject } from '../template/document.ts'
import type { Scope } from '../template/resolve.ts'
import { differences, needsReplacement, tagsDiffer } from './changes.ts'
import { phaseBegan, setResource, setStack } from './events.ts'
import { createResource, fail, make, propertiesOf, updateInPlace } from './make.ts'
import { inOrder } from './order.ts'
import { settleImports, workOutOutputs } from './outputs.ts'
import type { Prepared } from './prepare.ts'
import { removeFormer, removeResources } from './remove.ts'
import { forgetUndo, rollBackUpdate } from './roll-back-update.ts'
import type { Run } from './run.ts'
import { scopeOf } from './scope.ts'

/** Brings a stack from one setup to another, or back. The stack is UPDATE_IN_PROGRESS already; `old` is what it had. */
export async function updateStack(run: Run, prepared: Prepared, old: Prepared): Promise<void> {
  const { stack, call } = run
  const { account } = call
  stack.undo ??= structuredClone(stack.resources)
  stack.undoImports ??= [...stack.imports]
  const reason = await tryUpdate(run, prepared, old)
  if (reason !== undefined) {
    if (stack.disableRollback) return setStack(account, stack, 'UPDATE_FAILED', reason)
    stack.imports = stack.undoImports
    return rollBackUpdate(run, old, reason, [])
  }
  setStack(account, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
  await cleanUp(run, prepared)
}

/** Takes away what a successful update has left over: the stack is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS. */
export async function cleanUp(run: Run, prepared: Prepared): Promise<void> {
  const { stack, call } = run
  const former = await removeFormer(run, Object.values(stack.resources))
  const dropped = Object.values(stack.resources).filter((one) => !prepared.resources[one.logicalId])
  const failed = [...former, ...(await removeResources(run, dropped))]
  for (const record of dropped) delete stack.resources[record.logicalId]
  forgetUndo(stack)
  await run.take('stack:end', 'update')
  setStack(
    call.account,
    stack,
    'UPDATE_COMPLETE',
    failed.length > 0 ? 'Update successful. One or more resources could not be deleted.' : undefined,
  )
}

async function tryUpdate(run: Run, prepared: Prepared, old: Prepared): Promise<string | undefined> {
  const { stack } = run
  await run.take('stack:start', 'update', phaseBegan(stack))
  try {
    await settleImports(run, prepared)
    const scope = scopeOf(run, prepared)
    const tagsChanged = tagsDiffer(old.setup.tags, prepared.setup.tags)
    await inOrder(
      Object.keys(prepared.resources),
      (name) => prepared.needs.get(name) ?? [],
      (name) => bringTo(run, prepared, scope, name, tagsChanged),
    )
    if (run.cancelled) return failures(run)
    stack.outputs = await workOutOutputs(run, prepared)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function failures(run: Run): string {
  const of = (status: string) =>
    Object.values(run.stack.resources)
      .filter((one) => one.status === status)
      .map((one) => one.logicalId)
  const [created, updated] = [of('CREATE_FAILED'), of('UPDATE_FAILED')]
  const said = [
    ...(created.length > 0 ? [`The following resource(s) failed to create: [${created.join(', ')}]. `] : []),
    ...(updated.length > 0 ? [`The following resource(s) failed to update: [${updated.join(', ')}]. `] : []),
  ]
  return said.length > 0 ? said.join('') : 'User Initiated'
}

async function bringTo(run: Run, prepared: Prepared, scope: Scope, name: string, tagsChanged: boolean): Promise<boolean> {
  const declaration = prepared.resources[name]
  if (run.cancelled || !declaration) return false
  const record = run.stack.resources[name]
  const isNew = record?.physicalId === undefined ? record?.status !== 'UPDATE_IN_PROGRESS' : record.status === 'CREATE_IN_PROGRESS'
  if (record === undefined || isNew) return createResource(run, prepared, scope, name)
  try {
    const next = await propertiesOf(declaration, scope)
    const changed = differences(record.type, record.properties, next, tagsChanged)
    if (run.resumed && record.status === 'UPDATE_IN_PROGRESS') await goOn(run, prepared, record, next, changed)
    else if (!isUpdated(run, record)) await change(run, prepared, record, next, changed)
    Object.assign(record, {
      needs: prepared.needs.get(name) ?? [],
      deletionPolicy: declaration.DeletionPolicy,
      replacePolicy: declaration.UpdateReplacePolicy,
    })
    return true
  } catch (error) {
    fail(run, record, 'UPDATE_FAILED', error)
    return false
  }
}

/** This update has reached the resource before the sandbox restarted. */
const isUpdated = (run: Run, record: ResourceRecord): boolean =>
  run.resumed && record.status === 'UPDATE_COMPLETE' && record.updated !== run.stack.undo?.[record.logicalId]?.updated

/** Ends a change that was under way when the sandbox stopped. */
async function goOn(run: Run, prepared: Prepared, record: ResourceRecord, next: JsonObject, changed: readonly string[]): Promise<void> {
  const before = run.stack.undo?.[record.logicalId]?.physicalId
  if (record.former.some((one) => one.physicalId === before)) await make(run, prepared, record, 'UPDATE_IN_PROGRESS')
  else await updateInPlace(run, prepared, record, next, changed)
  setResource(run.call.account, run.stack, record, 'UPDATE_COMPLETE')
}

async function change(run: Run, prepared: Prepared, record: ResourceRecord, next: JsonObject, changed: readonly string[]): Promise<void> {
  if (changed.length === 0) return
  const replace = needsReplacement(record.type, changed)
  if (replace) refuseTwinName(record, next)
  const told = replace ? 'Requested update requires the creation of a new physical resource; hence creating one.' : undefined
  setResource(run.call.account, run.stack, record, 'UPDATE_IN_PROGRESS', told)
  if (replace) await replaceBy(run, prepared, record, next)
  else await updateInPlace(run, prepared, record, next, changed)
  setResource(run.call.account, run.stack, record, 'UPDATE_COMPLETE')
}

async function replaceBy(run: Run, prepared: Prepared, record: ResourceRecord, next: JsonObject): Promise<void> {
  const old = { physicalId: record.physicalId ?? '', properties: record.properties, policy: record.replacePolicy }
  record.former.push(old)
  record.physicalId = undefined
  record.properties = next
  try {
    await make(run, prepared, record, 'UPDATE_IN_PROGRESS')
  } catch (error) {
    record.former.splice(record.former.indexOf(old), 1)
    // What was made halfway is taken away by the rollback, as the former thing of the old one.
    if (record.physicalId !== undefined) record.former.push({ physicalId: record.physicalId, properties: next, policy: undefined })
    record.physicalId = old.physicalId
    record.properties = old.properties
    throw error
  }
}

function refuseTwinName(record: ResourceRecord, next: JsonObject): void {
  const { nameProperty } = kindOf(record.type)
  const name = nameProperty === undefined ? undefined : next[nameProperty]
  if (nameProperty === undefined || name === undefined || record.properties[nameProperty] !== name) return
  const message = `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${asText(name)} and update the stack again.`
  throw new ResourceFault(message)
}
