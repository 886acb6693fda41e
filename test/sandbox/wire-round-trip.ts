import type { Shape, Target } from '#sandbox/wire/schema.ts'

/** Text with every character that a wire could break. */
const awkward = `a&<>"'é/+=% ~\u00a0z`

/** How deep shapes that hold themselves are filled. */
const deepest = 4

/** A value of a shape, each part of it different; undefined where nothing below could be told from an absent value. */
export function sample(target: Target, seed: string, depth = 0): unknown {
  const { shape, traits } = target
  switch (shape.kind) {
    case 'structure':
      return sampleStructure(shape, depth)
    case 'list': {
      const items = [`${seed}1`, `${seed}2`].map((item) => sample(shape.item, item, depth + 1))
      return items[0] === undefined ? undefined : items
    }
    case 'map': {
      const value = sample(shape.value, `${seed}v`, depth + 1)
      return value === undefined ? undefined : { [`${seed} k&`]: value, other: value }
    }
    case 'boolean':
      return seed.length % 2 === 0
    case 'number':
      return seed.length + 3
    case 'bigInteger':
      return BigInt(seed.length)
    case 'bigDecimal':
      return undefined
    case 'timestamp':
      return new Date(1_700_000_000_000 + seed.length * 1000)
    case 'blob':
      return traits.streaming ? undefined : new Uint8Array(Buffer.from(`blob ${seed}`))
    case 'document':
      return undefined
    default:
      return traits.header ? 'plain' : `${seed}${awkward}`
  }
}

function sampleStructure(shape: Extract<Shape, { kind: 'structure' }>, depth: number): unknown {
  if (depth >= deepest) return undefined
  const filled = shape.members.flatMap((member, index): [string, unknown][] => {
    if (member.traits.responseCode || member.traits.prefixHeaders) return []
    const value = sample(member, `${index}`, depth + 1)
    return value === undefined ? [] : [[member.name, value]]
  })
  const kept = shape.union ? filled.slice(0, 1) : filled
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

/** A value with dates, bytes and big numbers as text, for comparison. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return `date ${value.toISOString()}`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('base64')}`
  if (typeof value === 'bigint') return `big ${value}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined || key === '$metadata' ? [] : [[key, plain(item)]])),
  )
}
