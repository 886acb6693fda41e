import type { Ids } from './service.ts'

/** A seeded stream of numbers in [0, 1): the same seed gives the same stream (mulberry32). */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number of 32 bits for a text (FNV-1a): to seed a stream by what it is for. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Ids as AWS makes them, in a sequence that the seed decides. */
export function seededIds(seed: number): Ids {
  const next = randomStream(seedOf(`ids/${seed}`))
  const pick = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join('')
  const hex = (digits: number) => pick('0123456789abcdef', digits)
  return {
    hex: (prefix, digits) => `${prefix}0${hex(digits - 1)}`,
    upper: (length) => pick('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick('89ab', 1)}${hex(3)}-${hex(12)}`,
  }
}
