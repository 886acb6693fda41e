import type { ChronicleEvent, TrailEvent } from '../app/chronicles.ts'
import type { Answer } from './answer.ts'
import { goPrinted, type GoShape, nulls } from './go-shape.ts'
import { type Column, type FittedTable, fittedTable } from './table.ts'

/** A stack with what was asked of it. */
export interface StackRow {
  readonly raw: Readonly<Record<string, unknown>>
  readonly events: readonly ChronicleEvent[] | undefined
  readonly trail: readonly TrailEvent[] | undefined
}

const shape: GoShape = {
  '': {
    ...nulls('CreationTime', 'StackName'),
    StackStatus: '',
    ...nulls('Capabilities', 'ChangeSetId'),
    DeletionMode: '',
    ...nulls('DeletionTime', 'DeploymentConfig', 'Description'),
    DetailedStatus: '',
    ...nulls('DisableRollback', 'DriftInformation', 'EnableTerminationProtection', 'LastOperations', 'LastUpdatedTime', 'NotificationARNs'),
    ...nulls('Outputs', 'Parameters', 'ParentId', 'RetainExceptOnCreate', 'RoleARN', 'RollbackConfiguration', 'RootId', 'StackId'),
    ...nulls('StackStatusReason', 'Tags', 'TimeoutInMinutes'),
  },
  DriftInformation: { StackDriftStatus: '', LastCheckTimestamp: null },
  Outputs: nulls('Description', 'ExportName', 'OutputKey', 'OutputValue'),
  Parameters: nulls('ParameterKey', 'ParameterValue', 'ResolvedValue', 'UsePreviousValue'),
  RollbackConfiguration: nulls('MonitoringTimeInMinutes', 'RollbackTriggers'),
}

/** Stacks as eksctl prints them, events and calls with them where they were asked for; for people a table of each. */
export const stacksAnswer = (stacks: readonly StackRow[]): Answer => ({
  value: stacks.map(({ raw, events, trail }) => ({
    ...goPrinted({ Capabilities: [], NotificationARNs: [], Parameters: [], ...raw }, shape),
    ...(events !== undefined && { Events: events.map((event) => goPrinted(event, {})) }),
    ...(trail !== undefined && { Trail: trail.map((event) => goPrinted(event, {})) }),
  })),
  table: (width) => {
    if (stacks.length === 0) return { text: 'No stacks found', leftOut: [] }
    const parts = stacks.flatMap(({ raw, events, trail }) => [
      ...part(`EVENTS OF ${text(raw['StackName'])}`, events, eventColumns, width),
      ...part(`CALLS ABOUT ${text(raw['StackName'])}`, trail, trailColumns, width),
    ])
    const tables = [fittedTable(stacks, stackColumns, width), ...parts]
    return { text: tables.map((one) => one.text).join('\n\n'), leftOut: [...new Set(tables.flatMap((one) => one.leftOut))] }
  },
})

const stackColumns: readonly Column<StackRow>[] = [
  ['STACK', ({ raw }) => text(raw['StackName'])],
  ['STATUS', ({ raw }) => text(raw['StackStatus'])],
  ['CREATED', ({ raw }) => time(raw['CreationTime']), 2],
  ['UPDATED', ({ raw }) => time(raw['LastUpdatedTime']) || '-', 3],
  ['PROTECTED', ({ raw }) => (raw['EnableTerminationProtection'] === true ? 'yes' : 'no'), 4],
  ['REASON', ({ raw }) => text(raw['StackStatusReason']) || '-', 1],
]

const eventColumns: readonly Column<ChronicleEvent>[] = [
  ['TIME', ({ Timestamp }) => time(Timestamp)],
  ['STATUS', ({ ResourceStatus }) => text(ResourceStatus)],
  ['RESOURCE', ({ LogicalResourceId }) => text(LogicalResourceId)],
  ['TYPE', ({ ResourceType }) => text(ResourceType), 1],
  ['REASON', ({ ResourceStatusReason }) => text(ResourceStatusReason) || '-'],
]

const trailColumns: readonly Column<TrailEvent>[] = [
  ['TIME', ({ EventTime }) => time(EventTime)],
  ['CALL', ({ EventSource, EventName }) => `${text(EventSource).replace('.amazonaws.com', '')}:${text(EventName)}`],
  ['WHO', ({ Username }) => text(Username) || '-'],
  ['REFUSED', ({ ErrorCode, ErrorMessage }) => [ErrorCode, ErrorMessage].filter((word) => word !== undefined).join(': ') || '-'],
]

/** A table under a title; one line where it has no rows, nothing where it was not asked for. */
function part<Row>(
  title: string,
  rows: readonly Row[] | undefined,
  columns: readonly Column<Row>[],
  width: number | undefined,
): FittedTable[] {
  if (rows === undefined) return []
  if (rows.length === 0) return [{ text: `${title}: none`, leftOut: [] }]
  const { text: lines, leftOut } = fittedTable(rows, columns, width)
  return [{ text: `${title}\n${lines}`, leftOut }]
}

const text = (value: unknown): string => (typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : '')
const time = (value: unknown): string => (value instanceof Date ? value.toISOString().replace(/\.\d+Z$/, 'Z') : '')
