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
const denied = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|UnauthorizedException|OptInRequired|Forbidden|NotAuthorized)$/
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

/** Puts an SDK error into our words, once. */
export function translated(thrown: unknown, service: string, operation: string, region: string): Failure {
  if (thrown instanceof EksxError) return { error: thrown, again: 'never' }
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as SdkError
  const what = `${service}:${operation}`
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode
  const fail = (
    code: string,
    message: string,
    again: Failure['again'],
    exitCode: EksxError['exitCode'] = exitCodes.failed,
    hint?: string,
  ): Failure => ({
    error: new EksxError(code, message, { exitCode, hint, passes: passing.has(again), cause: error }),
    again,
  })
  if (noCredentials.test(error.name)) {
    const asleep = /expired|sso session/i.test(error.message)
    return asleep
      ? fail(
          'CredentialsExpired',
          `AWS credentials have expired: ${oneLine(error.message)}`,
          'never',
          exitCodes.credentials,
          'log in again, then run the same command',
        )
      : fail(
          'CredentialsMissing',
          /from any providers/.test(error.message) ? 'no AWS credentials found' : `no AWS credentials found: ${oneLine(error.message)}`,
          'never',
          exitCodes.credentials,
          'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in (`aws configure`, `aws sso login`)',
        )
  }
  if (expired.test(error.name)) {
    return fail(
      'CredentialsExpired',
      `AWS credentials have expired (${what})`,
      'with-new-credentials',
      exitCodes.credentials,
      'log in again, then run the same command',
    )
  }
  if (unknownKey.test(error.name)) {
    return fail(
      'CredentialsRefused',
      `AWS does not accept these credentials (${what}): ${oneLine(error.message)}`,
      // A machine whose clock is wrong signs with a wrong date; from AWS's answer the SDK has learnt the right one.
      error.$metadata?.clockSkewCorrected === true ? 'by-their-clock' : 'never',
      exitCodes.credentials,
      "check the access key, its secret, and the machine's clock",
    )
  }
  if (denied.test(error.name) || status === 403) {
    return fail(
      'AccessDenied',
      `AWS refused ${what} in ${region}: ${oneLine(error.message)}`,
      'never',
      exitCodes.denied,
      `allow ${what.replace(/^(\w+):/, '$1:')} to whoever runs this, or use other credentials`,
    )
  }
  if (throttling.test(error.name) || status === 429 || /^rate exceeded$/i.test(error.message)) {
    return fail(
      'Throttled',
      `AWS is throttling ${what} in ${region}: ${oneLine(error.message)}`,
      'slower',
      exitCodes.failed,
      'run the same command again in a few minutes',
    )
  }
  if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL') {
    return fail(
      'EndpointInvalid',
      `${what} has no URL to go to: AWS_ENDPOINT_URL is not a URL`,
      'never',
      exitCodes.usage,
      'write it like https://host:port, or unset it',
    )
  }
  if (isUnreachable(error)) {
    return fail(
      'Unreachable',
      `${what} in ${region} can't be reached: ${oneLine(causeOf(error))}`,
      'when-reachable',
      exitCodes.failed,
      'check the network, the proxy and AWS_ENDPOINT_URL',
    )
  }
  if (status !== undefined && status >= 500) {
    return fail(
      'AwsUnavailable',
      `${what} in ${region} fails on AWS's side: ${oneLine(error.message)}`,
      'soon',
      exitCodes.failed,
      'run the same command again in a few minutes',
    )
  }
  return fail('AwsRefused', `${what}: ${oneLine(error.message)}`, 'never', exitCodes.failed)
}

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
