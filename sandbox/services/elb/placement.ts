import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { eventually, task } from '#sandbox/task.ts'
import { internetGateway } from '../ec2/gateways.ts'
import { attachInterface, dropInterface, givePublicAddress, groupsFor, makeInterface } from '../ec2/network-interfaces.ts'
import { ec2State } from '../ec2/state.ts'
import type { Subnet } from '../ec2/state.ts'

/** The subnets that a load balancer is asked to stand in: there, in one VPC, one to a zone. */
export function subnetsFor(call: Call, ids: readonly string[]): Subnet[] {
  const { subnets } = ec2State(call)
  const found = ids.map((id) => {
    const subnet = subnets[id]
    if (subnet === undefined) throw new AwsError('SubnetNotFoundException', `The subnet ID '${id}' does not exist`)
    return subnet
  })
  if (new Set(found.map((one) => one.VpcId)).size > 1) throw new AwsError('InvalidSubnetException', 'The subnets belong to different VPCs')
  if (new Set(found.map((one) => one.AvailabilityZone)).size < found.length) {
    throw new AwsError(
      'InvalidConfigurationRequestException',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    )
  }
  return found
}

/** A load balancer that the internet can reach needs a way out of its VPC. */
export function checkInternet(call: Call, subnets: readonly Subnet[]): void {
  const vpcId = subnets[0]?.VpcId
  if (vpcId !== undefined && internetGateway(call, vpcId) === undefined) {
    throw new AwsError('InvalidSubnetException', `VPC ${vpcId} has no internet gateway`)
  }
}

/** The groups, looked up in the subnets' VPC. */
export function checkGroups(call: Call, subnets: readonly Subnet[], ids: readonly string[]): void {
  const [subnet] = subnets
  try {
    if (subnet !== undefined) groupsFor(call, subnet, ids)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new AwsError('InvalidSecurityGroupException', error.message)
  }
}

/** Its network interfaces, one to a subnet: they hold subnets, groups and (by their public addresses) the internet gateway. */
export function placeInterfaces(
  call: Call,
  subnets: readonly Subnet[],
  balancer: { name: string; groups: readonly string[]; internal: boolean; type?: string },
): void {
  for (const subnet of subnets) {
    const made = makeInterface(call, {
      subnetId: subnet.SubnetId,
      groups: balancer.groups,
      description: `ELB ${balancer.name}`,
      requester: 'amazon-elb',
      ...(balancer.type !== undefined && { type: balancer.type }),
    })
    attachInterface(call, made, { owner: 'amazon-elb', index: 1, deleteOnTermination: false })
    if (!balancer.internal) givePublicAddress(call, made)
  }
}

/** Takes its interfaces away, a while after the load balancer itself is gone. */
export async function removeInterfaces(call: Call, name: string): Promise<void> {
  await eventually(call, call.account.durations.of('elb:interfaces:delete', name), interfacesGone, { name })
}

const interfacesGone = task('elb:interfaces:gone', ({ name }: { readonly name: string }, call) => {
  for (const face of Object.values(ec2State(call).enis)) {
    if (face.Description === `ELB ${name}` && face.RequesterId === 'amazon-elb') dropInterface(call, face.NetworkInterfaceId)
  }
})

/** Gives its interfaces other groups. */
export function regroupInterfaces(call: Call, subnets: readonly Subnet[], name: string, ids: readonly string[]): void {
  const [subnet] = subnets
  if (subnet === undefined) return
  checkGroups(call, subnets, ids)
  for (const face of Object.values(ec2State(call).enis)) if (face.Description === `ELB ${name}`) face.Groups = groupsFor(call, subnet, ids)
}

/** A zone's id for aliases in DNS, and the end of names, by region. */
export const dnsEnd = (region: string): string => `${region}.elb.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
