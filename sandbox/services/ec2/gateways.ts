import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { vpcOf } from './by-id.ts'
import { describe } from './describe.ts'
import { quota } from './quotas.ts'
import { hasDependencies, missing, notFound } from './refusals.ts'
import { ec2State } from './state.ts'
import type { EgressGateway, InternetGateway } from './state.ts'
import { tagsFor } from './tags.ts'

function gatewayOf(call: Call, id: string | undefined): InternetGateway {
  if (id === undefined) throw missing('internetGatewayId')
  const gateway = ec2State(call).igws[id]
  if (gateway === undefined) throw notFound.internetGateway(id)
  return gateway
}

function createGateway(input: Aws.CreateInternetGatewayRequest, call: Call): object {
  const { igws } = ec2State(call)
  const Tags = tagsFor(call, input.TagSpecifications, 'internet-gateway')
  if (Object.keys(igws).length >= quota(call, 'internet-gateways'))
    throw new AwsError('InternetGatewayLimitExceeded', 'The maximum number of internet gateways has been reached.')
  const InternetGatewayId = call.account.ids.hex('igw-', 17)
  igws[InternetGatewayId] = { InternetGatewayId, Attachments: [], OwnerId: call.account.id, Tags }
  return { InternetGateway: igws[InternetGatewayId] }
}

function attachGateway(input: Aws.AttachInternetGatewayRequest, call: Call): void {
  const gateway = gatewayOf(call, input.InternetGatewayId)
  const { VpcId } = vpcOf(call, input.VpcId)
  const [attached] = gateway.Attachments
  if (attached !== undefined) {
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `resource ${gateway.InternetGatewayId} is already attached to network ${attached.VpcId}`,
    )
  }
  if (internetGateway(call, VpcId) !== undefined)
    throw new AwsError('InvalidParameterValue', `Network ${VpcId} already has an internet gateway attached`)
  // EC2 says `available` of an attached gateway, though the documented value is `attached`.
  gateway.Attachments = [{ VpcId, State: 'available' as Aws.AttachmentStatus }]
}

/** The gateway that leads out of a VPC. */
export const internetGateway = (call: Call, vpcId: string): InternetGateway | undefined =>
  Object.values(ec2State(call).igws).find((one) => one.Attachments.some((attachment) => attachment.VpcId === vpcId))

function detachGateway(input: Aws.DetachInternetGatewayRequest, call: Call): void {
  const gateway = gatewayOf(call, input.InternetGatewayId)
  const { VpcId } = vpcOf(call, input.VpcId)
  if (!gateway.Attachments.some((one) => one.VpcId === VpcId)) {
    throw new AwsError('Gateway.NotAttached', `resource ${gateway.InternetGatewayId} is not attached to network ${VpcId}`)
  }
  const mapped = Object.values(ec2State(call).enis).some((one) => one.VpcId === VpcId && one.Association !== undefined)
  if (mapped) {
    throw new AwsError(
      'DependencyViolation',
      `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    )
  }
  gateway.Attachments = []
}

function deleteGateway({ InternetGatewayId: id }: Aws.DeleteInternetGatewayRequest, call: Call): void {
  const gateway = gatewayOf(call, id)
  if (gateway.Attachments.length > 0) throw hasDependencies('internetGateway', gateway.InternetGatewayId)
  delete ec2State(call).igws[gateway.InternetGatewayId]
}

function createEgress(input: Aws.CreateEgressOnlyInternetGatewayRequest, call: Call): object {
  const { VpcId } = vpcOf(call, input.VpcId)
  const Tags = tagsFor(call, input.TagSpecifications, 'egress-only-internet-gateway')
  const EgressOnlyInternetGatewayId = call.account.ids.hex('eigw-', 17)
  const made: EgressGateway = { EgressOnlyInternetGatewayId, Attachments: [{ State: 'attached', VpcId }], Tags }
  ec2State(call).eigws[EgressOnlyInternetGatewayId] = made
  return { EgressOnlyInternetGateway: made }
}

function deleteEgress({ EgressOnlyInternetGatewayId: id = '' }: Aws.DeleteEgressOnlyInternetGatewayRequest, call: Call): object {
  const { eigws } = ec2State(call)
  if (eigws[id] === undefined) throw notFound.egressGateway(id)
  delete eigws[id]
  return { ReturnCode: true }
}

export const gatewayOperations = {
  CreateInternetGateway: createGateway,
  AttachInternetGateway: attachGateway,
  DetachInternetGateway: detachGateway,
  DeleteInternetGateway: deleteGateway,
  CreateEgressOnlyInternetGateway: createEgress,
  DeleteEgressOnlyInternetGateway: deleteEgress,
  DescribeInternetGateways: describe<InternetGateway>({
    records: (call) => Object.values(ec2State(call).igws),
    answer: 'InternetGateways',
    page: [5, 1000],
    named: {
      InternetGatewayIds: {
        key: (one) => one.InternetGatewayId,
        absent: notFound.internetGateway,
        form: { prefix: 'igw', code: 'InvalidInternetGatewayId.Malformed' },
      },
    },
    filters: {
      'internet-gateway-id': 'InternetGatewayId',
      'attachment.vpc-id': 'Attachments.VpcId',
      'attachment.state': 'Attachments.State',
      'owner-id': 'OwnerId',
    },
  }),
  DescribeEgressOnlyInternetGateways: describe<EgressGateway>({
    records: (call) => Object.values(ec2State(call).eigws),
    answer: 'EgressOnlyInternetGateways',
    page: [5, 255],
    named: { EgressOnlyInternetGatewayIds: { key: (one) => one.EgressOnlyInternetGatewayId, absent: notFound.egressGateway } },
    filters: {},
  }),
}
