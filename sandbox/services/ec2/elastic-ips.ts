import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { describe } from './describe.ts'
import { internetGateway } from './gateways.ts'
import { publicAddress } from './ipv6.ts'
import { bindAddress, interfaceOf, release, unbindAddress } from './network-interfaces.ts'
import { quota } from './quotas.ts'
import { missing, notFound } from './refusals.ts'
import { ec2State } from './state.ts'
import type { ElasticIp, Interface } from './state.ts'
import { tagsFor } from './tags.ts'

/** The elastic address of that allocation, or AWS's refusal. */
export function addressOf(call: Call, id: string | undefined): ElasticIp {
  if (id === undefined) throw missing('allocationId')
  const address = ec2State(call).eips[id]
  if (address === undefined) throw notFound.address(id)
  return address
}

function allocate(input: Aws.AllocateAddressRequest, call: Call): object {
  const { eips } = ec2State(call)
  const Tags = tagsFor(call, input.TagSpecifications, 'elastic-ip')
  if (Object.keys(eips).length >= quota(call, 'elastic-ips'))
    throw new AwsError('AddressLimitExceeded', 'The maximum number of addresses has been reached.')
  const AllocationId = call.account.ids.hex('eipalloc-', 17)
  const address: ElasticIp = {
    AllocationId,
    PublicIp: publicAddress(call),
    Domain: 'vpc',
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: input.NetworkBorderGroup ?? call.region,
    Tags,
  }
  eips[AllocationId] = address
  return {
    AllocationId,
    PublicIp: address.PublicIp,
    Domain: 'vpc',
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: address.NetworkBorderGroup,
  }
}

function releaseAddress(input: Aws.ReleaseAddressRequest, call: Call): void {
  const byAddress = Object.values(ec2State(call).eips).find((one) => one.PublicIp === input.PublicIp)
  if (input.AllocationId === undefined && input.PublicIp !== undefined && byAddress === undefined)
    throw new AwsError('InvalidAddress.NotFound', `Address '${input.PublicIp}' not found.`)
  const address = byAddress ?? addressOf(call, input.AllocationId)
  if (address.AssociationId !== undefined) throw new AwsError('InvalidIPAddress.InUse', `Address ${address.PublicIp} is in use.`)
  delete ec2State(call).eips[address.AllocationId]
}

/** Binds an elastic address to an interface; AWS refuses one that is bound already. */
export function associate(call: Call, address: ElasticIp, to: Interface): string {
  if (address.AssociationId !== undefined) {
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `resource ${address.AllocationId} is already associated with associate-id ${address.AssociationId}`,
    )
  }
  if (internetGateway(call, to.VpcId) === undefined)
    throw new AwsError('Gateway.NotAttached', `Network ${to.VpcId} is not attached to any internet gateway`)
  const AssociationId = call.account.ids.hex('eipassoc-', 17)
  Object.assign(address, {
    AssociationId,
    NetworkInterfaceId: to.NetworkInterfaceId,
    NetworkInterfaceOwnerId: call.account.id,
    PrivateIpAddress: to.PrivateIpAddress,
    ...(to.Attachment?.InstanceId !== undefined && { InstanceId: to.Attachment.InstanceId }),
  })
  bindAddress(call, to, address)
  return AssociationId
}

function associateAddress(input: Aws.AssociateAddressRequest, call: Call): object {
  const address = addressOf(call, input.AllocationId)
  const primary = Object.values(ec2State(call).enis).find(
    (one) => one.Attachment?.InstanceId === input.InstanceId && one.Attachment?.DeviceIndex === 0,
  )
  if (input.InstanceId !== undefined && primary === undefined) throw notFound.instance(input.InstanceId)
  const target = input.InstanceId === undefined || primary === undefined ? interfaceOf(call, input.NetworkInterfaceId) : primary
  if (input.AllowReassociation === true && address.AssociationId !== undefined) loosen(call, address)
  return { AssociationId: associate(call, address, target) }
}

function loosen(call: Call, address: ElasticIp): void {
  const bound = ec2State(call).enis[address.NetworkInterfaceId ?? '']
  if (bound !== undefined) unbindAddress(bound)
  release(address)
}

function disassociateAddress(input: Aws.DisassociateAddressRequest, call: Call): void {
  const address = Object.values(ec2State(call).eips).find((one) => one.AssociationId === input.AssociationId)
  if (address === undefined)
    throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${input.AssociationId}' does not exist`)
  if (ec2State(call).enis[address.NetworkInterfaceId ?? '']?.RequesterManaged === true) {
    throw new AwsError('AuthFailure', 'You do not have permission to access the specified resource.')
  }
  loosen(call, address)
}

export const addressOperations = {
  AllocateAddress: allocate,
  ReleaseAddress: releaseAddress,
  AssociateAddress: associateAddress,
  DisassociateAddress: disassociateAddress,
  DescribeAddresses: describe<ElasticIp>({
    records: (call) => Object.values(ec2State(call).eips),
    answer: 'Addresses',
    named: {
      AllocationIds: {
        key: (one) => one.AllocationId,
        absent: notFound.address,
        form: { prefix: 'eipalloc', code: 'InvalidAllocationID.Malformed' },
      },
      PublicIps: { key: (one) => one.PublicIp, absent: (ip) => new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`) },
    },
    filters: {
      'allocation-id': 'AllocationId',
      'association-id': 'AssociationId',
      'public-ip': 'PublicIp',
      domain: () => 'vpc',
      'instance-id': 'InstanceId',
      'network-interface-id': 'NetworkInterfaceId',
      'private-ip-address': 'PrivateIpAddress',
      'network-border-group': 'NetworkBorderGroup',
      'network-interface-owner-id': 'NetworkInterfaceOwnerId',
    },
  }),
}
