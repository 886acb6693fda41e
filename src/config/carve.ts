import { EksxError, exitCodes } from '../errors.ts'
import { formatCidr, parseCidr } from './cidr.ts'
import type { PlannedSubnet } from './cluster.ts'

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
  const prefix = range.prefix + (all.length > 4 ? 4 : 3)
  const size = 1n << BigInt(32 - prefix)
  const base = (range.address >> BigInt(32 - range.prefix)) << BigInt(32 - range.prefix)
  const subnets = [true, false].flatMap((isPublic) =>
    all.map((zone, i): PlannedSubnet => {
      const index = isPublic ? i : i + all.length
      return { ...zone, public: isPublic, cidr: formatCidr({ family: 4, address: base + BigInt(index) * size, prefix }), index }
    }),
  )
  return subnets.filter((subnet, i) => !subnets.some((later, j) => j > i && later.zone === subnet.zone && later.public === subnet.public))
}
