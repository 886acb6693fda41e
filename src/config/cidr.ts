import { isIPv4, isIPv6 } from 'node:net'

/** An address range as written: bits beyond the prefix may be set. */
export interface Cidr {
  readonly family: 4 | 6
  readonly address: bigint
  readonly prefix: number
}

/** Reads `10.0.0.0/16` or `fd00::/8`; undefined where the text is no range. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/')
  if (rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined
  const family = isIPv4(address) ? 4 : isIPv6(address) && !address.includes('%') ? 6 : undefined
  if (family === undefined || Number(prefix) > bitsOf(family)) return undefined
  return { family, address: family === 4 ? ipv4Bits(address) : ipv6Bits(address), prefix: Number(prefix) }
}

/** The range's first address with its prefix: `10.1.2.3/16` gives `10.1.0.0/16`. */
export function networkOf(range: Cidr): Cidr {
  const hostBits = BigInt(bitsOf(range.family) - range.prefix)
  return { ...range, address: (range.address >> hostBits) << hostBits }
}

/** The same as text; what is no range stays as it is. */
export function networkAddress(text: string): string {
  const range = parseCidr(text)
  return range ? formatCidr(networkOf(range)) : text
}

/** Whether two ranges share an address; texts that are no ranges share none. */
export function overlap(a: string, b: string): boolean {
  const [one, other] = [parseCidr(a), parseCidr(b)]
  if (one === undefined || other === undefined || one.family !== other.family) return false
  const prefix = Math.min(one.prefix, other.prefix)
  return networkOf({ ...one, prefix }).address === networkOf({ ...other, prefix }).address
}

/** The range as text, IPv6 in its shortest form. */
export function formatCidr({ family, address, prefix }: Cidr): string {
  return `${family === 4 ? formatIpv4(address) : formatIpv6(address)}/${prefix}`
}

function bitsOf(family: 4 | 6): 32 | 128 {
  return family === 4 ? 32 : 128
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n)
}

function ipv6Bits(address: string): bigint {
  const [head = '', tail] = address.split('::')
  const left = ipv6Groups(head)
  const right = tail === undefined ? [] : ipv6Groups(tail)
  const missing = Array.from({ length: 8 - left.length - right.length }, () => 0n)
  return [...left, ...missing, ...right].reduce((bits, group) => (bits << 16n) | group, 0n)
}

/** Groups of 16 bits; an IPv4 address at the end makes two. */
function ipv6Groups(part: string): bigint[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)]
    const bits = ipv4Bits(group)
    return [bits >> 16n, bits & 0xffffn]
  })
}

function formatIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.')
}

function formatIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  const zeros = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run).toSorted((a, b) => b.length - a.length)[0]
  if (zeros === undefined) return groups.join(':')
  const text = groups.join(':').replace(zeros, '::').replace(':::', '::')
  return text
}
