import { wrongFunction } from '../errors.ts'

/** The first `count` blocks of `bits` host bits each inside of an address block, as Fn::Cidr cuts them (IPv4 or IPv6). */
export function cutBlocks(block: string, count: number, bits: number): string[] {
  const [address, prefixText] = block.split('/')
  const six = block.includes(':')
  const width = six ? 128 : 32
  const prefix = Number(prefixText)
  const start = address === undefined ? undefined : six ? parseSix(address) : parseFour(address)
  if (start === undefined || !(prefix >= 0 && prefix <= width)) throw wrongFunction(`${block} is not a valid CIDR block for Fn::Cidr`)
  if (!(count >= 1 && count <= 256)) throw wrongFunction('Fn::Cidr count must be between 1 and 256')
  const size = 1n << BigInt(bits)
  const base = (start >> BigInt(width - prefix)) << BigInt(width - prefix)
  if (bits > width - prefix || BigInt(count) * size > 1n << BigInt(width - prefix))
    throw wrongFunction(`Fn::Cidr cannot cut ${count} blocks of ${bits} bits from ${block}`)
  return Array.from({ length: count }, (_, at) => `${(six ? formatSix : formatFour)(base + BigInt(at) * size)}/${width - bits}`)
}

function parseFour(address: string): bigint | undefined {
  const parts = address.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

function formatFour(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
}

function parseSix(address: string): bigint | undefined {
  const [head = '', tail] = address.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : 8 - first.length - last.length
  const groups = [...first, ...Array.from({ length: gap }, () => '0'), ...last]
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

function formatSix(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16))
  const text = groups.join(':')
  const longest = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((match) => match[0]).toSorted((a, b) => b.length - a.length)[0]
  if (longest === undefined) return text
  const at = text.indexOf(longest)
  const [before, after] = [text.slice(0, at), text.slice(at + longest.length)]
  return `${before}::${after.startsWith(':') ? after.slice(1) : after}`
}
