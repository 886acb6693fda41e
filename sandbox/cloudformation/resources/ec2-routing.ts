import { asText } from '../template/document.ts'
import { describe, ec2, retagOnly, tagSpecification, value } from './ec2-call.ts'
import { NotStabilized } from '../resource-fault.ts'
import { pick, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'
import type { JsonObject } from '../template/document.ts'

const routeTable: ResourceKind = {
  async create(site, properties) {
    const input = { VpcId: properties['VpcId'], ...tagSpecification(site, properties, 'route-table') }
    return (await ec2<{ RouteTable: { RouteTableId: string } }>(site, 'CreateRouteTable', input)).RouteTable.RouteTableId
  },
  update: retagOnly,
  remove: async (site, { id }) => void (await ec2(site, 'DeleteRouteTable', { RouteTableId: id })),
  attribute: (_, { id }) => id,
}

const destinations = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId']
const targets = [
  'CarrierGatewayId',
  'CoreNetworkArn',
  'EgressOnlyInternetGatewayId',
  'GatewayId',
  'InstanceId',
  'LocalGatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'TransitGatewayId',
  'VpcEndpointId',
  'VpcPeeringConnectionId',
]

function destination(properties: JsonObject): string {
  return destinations.map((name) => text(properties, name)).find((one) => one !== undefined) ?? ''
}

const route: ResourceKind = {
  async create(site, properties) {
    await ec2(site, 'CreateRoute', pick(properties, ['RouteTableId', ...destinations, ...targets]))
    return `${text(properties, 'RouteTableId')}|${destination(properties)}`
  },
  update: async (site, _, next) => void (await ec2(site, 'ReplaceRoute', pick(next, ['RouteTableId', ...destinations, ...targets]))),
  remove: async (site, { properties }) => void (await ec2(site, 'DeleteRoute', pick(properties, ['RouteTableId', ...destinations]))),
  attribute: (_, { properties }) => destination(properties),
}

const association: ResourceKind = {
  create: async (site, properties) =>
    (await ec2<{ AssociationId: string }>(site, 'AssociateRouteTable', pick(properties, ['RouteTableId', 'SubnetId']))).AssociationId,
  remove: async (site, { id }) => void (await ec2(site, 'DisassociateRouteTable', { AssociationId: id })),
  attribute: (_, { id }) => id,
  // Another table for the same subnet is an update, though the association gets a new id.
  replacement: { RouteTableId: 'no' },
  async update(site, existing, next) {
    const input = { AssociationId: existing.id, RouteTableId: next['RouteTableId'] }
    return (await ec2<{ NewAssociationId: string }>(site, 'ReplaceRouteTableAssociation', input)).NewAssociationId
  },
}

async function natGateway(site: Site, id: string): Promise<JsonObject | undefined> {
  return describe(site, 'DescribeNatGateways', { NatGatewayIds: [id] }, 'NatGateways')
}

const nat: ResourceKind = {
  async create(site, properties) {
    const names = [
      'AllocationId',
      'SubnetId',
      'ConnectivityType',
      'PrivateIpAddress',
      'SecondaryAllocationIds',
      'SecondaryPrivateIpAddressCount',
    ]
    const input = { ...pick(properties, names), ...tagSpecification(site, properties, 'natgateway') }
    return (await ec2<{ NatGateway: { NatGatewayId: string } }>(site, 'CreateNatGateway', input)).NatGateway.NatGatewayId
  },
  async ready(site, { id }) {
    const found = await natGateway(site, id)
    if (value(found, 'State') === 'failed')
      throw new NotStabilized(
        `NatGateway ${id} is in state failed and hence failed to stabilize. Detailed failure message: ${asText(value(found, 'FailureMessage'))}`,
      )
    return value(found, 'State') === 'available'
  },
  update: retagOnly,
  remove: async (site, { id }) => void (await ec2(site, 'DeleteNatGateway', { NatGatewayId: id })),
  gone: async (site, { id }) => ['', 'deleted'].includes(asText(value(await natGateway(site, id), 'State'))),
  attribute: (_, { id }) => id,
}

/** The resource types that say where packets go. */
export const routingKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::EC2::RouteTable': routeTable,
  'AWS::EC2::Route': route,
  'AWS::EC2::SubnetRouteTableAssociation': association,
  'AWS::EC2::NatGateway': nat,
}
