import { EksxError, exitCodes } from '../errors.ts'

/** What an SDK error means, and whether sending again can help. */
export interface Failure {
  readonly error: EksxError
  readonly again: 'never' | 'slower' | 'soon' | 'when-reachable' | 'with-new-credentials' | 'by-their-clock'
}

const throttling =
  /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|RequestThrottled(Exception)?|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete|ProvisionedThroughputExceededException)$/
const expired = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/
const unknownKey =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|MissingAuthenticationToken|InvalidToken)$/
const refused = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|UnauthorizedException|OptInRequired|Forbidden|NotAuthorized)$/
const noCredentials = /^(CredentialsProviderError|TokenProviderError|ProviderError)$/
const unreachable = new Set([
  'ENOTFOUND',
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
])

/** What time may mend. */
const passing: ReadonlySet<Failure['again']> = new Set(['slower', 'soon', 'when-reachable'])

interface SdkError extends Error {
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean }
  readonly $response?: { readonly statusCode?: number }
}

/** What there is to tell of a failure. */
interface Seen {
  readonly error: SdkError
  /** `eks:DescribeCluster` */
  readonly what: string
  readonly region: string
  readonly status: number | undefined
  /** The error's own words, in one line. */
  readonly words: string
}

interface Kind {
  readonly is: (seen: Seen) => boolean
  readonly code: string
  readonly says: (seen: Seen) => string
  readonly again?: Failure['again'] | ((seen: Seen) => Failure['again'])
  readonly exitCode?: EksxError['exitCode']
  readonly hint?: string | ((seen: Seen) => string)
}

const { credentials, denied, usage } = exitCodes
const logIn = 'log in again, then run the same command'
const later = 'run the same command again in a few minutes'

/** The kinds of failure, the first that fits. */
const kinds: readonly Kind[] = [
  {
    is: ({ error, words }) => noCredentials.test(error.name) && /expired|sso session/i.test(words),
    code: 'CredentialsExpired',
    says: ({ words }) => `AWS credentials have expired: ${words}`,
    exitCode: credentials,
    hint: logIn,
  },
  {
    is: ({ error }) => noCredentials.test(error.name),
    code: 'CredentialsMissing',
    says: ({ words }) => (/from any providers/.test(words) ? 'no AWS credentials found' : `no AWS credentials found: ${words}`),
    exitCode: credentials,
    hint: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in (`aws configure`, `aws sso login`)',
  },
  {
    is: ({ error }) => expired.test(error.name),
    code: 'CredentialsExpired',
    says: ({ what }) => `AWS credentials have expired (${what})`,
    again: 'with-new-credentials',
    exitCode: credentials,
    hint: logIn,
  },
  {
    is: ({ error }) => unknownKey.test(error.name),
    code: 'CredentialsRefused',
    says: ({ what, words }) => `AWS does not accept these credentials (${what}): ${words}`,
    // A machine whose clock is wrong signs with a wrong date; from AWS's answer the SDK has learnt the right one.
    again: ({ error }) => (error.$metadata?.clockSkewCorrected === true ? 'by-their-clock' : 'never'),
    exitCode: credentials,
    hint: "check the access key, its secret, and the machine's clock",
  },
  {
    is: ({ error, status }) => refused.test(error.name) || status === 403,
    code: 'AccessDenied',
    says: ({ what, region, words }) => `AWS refused ${what} in ${region}: ${words}`,
    exitCode: denied,
    hint: ({ what }) => `allow ${what} to whoever runs this, or use other credentials`,
  },
  {
    is: ({ error, status, words }) => throttling.test(error.name) || status === 429 || /^rate exceeded$/i.test(words),
    code: 'Throttled',
    says: ({ what, region, words }) => `AWS is throttling ${what} in ${region}: ${words}`,
    again: 'slower',
    hint: later,
  },
  {
    is: ({ error }) => error instanceof TypeError && error.code === 'ERR_INVALID_URL',
    code: 'EndpointInvalid',
    says: ({ what }) => `${what} has no URL to go to: AWS_ENDPOINT_URL is not a URL`,
    exitCode: usage,
    hint: 'write it like https://host:port, or unset it',
  },
  {
    is: ({ error }) => isUnreachable(error),
    code: 'Unreachable',
    says: ({ what, region, error }) => `${what} in ${region} can't be reached: ${oneLine(causeOf(error))}`,
    again: 'when-reachable',
    hint: 'check the network, the proxy and AWS_ENDPOINT_URL',
  },
  {
    is: ({ status = 0 }) => status >= 500,
    code: 'AwsUnavailable',
    says: ({ what, region, words }) => `${what} in ${region} fails on AWS's side: ${words}`,
    again: 'soon',
    hint: later,
  },
  {
    is: ({ error }) => isForeign(error),
    code: 'NotAws',
    says: ({ what, words }) => `${what}: ${words}`,
    hint: 'check AWS_ENDPOINT_URL and the proxy',
  },
]

const anything: Omit<Kind, 'is'> = { code: 'AwsRefused', says: ({ what, words }) => `${what}: ${words}` }

/** Puts an SDK error into our words, once. */
export function translated(thrown: unknown, service: string, operation: string, region: string): Failure {
  if (thrown instanceof EksxError) return { error: thrown, again: 'never' }
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as SdkError
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode
  const words = isForeign(error) ? `an answer that is not one of AWS's (HTTP ${status ?? '?'})` : oneLine(error.message)
  const seen: Seen = { error, what: `${service}:${operation}`, region, status, words }
  const { code, says, again: trying = 'never', exitCode = exitCodes.failed, hint } = kinds.find((kind) => kind.is(seen)) ?? anything
  const again = typeof trying === 'string' ? trying : trying(seen)
  return {
    again,
    error: new EksxError(code, says(seen), {
      exitCode,
      hint: typeof hint === 'function' ? hint(seen) : hint,
      passes: passing.has(again),
      cause: error,
    }),
  }
}

/** What the SDK says of an answer that it can't read, a web page for example: that by JSON, or that it found no error in XML. */
const isForeign = ({ message }: Error): boolean => message.includes('Deserialization error') || message === 'Unknown'

function isUnreachable(error: SdkError): boolean {
  if (error.code !== undefined && unreachable.has(error.code)) return true
  if (error.name === 'TimeoutError' || error.name === 'NetworkingError' || /socket hang up/.test(error.message)) return true
  return error instanceof AggregateError || (error.cause instanceof Error && isUnreachable(error.cause))
}

const causeOf = (error: Error): string =>
  error instanceof AggregateError
    ? error.errors.map((one: unknown) => (one instanceof Error ? one.message : String(one))).join(', ')
    : error.message

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
