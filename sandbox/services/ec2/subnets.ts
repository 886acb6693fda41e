import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { freeAddresses } from './addresses.ts'
import { subnetOf, vpcOf } from './by-id.ts'
import { blockText, contains, contains6, overlaps, parseBlock } from './cidr.ts'
import type { Block } from './cidr.ts'
import { describe } from './describe.ts'
import { networkBlock } from './network-block.ts'
import { quota } from './quotas.ts'
import { hasDependencies, invalidValue, missing, notFound } from './refusals.ts'
import { ec2Arn, ec2State } from './state.ts'
import type { Subnet, Vpc } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'
import { zonesOf } from './zones.ts'
import type { Zone } from './zones.ts'

function createSubnet(input: Aws.CreateSubnetRequest, call: Call): object {
  const vpc = vpcOf(call, input.VpcId)
  const zone = zoneFor(call, input)
  const block = freeBlock(call, vpc, input.CidrBlock)
  const Ipv6CidrBlockAssociationSet = input.Ipv6CidrBlock === undefined ? [] : [ipv6Association(call, vpc, input.Ipv6CidrBlock)]
  const Tags = tagsFor(call, input.TagSpecifications, 'subnet')
  const { subnets } = ec2State(call)
  if (Object.values(subnets).filter((one) => one.VpcId === vpc.VpcId).length >= quota(call, 'subnets-per-vpc')) {
    throw new AwsError('SubnetLimitExceeded', 'The maximum number of subnets has been reached.')
  }
  const SubnetId = call.account.ids.hex('subnet-', 17)
  const subnet: Subnet = {
    SubnetId,
    VpcId: vpc.VpcId,
    CidrBlock: blockText(block),
    AvailabilityZone: zone.ZoneName,
    AvailabilityZoneId: zone.ZoneId,
    State: 'available',
    OwnerId: call.account.id,
    SubnetArn: ec2Arn(call, `subnet/${SubnetId}`),
    DefaultForAz: false,
    MapPublicIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    MapCustomerOwnedIpOnLaunch: false,
    EnableDns64: false,
    Ipv6Native: false,
    Ipv6CidrBlockAssociationSet,
    Tags,
    PrivateDnsNameOptionsOnLaunch: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    ...(input.OutpostArn !== undefined && { OutpostArn: input.OutpostArn }),
  }
  subnets[SubnetId] = subnet
  return { Subnet: shown({ ...complete(subnet, call), State: 'available' }) }
}

const complete = (subnet: Subnet, call: Call): Subnet => ({ ...subnet, AvailableIpAddressCount: freeAddresses(call, subnet) })

function zoneFor(call: Call, input: Aws.CreateSubnetRequest): Zone {
  const zones = zonesOf(call)
  const { AvailabilityZone: name, AvailabilityZoneId: id } = input
  if (name === undefined && id === undefined) {
    const first = zones.find((zone) => zone.ZoneType === 'availability-zone')
    if (first === undefined) throw invalidValue(`There are no Availability Zones in the region ${call.region}`)
    return first
  }
  const zone = zones.find((one) => (name === undefined ? one.ZoneId === id : one.ZoneName === name))
  if (zone !== undefined && zone.OptInStatus !== 'not-opted-in') return zone
  const offered = zones.filter((one) => one.OptInStatus !== 'not-opted-in').map((one) => (name === undefined ? one.ZoneId : one.ZoneName))
  throw invalidValue(
    `Value (${name ?? id}) for parameter ${name === undefined ? 'availabilityZoneId' : 'availabilityZone'} is invalid. Subnets can currently only be created in the following availability zones: ${offered.join(', ')}.`,
  )
}

