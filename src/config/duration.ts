const milliseconds: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const span = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/

/** A Go duration (`1h20m`, `1.5s`, `0`) in milliseconds; undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0
  if (!span.test(text)) return undefined
  const parts = text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)
  const total = [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (milliseconds[unit] ?? 0), 0)
  return text.startsWith('-') ? -total : total
}
