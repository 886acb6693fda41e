import { fitsPattern } from './faults.ts'
import type { Call } from './service.ts'
import { policiesOf } from './services/iam/policies-of.ts'

interface Statement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
}

/**
 * Why a principal may not do this, in AWS's words; undefined where it may. The owner of the account and AWS itself may do everything;
 * users and roles what their policies allow by action. Resources and conditions of statements are not looked at.
 */
export function authorise(call: Call, service: string, operation: string): string | undefined {
  const { principal, account } = call
  if (principal.arn === account.world.caller.Arn || principal.arn.endsWith(':service') || principal.arn.endsWith(':root')) return undefined
  if (service === 'sts' && operation === 'GetCallerIdentity') return undefined
  const action = `${service}:${operation}`
  const statements = policiesOf(call, principal.arn).flatMap(statementsOf)
  const fitting = statements.filter((statement) => fits(statement, action))
  const denied = fitting.some(({ Effect }) => Effect === 'Deny')
  if (!denied && fitting.some(({ Effect }) => Effect === 'Allow')) return undefined
  const reason = denied
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`
  return `User: ${principal.arn} is not authorized to perform: ${action} ${reason}`
}

function statementsOf(document: string): readonly Statement[] {
  const parsed: unknown = JSON.parse(document)
  const statement = typeof parsed === 'object' && parsed && 'Statement' in parsed ? parsed.Statement : []
  return (Array.isArray(statement) ? statement : [statement]) as readonly Statement[]
}

function fits({ Action, NotAction }: Statement, action: string): boolean {
  const listed = [Action ?? NotAction ?? []].flat().some((pattern) => fitsPattern(pattern, action))
  return Action === undefined ? NotAction !== undefined && !listed : listed
}
