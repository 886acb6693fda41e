import type { Call } from '../../service.ts'
import { invalid } from '../errors.ts'
import { kindOf } from '../resources/table.ts'
import type { Site } from '../resources/kind.ts'
import { stateSlot } from '../state.ts'
import type { OutputRecord, ResourceRecord, StackRecord, Tag } from '../state.ts'
import type { Json } from '../template/document.ts'
import type { Scope } from '../template/resolve.ts'
import { inputs } from './prepare.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'

/** What the functions of a running stack's template see: its resources as they are now. */
export function scopeOf(run: Run, prepared: Prepared): Scope {
  const { call, stack } = run
  const own = inputs(prepared.document, prepared.setup, prepared.pseudo)
  return {
    mappings: own.mappings,
    ref: (name) => resourceRef(stack, name) ?? own.ref(name),
    attribute: (name, attribute) => resourceAttribute(run, prepared, name, attribute),
    condition: (name) => prepared.conditions[name] ?? false,
    importValue: (name) => importedValue(call, stack, name),
    zones: (region) => zonesOf(call, region),
  }
}

function resourceRef(stack: StackRecord, name: string): Json | undefined {
  const record = stack.resources[name]
  if (record?.physicalId === undefined) return undefined
  return kindOf(record.type).ref?.(record.physicalId, record.properties) ?? record.physicalId
}

async function resourceAttribute(run: Run, prepared: Prepared, name: string, attribute: string): Promise<Json> {
  const record = run.stack.resources[name]
  const kind = record && kindOf(record.type)
  if (record?.physicalId === undefined || !kind?.attribute)
    throw invalid(`Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`)
  return kind.attribute(siteOf(run, prepared.setup.tags, record), { id: record.physicalId, properties: record.properties }, attribute)
}

/** Where a resource of the stack is worked on. */
export function siteOf(run: Run, tags: readonly Tag[], record: ResourceRecord): Site {
  const { call, stack } = run
  return {
    call,
    stack: { id: stack.id, name: stack.name },
    logicalId: record.logicalId,
    type: record.type,
    stackTags: [...tags, ...ownTags(stack, record.logicalId)],
    updates: (record.updates ??= {}),
    made: (id) => {
      record.physicalId = id
    },
    until: (check) => run.until(check),
  }
}

function ownTags(stack: StackRecord, logicalId: string): Tag[] {
  return [
    { Key: 'aws:cloudformation:stack-name', Value: stack.name },
    { Key: 'aws:cloudformation:stack-id', Value: stack.id },
    { Key: 'aws:cloudformation:logical-id', Value: logicalId },
  ]
}

/** An output that other stacks may import, with the stack that exports it. */
export function exportNamed(call: Call, name: string): { stack: StackRecord; output: OutputRecord } | undefined {
  for (const stack of call.state(stateSlot).stacks) {
    const output = stack.outputs.find((one) => one.exportName === name)
    if (output && stack.deleted === undefined) return { stack, output }
  }
  return undefined
}

/** The names of the stacks that use an export. */
export function importersOf(call: Call, exportName: string): string[] {
  return call
    .state(stateSlot)
    .stacks.filter((stack) => stack.deleted === undefined && stack.imports.includes(exportName))
    .map((stack) => stack.name)
}

function importedValue(call: Call, stack: StackRecord, name: string): Json {
  const found = exportNamed(call, name)
  if (!found) throw invalid(`No export named ${name} found.`)
  if (!stack.imports.includes(name)) stack.imports.push(name)
  return found.output.value
}

async function zonesOf(call: Call, region: string): Promise<string[]> {
  const there = region === '' || region === call.region ? call : call.account.call(region, call.principal)
  const input = {
    Filters: [
      { Name: 'state', Values: ['available'] },
      { Name: 'zone-type', Values: ['availability-zone'] },
    ],
  }
  const answer = await there.aws<{ AvailabilityZones?: { ZoneName?: string }[] }>('ec2', 'DescribeAvailabilityZones', input)
  return (answer.AvailabilityZones ?? []).map((zone) => zone.ZoneName ?? '').toSorted()
}
