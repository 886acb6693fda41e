import { isMap } from '#src/config/plain.ts'

/** A config, or a part of one, before anything has looked at it. */
export type Part = Readonly<Record<string, unknown>>

/** Both parts in one: sections and lists of sections member by member, of anything else the second. */
export function merged(one: unknown, other: unknown): unknown {
  if (other === undefined) return one
  if (isMap(one) && isMap(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
    return Object.fromEntries(keys.map((key) => [key, merged(one[key], other[key])]))
  }
  if (Array.isArray(one) && Array.isArray(other) && [...one, ...other].every(isMap))
    return Array.from({ length: Math.max(one.length, other.length) }, (_, i): unknown => merged(one[i], other[i]))
  return other
}

/** A part of a config that holds this value where the path says; lists get one item. */
export function part(path: string, value: unknown): Part {
  const whole = path
    .split('.')
    .toReversed()
    .reduce<unknown>((held, word) => (word.endsWith('[]') ? { [word.slice(0, -2)]: [held] } : { [word]: held }), value)
  return whole as Part
}

/** What a config holds where the path says. */
export const valueAt = (whole: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((held, word) => {
    const value = isMap(held) ? held[word.replace('[]', '')] : undefined
    return word.endsWith('[]') && Array.isArray(value) ? value[0] : value
  }, whole)
