import type { Call } from '../../service.ts'
import { importersOf } from '../engine/scope.ts'
import { invalid, noStack } from '../errors.ts'
import { stateSlot } from '../state.ts'
import type { EventRecord, ResourceRecord, StackRecord } from '../state.ts'
import { readTemplate } from '../template/read.ts'
import { findStack, stackToRead } from './lookup.ts'
import { page } from './page.ts'
import { shownParameters } from './request.ts'

const pageSize = 100

interface Named {
  readonly StackName?: string
  readonly NextToken?: string
}

function defined(value: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined))
}

const time = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms))

function stackView(stack: StackRecord): object {
  const document = readTemplate(stack.setup.body)
  return defined({
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: document.description,
    Parameters: shownParameters(document, stack.setup.parameters),
    CreationTime: time(stack.created),
    LastUpdatedTime: time(stack.updated),
    DeletionTime: time(stack.deleted),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...stack.setup.notificationArns],
    TimeoutInMinutes: stack.timeoutMinutes,
    Capabilities: [...stack.setup.capabilities],
    Outputs: stack.outputs.map((one) =>
      defined({ OutputKey: one.key, OutputValue: one.value, Description: one.description, ExportName: one.exportName }),
    ),
    RoleARN: stack.setup.roleArn,
    Tags: stack.setup.tags.map((tag) => ({ ...tag })),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  })
}

function describeStacks(request: Named, call: Call): object {
  if (request.StackName !== undefined) return { Stacks: [stackView(stackToRead(call, request.StackName))] }
  const living = call.state(stateSlot).stacks.filter((stack) => stack.deleted === undefined)
  const { items, ...more } = page(living.toReversed(), (stack) => stack.id, request.NextToken, pageSize)
  return { Stacks: items.map(stackView), ...more }
}

function listStacks(request: { readonly StackStatusFilter?: readonly string[]; readonly NextToken?: string }, call: Call): object {
  const filter = request.StackStatusFilter ?? []
  const all = call.state(stateSlot).stacks.filter((stack) => filter.length === 0 || filter.includes(stack.status))
  const { items, ...more } = page(all.toReversed(), (stack) => stack.id, request.NextToken, pageSize)
  return { StackSummaries: items.map(summary), ...more }
}

function summary(stack: StackRecord): object {
  return defined({
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: readTemplate(stack.setup.body).description,
    CreationTime: time(stack.created),
    LastUpdatedTime: time(stack.updated),
    DeletionTime: time(stack.deleted),
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  })
}

function eventView(stack: StackRecord, event: EventRecord): object {
  return defined({
    StackId: stack.id,
    EventId: event.id,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId ?? '',
    ResourceType: event.type,
    Timestamp: time(event.time),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties === undefined ? undefined : JSON.stringify(event.properties),
    ClientRequestToken: event.token,
  })
}

function describeEvents(request: Named, call: Call): object {
  const stack = findStack(call, request.StackName ?? '')
  if (!stack) throw noStack(request.StackName ?? '')
  const numbered = stack.events.map((event, at) => ({ event, at })).toReversed()
  const { items, ...more } = page(numbered, (one) => String(one.at), request.NextToken, pageSize)
  return { StackEvents: items.map((one) => eventView(stack, one.event)), ...more }
}

function resourceView(stack: StackRecord, resource: ResourceRecord, timeMember: string): Record<string, unknown> {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    ...(resource.physicalId !== undefined && { PhysicalResourceId: resource.physicalId }),
    ResourceType: resource.type,
    [timeMember]: time(resource.updated),
    ResourceStatus: resource.status,
    ...(resource.reason !== undefined && { ResourceStatusReason: resource.reason }),
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }
}

interface ResourceRequest extends Named {
  readonly LogicalResourceId?: string
  readonly PhysicalResourceId?: string
}

function describeResource(request: ResourceRequest, call: Call): object {
  const stack = findStack(call, request.StackName ?? '')
  if (!stack) throw invalid(`Stack '${request.StackName ?? ''}' does not exist`)
  const resource = stack.resources[request.LogicalResourceId ?? '']
  if (!resource) throw invalid(`Resource ${request.LogicalResourceId} does not exist for stack ${stack.name}`)
  return { StackResourceDetail: resourceView(stack, resource, 'LastUpdatedTimestamp') }
}

function describeResources(request: ResourceRequest, call: Call): object {
  const stack = request.StackName === undefined ? ownerOf(call, request.PhysicalResourceId) : stackToRead(call, request.StackName)
  const only = request.LogicalResourceId
  const found = Object.values(stack.resources).filter((one) => only === undefined || one.logicalId === only)
  if (only !== undefined && found.length === 0) throw invalid(`Resource ${only} does not exist for stack ${stack.name}`)
  return { StackResources: found.slice(0, pageSize).map((one) => resourceView(stack, one, 'Timestamp')) }
}

function ownerOf(call: Call, physicalId: string | undefined): StackRecord {
  if (physicalId === undefined) throw invalid('One of StackName or PhysicalResourceId must be specified')
  const found = call
    .state(stateSlot)
    .stacks.find((stack) => stack.deleted === undefined && Object.values(stack.resources).some((one) => one.physicalId === physicalId))
  if (!found) throw invalid(`Stack for ${physicalId} does not exist`)
  return found
}

function listResources(request: Named, call: Call): object {
  const stack = stackToRead(call, request.StackName)
  const { items, ...more } = page(Object.values(stack.resources), (one) => one.logicalId, request.NextToken, pageSize)
  const views = items.map((one) => {
    const { StackName: _, StackId: __, ...rest } = resourceView(stack, one, 'LastUpdatedTimestamp')
    return rest
  })
  return { StackResourceSummaries: views, ...more }
}

function listExports(request: { readonly NextToken?: string }, call: Call): object {
  const all = call
    .state(stateSlot)
    .stacks.filter((stack) => stack.deleted === undefined)
    .flatMap((stack) =>
      stack.outputs.flatMap((one) =>
        one.exportName === undefined ? [] : [{ ExportingStackId: stack.id, Name: one.exportName, Value: one.value }],
      ),
    )
  const { items, ...more } = page(
    all.toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
    (one) => one.Name,
    request.NextToken,
    pageSize,
  )
  return { Exports: items, ...more }
}

function listImports(request: { readonly ExportName?: string; readonly NextToken?: string }, call: Call): object {
  const name = request.ExportName ?? ''
  const users = importersOf(call, name)
  if (users.length === 0) throw invalid(`Export '${name}' is not imported by any stack.`)
  const { items, ...more } = page(users, (one) => one, request.NextToken, pageSize)
  return { Imports: items, ...more }
}

/** Operations that read stacks. */
export const reading = {
  DescribeStacks: describeStacks,
  ListStacks: listStacks,
  DescribeStackEvents: describeEvents,
  DescribeStackResource: describeResource,
  DescribeStackResources: describeResources,
  ListStackResources: listResources,
  ListExports: listExports,
  ListImports: listImports,
}
