import { UpdateParamType } from '@aws-sdk/client-eks'
import type * as Eks from '@aws-sdk/client-eks'
import type { Call } from '../../service.ts'
import { page } from './paging.ts'
import { clusterNamed, inUse, nodegroupNamed, notFound, addonNamed } from './refusals.ts'
import { clustersOf, eventually, shown, type ClusterRecord, type Stored, type UpdateRecord } from './state.ts'

/** An update to begin: what it is about, how long it takes, and what is so at its end. */
export interface UpdatePlan {
  readonly type: Eks.UpdateType
  readonly params: Readonly<Partial<Record<Eks.UpdateParamType, unknown>>>
  readonly nodegroup?: string
  readonly addon?: string
  readonly capability?: string
  /** A key of the table of durations. */
  readonly kind: string
  /** Told at once: the status that says work is under way. */
  begin(): void
  /** What is so at the end; errors given back make the update Failed. */
  end(): Stored<Eks.ErrorDetail>[] | void | Promise<Stored<Eks.ErrorDetail>[] | void>
}

/** Begins an update and answers it; refused while another of the same thing runs. */
export async function startUpdate(call: Call, record: ClusterRecord, plan: UpdatePlan): Promise<Eks.Update> {
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
  await eventually(
    call,
    call.account.durations.of(plan.kind, `${name}/${plan.nodegroup ?? plan.addon ?? ''}/${record.updates.length}`),
    async () => {
      if (clustersOf(call)[name] !== record) return
      const errors = (await plan.end()) ?? []
      entry.update.errors = errors
      entry.update.status = errors.length > 0 ? 'Failed' : 'Successful'
    },
  )
  return answer
}

const isParam = (type: string): type is Eks.UpdateParamType => Object.hasOwn(UpdateParamType, type)

const paramsOf = (params: UpdatePlan['params']): [Eks.UpdateParamType, unknown][] =>
  Object.entries(params).flatMap(([type, value]): [Eks.UpdateParamType, unknown][] => (isParam(type) ? [[type, value]] : []))

/** The update of a cluster itself that is in progress. */
export const updateInProgress = (record: ClusterRecord): UpdateRecord | undefined =>
  record.updates.find(
    (entry) =>
      entry.update.status === 'InProgress' && entry.nodegroup === undefined && entry.addon === undefined && entry.capability === undefined,
  )

function refuseSecondUpdate(record: ClusterRecord, plan: UpdatePlan): void {
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
