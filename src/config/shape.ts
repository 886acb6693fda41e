import * as z from 'zod'
import { member } from './path.ts'
import { isMap } from './plain.ts'
import { insteadOf } from './retired-keys.ts'
import { clusterConfig } from './schema/cluster-config.ts'
import { nearest } from './suggest.ts'
import { sectionsWith } from './whereabouts.ts'

/** What is said while a document is fitted to the schema. */
export type Report = (severity: 'error' | 'warning', path: string, message: string, hint?: string) => void

/** Where in document and schema we are; `generic` is the path with `[]` for every list item. */
interface Place {
  readonly path: string
  readonly generic: string
}

/** Keys that hold programs, keys and documents: text in which anything may stand. */
const prose = new Set([
  'publicKey',
  'policy',
  'configurationValues',
  'overrideBootstrapCommand',
  'preBootstrapCommands[]',
  'caBundleCert',
  'allow',
  'deny',
])

/**
 * Fits a document to the schema as eksctl's reader does: a null is an absent key, a key in the wrong case is left out (with a warning),
 * taints may be a map, a subnet's key is its zone. Unknown keys are complained about and left out. Types are not looked at here.
 */
export function fit(value: unknown, schema: unknown, report: Report, place: Place = { path: '', generic: '' }): unknown {
  if (schema instanceof z.ZodOptional) return fit(value, schema.unwrap(), report, place)
  if (schema instanceof z.ZodArray) return fitList(value, schema.element, report, place)
  if (schema instanceof z.ZodRecord && isMap(value)) return fitRecord(value, schema.valueType, report, place)
  if (schema instanceof z.ZodObject && isMap(value)) return fitSection(value, schema.shape, report, place)
  if (schema instanceof z.ZodString && typeof value === 'string') return fitText(value, report, place)
  if (schema instanceof z.ZodString && isMap(value) && isTemplate(value)) return fitTemplate(report, place)
  return value
}

function fitSection(value: Record<string, unknown>, shape: Record<string, unknown>, report: Report, place: Place): Record<string, unknown> {
  const kept = Object.entries(value).flatMap(([key, one]) => {
    const inner = { path: member(place.path, key), generic: member(place.generic, key) }
    if (!Object.hasOwn(shape, key)) {
      complainOfKey(key, Object.keys(shape), report, place)
      return []
    }
    return one === null ? [] : [[key, fit(one, shape[key], report, inner)] as const]
  })
  return Object.fromEntries(kept)
}

function complainOfKey(key: string, known: readonly string[], report: Report, { path, generic }: Place): void {
  const at = member(path, key)
  const sameButCase = known.find((one) => one.toLowerCase() === key.toLowerCase())
  if (sameButCase !== undefined) return report('warning', at, `"${key}" is ignored, as by eksctl: the key is ${sameButCase}`)
  const instead = insteadOf(generic, key)
  report('error', at, `there is no key "${key}" here`, instead ?? guess(key, known))
}

function guess(key: string, known: readonly string[]): string | undefined {
  if (/[^\S ]|[\u200B-\u200D\u2060\uFEFF]/.test(key))
    return 'it begins or ends with a space that is none (copied from a web page?): type plain spaces'
  const similar = nearest(key, known)
  if (similar !== undefined) return `did you mean ${similar}?`
  const sections = sectionsWith(key, clusterConfig)
  return sections.length === 0 ? undefined : `it belongs into ${sections.join(' or ')}`
}

function fitList(value: unknown, element: unknown, report: Report, { path, generic }: Place): unknown {
  const inner = (i: number): Place => ({ path: member(path, i), generic: `${generic}[]` })
  if (generic === 'nodeGroups[].taints' && isMap(value)) return Object.entries(value).map(taintOf)
  if (!Array.isArray(value)) return value
  return value.map((item: unknown, i) => (item === null && element instanceof z.ZodString ? '' : fit(item, element, report, inner(i))))
}

/** `key: "value:Effect"`, the old form of taints; more than one colon gives neither, which the rules then refuse. */
function taintOf([key, text]: [string, unknown]): unknown {
  const parts = typeof text === 'string' ? text.split(':') : [text]
  if (parts.length === 1) return { key, effect: parts[0] }
  return parts.length === 2 ? { key, value: parts[0], effect: parts[1] } : { key, value: '', effect: '' }
}

function fitRecord(value: Record<string, unknown>, item: unknown, report: Report, place: Place): Record<string, unknown> {
  if (item instanceof z.ZodString) return mapValues(value, (one) => one ?? '')
  if (!(item instanceof z.ZodObject)) return value
  return mapValues(value, (one, key) => {
    const inner = { path: member(place.path, key), generic: `${place.generic}[]` }
    if (isMap(one) && one['id'] === null)
      report('error', member(inner.path, 'id'), 'has no value: it looks like a placeholder that nobody filled in')
    const fitted = fit(one ?? {}, item, report, inner)
    return place.generic.startsWith('vpc.subnets.') && isMap(fitted) ? { ...fitted, az: fitted['az'] || key } : fitted
  })
}

function fitText(text: string, report: Report, { path, generic }: Place): string {
  if (prose.has(generic.replace(/^.*\./, ''))) return text
  if (isPlaceholder(text)) report('error', path, `${JSON.stringify(text)} looks like a placeholder`, 'write the real value')
  if (/^[“”‘’„]|[“”‘’]$/.test(text)) report('error', path, `${text} stands in typographic quotes`, 'write plain ones, or none')
  const trimmed = text.trim()
  if (trimmed !== text) report('warning', path, `${JSON.stringify(text)} is read without the spaces or tabs around it`)
  return trimmed
}

const placeholders = [
  /^<[^<>]+>$/,
  /^\$[A-Z_][A-Z0-9_]*$/,
  /\$\{\w+[^{}]*\}/,
  /^\{\{.*\}\}$/,
  /PLACEHOLDER/,
  /^(?:CHANGE|REPLACE|FILL)[-_ ]?(?:ME|THIS|IN)$/i,
  /^YOUR[-_ ]/i,
  /^x{4,}$/i,
]

/** `{{ x }}` without quotes is a map of a map to YAML. */
function isTemplate(value: Record<string, unknown>): boolean {
  const [key = '', ...rest] = Object.keys(value)
  return rest.length === 0 && value[key] === null && key.startsWith('{')
}

function fitTemplate(report: Report, { path }: Place): string {
  report('error', path, '"{{…}}" looks like a placeholder', 'write the real value')
  return ''
}

function isPlaceholder(text: string): boolean {
  return placeholders.some((pattern) => pattern.test(text.trim()))
}

function mapValues(value: Record<string, unknown>, change: (one: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, key)]))
}
