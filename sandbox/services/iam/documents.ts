import { malformed } from './refusals.ts'

interface Statement {
  readonly Effect?: unknown
  readonly Action?: unknown
  readonly NotAction?: unknown
  readonly Resource?: unknown
  readonly NotResource?: unknown
  readonly Principal?: unknown
  readonly NotPrincipal?: unknown
}

/** As IAM answers documents: percent-encoded. */
export const encodeDocument = (document: string): string => encodeURIComponent(document)

/** Refuses what is no policy document of its kind: a `trust` document says who, an `identity` document says on what. Gives the document back. */
export function checkDocument(document: string, kind: 'trust' | 'identity'): string {
  const parsed = parse(document)
  const statements = statementsOf(parsed)
  if (!statements || statements.length === 0) throw malformed('Syntax errors in policy.')
  for (const statement of statements) checkStatement(statement, kind)
  return document
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document)
  } catch {
    throw malformed('This policy contains invalid Json')
  }
}

function statementsOf(parsed: unknown): readonly Statement[] | undefined {
  if (typeof parsed !== 'object' || parsed === null || !('Statement' in parsed)) return undefined
  const list: readonly unknown[] = Array.isArray(parsed.Statement) ? parsed.Statement : [parsed.Statement]
  return list.every((item) => typeof item === 'object' && item !== null) ? list : undefined
}

function checkStatement(statement: Statement, kind: 'trust' | 'identity'): void {
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw malformed('Syntax errors in policy.')
  const actions = [statement.Action ?? statement.NotAction].flat()
  if (actions.length === 0 || actions[0] === undefined) throw malformed('Policy statement must contain actions.')
  const who = statement.Principal ?? statement.NotPrincipal
  const what = statement.Resource ?? statement.NotResource
  if (kind === 'trust' && what !== undefined) throw malformed('Has prohibited field Resource')
  if (kind === 'trust' && who === undefined) throw malformed('Missing required field Principal')
  if (kind === 'identity' && who !== undefined) throw malformed('Policy document should not specify a principal.')
  if (kind === 'identity' && what === undefined) throw malformed('Policy statement must contain resources.')
  if (kind === 'trust' && typeof who === 'string' && who !== '*') throw malformed(`Invalid principal in policy: "${who}"`)
  for (const action of actions)
    if (typeof action !== 'string' || (action !== '*' && !/^[a-z0-9-]+:[\w*?]+$/i.test(action)))
      throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
}
