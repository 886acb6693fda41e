import { AwsError, type Call } from '#sandbox/service.ts'
import { addressText, blockText, parseBlock, sizeOf, type Block } from './cidr.ts'
import { ec2State } from './state.ts'

/** An IPv6 block out of Amazon's pool. */
export function ipv6Block(call: Call, bits: 56): string {
  const digits = call.account.ids.hex('', 8)
  return `2600:1f${digits.slice(0, 2)}:${shorter(digits.slice(2, 6))}:${shorter(`${digits.slice(6, 8)}00`)}::/${bits}`
}

const shorter = (group: string): string => group.replace(/^0{1,3}/, '')

/** A public IPv4 address that nobody has yet, out of the account's own blocks or of ranges that are Amazon's. */
export function publicAddress(call: Call): string {
  const [own] = Object.values(ec2State(call).ipv4pools).flatMap(({ Cidr }) => parseBlock(Cidr) ?? [])
  if (own) return firstFree(call, own)
  const firsts = [3, 13, 18, 34, 35, 44, 52, 54]
  for (;;) {
    const digits = call.account.ids.hex('', 8)
    const number = Number.parseInt(digits, 16)
    const address = addressText((firsts[Math.floor(number / 2 ** 24) % firsts.length] ?? 3) * 2 ** 24 + (number % 2 ** 24))
    if (!taken(call, address)) return address
  }
}

function firstFree(call: Call, block: Block): string {
  for (let host = 1; host < sizeOf(block) - 1; host += 1) {
    const address = addressText(block.start + host)
    if (!taken(call, address)) return address
  }
  throw new AwsError('InsufficientAddressCapacity', `There are no free addresses in ${blockText(block)}.`)
}

function taken(call: Call, address: string): boolean {
  const { eips, enis } = ec2State(call)
  return (
    Object.values(eips).some((one) => one.PublicIp === address) || Object.values(enis).some((one) => one.Association?.PublicIp === address)
  )
}

/** `ec2-3-4-5-6.eu-west-1.compute.amazonaws.com`, or of us-east-1 the old form. */
export const publicName = (region: string, address: string): string =>
  `ec2-${address.replaceAll('.', '-')}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`

/** `ip-10-0-0-5.eu-west-1.compute.internal`; of us-east-1 `ip-10-0-0-5.ec2.internal`. */
export const privateName = (region: string, address: string): string =>
  `ip-${address.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`

/** The name of an instance whose names are resource names: `i-0….eu-west-1.compute.internal`. */
export const resourceName = (region: string, instanceId: string): string =>
  `${instanceId}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`
