import { AwsError } from '../service.ts'
import type { Protocol } from './catalogue.ts'
import type { Problems } from './problems.ts'

/** How a kind of service words the errors that come before or instead of an operation's own. */
export interface Dialect {
  readonly unknownOperation: (name: string, version: string) => AwsError
  readonly unsigned: AwsError
  readonly unknownKey: AwsError
  readonly wrongSignature: (why: string) => AwsError
  readonly expiredToken: AwsError
  readonly denied: (message: string) => AwsError
  readonly throttled: AwsError
  readonly serverError: (status: number) => AwsError
  readonly missing: (paths: readonly string[]) => AwsError
  readonly mistyped: (path: string) => AwsError
  readonly unknown: (path: string) => AwsError
  /** Whether this kind refuses a parameter it does not know, even outside strict mode. */
  readonly refusesUnknown: boolean
}

const badToken = 'The security token included in the request is invalid.'
const expired = 'The security token included in the request is expired'
const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
const mustNotBeNull = (paths: readonly string[]): string =>
  `${paths.length} validation error${paths.length === 1 ? '' : 's'} detected: ${paths.map((path) => `Value null at '${lowerFirst(path)}' failed to satisfy constraint: Member must not be null`).join('; ')}`
const error = (code: string, message: string, status: number): AwsError => new AwsError(code, message, { status })

const query: Dialect = {
  unknownOperation: (name, version) => error('InvalidAction', `Could not find operation ${name} for version ${version}`, 400),
  unsigned: error('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
  unknownKey: error('InvalidClientTokenId', badToken, 403),
  wrongSignature: (why) => error('SignatureDoesNotMatch', why || mismatch, 403),
  expiredToken: error('ExpiredToken', expired, 403),
  denied: (message) => error('AccessDenied', message, 403),
  throttled: error('Throttling', 'Rate exceeded', 400),
  serverError: (status) =>
    status === 503
      ? error('ServiceUnavailable', 'Service is unavailable', 503)
      : error('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', status),
  missing: (paths) => error('ValidationError', mustNotBeNull(paths), 400),
  mistyped: (path) => error('MalformedInput', `Invalid value for ${path}`, 400),
  unknown: (path) => error('ValidationError', `Unknown parameter: ${path}`, 400),
  refusesUnknown: false,
}

const ec2: Dialect = {
  ...query,
  unknownOperation: (name) => error('InvalidAction', `The action ${name} is not valid for this web service.`, 400),
  unknownKey: error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
  wrongSignature: (why) =>
    why
      ? error('RequestExpired', 'Request has expired.', 400)
      : error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
  expiredToken: error('RequestExpired', 'Request has expired.', 400),
  denied: (message) => error('UnauthorizedOperation', message, 403),
  throttled: error('RequestLimitExceeded', 'Request limit exceeded.', 503),
  serverError: (status) =>
    status === 503
      ? error('Unavailable', 'The server is overloaded and can not handle the request.', 503)
      : error('InternalError', 'An internal error has occurred', status),
  missing: ([first = '']) => error('MissingParameter', `The request must contain the parameter ${first}`, 400),
  mistyped: (path) => error('InvalidParameterValue', `Invalid value for parameter ${path}`, 400),
  unknown: (path) => error('UnknownParameter', `The parameter ${path} is not recognized`, 400),
  refusesUnknown: true,
}

const json: Dialect = {
  unknownOperation: () => error('UnknownOperationException', '', 400),
  unsigned: error('MissingAuthenticationTokenException', 'Missing Authentication Token', 400),
  unknownKey: error('UnrecognizedClientException', badToken, 400),
  wrongSignature: (why) => error('InvalidSignatureException', why || mismatch, 400),
  expiredToken: error('ExpiredTokenException', expired, 400),
  denied: (message) => error('AccessDeniedException', message, 400),
  throttled: error('ThrottlingException', 'Rate exceeded', 400),
  serverError: (status) =>
    status === 503
      ? error('ServiceUnavailableException', 'Service is unavailable', 503)
      : error('InternalServerError', 'An internal error occurred', status),
  missing: (paths) => error('ValidationException', mustNotBeNull(paths), 400),
  mistyped: (path) => error('SerializationException', `Value of ${path || 'the request'} can not be converted`, 400),
  unknown: (path) => error('ValidationException', `Unknown parameter: ${path}`, 400),
  refusesUnknown: false,
}

const restJson: Dialect = {
  unknownOperation: () => error('UnknownOperationException', '', 404),
  unsigned: error('MissingAuthenticationTokenException', 'Missing Authentication Token', 403),
  unknownKey: error('UnrecognizedClientException', badToken, 403),
  wrongSignature: (why) => error('InvalidSignatureException', why || mismatch, 403),
  expiredToken: error('ExpiredTokenException', expired, 403),
  denied: (message) => error('AccessDeniedException', message, 403),
  throttled: error('TooManyRequestsException', 'Too Many Requests', 429),
  serverError: (status) =>
    status === 503
      ? error('ServiceUnavailableException', 'Service is unavailable', 503)
      : error('ServerException', 'Internal server error', status),
  missing: ([first = '']) => error('InvalidParameterException', `Missing required parameter: ${first}`, 400),
  mistyped: (path) => error('SerializationException', `Value of ${path || 'the request'} can not be converted`, 400),
  unknown: (path) => error('InvalidParameterException', `Unknown parameter: ${path}`, 400),
  refusesUnknown: false,
}

/** By protocol. */
export const dialects: Readonly<Record<Protocol, Dialect>> = { query, ec2, json, 'rest-json': restJson }

/** The error with which a service refuses an input; undefined where it takes it. `strict` refuses unknown parameters everywhere. */
export function refusal(protocol: Protocol, problems: Problems, strict: boolean): AwsError | undefined {
  const dialect = dialects[protocol]
  const [mistyped, unknown] = [problems.mistyped[0], problems.unknown[0]]
  if (mistyped !== undefined) return dialect.mistyped(mistyped)
  if (unknown !== undefined && (strict || dialect.refusesUnknown)) return dialect.unknown(unknown)
  return problems.missing.length > 0 ? dialect.missing(problems.missing) : undefined
}
