import type { Template } from '#templates/cfn.ts'

/** CloudFormation's stacks. */
export interface Stacks {
  /** By name or id; undefined where there is none. A deleted stack is found by id only. */
  find(nameOrId: string): Promise<Stack | undefined>
  /**
   * Every stack that is not deleted, without tags and outputs, whose name passes; pages to the end, and keeps of each page what passes.
   * `unsettled`: only of those that are in the making, on their way out, or failed, which AWS picks out.
   */
  list(named: (name: string) => boolean, which?: 'all' | 'unsettled'): Promise<StackSummary[]>
  /** Starts it and gives its id; undefined where a stack of that name exists. */
  create(request: StackRequest, signal: AbortSignal): Promise<string | undefined>
  /** Starts a change set's making, waits for it, runs it and gives true, or gives false where it holds no change. */
  update(request: StackUpdate, signal: AbortSignal): Promise<boolean>
  /** Lifts the protection where it is on, then starts the deletion. By id only. */
  delete(id: string, options: { roleArn?: string | undefined }, signal: AbortSignal): Promise<void>
  /** Follows a stack until it rests. Gives the last state read; a stack that is gone rests at DELETE_COMPLETE. */
  follow(id: string, watch: StackWatch): Promise<Stack>
  /** What failed first in the stack's newest operation, with AWS's reason. */
  failure(id: string): Promise<StackFailure | undefined>
  template(nameOrId: string): Promise<Template>
  /** The physical id of a stack's resource. */
  resource(nameOrId: string, logicalId: string): Promise<string | undefined>
}

export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_FAILED'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_FAILED'
  | 'ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'DELETE_COMPLETE'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'REVIEW_IN_PROGRESS'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_COMPLETE'
  | 'IMPORT_ROLLBACK_IN_PROGRESS'
  | 'IMPORT_ROLLBACK_FAILED'
  | 'IMPORT_ROLLBACK_COMPLETE'

export interface StackSummary {
  readonly id: string
  readonly name: string
  readonly status: StackStatus
  readonly reason?: string
}

export interface Stack extends StackSummary {
  readonly tags: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly terminationProtection: boolean
  /** ms */
  readonly created: number
}

export interface StackRequest {
  readonly name: string
  readonly template: Template
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM')[]
  readonly disableRollback: boolean
  readonly roleArn?: string | undefined
}

export interface StackUpdate {
  readonly id: string
  readonly changeSetName: string
  readonly description: string
  readonly template: Template
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly roleArn?: string | undefined
}

export interface StackWatch {
  readonly signal: AbortSignal
  /** About how long this kind of stack takes (ms): the poller looks more often near it. */
  readonly usual?: number
  /** Each event of the stack, oldest first, once. */
  onEvent?(event: StackEvent): void
}

export interface StackEvent {
  readonly logicalId: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  /** ms */
  readonly time: number
}

export interface StackFailure {
  readonly logicalId: string
  readonly type: string
  readonly reason: string
}
