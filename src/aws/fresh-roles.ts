import type { Aws } from './caller.ts'
import { isAws } from './caller.ts'

/** How long AWS's services may take to hear of a new role, and how often to ask (ms). IAM: "changes are not always immediately visible". */
const fresh = 180_000
const askEvery = 3_000

/** What EKS says of a role that it does not know; the code is the same for every wrong parameter. */
const unknownRole = /\brole\b.*(does not exist|could not be assumed|cannot be found)/i

/**
 * Sends a request of EKS that names roles, and sends it again while EKS says that there is no such role and IAM has one that is minutes old:
 * the news takes a while to spread. A role that IAM doesn't know, or that is older, is refused at once.
 */
export async function withRoles<T>(
  aws: Aws,
  roleArns: readonly (string | undefined)[],
  signal: AbortSignal,
  send: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      const refused = isAws(error, 'InvalidParameterException', 'InvalidRequestException') && error instanceof Error
      if (!refused || !unknownRole.test(error.message) || !(await anyFresh(aws, roleArns))) throw error
      await aws.clock.sleep(askEvery, signal)
    }
  }
}

async function anyFresh(aws: Aws, roleArns: readonly (string | undefined)[]): Promise<boolean> {
  const { GetRoleCommand, IAMClient } = await import('@aws-sdk/client-iam')
  const client = new IAMClient(aws.config)
  for (const arn of roleArns) {
    const RoleName = arn?.split('/').at(-1)
    if (RoleName === undefined) continue
    try {
      const { Role } = await aws.call('iam', 'GetRole', () => client.send(new GetRoleCommand({ RoleName })))
      const made = Role?.CreateDate?.getTime()
      if (Role?.Arn === arn && made !== undefined && aws.clock.now() - made < fresh) return true
    } catch {
      // Whatever keeps us from asking IAM, EKS's own refusal is the one to tell.
    }
  }
  return false
}
