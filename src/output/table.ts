/** A column: its head, and what stands in it for a row. */
export type Column<Row> = readonly [head: string, cell: (row: Row) => string | number]

/**
 * A table as eksctl prints it: cells of a column begin at the same tab stop of 8, and tabs fill what is between.
 * The last column is not filled.
 */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => String(cell(row))))]
  const stops = columns.map((_, index) => Math.max(...lines.map((line) => tabsAfter(line[index] ?? ''))))
  return lines
    .map((line) =>
      line.map((cell, index) => (index === line.length - 1 ? cell : cell + '\t'.repeat(gap(cell, stops[index] ?? 0)))).join(''),
    )
    .join('\n')
}

/** Tab stops that a cell takes with one free column at least. */
const tabsAfter = (cell: string): number => Math.floor(cell.length / 8) + 1

const gap = (cell: string, stop: number): number => stop - Math.floor(cell.length / 8)
