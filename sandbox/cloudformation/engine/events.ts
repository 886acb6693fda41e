import type { Account } from '../../service.ts'
import type { ResourceRecord, StackRecord } from '../state.ts'
import type { JsonObject } from '../template/document.ts'

/** Sets the stack's status and writes it into its history. */
export function setStack(account: Account, stack: StackRecord, status: string, reason?: string): void {
  stack.status = status
  stack.reason = reason
  stack.events.push({
    id: account.ids.uuid(),
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status,
    reason,
    time: account.clock.now(),
    properties: undefined,
    token: stack.token,
  })
}

/** When the stack took the status that it has (ms). */
export const phaseBegan = (stack: StackRecord): number =>
  stack.events.findLast((event) => event.physicalId === stack.id)?.time ?? stack.created

/** Sets a resource's status and writes it into the stack's history. */
export function setResource(account: Account, stack: StackRecord, resource: ResourceRecord, status: string, reason?: string): void {
  resource.status = status
  resource.reason = reason
  resource.updated = account.clock.now()
  note(account, stack, resource, status, reason)
}

/** Writes a line into the stack's history without changing the resource: for a former physical resource of it. */
export function note(
  account: Account,
  stack: StackRecord,
  resource: { readonly logicalId: string; readonly physicalId: string | undefined; readonly type: string; readonly properties: JsonObject },
  status: string,
  reason?: string,
): void {
  const time = account.clock.now()
  stack.events.push({
    id: `${resource.logicalId}-${status}-${new Date(time).toISOString()}`,
    logicalId: resource.logicalId,
    physicalId: resource.physicalId,
    type: resource.type,
    status,
    reason,
    time,
    properties: Object.keys(resource.properties).length > 0 ? resource.properties : undefined,
    token: stack.token,
  })
}
