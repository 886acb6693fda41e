import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { addressText, contains, parseAddress, parseBlock, sizeOf } from './cidr.ts'
import { ec2State } from './state.ts'
import type { Subnet } from './state.ts'

/** AWS keeps the first four addresses of a subnet and the last one. */
const reserved = 5

function used(call: Call, subnet: Subnet): Set<string> {
  const inside = Object.values(ec2State(call).enis).filter((one) => one.SubnetId === subnet.SubnetId)
  const single = inside.flatMap((one) => one.PrivateIpAddresses.map((address) => address.PrivateIpAddress ?? ''))
  const prefixes = inside.flatMap((one) => (one.Ipv4Prefixes ?? []).flatMap((prefix) => addressesOf(prefix.Ipv4Prefix ?? '')))
  return new Set([...single, ...prefixes])
}

function addressesOf(cidr: string): string[] {
  const block = parseBlock(cidr)
  return block === undefined ? [] : Array.from({ length: sizeOf(block) }, (_, index) => addressText(block.start + index))
}

/** How many addresses of a subnet nobody has. */
export function freeAddresses(call: Call, subnet: Subnet): number {
  const block = parseBlock(subnet.CidrBlock)
  return block === undefined ? 0 : Math.max(0, sizeOf(block) - reserved - used(call, subnet).size)
}

/** An address of the subnet that nobody has: the one asked for, or a scattered one as AWS gives them. */
export function takeAddress(call: Call, subnet: Subnet, asked?: string): string {
  const block = parseBlock(subnet.CidrBlock)
  const taken = used(call, subnet)
  if (block === undefined) throw full(subnet)
  if (asked !== undefined) return askedAddress(subnet, asked, taken)
  const room = sizeOf(block) - reserved
  if (taken.size >= room) throw full(subnet)
  const start = Number.parseInt(call.account.ids.hex('', 8), 16) % room
  for (let step = 0; step < room; step++) {
    const address = addressText(block.start + 4 + ((start + step) % room))
    if (!taken.has(address)) return address
  }
  throw full(subnet)
}

function askedAddress(subnet: Subnet, asked: string, taken: ReadonlySet<string>): string {
  const block = parseBlock(subnet.CidrBlock)
  const number = parseAddress(asked)
  const inside =
    block !== undefined &&
    number !== undefined &&
    contains(block, { start: number, bits: 32 }) &&
    number >= block.start + 4 &&
    number < block.start + sizeOf(block) - 1
  if (!inside) throw new AwsError('InvalidParameterValue', `Address ${asked} does not fall within the subnet's address range`)
  if (taken.has(asked)) throw new AwsError('InvalidIPAddress.InUse', 'Address is in use.')
  return asked
}

const full = (subnet: Subnet): AwsError =>
  new AwsError(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnet.SubnetId}' to satisfy the requested number of instances.`,
  )

/** An IPv6 address out of the subnet's block. */
export function takeAddress6(call: Call, subnet: Subnet): string {
  const cidr = subnet.Ipv6CidrBlockAssociationSet[0]?.Ipv6CidrBlock
  if (cidr === undefined) throw new AwsError('InvalidParameterValue', `The subnet ${subnet.SubnetId} does not have an IPv6 CIDR block`)
  const tail = call.account.ids.hex('', 16).match(/.{4}/g) ?? []
  return `${cidr.replace(/::\/\d+$/, '')}:${tail.map((group) => group.replace(/^0{1,3}/, '')).join(':')}`
}
