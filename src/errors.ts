/** What went wrong, as a fact that a person can act on. Codes are stable: scripts tell errors apart by them. */
export class EksxError extends Error {
  readonly code: string
  /** The next thing to do, in one line. */
  readonly hint: string | undefined
  readonly exitCode: ExitCode
  /** It may pass by itself: a busy service, a network that is away. */
  readonly passes: boolean

  constructor(
    code: string,
    message: string,
    options: { hint?: string | undefined; exitCode?: ExitCode; passes?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'EksxError'
    this.code = code
    this.hint = options.hint
    this.exitCode = options.exitCode ?? exitCodes.failed
    this.passes = options.passes ?? false
  }
}

/** What a process says of its end; each number has one meaning. */
export const exitCodes = {
  done: 0,
  failed: 1,
  differences: 2,
  bug: 3,
  credentials: 4,
  denied: 5,
  refused: 6,
  locked: 7,
  timedOut: 8,
  partial: 9,
  notFound: 10,
  usage: 64,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
