import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { subnetOf, vpcOf } from './by-id.ts'
import { describe } from './describe.ts'
import { notFound } from './refusals.ts'
import { ec2State, nowText } from './state.ts'
import type { Peering, TransitAttachment, VpnGateway } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'

function createTransitAttachment(input: Aws.CreateTransitGatewayVpcAttachmentRequest, call: Call): object {
  const { VpcId } = vpcOf(call, input.VpcId)
  const SubnetIds = (input.SubnetIds ?? []).map((id) => subnetOf(call, id).SubnetId)
  const id = call.account.ids.hex('tgw-attach-', 17)
  const made: TransitAttachment = {
    TransitGatewayAttachmentId: id,
    TransitGatewayId: input.TransitGatewayId ?? '',
    VpcId,
    VpcOwnerId: call.account.id,
    SubnetIds,
    State: 'available',
    CreationTime: nowText(call),
    Tags: tagsFor(call, input.TagSpecifications, 'transit-gateway-attachment'),
  }
  ec2State(call).tgws[id] = made
  return { TransitGatewayVpcAttachment: shown({ ...made, State: 'pending' }) }
}

function deleteTransitAttachment(
  { TransitGatewayAttachmentId: id = '' }: Aws.DeleteTransitGatewayVpcAttachmentRequest,
  call: Call,
): object {
  const { tgws } = ec2State(call)
  const attachment = tgws[id]
  if (attachment === undefined) throw notFound.transitAttachment(id)
  delete tgws[id]
  return { TransitGatewayVpcAttachment: shown({ ...attachment, State: 'deleting' }) }
}

function vpnGatewayOf(call: Call, id = ''): VpnGateway {
  const found = ec2State(call).vgws[id]
  if (found === undefined) throw notFound.vpnGateway(id)
  return found
}

function createVpnGateway(input: Aws.CreateVpnGatewayRequest, call: Call): object {
  const VpnGatewayId = call.account.ids.hex('vgw-', 17)
  const Tags = tagsFor(call, input.TagSpecifications, 'vpn-gateway')
  const made: VpnGateway = {
    VpnGatewayId,
    State: 'available',
    Type: 'ipsec.1',
    AmazonSideAsn: input.AmazonSideAsn ?? 64_512,
    VpcAttachments: [],
    Tags,
  }
  ec2State(call).vgws[VpnGatewayId] = made
  return { VpnGateway: made }
}

function createPeering(input: Aws.CreateVpcPeeringConnectionRequest, call: Call): object {
  const requester = vpcOf(call, input.VpcId)
  const VpcPeeringConnectionId = call.account.ids.hex('pcx-', 17)
  const made: Peering = {
    VpcPeeringConnectionId,
    Status: { Code: 'pending-acceptance', Message: `Pending Acceptance by ${input.PeerOwnerId ?? call.account.id}` },
    RequesterVpcInfo: { VpcId: requester.VpcId, CidrBlock: requester.CidrBlock, OwnerId: call.account.id, Region: call.region },
    AccepterVpcInfo: { VpcId: input.PeerVpcId, OwnerId: input.PeerOwnerId ?? call.account.id, Region: input.PeerRegion ?? call.region },
    Tags: tagsFor(call, input.TagSpecifications, 'vpc-peering-connection'),
  }
  ec2State(call).peerings[VpcPeeringConnectionId] = made
  return { VpcPeeringConnection: made }
}

function peeringOf(call: Call, id = ''): Peering {
  const found = ec2State(call).peerings[id]
  if (found === undefined) throw notFound.peering(id)
  return found
}

/** Ways out of a VPC to other networks: transit gateway attachments, VPN gateways, peering. Only what keeps a VPC from going. */
export const connectionOperations = {
  CreateTransitGatewayVpcAttachment: createTransitAttachment,
  DeleteTransitGatewayVpcAttachment: deleteTransitAttachment,
  DescribeTransitGatewayVpcAttachments: describe<TransitAttachment>({
    records: (call) => Object.values(ec2State(call).tgws),
    answer: 'TransitGatewayVpcAttachments',
    page: [5, 1000],
    named: { TransitGatewayAttachmentIds: { key: (one) => one.TransitGatewayAttachmentId, absent: notFound.transitAttachment } },
    filters: {
      state: 'State',
      'transit-gateway-attachment-id': 'TransitGatewayAttachmentId',
      'transit-gateway-id': 'TransitGatewayId',
      'vpc-id': 'VpcId',
    },
  }),
  CreateVpnGateway: createVpnGateway,
  AttachVpnGateway: (input: Aws.AttachVpnGatewayRequest, call: Call) => {
    const gateway = vpnGatewayOf(call, input.VpnGatewayId)
    const { VpcId } = vpcOf(call, input.VpcId)
    gateway.VpcAttachments = [{ VpcId, State: 'attached' }]
    return { VpcAttachment: { VpcId, State: 'attaching' } }
  },
  DetachVpnGateway: (input: Aws.DetachVpnGatewayRequest, call: Call) => {
    vpnGatewayOf(call, input.VpnGatewayId).VpcAttachments = []
  },
  DeleteVpnGateway: (input: Aws.DeleteVpnGatewayRequest, call: Call) => {
    const gateway = vpnGatewayOf(call, input.VpnGatewayId)
    if (gateway.VpcAttachments.length > 0) throw new AwsError('IncorrectState', `The vpnGateway ${gateway.VpnGatewayId} is in use.`)
    delete ec2State(call).vgws[gateway.VpnGatewayId]
  },
  DescribeVpnGateways: describe<VpnGateway>({
    records: (call) => Object.values(ec2State(call).vgws),
    answer: 'VpnGateways',
    named: { VpnGatewayIds: { key: (one) => one.VpnGatewayId, absent: notFound.vpnGateway } },
    filters: {
      'vpn-gateway-id': 'VpnGatewayId',
      'attachment.vpc-id': 'VpcAttachments.VpcId',
      'attachment.state': 'VpcAttachments.State',
      state: 'State',
    },
  }),
  CreateVpcPeeringConnection: createPeering,
  AcceptVpcPeeringConnection: (input: Aws.AcceptVpcPeeringConnectionRequest, call: Call) => {
    const peering = peeringOf(call, input.VpcPeeringConnectionId)
    peering.Status = { Code: 'active', Message: 'Active' }
    return { VpcPeeringConnection: peering }
  },
  DeleteVpcPeeringConnection: (input: Aws.DeleteVpcPeeringConnectionRequest, call: Call) => {
    delete ec2State(call).peerings[peeringOf(call, input.VpcPeeringConnectionId).VpcPeeringConnectionId]
    return { Return: true }
  },
  DescribeVpcPeeringConnections: describe<Peering>({
    records: (call) => Object.values(ec2State(call).peerings),
    answer: 'VpcPeeringConnections',
    page: [5, 1000],
    named: { VpcPeeringConnectionIds: { key: (one) => one.VpcPeeringConnectionId, absent: notFound.peering } },
    filters: {
      'status-code': 'Status.Code',
      'requester-vpc-info.vpc-id': 'RequesterVpcInfo.VpcId',
      'accepter-vpc-info.vpc-id': 'AccepterVpcInfo.VpcId',
    },
  }),
}
