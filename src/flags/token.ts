import { oneOf, string } from '../flags.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Given } from '../flags.ts'

/** Flags of get-token: eksx's own, and those of the AWS CLI's command of that name. */
export const tokenFlags = {
  cluster: string({ char: 'c', summary: 'name of the EKS cluster' }),
  region: string({ char: 'r', summary: 'AWS region', default: '$AWS_REGION' }),
  profile: string({ char: 'p', summary: 'profile of the AWS credentials to use', default: '$AWS_PROFILE' }),
  'role-arn': string({ summary: 'role to take on first', value: 'arn' }),
  'cluster-name': string({ summary: "the AWS CLI's name of --cluster", hidden: true }),
  'cluster-id': string({ summary: 'id of a local cluster on an Outpost', hidden: true }),
  output: oneOf(['json'], { char: 'o', summary: 'form of the answer', default: 'json', hidden: true }),
}

/** What a token is asked for. */
export interface TokenByFlags {
  readonly clusterId: string
  readonly region: string
  readonly profile: string | undefined
  readonly roleArn: string | undefined
}

/** The flags as a request. Throws (exit 64) where cluster or region is missing. */
export function tokenFromFlags(
  given: Given<typeof tokenFlags>,
  word: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): TokenByFlags {
  const clusterId = given['cluster-id'] ?? given.cluster ?? given['cluster-name'] ?? word
  const region = given.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  if (!clusterId) throw new EksxError('BadFlag', '--cluster must be set', { exitCode: exitCodes.usage })
  if (!region)
    throw new EksxError('RegionMissing', 'no AWS region is set', { exitCode: exitCodes.usage, hint: 'give --region, or set AWS_REGION' })
  return { clusterId, region, profile: given.profile, roleArn: given['role-arn'] }
}
