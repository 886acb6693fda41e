/** One promise about speed or size, and what was measured. */
export interface Row {
  readonly what: string
  /** In words: `≤ 2×`. Nothing where the number is only told. */
  readonly budget?: string
  /** In words, with its unit: `1.13× (1.05–1.31)`. */
  readonly measured: string
  /** Undefined where there is no budget. */
  readonly kept?: boolean
}

/** A row whose number has to stay at or under a limit. */
export function atMost(what: string, limit: number, unit: string, value: number, spread?: readonly [number, number]): Row {
  const range = spread === undefined ? '' : ` (${shown(spread[0])}–${shown(spread[1])})`
  return { what, budget: `≤ ${limit}${unit}`, measured: `${shown(value)}${unit}${range}`, kept: value <= limit }
}

/** The rows under a title, in columns. */
export function table(title: string, rows: readonly Row[]): string {
  const cells = [
    ['', 'budget', 'measured', ''],
    ...rows.map(({ what, budget = '', measured, kept }) => [what, budget, measured, kept === undefined ? '' : kept ? 'kept' : 'BROKEN']),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return [title, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n')
}

/** The middle of an odd number of values, the upper of the two middles else. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The least and the greatest. */
export const range = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)]

export const shown = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString())
