import { kindOf } from '../resources/table.ts'
import type { ResourceRecord } from '../state.ts'
import type { JsonObject } from '../template/document.ts'
import { note, setResource } from './events.ts'
import { inOrder, reversed } from './order.ts'
import { isBusy, isMissing, passes, reasonFor } from './reason.ts'
import type { Run } from './run.ts'
import { siteOf } from './scope.ts'

/** Deletes resources of the stack, users before what they use; those that go leave the stack. Gives the names that failed. */
export async function removeResources(
  run: Run,
  records: readonly ResourceRecord[],
  rules: { readonly created?: boolean } = {},
): Promise<string[]> {
  const byName = new Map(records.map((record) => [record.logicalId, record]))
  const needs = new Map(records.map((record) => [record.logicalId, record.needs]))
  const failed: string[] = []
  await inOrder([...byName.keys()], reversed(needs), async (name) => {
    const record = byName.get(name)
    if (!record) return true
    const gone = await removeResource(run, record, rules.created ?? false)
    if (!gone) failed.push(name)
    return gone
  })
  return failed
}

async function removeResource(run: Run, record: ResourceRecord, created: boolean): Promise<boolean> {
  const { account } = run.call
  const { stack } = run
  if (record.physicalId === undefined) {
    if (record.status !== 'DELETE_COMPLETE') setResource(account, stack, record, 'DELETE_COMPLETE')
    return true
  }
  if (record.deletionPolicy === 'Retain' || (record.deletionPolicy === 'RetainExceptOnCreate' && !created)) {
    setResource(account, stack, record, 'DELETE_SKIPPED')
    return true
  }
  if (!run.resumed || record.status !== 'DELETE_IN_PROGRESS') setResource(account, stack, record, 'DELETE_IN_PROGRESS')
  try {
    await takeAway(run, record, record.physicalId, record.properties)
    setResource(account, stack, record, 'DELETE_COMPLETE')
    return true
  } catch (error) {
    setResource(account, stack, record, 'DELETE_FAILED', reasonFor(error, record.type, account.ids))
    return false
  }
}

/** Has the service delete the thing and waits until it is gone. What others still hold is tried again for a while, as AWS does. */
async function takeAway(run: Run, record: ResourceRecord, id: string, properties: JsonObject): Promise<void> {
  const { account } = run.call
  const kind = kindOf(record.type)
  const site = siteOf(run, run.stack.setup.tags, record)
  const start = account.clock.now()
  const patience = Math.max(leastPatience, account.durations.of('cloudformation:delete:patience', run.stack.name))
  if (record.removing !== true) await run.take(`${record.type}:delete`, record.logicalId)
  for (;;) {
    try {
      if (record.removing !== true) await kind.remove(site, { id, properties })
      record.removing = true
      await run.until(async () => (await kind.gone?.(site, { id, properties })) ?? true)
      delete record.removing
      return
    } catch (error) {
      delete record.removing
      if (isMissing(error)) return
      const waited = account.clock.now() - start
      if (!(passes(error) && waited < patience) && !(isBusy(error) && waited < 4 * patience)) throw error
      await run.take('delete:retry', record.logicalId)
      await account.clock.sleep(pause)
    }
  }
}

/** Where AWS takes no time at all, what is in use is still given a moment; milliseconds. */
const leastPatience = 1_000
const pause = 20

/** Deletes the things that an update replaced. Gives the names of those that stay. */
export async function removeFormer(run: Run, records: readonly ResourceRecord[]): Promise<string[]> {
  const { account } = run.call
  const failed: string[] = []
  const byName = new Map(records.map((record) => [record.logicalId, record]))
  const needs = new Map(records.map((record) => [record.logicalId, record.needs]))
  await inOrder([...byName.keys()], reversed(needs), async (name) => {
    const record = byName.get(name)
    if (!record) return true
    for (let old = record.former[0]; old; old = record.former[0]) {
      const line = { logicalId: name, type: record.type, physicalId: old.physicalId, properties: old.properties }
      if (old.policy === 'Retain') {
        note(account, run.stack, line, 'DELETE_SKIPPED')
        record.former.shift()
        continue
      }
      note(account, run.stack, line, 'DELETE_IN_PROGRESS')
      try {
        await takeAway(run, record, old.physicalId, old.properties)
        note(account, run.stack, line, 'DELETE_COMPLETE')
      } catch (error) {
        failed.push(name)
        note(account, run.stack, line, 'DELETE_FAILED', reasonFor(error, record.type, account.ids))
      }
      record.former.shift()
    }
    return true
  })
  return failed
}
