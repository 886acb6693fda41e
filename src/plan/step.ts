import type { App } from '../app.ts'
import type { EksxError } from '../errors.ts'

/** What a change does to the thing a step names. `follow` joins work that is under way, `wait` only watches. */
export type Kind = 'create' | 'update' | 'replace' | 'delete' | 'follow' | 'wait'

/** One difference: where, what is, what should be. */
export interface Difference {
  readonly path: string
  readonly from?: unknown
  readonly to?: unknown
}

/** What a step would do, with all that a person needs to judge it. */
export interface Change {
  readonly kind: Kind
  readonly why?: readonly Difference[]
  /** The difference cannot be named because something it depends on is missing. */
  readonly provisional?: true
}

/** What a look at the world found. */
export type Sight<C extends Change = Change> =
  | { readonly so: true; readonly note?: string }
  | { readonly so: false; readonly change: C }
  | { readonly blocked: EksxError }

/** At most `limit` steps of one lane run at a time, since AWS refuses more. */
export interface Lane {
  readonly name: string
  readonly limit: number
}

/** Why a run's signal aborted when its time was over; any other reason is somebody's wish. */
export class TimeOver extends Error {}

/** What `act` is given to run with. */
export interface Run {
  readonly signal: AbortSignal
  /** Tells the listeners how far the step is. */
  progress(progress: Progress): void
}

export interface Progress {
  readonly text: string
  /** The resource within the step, where the news is about one: logical id, type, status, reason. */
  readonly resource?: { readonly id: string; readonly type: string; readonly status: string; readonly reason?: string }
}

/** One thing that must be so. */
export interface Step<C extends Change = Change> {
  /** What the user reads: `nodegroup ng-default`. */
  readonly name: string
  readonly after: readonly Step[]
  readonly lane?: Lane
  /** Best effort: a failure is a warning, and those who come after go on. */
  readonly ifItFails?: 'warn'
  /** How long the engine looks again after `act` until it is so; 60 s unless said. Milliseconds. */
  readonly settleWindow?: number
  /** Accepts work under way as the end: AWS has taken it, a read shows it. */
  readonly doesNotWait?: true
  /** How long it usually takes, in milliseconds; for the eyes only. */
  readonly usual?: number
  look(app: App, signal: AbortSignal): Promise<Sight<C>>
  act(change: C, app: App, run: Run): Promise<void>
}
