import { jsonSchema } from '#src/config/json-schema.ts'
import { clusterRows } from '../test/config/rules/cluster-rows.ts'
import { nodegroupRows } from '../test/config/rules/nodegroup-rows.ts'
import { complaints } from '../test/config/stated.ts'
import { landingWords } from './config-landings.ts'

interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly const?: string | number
  readonly enum?: readonly (string | number)[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
}

/** A field of the config file: where it stands, and its schema. */
interface Field {
  readonly path: string
  readonly schema: Schema
}

/** docs/config.md: every field of the config file with its type, default, meaning and rules. */
export function configDocs(): string {
  const rules = rulesByPath()
  const lands = landingWords()
  const sections = Object.entries((jsonSchema() as Schema).properties ?? {})
  return [
    '# The config file',
    '',
    'Written by `scripts/generate-config-docs.ts` from the schema and the rules; run it again instead of editing.',
    'Where a field lands is what another value of it changes: a property of a resource in the stacks, a call to AWS, an object in Kubernetes.',
    'Numbers like `V152` are those of the rules; what stands beside them is what eksx says to a document that breaks them.',
    '',
    ...sections.flatMap(([name, schema]) => [...sectionDocs({ path: name, schema }, rules, lands), '']),
  ].join('\n')
}

function sectionDocs(top: Field, rules: ReadonlyMap<string, readonly string[]>, lands: (path: string) => string | undefined): string[] {
  const fields = [top, ...inner(top)]
  const row = ({ path, schema }: Field): string =>
    `| ${[`\`${path}\``, typeText(schema), preset(schema), cell(schema.description ?? ''), lands(path) ?? ''].join(' | ')} |`
  return [
    `## ${top.path}`,
    '',
    top.schema.description ?? '',
    '',
    '| field | type | default | meaning | where it lands |',
    '|---|---|---|---|---|',
    ...fields.map(row),
    ...listOf(fields, rules),
  ]
}

function listOf(fields: readonly Field[], rules: ReadonlyMap<string, readonly string[]>): string[] {
  const lines = fields.flatMap(({ path }) => (rules.get(path) ?? []).map((rule) => `- \`${path}\` ${rule}`))
  return lines.length === 0 ? [] : ['', 'Rules:', '', ...lines]
}

function inner({ path, schema }: Field): Field[] {
  const { items, additionalProperties: named } = schema
  const [around, inside] = items !== undefined ? ['[]', items] : typeof named === 'object' ? ['.*', named] : ['', schema]
  return Object.entries(inside.properties ?? {}).flatMap(([key, member]) => {
    const field = { path: `${path}${around}.${key}`, schema: member }
    return [field, ...inner(field)]
  })
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(' or ')
  if (schema.items) return `list of ${schema.items.properties ? 'sections' : typeText(schema.items)}`
  if (schema.properties) return 'section'
  if (schema.type === 'object') return 'map'
  const kinds = schema.anyOf?.map(typeText) ?? [schema.type ?? 'any'].flat()
  return [...new Set(kinds)].map((kind) => words[kind] ?? kind).join(' or ')
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'yes or no',
  integer: 'whole number',
  array: 'list',
  object: 'map',
}

const preset = ({ default: value }: Schema): string =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
    ? ''
    : `\`${JSON.stringify(value)}\``

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** What is said to the documents of the tests that break a rule each, by field. */
function rulesByPath(): ReadonlyMap<string, readonly string[]> {
  const said = [...clusterRows, ...nodegroupRows].flatMap(([id, part, , purpose, live]) =>
    complaints(part, purpose, live).flatMap(({ rule, path, message }) =>
      rule === id ? [[path.replaceAll(/\[[^\]]*\]/g, '[]').replaceAll(/\[\]$/g, ''), `${id}: ${cell(message)}`] as const] : [],
    ),
  )
  const grouped = Map.groupBy(said, ([path]) => path)
  return new Map([...grouped].map(([path, list]) => [path, [...new Set(list.map(([, text]) => text))].toSorted()]))
}
