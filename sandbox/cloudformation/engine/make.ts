import { AwsError } from '../../service.ts'
import { ResourceFault } from '../resource-fault.ts'
import { settleProperties } from '../properties.ts'
import { kindOf } from '../resources/table.ts'
import type { Site } from '../resources/kind.ts'
import type { ResourceRecord } from '../state.ts'
import { asText, isObject } from '../template/document.ts'
import type { Json, JsonObject, ResourceDeclaration } from '../template/document.ts'
import { resolve } from '../template/resolve.ts'
import type { Scope } from '../template/resolve.ts'
import { setResource } from './events.ts'
import type { Prepared } from './prepare.ts'
import { isNotYetKnown, isThrottled, reasonFor } from './reason.ts'
import { Cancelled } from './run.ts'
import type { Run } from './run.ts'
import { siteOf } from './scope.ts'

/** The properties of a declared resource with every function worked out and every value of its type. */
export async function propertiesOf(declaration: ResourceDeclaration, scope: Scope): Promise<JsonObject> {
  const resolved = await resolve(declaration.Properties ?? {}, scope)
  return settleProperties(declaration.Type, isObject(resolved) ? resolved : {})
}

/** A resource that is about to be made. */
function newRecord(run: Run, name: string, declaration: ResourceDeclaration, needs: readonly string[]): ResourceRecord {
  return {
    logicalId: name,
    type: declaration.Type,
    physicalId: undefined,
    status: 'CREATE_IN_PROGRESS',
    reason: undefined,
    updated: run.call.account.clock.now(),
    properties: {},
    needs,
    deletionPolicy: declaration.DeletionPolicy,
    replacePolicy: declaration.UpdateReplacePolicy,
    former: [],
  }
}

/** Makes a resource that the stack does not have; false where it failed, which ends the phase. */
export async function createResource(run: Run, prepared: Prepared, scope: Scope, name: string): Promise<boolean> {
  const declaration = prepared.resources[name]
  if (run.cancelled || !declaration) return false
  const { account } = run.call
  const before = run.resumed ? run.stack.resources[name] : undefined
  if (before?.status === 'CREATE_COMPLETE') return true
  const begun = before?.status === 'CREATE_IN_PROGRESS' ? before : undefined
  const record = begun ?? newRecord(run, name, declaration, prepared.needs.get(name) ?? [])
  run.stack.resources[name] = record
  if (!begun) setResource(account, run.stack, record, 'CREATE_IN_PROGRESS')
  try {
    if (record.physicalId === undefined) record.properties = await propertiesOf(declaration, scope)
    await make(run, prepared, record, 'CREATE_IN_PROGRESS')
    await awaitSignals(run, record, declaration)
    setResource(account, run.stack, record, 'CREATE_COMPLETE')
    return true
  } catch (error) {
    fail(run, record, 'CREATE_FAILED', error)
    return false
  }
}

/** Has the service make the thing where it has not yet, and waits until it can be used. */
export async function make(run: Run, prepared: Prepared, record: ResourceRecord, status: string): Promise<void> {
  if (record.physicalId === undefined) await begin(run, prepared, record, status)
  await run.take(`${record.type}:create`, record.logicalId, record.updated)
  await untilReady(run, siteOf(run, prepared.setup.tags, record), record)
}

async function begin(run: Run, prepared: Prepared, record: ResourceRecord, status: string): Promise<void> {
  const { account } = run.call
  const kind = kindOf(record.type)
  const reason = account.faults.failResource(run.stack.name, record.logicalId)
  if (reason !== undefined) throw new AwsError('GeneralServiceException', reason, { status: 500 })
  const site = siteOf(run, prepared.setup.tags, record)
  record.physicalId = await patiently(run, record, () => kind.create(site, record.properties))
  setResource(account, run.stack, record, status, 'Resource creation Initiated')
}

/** Waits until a resource that exists can be used. */
async function untilReady(run: Run, site: Site, record: ResourceRecord): Promise<void> {
  const kind = kindOf(record.type)
  const existing = { id: record.physicalId ?? '', properties: record.properties }
  await run.until(async (waited) => (await kind.ready?.(site, existing, waited)) ?? true, record.updated)
}

/** Has the service change the thing where it stands. */
export async function updateInPlace(
  run: Run,
  prepared: Prepared,
  record: ResourceRecord,
  next: JsonObject,
  changed: readonly string[],
): Promise<void> {
  const site = siteOf(run, prepared.setup.tags, record)
  // Where the sandbox has restarted behind the service's own update there is nothing left but to wait.
  if (changed.length > 0 || !run.resumed) {
    const id = await kindOf(record.type).update?.(site, { id: record.physicalId ?? '', properties: record.properties }, next, changed)
    if (typeof id === 'string') record.physicalId = id
    record.properties = next
  }
  delete record.updates
  await run.take(`${record.type}:update`, record.logicalId)
  await untilReady(run, site, record)
}

/** Tries again what a service is too busy for, or where it does not know a role yet that this stack has just made. */
async function patiently<T>(run: Run, record: ResourceRecord, action: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await action()
    } catch (error) {
      const again =
        record.physicalId === undefined && ((isThrottled(error) && tried < 30) || (isNotYetKnown(error) && tried < 12 && hasFreshRole(run)))
      if (!again) throw error
      await run.pause(5000)
      if (run.cancelled) throw new Cancelled('cancelled')
    }
  }
}

function hasFreshRole(run: Run): boolean {
  const now = run.call.account.clock.now()
  return Object.values(run.stack.resources).some(
    (one) => /^AWS::IAM::(Role|InstanceProfile)$/.test(one.type) && now - one.updated < 180_000,
  )
}

/** Ends a resource's work as failed, and with it the phase. What ended only because the phase did says so. */
export function fail(run: Run, record: ResourceRecord, status: string, error: unknown): void {
  const { account } = run.call
  const word = status === 'CREATE_FAILED' ? 'creation' : 'update'
  delete record.updates
  const reason = error instanceof Cancelled ? `Resource ${word} cancelled` : reasonFor(error, record.type, account.ids)
  setResource(account, run.stack, record, status, reason)
  run.cancel()
}

async function awaitSignals(run: Run, record: ResourceRecord, declaration: ResourceDeclaration): Promise<void> {
  const policy = declaration.CreationPolicy?.['ResourceSignal']
  if (!isObject(policy)) return
  const wanted = Number(policy['Count'] ?? 1)
  const limit = durationOf(policy['Timeout'])
  await run.until(async (waited) => {
    const signals = Object.values(run.stack.signals[record.logicalId] ?? {})
    const good = signals.filter((one) => one === 'SUCCESS').length
    if (good >= wanted) return true
    const failed = signals.length - good
    if (failed > 0)
      throw new ResourceFault(
        `Received ${failed} FAILURE signal(s) out of ${wanted}.  Unable to satisfy 100% MinSuccessfulInstancesPercent requirement`,
      )
    if (waited >= limit) throw new ResourceFault(`Failed to receive ${wanted} resource signal(s) within the specified duration`)
    return false
  }, record.updated)
}

/** An ISO 8601 duration (`PT15M`) in milliseconds; five minutes where none is given. */
function durationOf(value: Json | undefined): number {
  const [, hours, minutes, seconds] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(asText(value ?? 'PT5M')) ?? []
  return ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000
}
