// Writes templates/properties.generated.ts: TypeScript types for the properties of the resource types our templates hold,
// from AWS's own schema (`@aws-cdk/aws-service-spec`), cut to the properties that templates/readable.ts names.
import { writeFileSync } from 'node:fs'
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { readable } from '#templates/readable.ts'

const db = loadAwsServiceSpecSync()

type TypeDefinition = ReturnType<typeof definition>
type Property = TypeDefinition['properties'][string]
type PropertyType = Property['type']

const definition = (id: string) => db.get('typeDefinition', id)
const written = new Map<string, string>()

/** The name of a nested type: `EC2LaunchTemplateEbs`. */
function nested(owner: string, id: string): string {
  const shape = definition(id)
  const name = `${owner}${shape.name}`
  if (written.has(name)) return name
  written.set(name, '')
  written.set(name, body(name, owner, Object.entries(shape.properties)))
  return name
}

function typeOf(type: PropertyType, owner: string): string {
  switch (type.type) {
    case 'string':
    case 'date-time':
      return 'Value<string>'
    // CloudFormation takes text for both, and eksctl sends text in some places.
    case 'boolean':
      return "Value<boolean | 'true' | 'false'>"
    case 'number':
    case 'integer':
      return 'Value<number | `${number}`>'
    case 'tag':
      return 'Tag'
    case 'array':
      return `Value<readonly ${parenthesised(typeOf(type.element, owner))}[]>`
    case 'map':
      return `Readonly<Record<string, ${typeOf(type.element, owner)}>>`
    case 'ref':
      return nested(owner, type.reference.$ref)
    case 'union':
      return [...new Set(type.types.map((one) => typeOf(one, owner)))].toSorted().join(' | ')
    default:
      return 'object'
  }
}

const parenthesised = (text: string) => (text.includes(' | ') ? `(${text})` : text)

function body(name: string, owner: string, properties: readonly (readonly [string, Property])[]): string {
  const lines = properties
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { type, required }]) => `  readonly ${key}${required ? '' : '?'}: ${typeOf(type, owner)}${required ? '' : ' | undefined'}`)
  return `interface ${name} {\n${lines.join('\n')}\n}\n`
}

const index = Object.entries(readable).map(([type, allowed]: [string, readonly string[]]) => {
  const spec = db.lookup('resource', 'cloudFormationType', 'equals', type).only()
  const name = type.replace('AWS::', '').replaceAll('::', '')
  const properties = allowed.map((key) => {
    const property = spec.properties[key]
    if (!property) throw new Error(`${type} has no property ${key}`)
    return [key, property] as const
  })
  written.set(name, body(name, name, properties))
  return `  '${type}': ${name}\n`
})

writeFileSync(
  new URL('../templates/properties.generated.ts', import.meta.url),
  `// Written by scripts/generate-properties.ts from @aws-cdk/aws-service-spec and templates/readable.ts. Run it again instead of editing.
import type { Tag, Value } from './cfn.ts'

/** Properties by resource type. */
export interface Properties {
${index.join('')}}

${[...written.values()].join('\n')}`,
)
