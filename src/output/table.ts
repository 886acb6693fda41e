/**
 * A column: its head, what stands in it for a row, and whether a narrow terminal may do without it: of the columns with a number the
 * one with the highest goes first.
 */
export type Column<Row> = readonly [head: string, cell: (row: Row) => string | number, spare?: number]

/** A table in the width that there was, and the heads of the columns that did not fit into it. */
export interface FittedTable {
  readonly text: string
  readonly leftOut: readonly string[]
}

/**
 * A table as eksctl prints it: cells of a column begin at the same tab stop of 8, and tabs fill what is between. The last column is not
 * filled. With a width (columns of a terminal) that this would not fit into, the cells stand two blanks apart, and long ones lose their
 * middle; where they would no longer tell anything, columns go that can be spared.
 */
export function fittedTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number | undefined): FittedTable {
  const lines = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => oneLine(String(cell(row)))))]
  const stops = columns.map((_, index) => Math.max(...lines.map((line) => tabsAfter(line[index] ?? ''))))
  if (width === undefined || Math.max(...lines.map((line) => tabbedWidth(line, stops))) <= width)
    return { text: lines.map((line) => tabbed(line, stops)).join('\n'), leftOut: [] }
  return fitted(
    lines,
    columns.map(([, , spare]) => spare),
    width,
  )
}

/** Settings of add-ons come with line breaks. */
const oneLine = (text: string): string => text.trimEnd().replaceAll(/\s*\n\s*/g, ' ')

/** Tab stops that a cell takes with one free column at least. */
const tabsAfter = (cell: string): number => Math.floor(cell.length / 8) + 1

const tabbed = (line: readonly string[], stops: readonly number[]): string =>
  line
    .map((cell, index) => (index === line.length - 1 ? cell : cell + '\t'.repeat((stops[index] ?? 0) - Math.floor(cell.length / 8))))
    .join('')

const tabbedWidth = (line: readonly string[], stops: readonly number[]): number =>
  stops.slice(0, -1).reduce((sum, stop) => sum + stop * 8, line.at(-1)?.length ?? 0)

const gap = 2
/** A cell this long still says what it is about: rather that than a column less. */
const telling = 44
/** A cell is not made shorter than this: what is left of it says nothing. */
const shortest = 12

function fitted(lines: readonly (readonly string[])[], spare: readonly (number | undefined)[], width: number): FittedTable {
  const natural = spare.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)))
  const total = (kept: readonly number[], widths: readonly number[]): number =>
    kept.reduce((sum, index) => sum + (widths[index] ?? 0) + gap, -gap)
  let kept = spare.map((_, index) => index)
  const least = natural.map((one) => Math.min(one, telling))
  while (total(kept, least) > width) {
    const first = kept.filter((index) => spare[index] !== undefined).toSorted((a, b) => (spare[b] ?? 0) - (spare[a] ?? 0))[0]
    if (first === undefined) break
    kept = kept.filter((index) => index !== first)
  }
  const widths = [...natural]
  for (let over = total(kept, widths) - width; over > 0; over -= 1) {
    const widest = kept.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0] ?? 0
    if ((widths[widest] ?? 0) <= shortest) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  const text = lines.map((line) =>
    kept
      .map((index) => shortened(line[index] ?? '', widths[index] ?? 0).padEnd(widths[index] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd(),
  )
  return { text: text.join('\n'), leftOut: (lines[0] ?? []).filter((_, index) => !kept.includes(index)) }
}

/** A text without its middle: what an ARN is about stands at its end, whose it is at its beginning. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text
  const end = Math.ceil((width - 1) / 2)
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`
}
