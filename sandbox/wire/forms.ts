import { readScalar } from './read-json.ts'
import type { Problems } from './problems.ts'
import type { Member, Shape, Target } from './schema.ts'

/** A form's dotted keys as a tree: `Tag.1.Key=a` is under `Tag`, `1`, `Key`. */
interface Branch {
  value?: string
  below?: Map<string, Branch>
}

/** Members of a form that belong to the protocol and not to an operation. */
const envelope = new Set(['Action', 'Version'])

/** Reads an operation's input out of a form, as query services (`query`) or EC2 (`ec2`) spell it. */
export function readForm(
  input: Target | undefined,
  form: URLSearchParams,
  dialect: 'query' | 'ec2',
  problems: Problems,
): Record<string, unknown> {
  const root: Branch = {}
  for (const [key, value] of form) if (!envelope.has(key) && !/^X-Amz-/i.test(key)) plant(root, key, value)
  if (!input || input.shape.kind !== 'structure') {
    for (const key of root.below?.keys() ?? []) problems.unknown.push(key)
    return {}
  }
  return new FormReader(dialect, problems).members(input.shape.members, root, '')
}

function plant(root: Branch, key: string, value: string): void {
  let branch = root
  for (const part of key.split('.')) {
    const below: Map<string, Branch> = (branch.below ??= new Map())
    const next: Branch = below.get(part) ?? {}
    below.set(part, next)
    branch = next
  }
  branch.value = value
}

class FormReader {
  readonly #dialect: 'query' | 'ec2'
  readonly #problems: Problems

  constructor(dialect: 'query' | 'ec2', problems: Problems) {
    this.#dialect = dialect
    this.#problems = problems
  }

  members(members: readonly Member[], branch: Branch, path: string): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    const names = new Map(members.map((member) => [this.#nameOf(member), member]))
    for (const [key, below] of branch.below ?? []) {
      const member = names.get(key)
      if (member) result[member.name] = this.#read(member, below, path ? `${path}.${key}` : key)
      else this.#problems.unknown.push(path ? `${path}.${key}` : key)
    }
    for (const member of members)
      if (member.required && result[member.name] === undefined) this.#problems.missing.push(path ? `${path}.${member.name}` : member.name)
    return result
  }

  #nameOf(member: Member): string {
    const name = member.traits.xmlName ?? member.name
    if (this.#dialect === 'query') return name
    return member.traits.ec2QueryName ?? name.charAt(0).toUpperCase() + name.slice(1)
  }

  #read(target: Target, branch: Branch, path: string): unknown {
    const { shape, traits } = target
    if (shape.kind === 'structure') return this.members(shape.members, branch, path)
    if (shape.kind === 'list') return this.#list(shape, this.#dialect === 'ec2' || traits.flattened === true, branch, path)
    if (shape.kind === 'map') return this.#map(shape, traits.flattened === true, branch, path)
    const value = shape.kind === 'document' ? branch.value : readScalar(shape, branch.value)
    if (value === undefined) this.#problems.mistyped.push(path)
    return value
  }

  #list(shape: Extract<Shape, { kind: 'list' }>, flat: boolean, branch: Branch, path: string): unknown {
    const items = flat ? branch : branch.below?.get(shape.item.traits.xmlName ?? 'member')
    if (!items?.below) {
      if (branch.value !== '') this.#problems.mistyped.push(path)
      return []
    }
    return numbered(items, path, this.#problems).map(([index, item]) => this.#read(shape.item, item, `${path}.${index}`))
  }

  #map(shape: Extract<Shape, { kind: 'map' }>, flat: boolean, branch: Branch, path: string): unknown {
    const entries = flat ? branch : branch.below?.get('entry')
    if (!entries?.below) return {}
    const [keyName, valueName] = [shape.key.traits.xmlName ?? 'key', shape.value.traits.xmlName ?? 'value']
    return Object.fromEntries(
      numbered(entries, path, this.#problems).map(([index, entry]) => [
        entry.below?.get(keyName)?.value ?? '',
        this.#read(shape.value, entry.below?.get(valueName) ?? { value: '' }, `${path}.${index}.${valueName}`),
      ]),
    )
  }
}

/** The items of a list in the order of their numbers. */
function numbered(items: Branch, path: string, problems: Problems): [number, Branch][] {
  const found: [number, Branch][] = []
  for (const [key, item] of items.below ?? []) {
    if (/^\d+$/.test(key)) found.push([Number(key), item])
    else problems.unknown.push(`${path}.${key}`)
  }
  return found.toSorted(([a], [b]) => a - b)
}
