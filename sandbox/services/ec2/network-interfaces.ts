import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { takeAddress, takeAddress6 } from './addresses.ts'
import { groupOf, subnetOf } from './by-id.ts'
import { describe } from './describe.ts'
import { privateName, publicAddress, publicName } from './ipv6.ts'
import { quota } from './quotas.ts'
import { invalidValue, missing, notFound } from './refusals.ts'
import { defaultGroup } from './security-groups.ts'
import { ec2State, nowText } from './state.ts'
import type { ElasticIp, Interface, Subnet, Tag } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'
import { hasPublicNames } from './vpcs.ts'

/** What somebody wants an interface to be. Services of AWS make theirs with `requester`; such an interface is not the customer's to delete. */
interface InterfaceWish {
  readonly subnetId: string
  readonly groups?: readonly string[]
  readonly description?: string
  readonly address?: string
  readonly ipv6?: number
  readonly tags?: Tag[]
  /** As AWS answers: `interface`, `nat_gateway`, `vpc_endpoint`, … */
  readonly type?: string
  readonly requester?: string
}

/** The interface of that id, or AWS's refusal. */
export function interfaceOf(call: Call, id: string | undefined): Interface {
  if (id === undefined) throw missing('networkInterfaceId')
  const found = ec2State(call).enis[id]
  if (found === undefined) throw notFound.interface(id)
  return found
}

/** The groups that an interface in a subnet may have. */
export function groupsFor(call: Call, subnet: Subnet, ids: readonly string[]): { GroupId: string; GroupName: string }[] {
  if (ids.length > quota(call, 'security-groups-per-interface')) {
    throw new AwsError('SecurityGroupsPerInterfaceLimitExceeded', 'The maximum number of security groups per interface has been reached.')
  }
  return [...new Set(ids)].map((id) => {
    const { GroupId, GroupName, VpcId } = groupOf(call, id)
    if (VpcId !== subnet.VpcId)
      throw new AwsError('InvalidParameter', `Security group ${id} and subnet ${subnet.SubnetId} belong to different networks.`)
    return { GroupId, GroupName }
  })
}

/** Makes a network interface: it takes an address of its subnet and holds the subnet and its groups. */
export function makeInterface(call: Call, wish: InterfaceWish): Interface {
  const subnet = subnetOf(call, wish.subnetId)
  const fallback = wish.type === 'nat_gateway' ? undefined : defaultGroup(call, subnet.VpcId)?.GroupId
  const Groups = groupsFor(call, subnet, wish.groups ?? (fallback === undefined ? [] : [fallback]))
  const state = ec2State(call)
  if (Object.keys(state.enis).length >= quota(call, 'network-interfaces'))
    throw new AwsError('NetworkInterfaceLimitExceeded', 'The maximum number of network interfaces has been reached.')
  const PrivateIpAddress = takeAddress(call, subnet, wish.address)
  const PrivateDnsName = privateName(call.region, PrivateIpAddress)
  const sixes = wish.ipv6 ?? (subnet.AssignIpv6AddressOnCreation === true ? 1 : 0)
  const made: Interface = {
    NetworkInterfaceId: call.account.ids.hex('eni-', 17),
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    AvailabilityZone: subnet.AvailabilityZone,
    Description: wish.description ?? '',
    Groups,
    InterfaceType: (wish.type ?? 'interface') as Aws.NetworkInterfaceType,
    Ipv6Addresses: Array.from({ length: sixes }, () => ({ Ipv6Address: takeAddress6(call, subnet) })),
    MacAddress: macAddress(call),
    OwnerId: call.account.id,
    PrivateDnsName,
    PrivateIpAddress,
    PrivateIpAddresses: [{ Primary: true, PrivateDnsName, PrivateIpAddress }],
    RequesterManaged: wish.requester !== undefined,
    ...(wish.requester !== undefined && { RequesterId: wish.requester }),
    SourceDestCheck: wish.type !== 'nat_gateway',
    Status: 'available',
    TagSet: wish.tags ?? [],
  }
  state.enis[made.NetworkInterfaceId] = made
  return made
}

const macAddress = (call: Call): string => ['02', ...(call.account.ids.hex('', 10).match(/../g) ?? [])].join(':')

