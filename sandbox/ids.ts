import type { Ids } from './service.ts'

/** A seeded stream of numbers in [0, 1): the same seed gives the same stream (mulberry32); without the first `skipped` ones. */
export function randomStream(seed: number, skipped = 0): () => number {
  const step = 0x6d2b79f5
  let state = (seed + Math.imul(step, skipped)) >>> 0
  return () => {
    state = (state + step) >>> 0
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

/** Ids in a sequence that is known, and how far it has come. */
export interface IdSequence extends Ids {
  readonly drawn: number
}

/** Ids as AWS makes them, in a sequence that the seed decides; it goes on where another one of that seed had come to with `drawn`. */
export function seededIds(seed: number, drawn = 0): IdSequence {
  const random = randomStream(seedOf(`ids/${seed}`), drawn)
  let count = drawn
  const next = () => {
    count += 1
    return random()
  }
  const pick = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join('')
  const hex = (digits: number) => pick('0123456789abcdef', digits)
  return {
    get drawn() {
      return count
    },
    hex: (prefix, digits) => `${prefix}0${hex(digits - 1)}`,
    upper: (length) => pick('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick('89ab', 1)}${hex(3)}-${hex(12)}`,
  }
}
