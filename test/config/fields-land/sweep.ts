import { ConfigError } from '#src/config/complaint.ts'
import { merged, type Part, part, valueAt } from './document.ts'
import { type Field, leafFields } from './fields.ts'
import { landings } from './landings.ts'
import { arnOf, policyDocument, sections, type Situation, situations } from './situations.ts'
import { type Trace, traced } from './trace.ts'

/** What became of a field that was given another value: where that lands, or why no value could be tried. */
export interface Finding {
  readonly path: string
  readonly lands: readonly string[]
  /** Values that were taken, whether they change anything or not. */
  readonly taken: number
  /** What was said to values that were, beyond what is said without them. */
  readonly warnings: readonly string[]
  /** What was said to values that were not. */
  readonly refusals: readonly string[]
}

/** What every document begins with. */
export const head: Part = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name: 'dev', region: 'us-west-2' } }

/** Gives each field of the config another value, and sees what that changes. */
export async function sweep(fields: readonly Field[] = leafFields()): Promise<Finding[]> {
  const known = new Map<string, Promise<Trace>>()
  const findings: Finding[] = []
  for (const field of fields) findings.push(await landingOf(field, known))
  return findings
}

async function landingOf(field: Field, known: Map<string, Promise<Trace>>): Promise<Finding> {
  const { path } = field
  const situation = situationOf(path)
  const { command = 'create cluster' } = situation
  const base = baseOf(path, situation)
  const along = situation.along && part(sectionOf(path), situation.along)
  const refusals: string[] = []
  const warnings: string[] = []
  let taken = 0
  const run = (document: unknown): Promise<Trace> => {
    const key = command + JSON.stringify(document)
    const trace = known.get(key) ?? traced(document as Part, command)
    known.set(key, trace)
    return trace
  }
  for (const value of situation.to === undefined ? likely(field, valueAt(base, path)) : [situation.to]) {
    try {
      const before = await run(base)
      const after = await traced(merged(merged(base, along), part(path, value)) as Part, command)
      const lands = landings(before, after)
      warnings.push(...after.warnings.filter((line) => !before.warnings.includes(line)))
      taken += 1
      if (lands.length > 0) return { path, lands, taken, warnings, refusals }
    } catch (error) {
      refusals.push(`${JSON.stringify(value)}: ${said(error)}`)
    }
  }
  return { path, lands: [], taken, warnings, refusals }
}

const said = (error: unknown): string =>
  error instanceof ConfigError
    ? error.complaints.map(({ path, message }) => `${path}: ${message}`).join('; ')
    : error instanceof Error
      ? error.message
      : String(error)

/** A shared situation is that of both kinds of nodegroups. */
const situationOf = (path: string): Situation =>
  situations[path] ?? situations[path.replace(/^(?:managedNodeGroups|nodeGroups)\[\]/, 'nodegroup')] ?? {}

const sectionOf = (path: string): string => path.slice(0, path.lastIndexOf('.'))

/** The document in which the field is to be told. */
function baseOf(path: string, { instead, with: around, beside, nodegroup }: Situation): unknown {
  const section = Object.keys(sections)
    .filter((prefix) => path.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)[0]
  const group = path.slice(0, path.indexOf('.'))
  const parts = [
    instead ?? (section === undefined ? undefined : sections[section]),
    around,
    nodegroup && part(group, nodegroup),
    beside && part(sectionOf(path), beside),
  ]
  return parts.reduce<unknown>(merged, head)
}

/** Values that the kind of a field suggests, none of them what it is. */
function likely({ path, kind }: Field, now: unknown): readonly unknown[] {
  const word = path.split('.').at(-1) ?? ''
  if (kind.enum !== undefined) return kind.enum.filter((one) => one !== now && one !== '')
  if (kind.type === 'boolean') return now === undefined ? [true, false] : [!now]
  if (kind.type === 'integer' || kind.type === 'number') return [typeof now === 'number' ? now + 1 : 3]
  if (kind.type === 'array') return [[...(kind.items?.enum?.slice(0, 1) ?? [/arn/i.test(word) ? arnOf('policy', 'other') : 'other'])]]
  if (kind.type === 'object') return [/polic/i.test(word) ? policyDocument : { other: 'yes' }]
  return [/boundary/i.test(word) ? arnOf('policy', 'other') : /arn$/i.test(word) ? arnOf('role', 'other') : 'other']
}
