import type * as api from '@aws-sdk/client-sts'
import { credentialSlot, type Credential } from '../../credentials.ts'
import { AwsError, type Call, type Principal, type Service } from '../../service.ts'
import { isSpread } from '../iam/spread.ts'
import { iamSlot } from '../iam/state.ts'

/** Sessions last this long unless said (seconds). */
const usualSession = 3600

function getCallerIdentity(_input: unknown, { principal }: Call): object {
  return { UserId: principal.userId, Account: principal.accountId, Arn: principal.arn }
}

function assumeRole(input: api.AssumeRoleRequest, call: Call): object {
  const { RoleArn: arn = '', RoleSessionName: session = '', DurationSeconds: seconds = usualSession } = input
  const role = call.state(iamSlot).roles[arn.split('/').at(-1) ?? '']
  if (!role || role.Arn !== arn || !isSpread(call, role.CreateDate) || !trustsCaller(role.AssumeRolePolicyDocument, call.principal))
    throw new AwsError('AccessDenied', `User: ${call.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, {
      status: 403,
    })
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    throw new AwsError(
      'ValidationError',
      String.raw`1 validation error detected: Value '${session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
      { status: 400 },
    )
  if (seconds > role.MaxSessionDuration)
    throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.', {
      status: 400,
    })
  const partition = call.account.partitionOf(call.region)
  const principal: Principal = {
    arn: `arn:${partition}:sts::${call.account.id}:assumed-role/${role.RoleName}/${session}`,
    accountId: call.account.id,
    userId: `${role.RoleId}:${session}`,
  }
  return {
    Credentials: issue(call, principal, seconds),
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    PackedPolicySize: 6,
  }
}

/** Whether a trust document lets a principal of the account in: by its ARN, the account's root, the account's id, or everybody. */
function trustsCaller(document: string, { arn, accountId }: Principal): boolean {
  const parsed = JSON.parse(document) as { Statement?: unknown }
  return [parsed.Statement].flat().some((statement) => {
    const { Effect, Principal: who } = statement as { Effect?: string; Principal?: { AWS?: string | string[] } | string }
    const named = typeof who === 'string' ? [who] : [who?.AWS ?? []].flat()
    return (
      Effect === 'Allow' &&
      named.some(
        (name) => name === '*' || name === arn || name === accountId || new RegExp(`^arn:aws[a-z-]*:iam::${accountId}:root$`).test(name),
      )
    )
  })
}

/** Makes session credentials that the sandbox will know. */
function issue(call: Call, principal: Principal, seconds: number): object {
  const { ids, clock } = call.account
  const expires = Math.floor(clock.now() / 1000) * 1000 + seconds * 1000
  const made: Credential & { sessionToken: string } = {
    accessKeyId: `ASIA${ids.upper(16)}`,
    secretAccessKey: ids.upper(40),
    sessionToken: ids.upper(120),
    principal,
    expires,
  }
  call.state(credentialSlot)[made.accessKeyId] = made
  return {
    AccessKeyId: made.accessKeyId,
    SecretAccessKey: made.secretAccessKey,
    SessionToken: made.sessionToken,
    Expiration: new Date(expires),
  }
}

function getSessionToken(input: api.GetSessionTokenRequest, call: Call): object {
  if (!/:user\/|:root$/.test(call.principal.arn))
    throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', { status: 403 })
  return { Credentials: issue(call, call.principal, input.DurationSeconds ?? 43_200) }
}

/** STS: who calls, and keys that end. */
export const sts: Service = {
  name: 'sts',
  client: () => import('@aws-sdk/client-sts'),
  operations: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole, GetSessionToken: getSessionToken },
}
