import { badRequest } from './failure.ts'

/** Whether an object passes. */
export type Test = (object: object) => boolean

/** The value at a dotted path (`metadata.name`); undefined where the way ends. Keys with dots take a list. */
export function read(object: unknown, path: string | readonly string[]): unknown {
  let value: unknown = object
  for (const key of typeof path === 'string' ? path.split('.') : path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** The text at a path; what is no text reads as the empty one. */
export function textAt(object: unknown, path: string | readonly string[]): string {
  const value = read(object, path)
  return typeof value === 'string' ? value : ''
}

/** Label selectors as in a query: `a=b,c!=d,e,!f,g in (h,i),j notin (k)`. */
export function labelSelector(text: string): Test {
  const tests = splitOutsideBrackets(text).map(labelRequirement)
  return (object) => {
    const labels = (read(object, 'metadata.labels') ?? {}) as Record<string, string>
    return tests.every((test) => test(labels))
  }
}

/** A LabelSelector object, as in a Deployment or a disruption budget; an empty one selects everything, none selects nothing. */
export function labelSelectorOf(selector: unknown): Test {
  if (typeof selector !== 'object' || selector === null) return () => false
  const wanted = Object.entries((read(selector, 'matchLabels') ?? {}) as Record<string, string>)
  const expressions = (read(selector, 'matchExpressions') ?? []) as readonly { key: string; operator: string; values?: string[] }[]
  return (object) => {
    const labels = (read(object, 'metadata.labels') ?? {}) as Record<string, string>
    return (
      wanted.every(([key, value]) => labels[key] === value) &&
      expressions.every((one) => meets(labels, one.key, one.operator, one.values ?? []))
    )
  }
}

/** Field selectors: `spec.nodeName=x,status.phase!=Running`. An absent field equals the empty text. */
export function fieldSelector(text: string): Test {
  const tests = text
    .split(',')
    .filter(Boolean)
    .map((term) => {
      const [, path, operator, wanted = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(term.trim()) ?? []
      if (path === undefined) throw badRequest(`invalid field selector: '${term}'; can't understand '${term}'`)
      return (object: object) => (textOf(read(object, path)) === wanted) === (operator !== '!=')
    })
  return (object) => tests.every((test) => test(object))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' || typeof value === 'number' ? String(value) : ''
}

function splitOutsideBrackets(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter(Boolean)
}

function labelRequirement(term: string): (labels: Record<string, string>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term)
  if (set) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim())
    return (labels) => meets(labels, set[1] ?? '', set[2] === 'in' ? 'In' : 'NotIn', values)
  }
  const equal = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term)
  if (equal) return (labels) => meets(labels, equal[1] ?? '', equal[2] === '!=' ? 'NotIn' : 'In', [equal[3] ?? ''])
  const exists = /^(!?)\s*([^=!\s()]+)$/.exec(term)
  if (exists) return (labels) => meets(labels, exists[2] ?? '', exists[1] ? 'DoesNotExist' : 'Exists', [])
  throw badRequest(`unable to parse requirement: found '${term}', expected: '=', '!=', '==', 'in', notin'`)
}

function meets(labels: Record<string, string>, key: string, operator: string, values: readonly string[]): boolean {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}
