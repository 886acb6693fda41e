import { stringify } from 'yaml'
import type { Random } from './random.ts'
import { type Schema, schema } from './schema.ts'

const base = { apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name: 't', region: 'us-west-2' } }
const texts = [
  '',
  'a',
  'us-west-2a',
  '10.0.0.0/16',
  'fd00::/56',
  'arn:aws:iam::1:role/x',
  'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
  '1.33',
  'latest',
  'AmazonLinux2',
  'AmazonLinux2023',
  'bottlerocket',
  'WindowsServer2022CoreContainer',
  'm5.large',
  'g5.xlarge',
  'inf2.xlarge',
  'ami-1',
  'auto',
  'true',
  'a/b/c',
  'v1.2.3',
  'IPv6',
  '$Latest',
  '☁',
  ' a ',
  '__proto__',
]
const numbers = [0, 1, 2, 80, 125, 3000, 86_400, -1, 2_147_483_647]
const odd = [null, [], {}, [null], -1, 0, 1.5, 2_147_483_648, true, 'x', { a: { b: [1] } }, [[]]]

/** A document of the config's shape, with something odd in it now and then. */
export function document(random: Random): unknown {
  const [kind, items] = random.pick([
    ['', undefined],
    ['managedNodeGroups', schema.properties?.['managedNodeGroups']?.items],
    ['nodeGroups', schema.properties?.['nodeGroups']?.items],
  ] as const)
  if (items === undefined) return { ...Object(value(schema, random)), ...base }
  return { ...base, [kind]: [{ ...Object(value(items, random)), name: 'a' }] }
}

/** A document as YAML in blocks, or as JSON. */
export function yamlOf(stated: unknown, random: Random): string {
  return random.chance(0.2) ? JSON.stringify(stated) : stringify(stated, { version: '1.1', lineWidth: random.pick([0, 80]) })
}

/** A value for a schema; now and then one that does not fit. */
function value(of: Schema, random: Random, depth = 0): unknown {
  if (random.chance(0.01)) return structuredClone(random.pick(odd))
  if (of.const !== undefined) return of.const
  if (of.enum && random.chance(0.8)) return random.pick(of.enum)
  if (of.properties) return section(of.properties, random, depth)
  const { items } = of
  if (items) return Array.from({ length: random.below(3) }, () => value(items, random, depth + 1))
  if (of.type === 'object') return { [random.pick(texts)]: valueOfMap(of, random, depth) }
  if (of.type === 'boolean') return random.chance(0.5)
  return of.type === 'integer' || of.type === 'number' ? random.pick(numbers) : random.pick(texts)
}

function section(properties: Readonly<Record<string, Schema>>, random: Random, depth: number): unknown {
  const keys = Object.entries(properties).filter(([key]) => key === 'metadata' || key === 'name' || random.chance(depth === 0 ? 0.3 : 0.25))
  return Object.fromEntries(keys.map(([key, inner]) => [random.chance(0.005) ? `${key}x` : key, value(inner, random, depth + 1)]))
}

function valueOfMap({ additionalProperties }: Schema, random: Random, depth: number): unknown {
  return typeof additionalProperties === 'object' ? value({ type: 'string', ...additionalProperties }, random, depth + 1) : 'v'
}

/** A text with a few of the slips that hands and editors make. */
export function slipped(text: string, random: Random): string {
  return Array.from({ length: 1 + random.below(4) }).reduce<string>((one) => slip(one, random), text)
}

const stray = [
  '\t',
  ' ',
  '  ',
  '- ',
  ': ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '<<: *a',
  '!!int ',
  '|',
  '>',
  '\r',
  '\n',
  '---\n',
  '\u00A0',
  '☁',
  '%',
  '@',
  '`',
  '? ',
  ',',
  '\u0000',
  '9'.repeat(30),
]

function slip(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const lines = text.split('\n')
  const line = random.below(lines.length)
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + random.pick(stray) + text.slice(at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random.below(8))
    case 2:
      return lines.toSpliced(line, 0, lines[random.below(lines.length)] ?? '').join('\n')
    case 3:
      return lines.toSpliced(line, 1).join('\n')
    case 4:
      return lines.with(line, `${' '.repeat(random.below(5))}${lines[line]?.trimStart() ?? ''}`).join('\n')
    default:
      return lines.with(line, (lines[line] ?? '').replace(/: .*/, `: ${random.pick(texts)}`)).join('\n')
  }
}
