import { UpdateParamType } from '@aws-sdk/client-eks'
import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { eventually, task } from '../../task.ts'
import { page } from './paging.ts'
import { clusterNamed, inUse, nodegroupNamed, notFound, addonNamed } from './refusals.ts'
import { clustersOf, shown, type ClusterRecord, type Stored, type UpdateRecord } from './state.ts'

type Errors = Stored<Eks.ErrorDetail>[]

/** What is so at the end of an update of a cluster; errors given back make the update Failed. One that goes on calls `endUpdate` itself. */
interface Ending<A extends object> {
  readonly name: string
  run(args: A, call: Call, record: ClusterRecord, update: string): Outcome | Promise<Outcome>
}

type Outcome = Errors | 'goes on' | void

const endings = new Map<string, Ending<object>>()

/** Defines the end of a kind of update under a name: what is under way is data, so that it survives a restart. */
export function ending<A extends object>(name: string, run: Ending<A>['run']): Ending<A> {
  const defined: Ending<A> = { name, run }
  endings.set(name, defined)
  return defined
}

/** An update to begin: what it is about, how long it takes, and what is so at its end. */
export interface UpdatePlan<A extends object> {
  readonly type: Eks.UpdateType
  readonly params: Readonly<Partial<Record<Eks.UpdateParamType, unknown>>>
  readonly nodegroup?: string
  readonly addon?: string
  readonly capability?: string
  /** A key of the table of durations. */
  readonly kind: string
  /** Told at once: the status that says work is under way. */
  begin(): void
  readonly end: Ending<A>
  /** Plain. */
  readonly args: A
}

/** Begins an update and answers it; refused while another of the same thing runs. */
export async function startUpdate<A extends object>(call: Call, record: ClusterRecord, plan: UpdatePlan<A>): Promise<Eks.Update> {
  refuseSecondUpdate(record, plan)
  const name = record.cluster.name
  const entry: UpdateRecord = {
    update: {
      id: call.account.ids.uuid(),
      status: 'InProgress',
      type: plan.type,
      params: paramsOf(plan.params).map(([type, value]) => ({
        type,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      })),
      createdAt: call.account.clock.now(),
      errors: [],
    },
    ...(plan.nodegroup !== undefined && { nodegroup: plan.nodegroup }),
    ...(plan.addon !== undefined && { addon: plan.addon }),
    ...(plan.capability !== undefined && { capability: plan.capability }),
  }
  record.updates.push(entry)
  plan.begin()
  const answer = shown<Eks.Update>(entry.update)
  const ms = call.account.durations.of(plan.kind, `${name}/${plan.nodegroup ?? plan.addon ?? ''}/${record.updates.length}`)
  await eventually(call, ms, ended, { cluster: name, update: entry.update.id, ending: plan.end.name, args: plan.args })
  return answer
}

interface Due {
  readonly cluster: string
  readonly update: string
  readonly ending: string
  readonly args: object
}

const ended = task('eks:update:ended', async (due: Due, call) => {
  const record = clustersOf(call)[due.cluster]
  const update = record?.updates.find((one) => one.update.id === due.update)?.update
  if (record === undefined || update === undefined) return
  const outcome = (await endings.get(due.ending)?.run(due.args, call, record, due.update)) ?? []
  if (outcome !== 'goes on') endUpdate(record, due.update, outcome)
})

/** Says how an update ended: with errors it has Failed. */
export function endUpdate(record: ClusterRecord, id: string, errors: Errors): void {
  const update = record.updates.find((one) => one.update.id === id)?.update
  if (update !== undefined) Object.assign(update, { errors, status: errors.length > 0 ? 'Failed' : 'Successful' })
}

const isParam = (type: string): type is Eks.UpdateParamType => Object.hasOwn(UpdateParamType, type)

const paramsOf = (params: UpdatePlan<object>['params']): [Eks.UpdateParamType, unknown][] =>
  Object.entries(params).flatMap(([type, value]): [Eks.UpdateParamType, unknown][] => (isParam(type) ? [[type, value]] : []))

/** The update of a cluster itself that is in progress. */
export const updateInProgress = (record: ClusterRecord): UpdateRecord | undefined =>
  record.updates.find(
    (entry) =>
      entry.update.status === 'InProgress' && entry.nodegroup === undefined && entry.addon === undefined && entry.capability === undefined,
  )

function refuseSecondUpdate(record: ClusterRecord, plan: Pick<UpdatePlan<object>, 'type' | 'nodegroup' | 'addon' | 'capability'>): void {
  const { name } = record.cluster
  if (plan.nodegroup !== undefined) {
    const running = record.updates.find((entry) => entry.nodegroup === plan.nodegroup && entry.update.status === 'InProgress')
    if (running !== undefined)
      throw inUse(`Nodegroup cannot be updated as it is currently not in Active State`, {
        clusterName: name,
        nodegroupName: plan.nodegroup,
      })
    return
  }
  if (plan.addon !== undefined || plan.capability !== undefined) return
  const running = updateInProgress(record)
  if (running !== undefined)
    throw inUse(`Cannot ${plan.type} because cluster ${name} currently has update ${running.update.id} in progress`, { clusterName: name })
}

function entriesOf(
  record: ClusterRecord,
  input: { nodegroupName?: string | undefined; addonName?: string | undefined; capabilityName?: string | undefined },
): UpdateRecord[] {
  if (input.nodegroupName !== undefined) nodegroupNamed(record, input.nodegroupName)
  if (input.addonName !== undefined) addonNamed(record, input.addonName)
  return record.updates.filter(
    (entry) => entry.nodegroup === input.nodegroupName && entry.addon === input.addonName && entry.capability === input.capabilityName,
  )
}

/** DescribeUpdate */
export function describeUpdate(input: Eks.DescribeUpdateRequest, call: Call): object {
  const record = clusterNamed(call, input.name)
  const found = entriesOf(record, input).find((entry) => entry.update.id === input.updateId)
  if (found === undefined) throw notFound(`No update found for ID: ${input.updateId}`, { clusterName: input.name })
  return { update: shown<Eks.Update>(found.update) }
}

/** ListUpdates, newest first. */
export function listUpdates(input: Eks.ListUpdatesRequest, call: Call): object {
  const ids = entriesOf(clusterNamed(call, input.name), input).map((entry) => entry.update.id)
  const { items, nextToken } = page(ids.toReversed(), input)
  return { updateIds: items, ...(nextToken !== undefined && { nextToken }) }
}
