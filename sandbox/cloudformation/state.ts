import type { Principal, Slot } from '../service.ts'
import type { Json, JsonObject } from './template/document.ts'
import type { ParameterValue } from './template/parameters.ts'

/** A tag as AWS's list style writes it. */
export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** One stack, running or deleted. Times are milliseconds. */
export interface StackRecord {
  readonly id: string
  readonly name: string
  status: string
  reason: string | undefined
  readonly created: number
  updated: number | undefined
  deleted: number | undefined
  /** What the stack runs with; an update changes it as a whole and keeps the one before for its rollback. */
  setup: StackSetup
  before: StackSetup | undefined
  resources: Record<string, ResourceRecord>
  /** The resources as they were before the update that runs or failed, for its rollback. */
  undo: Record<string, ResourceRecord> | undefined
  /** What that update found imported. */
  undoImports: string[] | undefined
  /** What the operation that runs was asked for beside the setup: a restart goes on with it. */
  asked: Asked
  /** Signals for creation policies, by logical id: unique id → status. */
  readonly signals: Record<string, Record<string, string>>
  outputs: OutputRecord[]
  /** Names of the exports of other stacks that this one uses. */
  imports: string[]
  terminationProtection: boolean
  disableRollback: boolean
  onFailure: 'DO_NOTHING' | 'ROLLBACK' | 'DELETE'
  timeoutMinutes: number | undefined
  principal: Principal
  changeSetId: string | undefined
  token: string | undefined
  /** Oldest first. */
  readonly events: EventRecord[]
}

/** The part of a request that holds for one operation on a stack. */
export interface Asked {
  /** In whose name, where not the setup's role or the caller. */
  readonly roleArn?: string
  /** Resources that a deletion leaves. */
  readonly retain?: readonly string[]
  /** A deletion leaves what it can't delete. */
  readonly force?: boolean
  /** Resources that a rollback leaves as they are. */
  readonly skip?: readonly string[]
}

/** What a caller asks a stack to be. */
export interface StackSetup {
  readonly body: string
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly tags: readonly Tag[]
  readonly capabilities: readonly string[]
  readonly roleArn: string | undefined
  readonly notificationArns: readonly string[]
}

/** A resource of a stack as CloudFormation knows it. */
export interface ResourceRecord {
  readonly logicalId: string
  readonly type: string
  physicalId: string | undefined
  status: string
  reason: string | undefined
  updated: number
  /** As last given to the service, every function worked out. */
  properties: JsonObject
  /** Resources that must outlive it. */
  needs: readonly string[]
  deletionPolicy: string | undefined
  replacePolicy: string | undefined
  /** Updates of its service that an update of it has begun, by what they were asked for: ids. */
  updates?: Record<string, string>
  /** Its service has been told to delete it. */
  removing?: true
  /** Physical resources that an update replaced and its clean-up deletes. */
  former: { physicalId: string; properties: JsonObject; policy: string | undefined }[]
}

/** An output of a stack, worked out. */
export interface OutputRecord {
  readonly key: string
  readonly value: string
  readonly description: string | undefined
  readonly exportName: string | undefined
}

/** One line of a stack's history. */
export interface EventRecord {
  readonly id: string
  readonly logicalId: string
  readonly physicalId: string | undefined
  readonly type: string
  readonly status: string
  readonly reason: string | undefined
  readonly time: number
  readonly properties: JsonObject | undefined
  readonly token: string | undefined
}

/** A change set, as it was asked for and what it would do. */
export interface ChangeSetRecord {
  readonly id: string
  readonly name: string
  readonly stackId: string
  readonly type: 'CREATE' | 'UPDATE'
  readonly description: string | undefined
  readonly created: number
  status: string
  executionStatus: string
  reason: string | undefined
  readonly setup: StackSetup
  changes: readonly ChangeRecord[]
}

/** What a change set would do to one resource. */
export interface ChangeRecord {
  readonly action: 'Add' | 'Modify' | 'Remove'
  readonly logicalId: string
  readonly physicalId: string | undefined
  readonly type: string
  readonly replacement: 'True' | 'False' | 'Conditional' | undefined
  /** Names of the properties that differ. */
  readonly properties: readonly string[]
}

/** CloudFormation's memory in one region. */
export interface CloudFormationState {
  readonly stacks: StackRecord[]
  readonly changeSets: ChangeSetRecord[]
  /** Resources of services that the sandbox has no other model of, by `type id`. */
  readonly kept: Record<string, Record<string, Json>>
}

/** Where CloudFormation keeps its state. */
export const stateSlot: Slot<CloudFormationState> = {
  name: 'cloudformation',
  scope: 'region',
  initial: () => ({ stacks: [], changeSets: [], kept: {} }),
}
