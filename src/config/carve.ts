import { EksxError, exitCodes } from '../errors.ts'
import { formatCidr, networkOf, parseCidr } from './cidr.ts'
import type { PlannedSubnet } from './cluster.ts'

/** Into how many blocks a VPC's range is cut for so many subnets: a number that halves of it make. */
const blocksFor = (subnets: number): number => (subnets > 8 ? 16 : 8)

/**
 * The two blocks after those of the subnets that a VPC was cut for, of the same size; undefined where it has no two left.
 */
export function nextBlocks(cidr: string, subnets: number): readonly [string, string] | undefined {
  const range = parseCidr(cidr)
  if (!range || range.family !== 4 || subnets + 2 > blocksFor(subnets)) return undefined
  const prefix = range.prefix + Math.log2(blocksFor(subnets))
  if (prefix > 28) return undefined
  const { address } = networkOf(range)
  const block = (index: number): string => formatCidr({ family: 4, address: address + BigInt(index) * (1n << BigInt(32 - prefix)), prefix })
  return [block(subnets), block(subnets + 1)]
}

/**
 * Cuts a VPC's range into equal blocks, the first for the public subnets of zones and local zones in their order, the next for the
 * private ones: eight blocks for up to four zones, sixteen for up to eight. A zone named twice gets its last blocks.
 */
export function carve(cidr: string, zones: readonly string[], localZones: readonly string[] = []): PlannedSubnet[] {
  const range = parseCidr(cidr)
  if (!range || range.family !== 4 || range.prefix < 16 || range.prefix > 24) {
    throw new EksxError('VpcRange', `${cidr} cannot be cut into subnets: a VPC is /16 to /24`, { exitCode: exitCodes.usage })
  }
  const all = [...zones.map((zone) => ({ zone, local: false })), ...localZones.map((zone) => ({ zone, local: true }))]
  if (all.length > 8) {
    throw new EksxError('TooManyZones', `${all.length} zones are more than the 8 that a VPC can be cut for`, { exitCode: exitCodes.usage })
  }
  const prefix = range.prefix + Math.log2(blocksFor(2 * all.length))
  const size = 1n << BigInt(32 - prefix)
  const base = networkOf(range).address
  const subnets = [true, false].flatMap((isPublic) =>
    all.map((zone, i): PlannedSubnet => {
      const index = isPublic ? i : i + all.length
      return { ...zone, public: isPublic, cidr: formatCidr({ family: 4, address: base + BigInt(index) * size, prefix }), index }
    }),
  )
  return subnets.filter((subnet, i) => !subnets.some((later, j) => j > i && later.zone === subnet.zone && later.public === subnet.public))
}
