import type { Answer } from './answer.ts'
import { type Column, fittedTable } from './table.ts'

/** How rows of a kind are shown. */
export interface Listing<Row> {
  /** Its plural, for `No … found`. */
  readonly kind: string
  /** What `-o name` says of a row. */
  readonly name: (row: Row) => string
  /** What table and names are in the order of; as the rows come where there is none. */
  readonly by?: (row: Row) => string
  readonly columns: readonly Column<Row>[]
}

/** The answer of a command that lists: rows as a table, as names, and as they are. `more` stands below the table. */
export function listed<Row>(rows: readonly Row[], { kind, name, by, columns }: Listing<Row>, more: readonly string[] = []): Answer {
  const inOrder = by === undefined ? rows : rows.toSorted((a, b) => (by(a) < by(b) ? -1 : 1))
  return {
    value: rows,
    names: inOrder.map(name),
    table: (width) => {
      if (rows.length === 0) return { text: `No ${kind} found`, leftOut: [] }
      const { text, leftOut } = fittedTable(inOrder, columns, width)
      return { text: [text, ...more].join('\n'), leftOut }
    },
  }
}