/** Attaches it: to an instance, or to one of AWS's services under the service's name. */
export function attachInterface(
  call: Call,
  made: Interface,
  to: { instanceId?: string; owner: string; index: number; deleteOnTermination: boolean },
): void {
  made.Status = 'in-use'
  made.Attachment = {
    AttachmentId: call.account.ids.hex(to.instanceId === undefined ? 'ela-attach-' : 'eni-attach-', 17),
    AttachTime: nowText(call),
    DeleteOnTermination: to.deleteOnTermination,
    DeviceIndex: to.index,
    InstanceOwnerId: to.owner,
    Status: 'attached',
    ...(to.instanceId !== undefined && { InstanceId: to.instanceId, NetworkCardIndex: 0 }),
  }
}

/** Gives it a public address out of Amazon's pool, which goes with it. */
export function givePublicAddress(call: Call, made: Interface): void {
  bindAddress(call, made, { PublicIp: publicAddress(call) })
}

/** Binds a public address to it: an elastic one, or one of Amazon's. */
export function bindAddress(
  call: Call,
  made: Interface,
  address: Pick<ElasticIp, 'PublicIp' | 'AssociationId'> & { AllocationId?: string | undefined },
): void {
  const { PublicIp, AllocationId, AssociationId } = address
  made.Association = {
    PublicIp,
    IpOwnerId: AllocationId === undefined ? 'amazon' : call.account.id,
    ...(hasPublicNames(call, made.VpcId) && { PublicDnsName: publicName(call.region, PublicIp) }),
    ...(AllocationId !== undefined && { AllocationId, AssociationId }),
  }
  const [primary] = made.PrivateIpAddresses
  if (primary !== undefined) primary.Association = { ...made.Association }
}

/** Takes the public address away. */
export function unbindAddress(made: Interface): void {
  delete made.Association
  for (const address of made.PrivateIpAddresses) delete address.Association
}

/** Removes it, with what is bound to it. */
export function dropInterface(call: Call, id: string): void {
  const state = ec2State(call)
  for (const address of Object.values(state.eips)) if (address.NetworkInterfaceId === id) release(address)
  delete state.enis[id]
}

/** An elastic address that nothing uses any more. */
export function release(address: ElasticIp): void {
  for (const member of ['AssociationId', 'NetworkInterfaceId', 'NetworkInterfaceOwnerId', 'PrivateIpAddress', 'InstanceId'] as const)
    delete address[member]
}

function createInterface(input: Aws.CreateNetworkInterfaceRequest, call: Call): object {
  if (input.SubnetId === undefined) throw missing('subnetId')
  const tags = tagsFor(call, input.TagSpecifications, 'network-interface')
  const made = makeInterface(call, {
    subnetId: input.SubnetId,
    tags,
    ...(input.Groups !== undefined && { groups: input.Groups }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.PrivateIpAddress !== undefined && { address: input.PrivateIpAddress }),
    ...(input.Ipv6AddressCount !== undefined && { ipv6: input.Ipv6AddressCount }),
    ...(input.InterfaceType !== undefined && { type: input.InterfaceType }),
  })
  addAddresses(call, made, input.SecondaryPrivateIpAddressCount ?? 0)
  return { NetworkInterface: shown({ ...made, Status: 'pending' }) }
}

function addAddresses(call: Call, made: Interface, count: number): void {
  for (let left = count; left > 0; left--) {
    const PrivateIpAddress = takeAddress(call, subnetOf(call, made.SubnetId))
    made.PrivateIpAddresses.push({ Primary: false, PrivateDnsName: privateName(call.region, PrivateIpAddress), PrivateIpAddress })
  }
}

function deleteInterface({ NetworkInterfaceId: id }: Aws.DeleteNetworkInterfaceRequest, call: Call): void {
  const found = interfaceOf(call, id)
  if (found.Status === 'in-use') throw new AwsError('InvalidParameterValue', `Network interface '${id}' is currently in use.`)
  dropInterface(call, found.NetworkInterfaceId)
}

function attach(input: Aws.AttachNetworkInterfaceRequest, call: Call): object {
  const found = interfaceOf(call, input.NetworkInterfaceId)
  const instance = ec2State(call).instances[input.InstanceId ?? '']
  if (instance === undefined) throw notFound.instance(input.InstanceId ?? '')
  if (found.Status === 'in-use') throw new AwsError('InvalidNetworkInterface.InUse', `Interface: ${found.NetworkInterfaceId} in use.`)
  if (found.AvailabilityZone !== instance.Placement?.AvailabilityZone)
    throw invalidValue('You may not attach a network interface to an instance if they are not in the same availability zone')
  attachInterface(call, found, {
    instanceId: instance.InstanceId,
    owner: call.account.id,
    index: input.DeviceIndex ?? 1,
    deleteOnTermination: false,
  })
  return { AttachmentId: found.Attachment?.AttachmentId, NetworkCardIndex: 0 }
}