function freeBlock(call: Call, vpc: Vpc, text: string | undefined): Block {
  if (text === undefined) throw missing('cidrBlock')
  const block = networkBlock(text, { code: 'InvalidSubnet.Range', message: (cidr) => `The CIDR '${cidr}' is invalid.` })
  const ranges = vpc.CidrBlockAssociationSet.map((one) => parseBlock(one.CidrBlock ?? '')).filter((one) => one !== undefined)
  if (!ranges.some((range) => contains(range, block))) throw new AwsError('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`)
  for (const other of Object.values(ec2State(call).subnets).filter((one) => one.VpcId === vpc.VpcId)) {
    const taken = parseBlock(other.CidrBlock)
    if (taken !== undefined && overlaps(taken, block))
      throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`)
  }
  return block
}

function ipv6Association(call: Call, vpc: Vpc, cidr: string): Subnet['Ipv6CidrBlockAssociationSet'][number] {
  const inside = vpc.Ipv6CidrBlockAssociationSet.some((one) => contains6(one.Ipv6CidrBlock ?? '', cidr))
  if (!inside || !cidr.endsWith('/64')) throw new AwsError('InvalidSubnet.Range', `The IPv6 CIDR '${cidr}' is invalid.`)
  const taken = Object.values(ec2State(call).subnets).some((one) =>
    one.Ipv6CidrBlockAssociationSet.some((other) => other.Ipv6CidrBlock === cidr),
  )
  if (taken) throw new AwsError('InvalidSubnet.Conflict', `The IPv6 CIDR '${cidr}' conflicts with another subnet`)
  return { AssociationId: call.account.ids.hex('subnet-cidr-assoc-', 17), Ipv6CidrBlock: cidr, Ipv6CidrBlockState: { State: 'associated' } }
}

function deleteSubnet({ SubnetId: id }: Aws.DeleteSubnetRequest, call: Call): void {
  const { SubnetId } = subnetOf(call, id)
  const state = ec2State(call)
  const inside = (record: { SubnetId?: string | undefined }): boolean => record.SubnetId === SubnetId
  const used =
    Object.values(state.enis).some(inside) ||
    Object.values(state.natgws).some((nat) => inside(nat) && !['deleted', 'failed'].includes(nat.State)) ||
    Object.values(state.instances).some((instance) => inside(instance) && instance.State.Name !== 'terminated') ||
    Object.values(state.tgws).some((one) => one.State !== 'deleted' && one.SubnetIds.includes(SubnetId))
  if (used) throw hasDependencies('subnet', SubnetId)
  for (const table of Object.values(state.rtbs)) table.Associations = table.Associations.filter((one) => !inside(one))
  delete state.subnets[SubnetId]
}

function modifySubnet(input: Aws.ModifySubnetAttributeRequest, call: Call): void {
  const subnet = subnetOf(call, input.SubnetId)
  if (input.AssignIpv6AddressOnCreation?.Value === true && subnet.Ipv6CidrBlockAssociationSet.length === 0) {
    throw invalidValue(
      `Invalid value 'true' for assignIpv6AddressOnCreation. Subnet ${subnet.SubnetId} does not have IPv6 CIDR block associated with it.`,
    )
  }
  const options = subnet.PrivateDnsNameOptionsOnLaunch ?? {}
  Object.assign(subnet, {
    ...(input.MapPublicIpOnLaunch !== undefined && { MapPublicIpOnLaunch: input.MapPublicIpOnLaunch.Value ?? false }),
    ...(input.AssignIpv6AddressOnCreation !== undefined && {
      AssignIpv6AddressOnCreation: input.AssignIpv6AddressOnCreation.Value ?? false,
    }),
    ...(input.EnableDns64 !== undefined && { EnableDns64: input.EnableDns64.Value ?? false }),
    ...(input.MapCustomerOwnedIpOnLaunch !== undefined && { MapCustomerOwnedIpOnLaunch: input.MapCustomerOwnedIpOnLaunch.Value ?? false }),
    PrivateDnsNameOptionsOnLaunch: {
      ...options,
      ...(input.PrivateDnsHostnameTypeOnLaunch !== undefined && { HostnameType: input.PrivateDnsHostnameTypeOnLaunch }),
      ...(input.EnableResourceNameDnsARecordOnLaunch !== undefined && {
        EnableResourceNameDnsARecord: input.EnableResourceNameDnsARecordOnLaunch.Value ?? false,
      }),
      ...(input.EnableResourceNameDnsAAAARecordOnLaunch !== undefined && {
        EnableResourceNameDnsAAAARecord: input.EnableResourceNameDnsAAAARecordOnLaunch.Value ?? false,
      }),
    },
  })
}

function associateBlock(input: Aws.AssociateSubnetCidrBlockRequest, call: Call): object {
  const subnet = subnetOf(call, input.SubnetId)
  const association = ipv6Association(call, vpcOf(call, subnet.VpcId), input.Ipv6CidrBlock ?? '')
  subnet.Ipv6CidrBlockAssociationSet.push(association)
  return { SubnetId: subnet.SubnetId, Ipv6CidrBlockAssociation: { ...association, Ipv6CidrBlockState: { State: 'associating' } } }
}

function disassociateBlock({ AssociationId: id = '' }: Aws.DisassociateSubnetCidrBlockRequest, call: Call): object {
  const subnet = Object.values(ec2State(call).subnets).find((one) =>
    one.Ipv6CidrBlockAssociationSet.some((other) => other.AssociationId === id),
  )
  const association = subnet?.Ipv6CidrBlockAssociationSet.find((one) => one.AssociationId === id)
  if (subnet === undefined || association === undefined) {
    throw new AwsError('InvalidSubnetCidrBlockAssociationID.NotFound', `The subnet CIDR block association ID '${id}' does not exist`)
  }
  subnet.Ipv6CidrBlockAssociationSet = subnet.Ipv6CidrBlockAssociationSet.filter((one) => one !== association)
  return { SubnetId: subnet.SubnetId, Ipv6CidrBlockAssociation: { ...association, Ipv6CidrBlockState: { State: 'disassociating' } } }
}

export const subnetOperations = {
  CreateSubnet: createSubnet,
  DeleteSubnet: deleteSubnet,
  ModifySubnetAttribute: modifySubnet,
  AssociateSubnetCidrBlock: associateBlock,
  DisassociateSubnetCidrBlock: disassociateBlock,
  DescribeSubnets: describe<Subnet>({
    records: (call) => Object.values(ec2State(call).subnets),
    answer: 'Subnets',
    page: [5, 1000],
    complete,
    named: {
      SubnetIds: {
        key: (subnet) => subnet.SubnetId,
        absent: notFound.subnet,
        form: { prefix: 'subnet', code: 'InvalidSubnetID.Malformed' },
      },
    },
    filters: {
      'subnet-id': 'SubnetId',
      'vpc-id': 'VpcId',
      state: 'State',
      'availability-zone': 'AvailabilityZone',
      availabilityZone: 'AvailabilityZone',
      'availability-zone-id': 'AvailabilityZoneId',
      availabilityZoneId: 'AvailabilityZoneId',
      'cidr-block': 'CidrBlock',
      cidr: 'CidrBlock',
      cidrBlock: 'CidrBlock',
      'default-for-az': 'DefaultForAz',
      defaultForAz: 'DefaultForAz',
      'map-public-ip-on-launch': 'MapPublicIpOnLaunch',
      'owner-id': 'OwnerId',
      'subnet-arn': 'SubnetArn',
      'outpost-arn': 'OutpostArn',
      'ipv6-native': 'Ipv6Native',
      'ipv6-cidr-block-association.ipv6-cidr-block': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlock',
      'ipv6-cidr-block-association.association-id': 'Ipv6CidrBlockAssociationSet.AssociationId',
      'ipv6-cidr-block-association.state': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State',
    },
  }),
}
