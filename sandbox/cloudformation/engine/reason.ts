import type { Ids } from '../../service.ts'
import { AwsError } from '../../service.ts'
import { NotStabilized, ResourceFault } from '../resource-fault.ts'

/** What is written about a resource that failed: AWS's words for what the service, the template or the waiting said. */
export function reasonFor(error: unknown, type: string, ids: Ids): string {
  if (error instanceof ResourceFault) return error.message
  if (error instanceof NotStabilized) return handlerReason(error.message, 'NotStabilized', ids)
  if (error instanceof AwsError && error.code === 'ValidationError' && /^(Template|No export)/.test(error.message)) return error.message
  if (error instanceof AwsError) {
    const service = type.split('::')[1] ?? ''
    const told = `${error.message} (Service: ${serviceNames[service] ?? service}, Status Code: ${statusOf(error)}, Request ID: ${ids.uuid()}) (SDK Attempt Count: 1)`
    return handlerReason(told, handlerCode(error), ids)
  }
  return handlerReason(error instanceof Error ? error.message : String(error), 'InternalFailure', ids)
}

function handlerReason(message: string, code: string, ids: Ids): string {
  return `Resource handler returned message: "${message}" (RequestToken: ${ids.uuid()}, HandlerErrorCode: ${code})`
}

const serviceNames: Readonly<Record<string, string>> = { EC2: 'Ec2', EKS: 'Eks', IAM: 'Iam', SQS: 'Sqs', Events: 'EventBridge', KMS: 'Kms' }

function statusOf(error: AwsError): number {
  if (error.status !== undefined) return error.status
  if (/^(ResourceInUseException|EntityAlreadyExists|DeleteConflict|LimitExceeded)/.test(error.code)) return 409
  if (/^(ResourceNotFoundException|NoSuchEntity)/.test(error.code)) return 404
  return /^(AccessDenied)/.test(error.code) ? 403 : 400
}

const codes: readonly (readonly [RegExp, string])[] = [
  [/AlreadyExists|Duplicate|ResourceInUse/, 'AlreadyExists'],
  [/NotFound|NoSuchEntity|NonExistent/, 'NotFound'],
  [/AccessDenied|UnauthorizedOperation/, 'AccessDenied'],
  [/LimitExceeded|Insufficient|QuotaExceeded/, 'ServiceLimitExceeded'],
  [/Thrott|RequestLimitExceeded|TooManyRequests/, 'Throttling'],
  [/DependencyViolation|DeleteConflict|InvalidRequest|Invalid|Malformed|Validation|Missing|Client/, 'InvalidRequest'],
]

function handlerCode(error: AwsError): string {
  if (error.code === 'ResourceInUseException' && !/already/i.test(error.message)) return 'ResourceConflict'
  return codes.find(([pattern]) => pattern.test(error.code))?.[1] ?? 'GeneralServiceException'
}

/** Whether a refusal means that the thing is not there. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    /NotFound|NoSuchEntity|NonExistent|ResourceNotFoundException/.test(error.code) &&
    !error.code.startsWith('Malformed')
  )
}

/** Whether a refusal passes when those who still use the thing have gone, or the service has breath again. */
export function passes(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    /^DependencyViolation$|^DeleteConflict|Gateway\.NotAttached|\.InUse$|Thrott|RequestLimitExceeded|TooManyRequests/.test(error.code)
  )
}

/** Whether a refusal passes when the service has ended what it does with the thing now. */
export function isBusy(error: unknown): boolean {
  return (
    error instanceof AwsError && error.code === 'ResourceInUseException' && /in status (CREATING|UPDATING)|in progress/i.test(error.message)
  )
}

/** Whether a service says that it is asked too often. */
export function isThrottled(error: unknown): boolean {
  return error instanceof AwsError && /Thrott|RequestLimitExceeded|TooManyRequests|ServiceUnavailable|InternalError/.test(error.code)
}

/** Whether a service does not know a role or instance profile yet that IAM has just made. */
export function isNotYetKnown(error: unknown): boolean {
  if (!(error instanceof AwsError) || isMissing(error)) return false
  return /(role|instance profile).*(cannot be assumed|could not be assumed|does not exist|cannot be found|not found|invalid)|invalid IAM instance profile|invalid.*iamInstanceProfile/i.test(
    error.message,
  )
}