function detach({ AttachmentId: id }: Aws.DetachNetworkInterfaceRequest, call: Call): void {
  const found = Object.values(ec2State(call).enis).find((one) => one.Attachment?.AttachmentId === id)
  if (found === undefined) throw notFound.attachment(id ?? '')
  if (found.RequesterManaged === true || found.Attachment?.InstanceId === undefined) {
    throw new AwsError('OperationNotPermitted', `You are not allowed to manage 'ela-attach' attachments.`)
  }
  if (found.Attachment.DeviceIndex === 0)
    throw new AwsError('OperationNotPermitted', `The network interface at device index 0 cannot be detached.`)
  found.Status = 'available'
  delete found.Attachment
}

function modifyInterface(input: Aws.ModifyNetworkInterfaceAttributeRequest, call: Call): void {
  const found = interfaceOf(call, input.NetworkInterfaceId)
  if (input.Groups !== undefined) found.Groups = groupsFor(call, subnetOf(call, found.SubnetId), input.Groups)
  if (input.Description !== undefined) found.Description = input.Description.Value
  if (input.SourceDestCheck !== undefined) found.SourceDestCheck = input.SourceDestCheck.Value
  if (input.Attachment !== undefined && found.Attachment !== undefined)
    found.Attachment.DeleteOnTermination = input.Attachment.DeleteOnTermination
}

export const interfaceOperations = {
  CreateNetworkInterface: createInterface,
  DeleteNetworkInterface: deleteInterface,
  AttachNetworkInterface: attach,
  DetachNetworkInterface: detach,
  ModifyNetworkInterfaceAttribute: modifyInterface,
  AssignPrivateIpAddresses: (input: Aws.AssignPrivateIpAddressesRequest, call: Call) => {
    const found = interfaceOf(call, input.NetworkInterfaceId)
    const before = found.PrivateIpAddresses.length
    addAddresses(call, found, input.SecondaryPrivateIpAddressCount ?? 1)
    return {
      NetworkInterfaceId: found.NetworkInterfaceId,
      AssignedPrivateIpAddresses: found.PrivateIpAddresses.slice(before).map((one) => ({ PrivateIpAddress: one.PrivateIpAddress })),
    }
  },
  DescribeNetworkInterfaces: describe<Interface>({
    records: (call) => Object.values(ec2State(call).enis),
    answer: 'NetworkInterfaces',
    page: [5, 1000],
    named: {
      NetworkInterfaceIds: {
        key: (one) => one.NetworkInterfaceId,
        absent: notFound.interface,
        form: { prefix: 'eni', code: 'InvalidNetworkInterfaceId.Malformed' },
      },
    },
    filters: {
      'network-interface-id': 'NetworkInterfaceId',
      'vpc-id': 'VpcId',
      'subnet-id': 'SubnetId',
      'group-id': 'Groups.GroupId',
      'group-name': 'Groups.GroupName',
      status: 'Status',
      description: 'Description',
      'availability-zone': 'AvailabilityZone',
      'interface-type': 'InterfaceType',
      'owner-id': 'OwnerId',
      'requester-id': 'RequesterId',
      'requester-managed': 'RequesterManaged',
      'private-ip-address': 'PrivateIpAddress',
      'private-dns-name': 'PrivateDnsName',
      'mac-address': 'MacAddress',
      'source-dest-check': 'SourceDestCheck',
      'addresses.private-ip-address': 'PrivateIpAddresses.PrivateIpAddress',
      'addresses.primary': 'PrivateIpAddresses.Primary',
      'attachment.attachment-id': 'Attachment.AttachmentId',
      'attachment.instance-id': 'Attachment.InstanceId',
      'attachment.instance-owner-id': 'Attachment.InstanceOwnerId',
      'attachment.device-index': 'Attachment.DeviceIndex',
      'attachment.status': 'Attachment.Status',
      'attachment.delete-on-termination': 'Attachment.DeleteOnTermination',
      'association.public-ip': 'Association.PublicIp',
      'association.allocation-id': 'Association.AllocationId',
      'association.association-id': 'Association.AssociationId',
      'ipv6-addresses.ipv6-address': 'Ipv6Addresses.Ipv6Address',
      'association.ip-owner-id': 'Association.IpOwnerId',
      'addresses.association.public-ip': 'PrivateIpAddresses.Association.PublicIp',
    },
  }),
}
