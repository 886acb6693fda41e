import { AwsError } from '../service.ts'

/** The refusal that CloudFormation gives for nearly everything. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

/** A refusal that says the template itself is malformed. */
export function malformed(message: string): AwsError {
  return invalid(`Template format error: ${message}`)
}

/** A refusal that says a function in the template is used wrongly. */
export function wrongFunction(message: string): AwsError {
  return invalid(`Template error: ${message}`)
}

/** A value outside of what the API's model allows, in the words that all such refusals share. */
export function outsideModel(member: string, value: unknown, rule: string): AwsError {
  return invalid(`1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${rule}`)
}

/** No stack of that name or id, as the operations that read say it. */
export function noStackWithId(nameOrId: string): AwsError {
  return invalid(`Stack with id ${nameOrId} does not exist`)
}

/** No stack of that name or id, as the operations that change say it. */
export function noStack(nameOrId: string): AwsError {
  return invalid(`Stack [${nameOrId}] does not exist`)
}
