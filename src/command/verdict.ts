import { EksxError, exitCodes, type ExitCode } from '../errors.ts'
import type { Outcome } from '../plan/events.ts'
import { told } from '../output/words.ts'
import type { StopSignal } from './entry.ts'

/** The exit code that says which signal ended a run. */
export const signalCode: Readonly<Record<StopSignal, ExitCode>> = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
  SIGHUP: exitCodes.hungUp,
}

export interface Verdict {
  readonly outcome: Outcome
  /** The line that goes on where this run ended. */
  readonly resume: string
  readonly signal: StopSignal | undefined
  /** The steps are targets of their own: some of them done is more than none. */
  readonly several?: boolean
  /** AWS has accepted something, or was at it already. */
  readonly begun: boolean
}

/** The error that an outcome amounts to; undefined where all is so. */
export function verdict({ outcome, resume, signal, several = false, begun }: Verdict): EksxError | undefined {
  const goOn = `to go on: ${resume}`
  const { failures } = outcome
  const [first, ...rest] = failures
  if (first !== undefined) {
    const { error } = first
    const message = [first, ...rest].map(told).join('\n')
    const exitCode = several && outcome.changed.length > 0 ? exitCodes.partial : error.exitCode
    return new EksxError(error.code, message, {
      hint: [error.hint, goOn].filter((part) => part !== undefined).join('; '),
      exitCode,
      cause: error,
    })
  }
  const [held] = outcome.held ?? []
  const cause = held === undefined ? '' : `${told(held)}; `
  const undone = outcome.skipped.length === 0 ? '' : `; not done: ${outcome.skipped.join(', ')}`
  if (outcome.interrupted)
    return new EksxError('Interrupted', `interrupted${undone}`, {
      hint: `what has begun goes on in AWS; ${goOn}`,
      exitCode: signalCode[signal ?? 'SIGINT'],
    })
  if (outcome.timedOut && held !== undefined && !begun)
    return new EksxError(held.error.code, `${cause}the time (--timeout) is over, nothing was begun`, {
      hint: [held.error.hint, goOn].filter((part) => part !== undefined).join('; '),
      exitCode: held.error.exitCode,
      cause: held.error,
    })
  if (outcome.timedOut)
    return new EksxError('TimedOut', `${cause}the time (--timeout) is over, the work goes on in AWS${undone}`, {
      hint: [held?.error.hint, goOn].filter((part) => part !== undefined).join('; '),
      exitCode: exitCodes.timedOut,
    })
  return undefined
}

/** The error of a run that was stopped while it still looked: nothing has been written. */
export const interrupted = (signal: StopSignal, resume: string): EksxError =>
  new EksxError('Interrupted', 'interrupted before anything was changed', {
    hint: `to go on: ${resume}`,
    exitCode: signalCode[signal],
  })

/** A word as a shell takes it unchanged. */
export const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)
