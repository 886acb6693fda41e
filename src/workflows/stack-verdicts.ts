import type { StackStatus } from '../app/stacks.ts'
import { clusterTagKeys } from '../tables/tag-keys.ts'

/** What a stack's status means for making it, and for deleting it. `line` is what helps where it is blocked. */
export interface Verdict {
  /**
   * `so`: it stands. `create`: there is none. `follow`: it moves, watch it. `replace`: a shell that holds nothing, removed and made anew.
   * `blocked`: only a person can tell.
   */
  readonly create: 'so' | 'create' | 'follow' | 'replace' | 'blocked'
  /** `gone`: nothing to do. `follow`: it moves; what comes after is judged then. */
  readonly delete: 'gone' | 'delete' | 'follow' | 'blocked'
  readonly line?: string
}

/** Where only that helps. */
export const deleteFirst = 'delete what is left of it first'

/** Each status that CloudFormation knows, and `ABSENT` where there is no such stack. */
export const stackVerdicts: Readonly<Record<StackStatus | 'ABSENT', Verdict>> = {
  ABSENT: { create: 'create', delete: 'gone' },
  REVIEW_IN_PROGRESS: { create: 'replace', delete: 'delete' },
  CREATE_IN_PROGRESS: { create: 'follow', delete: 'delete' },
  CREATE_COMPLETE: { create: 'so', delete: 'delete' },
  CREATE_FAILED: { create: 'blocked', delete: 'delete', line: `it keeps what it made, since rollback was off; ${deleteFirst}` },
  ROLLBACK_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  ROLLBACK_COMPLETE: { create: 'replace', delete: 'delete' },
  ROLLBACK_FAILED: { create: 'blocked', delete: 'delete', line: `its rollback could not remove everything; ${deleteFirst}` },
  UPDATE_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  UPDATE_COMPLETE: { create: 'so', delete: 'delete' },
  UPDATE_FAILED: { create: 'blocked', delete: 'delete', line: 'roll its last update back, or finish it, in CloudFormation' },
  UPDATE_ROLLBACK_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  UPDATE_ROLLBACK_COMPLETE: { create: 'so', delete: 'delete' },
  UPDATE_ROLLBACK_FAILED: { create: 'blocked', delete: 'delete', line: 'let CloudFormation continue the rollback of its last update' },
  IMPORT_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  IMPORT_COMPLETE: { create: 'so', delete: 'delete' },
  IMPORT_ROLLBACK_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  IMPORT_ROLLBACK_FAILED: { create: 'blocked', delete: 'blocked', line: 'mend its failed import in CloudFormation' },
  IMPORT_ROLLBACK_COMPLETE: { create: 'so', delete: 'delete' },
  DELETE_IN_PROGRESS: { create: 'follow', delete: 'follow' },
  DELETE_FAILED: { create: 'blocked', delete: 'delete', line: `its deletion could not remove everything; ${deleteFirst}` },
  DELETE_COMPLETE: { create: 'create', delete: 'gone' },
}

/** Whether a stack belongs to exactly this cluster, by its tags; a name's beginning says nothing. */
export const belongsTo = (stack: { readonly tags: Readonly<Record<string, string>> }, cluster: string): boolean =>
  clusterTagKeys.some((key) => stack.tags[key] === cluster)
