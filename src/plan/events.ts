import type { EksxError } from '../errors.ts'
import type { Change, Progress } from './step.ts'

/** What the engine and the adapters tell the listeners. Listeners show it, and never decide. Times are milliseconds since 1970. */
export type Event =
  | { readonly type: 'planned'; readonly time: number; readonly steps: readonly PlannedStep[] }
  | { readonly type: 'started'; readonly time: number; readonly step: string; readonly change: Change }
  | { readonly type: 'progress'; readonly time: number; readonly step: string; readonly progress: Progress }
  | {
      readonly type: 'done'
      readonly time: number
      readonly step: string
      readonly change?: Change
      readonly note?: string
      readonly elapsed: number
    }
  | {
      readonly type: 'skipped'
      readonly time: number
      readonly step: string
      readonly why: 'interrupted' | 'timed-out' | 'dependency'
      readonly because?: string
    }
  | { readonly type: 'failed'; readonly time: number; readonly step: string; readonly error: EksxError; readonly elapsed: number }
  | { readonly type: 'warning'; readonly time: number; readonly step?: string; readonly text: string }
  | {
      readonly type: 'call'
      readonly time: number
      readonly service: string
      readonly operation: string
      readonly milliseconds: number
      readonly error?: string
    }
  | { readonly type: 'finished'; readonly time: number; readonly outcome: Outcome }

/** A step as the plan shows it: `change` is absent where it is already so. */
export interface PlannedStep {
  readonly name: string
  readonly after: readonly string[]
  readonly change?: Change
  readonly blocked?: EksxError
  /** About how long it takes, in milliseconds. */
  readonly usual?: number
}

/** How a run ended. */
export interface Outcome {
  /** What was changed, by step. */
  readonly changed: readonly { readonly step: string; readonly change: Change }[]
  /** Exceptions to "so" that the last line says: work that goes on in AWS, nodes nobody can see from here. */
  readonly notes: readonly string[]
  readonly failures: readonly { readonly step: string; readonly error: EksxError }[]
  readonly skipped: readonly string[]
  /** What AWS last said to steps that were still trying when the run was stopped. */
  readonly held?: readonly { readonly step: string; readonly error: EksxError }[]
  readonly interrupted: boolean
  /** The time was over; what was started goes on in AWS. */
  readonly timedOut: boolean
}

export type Listener = (event: Event) => void
