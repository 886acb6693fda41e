import { randomBytes } from 'node:crypto'

const adjectives = [
  'amber',
  'brave',
  'calm',
  'clever',
  'coral',
  'crisp',
  'eager',
  'gentle',
  'golden',
  'hidden',
  'keen',
  'lively',
  'mellow',
  'quiet',
  'swift',
  'vivid',
]
const nouns = [
  'anchor',
  'badger',
  'beacon',
  'canyon',
  'cedar',
  'comet',
  'falcon',
  'garden',
  'harbor',
  'island',
  'lantern',
  'meadow',
  'orchard',
  'pebble',
  'river',
  'summit',
]

/** A name for a cluster that nobody named: two words and the seconds of `now` (ms). */
export function clusterNameAt(now: number): string {
  const seconds = Math.floor(now / 1000)
  return `${adjectives[seconds % adjectives.length]}-${nouns[Math.floor(seconds / adjectives.length) % nouns.length]}-${seconds}`
}

/** A name for a nodegroup that nobody named, another each time. */
export const randomNodegroupName = (): string => `ng-${randomBytes(4).toString('hex')}`
