/** A block of IPv4 addresses: the first one as a number, and how many bits are fixed. */
export interface Block {
  readonly start: number
  readonly bits: number
}

/** Reads `10.0.0.0/16`; undefined where it is none. */
export function parseBlock(text: string): Block | undefined {
  const match = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\/(\d{1,2})$/.exec(text)
  const start = match?.[1] === undefined ? undefined : parseAddress(match[1])
  const bits = Number(match?.[2])
  return start === undefined || bits > 32 ? undefined : { start, bits }
}

/** Reads an IPv4 address as a number. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.').map(Number)
  return parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part < 256)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : undefined
}

/** How many addresses a block holds. */
export const sizeOf = (block: Block): number => 2 ** (32 - block.bits)

/** The block that AWS makes of it: with the bits after the mask cleared. */
export const canonical = (block: Block): Block => ({ start: block.start - (block.start % sizeOf(block)), bits: block.bits })

/** `10.0.0.0/16` */
export const blockText = (block: Block): string => `${addressText(block.start)}/${block.bits}`

/** `10.0.0.1` */
export const addressText = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

/** The second lies in the first. */
export const contains = (outer: Block, inner: Block): boolean =>
  inner.start >= outer.start && inner.start + sizeOf(inner) <= outer.start + sizeOf(outer)

/** The two share an address. */
export const overlaps = (one: Block, other: Block): boolean =>
  one.start < other.start + sizeOf(other) && other.start < one.start + sizeOf(one)

/** Reads an IPv6 block as its first 64 bits and its length, where it is written as AWS writes them (`2600:1f14:abc:de00::/56`). */
function parseBlock6(text: string): { readonly high: bigint; readonly bits: number } | undefined {
  const match = /^([0-9a-f:]+)::\/(\d{1,3})$/.exec(text)
  const groups = match?.[1]?.split(':')
  if (groups === undefined || groups.length > 4 || groups.some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return undefined
  const high = [...groups, '0', '0', '0'].slice(0, 4).reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
  return { high, bits: Number(match?.[2]) }
}

/** The second IPv6 block lies in the first. */
export function contains6(outer: string, inner: string): boolean {
  const [a, b] = [parseBlock6(outer), parseBlock6(inner)]
  if (a === undefined || b === undefined || b.bits < a.bits || a.bits > 64) return false
  const shift = BigInt(64 - a.bits)
  return a.high >> shift === b.high >> shift
}
