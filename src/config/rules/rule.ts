import type { Complaint } from '../complaint.ts'
import type { Facts } from '../facts.ts'
import { joinPath } from '../path.ts'

/** What a rule found: where, within its subject, and what is wrong. */
export interface Finding {
  readonly at: string
  readonly message: string
  readonly hint?: string | undefined
}

/** Nothing found, one finding, or many. */
export type Verdict = Finding | false | undefined | readonly Verdict[]

/** One thing that must hold (or that is worth a warning). Ids are those of eksctl's list of rules; `N` is for those that AWS has and eksctl does not ask. */
export interface Rule<Subject> {
  readonly id: string
  readonly warning?: true
  check(subject: Subject, facts: Facts): Verdict
}

/** A finding. `at` is the path within the rule's subject. */
export function fault(at: string, message: string, hint?: string): Finding {
  return { at, message, hint }
}

/** Asks each member of a list, with its path. */
export function each<T>(list: readonly T[] | undefined, path: string, ask: (item: T, path: string, index: number) => Verdict): Verdict {
  return list?.map((item, i) => ask(item, `${path}[${i}]`, i))
}

/** A verdict on a part, with its places as those of the whole. */
export function within(path: string, verdict: Verdict): Verdict {
  return flatten(verdict).map((finding) => ({ ...finding, at: joinPath(path, finding.at) }))
}

/** The complaints of rules about a subject that stands at a path, in the order of the rules. */
export function judge<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  path: string,
  facts: Facts,
  source: (path: string) => string | undefined,
): Complaint[] {
  return rules.flatMap((rule) =>
    flatten(rule.check(subject, facts)).map(({ at, message, hint }): Complaint => {
      const full = joinPath(path, at)
      const severity = rule.warning ? 'warning' : 'error'
      return { rule: rule.id, severity, path: full, where: source(full), message, ...(hint !== undefined && { hint }) }
    }),
  )
}

function flatten(verdict: Verdict): Finding[] {
  if (verdict === undefined || verdict === false) return []
  return isList(verdict) ? verdict.flatMap(flatten) : [verdict]
}

function isList(verdict: Finding | readonly Verdict[]): verdict is readonly Verdict[] {
  return Array.isArray(verdict)
}
