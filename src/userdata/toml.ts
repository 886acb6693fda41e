/** A value that TOML can hold, and the words that stand before it. */
export type TomlValue = string | number | boolean | readonly TomlValue[] | TomlTable | Remark

export interface TomlTable {
  readonly [key: string]: TomlValue | undefined
}

/** A value with a comment above it; one that is switched off is a comment itself. */
export class Remark {
  readonly comment: string
  readonly value: string | number | boolean
  readonly off: boolean

  constructor(comment: string, value: string | number | boolean, off = false) {
    this.comment = comment
    this.value = value
    this.off = off
  }
}

/** A TOML document: keys sorted, a table's values before the tables within it, indented by depth. */
export const toml = (table: TomlTable): string => `${lines(table, []).join('\n')}\n`

function lines(table: TomlTable, path: readonly string[]): string[] {
  const indent = '  '.repeat(path.length)
  const entries = Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const values = entries.flatMap(([key, value]) => (value === undefined || isTable(value) ? [] : entry(key, value).map(indented(indent))))
  const tables = entries.flatMap(([key, value]) => {
    if (!isTable(value)) return []
    const inner = [...path, key]
    return ['', `${indent}[${inner.map(quotedKey).join('.')}]`, ...lines(value, inner)]
  })
  return [...values, ...tables]
}

const indented = (indent: string) => (line: string) => (line ? indent + line : '')

const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Remark)

function entry(key: string, value: TomlValue): string[] {
  if (!(value instanceof Remark)) return [`${quotedKey(key)} = ${inline(value)}`]
  return ['', `# ${value.comment}`, `${value.off ? '# ' : ''}${quotedKey(key)} = ${inline(value.value)}`]
}

const quotedKey = (key: string) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))

function inline(value: TomlValue): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (isTable(value)) {
    return `{${Object.entries(value)
      .flatMap(([key, one]) => (one === undefined ? [] : [`${quotedKey(key)} = ${inline(one)}`]))
      .join(', ')}}`
  }
  // JSON's escapes of a text are TOML's too.
  return JSON.stringify(value)
}
