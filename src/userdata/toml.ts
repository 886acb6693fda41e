/** What becomes a TOML table; values are texts, numbers, booleans, lists, tables and remarks. */
export type TomlTable = Readonly<Record<string, unknown>>

/** A value with a comment above it; one that is switched off is a comment itself. */
export class Remark {
  readonly comment: string
  readonly value: string | boolean
  readonly off: boolean

  constructor(comment: string, value: string | boolean, off = false) {
    this.comment = comment
    this.value = value
    this.off = off
  }
}

/** A TOML document: keys sorted, a table's values before the tables within it, indented by depth. */
export const toml = (table: TomlTable): string => `${lines(table, []).join('\n')}\n`

export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Remark)

function lines(table: TomlTable, path: readonly string[]): string[] {
  const indent = '  '.repeat(path.length)
  const entries = Object.entries(table)
    .filter(([, value]) => value !== undefined && value !== null)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const values = entries.flatMap(([key, value]) => (isTable(value) ? [] : entry(key, value).map((line) => (line ? indent + line : ''))))
  const tables = entries.flatMap(([key, value]) => {
    if (!isTable(value)) return []
    const inner = [...path, key]
    return ['', `${indent}[${inner.map(quotedKey).join('.')}]`, ...lines(value, inner)]
  })
  return [...values, ...tables]
}

function entry(key: string, value: unknown): string[] {
  if (!(value instanceof Remark)) return [`${quotedKey(key)} = ${inline(value)}`]
  return ['', `# ${value.comment}`, `${value.off ? '# ' : ''}${quotedKey(key)} = ${inline(value.value)}`]
}

const quotedKey = (key: string) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (isTable(value)) {
    const pairs = Object.entries(value).map(([key, one]) => `${quotedKey(key)} = ${inline(one)}`)
    return `{${pairs.join(', ')}}`
  }
  // JSON's escapes of a text are TOML's too.
  return JSON.stringify(value)
}
