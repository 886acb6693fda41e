import { AwsError } from '../../service.ts'

export const noSuchEntity = (message: string): AwsError => new AwsError('NoSuchEntity', message)
export const alreadyExists = (message: string): AwsError => new AwsError('EntityAlreadyExists', message)
export const deleteConflict = (message: string): AwsError => new AwsError('DeleteConflict', message)
export const limitExceeded = (what: string, limit: number): AwsError =>
  new AwsError('LimitExceeded', `Cannot exceed quota for ${what}: ${limit}`)
export const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocument', message)
export const invalidInput = (message: string): AwsError => new AwsError('InvalidInput', message)

const constraint = (value: string, member: string, rule: string): AwsError =>
  new AwsError('ValidationError', `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`, {
    status: 400,
  })

/** Refuses a name that IAM would not take: its letters, and at most `longest` of them. */
export function checkName(value: string, member: string, longest: number): void {
  if (!/^[\w+=,.@-]+$/.test(value)) throw constraint(value, member, String.raw`Member must satisfy regular expression pattern: [\w+=,.@-]+`)
  if (value.length > longest) throw constraint(value, member, `Member must have length less than or equal to ${longest}`)
}

/** Refuses a path that does not begin and end with a slash. */
export function checkPath(path: string): void {
  if (!/^(\/|\/[\u0021-\u007F]+\/)$/.test(path))
    throw new AwsError(
      'ValidationError',
      `The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
      { status: 400 },
    )
}
