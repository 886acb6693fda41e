import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { eventually, task } from '#sandbox/task.ts'
import { subnetOf } from './by-id.ts'
import { describe } from './describe.ts'
import { addressOf, associate } from './elastic-ips.ts'
import { internetGateway } from './gateways.ts'
import { attachInterface, dropInterface, makeInterface } from './network-interfaces.ts'
import { quota } from './quotas.ts'
import { invalidValue, missing, notFound } from './refusals.ts'
import { ec2State, nowText, stillListed } from './state.ts'
import type { NatGateway } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'

const gone: readonly string[] = ['deleted', 'failed']

async function createNat(input: Aws.CreateNatGatewayRequest, call: Call): Promise<object> {
  const subnet = subnetOf(call, input.SubnetId)
  const Tags = tagsFor(call, input.TagSpecifications, 'natgateway')
  const isPublic = input.ConnectivityType !== 'private'
  if (isPublic && input.AllocationId === undefined) throw missing('AllocationId')
  const address = input.AllocationId === undefined ? undefined : addressOf(call, input.AllocationId)
  if (!isPublic && address !== undefined) throw invalidValue('AllocationId cannot be specified with connectivity type private')
  if (address?.AssociationId !== undefined)
    throw new AwsError('Resource.AlreadyAssociated', `Elastic IP address [${address.AllocationId}] is already associated`)
  const state = ec2State(call)
  const inZone = Object.values(state.natgws).filter(
    (one) => !gone.includes(one.State) && state.subnets[one.SubnetId]?.AvailabilityZone === subnet.AvailabilityZone,
  )
  if (inZone.length >= quota(call, 'nat-gateways-per-zone')) {
    throw new AwsError(
      'NatGatewayLimitExceeded',
      `Performing this operation would exceed the limit of ${quota(call, 'nat-gateways-per-zone')} NAT gateways`,
    )
  }
  const NatGatewayId = call.account.ids.hex('nat-', 17)
  const nat: NatGateway = {
    NatGatewayId,
    VpcId: subnet.VpcId,
    SubnetId: subnet.SubnetId,
    State: 'pending',
    CreateTime: nowText(call),
    ConnectivityType: input.ConnectivityType ?? 'public',
    Tags,
    NatGatewayAddresses: [{ ...(address !== undefined && { AllocationId: address.AllocationId }), IsPrimary: true, Status: 'associating' }],
  }
  state.natgws[NatGatewayId] = nat
  const unconnected = isPublic && internetGateway(call, subnet.VpcId) === undefined
  if (!unconnected) connect(call, nat)
  const ms = call.account.durations.of('ec2:nat-gateway:create', NatGatewayId)
  await eventually(call, ms, unconnected ? failed : opened, { id: NatGatewayId })
  return { NatGateway: shown({ ...nat, State: 'pending' }) }
}

interface Which {
  readonly id: string
}

const failed = task('ec2:nat-gateway:failed', ({ id }: Which, call) => {
  const nat = ec2State(call).natgws[id]
  if (nat === undefined) return
  Object.assign(nat, {
    State: 'failed',
    FailureCode: 'Gateway.NotAttached',
    FailureMessage: `Network ${nat.VpcId} has no Internet gateway attached`,
    DeleteTime: nowText(call),
  })
})

const opened = task('ec2:nat-gateway:opened', ({ id }: Which, call) => {
  const nat = ec2State(call).natgws[id]
  if (nat?.State !== 'pending') return
  nat.State = 'available'
  for (const one of nat.NatGatewayAddresses) one.Status = 'succeeded'
})

const deleted = task('ec2:nat-gateway:deleted', ({ id }: Which, call) => {
  const nat = ec2State(call).natgws[id]
  if (nat === undefined) return
  nat.State = 'deleted'
  nat.DeleteTime = nowText(call)
  for (const one of nat.NatGatewayAddresses) if (one.NetworkInterfaceId !== undefined) dropInterface(call, one.NetworkInterfaceId)
})

function connect(call: Call, nat: NatGateway): void {
  const [stated] = nat.NatGatewayAddresses
  const made = makeInterface(call, {
    subnetId: nat.SubnetId,
    groups: [],
    type: 'nat_gateway',
    requester: call.account.id,
    description: `Interface for NAT Gateway ${nat.NatGatewayId}`,
  })
  attachInterface(call, made, { owner: 'amazon-aws', index: 1, deleteOnTermination: false })
  const address = stated?.AllocationId === undefined ? undefined : addressOf(call, stated.AllocationId)
  const AssociationId = address === undefined ? undefined : associate(call, address, made)
  nat.NatGatewayAddresses = [
    {
      NetworkInterfaceId: made.NetworkInterfaceId,
      PrivateIp: made.PrivateIpAddress,
      IsPrimary: true,
      Status: 'associating',
      ...(address !== undefined && { AllocationId: address.AllocationId, PublicIp: address.PublicIp, AssociationId }),
    },
  ]
}

async function deleteNat({ NatGatewayId: id = '' }: Aws.DeleteNatGatewayRequest, call: Call): Promise<object> {
  const nat = ec2State(call).natgws[id]
  if (nat === undefined) throw notFound.natGateway(id)
  if (nat.State === 'deleted' || nat.State === 'deleting') return { NatGatewayId: id }
  nat.State = 'deleting'
  await eventually(call, call.account.durations.of('ec2:nat-gateway:delete', id), deleted, { id })
  return { NatGatewayId: id }
}

const readNats = describe<NatGateway>({
  records: (call) => Object.values(ec2State(call).natgws).filter((one) => stillListed(call, one.DeleteTime)),
  answer: 'NatGateways',
  page: [5, 1000],
  named: {
    NatGatewayIds: { key: (one) => one.NatGatewayId, absent: notFound.natGateway, form: { prefix: 'nat', code: 'NatGatewayMalformed' } },
  },
  filters: {
    'nat-gateway-id': 'NatGatewayId',
    state: 'State',
    'subnet-id': 'SubnetId',
    'vpc-id': 'VpcId',
    'connectivity-type': 'ConnectivityType',
  },
})

export const natGatewayOperations = {
  CreateNatGateway: createNat,
  DeleteNatGateway: deleteNat,
  // This one operation calls its filters `Filter`.
  DescribeNatGateways: ({ Filter: filters, ...input }: Aws.DescribeNatGatewaysRequest, call: Call) =>
    readNats({ ...input, ...(filters !== undefined && { Filters: filters }) } as Parameters<typeof readNats>[0], call),
}
