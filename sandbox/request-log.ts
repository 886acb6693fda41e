/** One request as the sandbox answered it. */
export interface LoggedRequest {
  /** ms since 1970, of the sandbox's time. */
  readonly time: number
  /** By the table of services: `elasticloadbalancingv2`. */
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly input: Readonly<Record<string, unknown>>
  /** ARN; undefined where nobody could be told. */
  readonly caller: string | undefined
  /** HTTP status; 0 where the connection broke instead. */
  readonly status: number
  readonly error: string | undefined
  /** Whether it changes anything, by its name. */
  readonly mutating: boolean
}

const reading = /^(Get|List|Describe|Lookup|Simulate|Validate|Estimate|Search|BatchGet|Decode|AssumeRole|Filter|Test)/

/** Whether an operation changes anything, as its name tells. */
export const isMutating = (operation: string): boolean => !reading.test(operation)
