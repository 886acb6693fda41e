import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { routeTableOf, subnetOf, vpcOf } from './by-id.ts'
import { blockText, canonical, parseBlock } from './cidr.ts'
import { describe } from './describe.ts'
import { quota } from './quotas.ts'
import { hasDependencies, invalidValue, missing, notFound } from './refusals.ts'
import { checkTarget, isAlive } from './route-targets.ts'
import { ec2State } from './state.ts'
import type { Route, RouteTable, Tag, Vpc } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'

/** Makes a route table that knows the way inside the VPC. */
export function makeRouteTable(call: Call, vpc: Vpc, options: { main: boolean; Tags: Tag[] }): RouteTable {
  const RouteTableId = call.account.ids.hex('rtb-', 17)
  const main = {
    Main: true,
    RouteTableId,
    RouteTableAssociationId: call.account.ids.hex('rtbassoc-', 17),
    AssociationState: { State: 'associated' as const },
  }
  const table: RouteTable = {
    RouteTableId,
    VpcId: vpc.VpcId,
    OwnerId: call.account.id,
    PropagatingVgws: [],
    Tags: options.Tags,
    Associations: options.main ? [main] : [],
    Routes: [
      ...vpc.CidrBlockAssociationSet.map((one): Route => ({ DestinationCidrBlock: one.CidrBlock, ...local })),
      ...vpc.Ipv6CidrBlockAssociationSet.map((one): Route => ({ DestinationIpv6CidrBlock: one.Ipv6CidrBlock, ...local })),
    ],
  }
  ec2State(call).rtbs[RouteTableId] = table
  return table
}

const local = { GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' } as const

/** A block that was added to a VPC can be reached from all its tables. */
export function addLocalRoute(
  call: Call,
  vpcId: string,
  destination: { DestinationCidrBlock: string } | { DestinationIpv6CidrBlock: string },
): void {
  for (const table of Object.values(ec2State(call).rtbs)) if (table.VpcId === vpcId) table.Routes.push({ ...destination, ...local })
}

/** A block that was taken from a VPC. */
export function dropLocalRoute(call: Call, vpcId: string, cidr: string): void {
  for (const table of Object.values(ec2State(call).rtbs)) {
    if (table.VpcId === vpcId) table.Routes = table.Routes.filter((route) => destinationOf(route) !== cidr || route.GatewayId !== 'local')
  }
}

const destinationOf = (route: Route): string | undefined =>
  route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId

function createTable(input: Aws.CreateRouteTableRequest, call: Call): object {
  const vpc = vpcOf(call, input.VpcId)
  const Tags = tagsFor(call, input.TagSpecifications, 'route-table')
  if (Object.values(ec2State(call).rtbs).filter((one) => one.VpcId === vpc.VpcId).length >= quota(call, 'route-tables-per-vpc')) {
    throw new AwsError('RouteTableLimitExceeded', 'The maximum number of route tables has been reached.')
  }
  return { RouteTable: shown(makeRouteTable(call, vpc, { main: false, Tags })) }
}

function deleteTable({ RouteTableId: id }: Aws.DeleteRouteTableRequest, call: Call): void {
  const table = routeTableOf(call, id)
  if (table.Associations.length > 0) throw hasDependencies('routeTable', table.RouteTableId)
  delete ec2State(call).rtbs[table.RouteTableId]
}

function wanted(input: {
  DestinationCidrBlock?: string | undefined
  DestinationIpv6CidrBlock?: string | undefined
  DestinationPrefixListId?: string | undefined
}): Route {
  const { DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6, DestinationPrefixListId: list } = input
  if (v4 !== undefined) {
    const block = parseBlock(v4)
    if (block === undefined)
      throw invalidValue(`Value (${v4}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`)
    return { DestinationCidrBlock: blockText(canonical(block)) }
  }
  if (v6 !== undefined) return { DestinationIpv6CidrBlock: v6 }
  if (list !== undefined) return { DestinationPrefixListId: list }
  throw missing('destinationCidrBlock or destinationIpv6CidrBlock')
}

const findRoute = (table: RouteTable, route: Route): Route | undefined =>
  table.Routes.find((one) => destinationOf(one) === destinationOf(route))

function createRoute(input: Aws.CreateRouteRequest, call: Call): object {
  const table = routeTableOf(call, input.RouteTableId)
  const route = wanted(input)
  const target = checkTarget(call, table, input)
  if (findRoute(table, route) !== undefined)
    throw new AwsError('RouteAlreadyExists', `The route identified by ${destinationOf(route)} already exists.`)
  if (table.Routes.length >= quota(call, 'routes-per-table'))
    throw new AwsError('RouteLimitExceeded', 'The maximum number of routes has been reached.')
  table.Routes.push({ ...route, ...target, State: 'active', Origin: 'CreateRoute' })
  return { Return: true }
}

function replaceRoute(input: Aws.ReplaceRouteRequest, call: Call): void {
  const table = routeTableOf(call, input.RouteTableId)
  const route = wanted(input)
  const target = checkTarget(call, table, input)
  const old = findRoute(table, route)
  if (old === undefined)
    throw invalidValue(`There is no route defined for '${destinationOf(route)}' in the route table. Use CreateRoute instead.`)
  table.Routes = table.Routes.map((one) =>
    one === old ? { ...route, ...target, State: 'active' as const, Origin: 'CreateRoute' as const } : one,
  )
}

function deleteRoute(input: Aws.DeleteRouteRequest, call: Call): void {
  const table = routeTableOf(call, input.RouteTableId)
  const route = wanted(input)
  const old = findRoute(table, route)
  const kind = route.DestinationIpv6CidrBlock === undefined ? 'destination-cidr-block' : 'destination-ipv6-cidr-block'
  if (old === undefined)
    throw new AwsError('InvalidRoute.NotFound', `no route with ${kind} ${destinationOf(route)} in route table ${table.RouteTableId}`)
  if (old.GatewayId === 'local')
    throw invalidValue(`cannot remove local route ${destinationOf(route)} in route table ${table.RouteTableId}`)
  table.Routes = table.Routes.filter((one) => one !== old)
}

function associate(input: Aws.AssociateRouteTableRequest, call: Call): object {
  const table = routeTableOf(call, input.RouteTableId)
  const subnet = subnetOf(call, input.SubnetId)
  if (subnet.VpcId !== table.VpcId)
    throw invalidValue(`route table ${table.RouteTableId} and subnet ${subnet.SubnetId} belong to different networks`)
  const taken = Object.values(ec2State(call).rtbs)
    .flatMap((one) => one.Associations)
    .find((one) => one.SubnetId === subnet.SubnetId)
  if (taken !== undefined && taken.RouteTableId !== table.RouteTableId) {
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `the specified association for route table ${table.RouteTableId} conflicts with an existing association`,
    )
  }
  const RouteTableAssociationId = taken?.RouteTableAssociationId ?? call.account.ids.hex('rtbassoc-', 17)
  if (taken === undefined) {
    table.Associations.push({
      Main: false,
      RouteTableAssociationId,
      RouteTableId: table.RouteTableId,
      SubnetId: subnet.SubnetId,
      AssociationState: { State: 'associated' },
    })
  }
  return { AssociationId: RouteTableAssociationId, AssociationState: { State: 'associated' } }
}

function tableOfAssociation(call: Call, id: string | undefined): { table: RouteTable; association: RouteTable['Associations'][number] } {
  for (const table of Object.values(ec2State(call).rtbs)) {
    const association = table.Associations.find((one) => one.RouteTableAssociationId === id)
    if (association !== undefined) return { table, association }
  }
  throw notFound.routeAssociation(id ?? '')
}

function disassociate({ AssociationId: id }: Aws.DisassociateRouteTableRequest, call: Call): void {
  const { table, association } = tableOfAssociation(call, id)
  if (association.Main === true) throw invalidValue(`cannot disassociate the main route table association ${id}`)
  table.Associations = table.Associations.filter((one) => one !== association)
}

function replaceAssociation({ AssociationId: id, RouteTableId }: Aws.ReplaceRouteTableAssociationRequest, call: Call): object {
  const { table, association } = tableOfAssociation(call, id)
  const target = routeTableOf(call, RouteTableId)
  const NewAssociationId = call.account.ids.hex('rtbassoc-', 17)
  table.Associations = table.Associations.filter((one) => one !== association)
  target.Associations.push({ ...association, RouteTableAssociationId: NewAssociationId, RouteTableId: target.RouteTableId })
  return { NewAssociationId, AssociationState: { State: 'associated' } }
}

/** A route whose target is gone is a black hole. */
const complete = (table: RouteTable, call: Call): RouteTable => ({
  ...table,
  Routes: table.Routes.map((route) => ({ ...route, State: isAlive(call, route) ? ('active' as const) : ('blackhole' as const) })),
})

export const routeTableOperations = {
  CreateRouteTable: createTable,
  DeleteRouteTable: deleteTable,
  CreateRoute: createRoute,
  ReplaceRoute: replaceRoute,
  DeleteRoute: deleteRoute,
  AssociateRouteTable: associate,
  DisassociateRouteTable: disassociate,
  ReplaceRouteTableAssociation: replaceAssociation,
  DescribeRouteTables: describe<RouteTable>({
    records: (call) => Object.values(ec2State(call).rtbs).map((table) => complete(table, call)),
    answer: 'RouteTables',
    page: [5, 100],
    named: {
      RouteTableIds: {
        key: (table) => table.RouteTableId,
        absent: notFound.routeTable,
        form: { prefix: 'rtb', code: 'InvalidRouteTableID.Malformed' },
      },
    },
    filters: {
      'route-table-id': 'RouteTableId',
      'vpc-id': 'VpcId',
      'owner-id': 'OwnerId',
      'association.main': 'Associations.Main',
      'association.subnet-id': 'Associations.SubnetId',
      'association.route-table-id': 'Associations.RouteTableId',
      'association.route-table-association-id': 'Associations.RouteTableAssociationId',
      'association.gateway-id': 'Associations.GatewayId',
      'route.destination-cidr-block': 'Routes.DestinationCidrBlock',
      'route.gateway-id': 'Routes.GatewayId',
      'route.destination-ipv6-cidr-block': 'Routes.DestinationIpv6CidrBlock',
      'route.nat-gateway-id': 'Routes.NatGatewayId',
      'route.state': 'Routes.State',
      'route.origin': 'Routes.Origin',
      'route.transit-gateway-id': 'Routes.TransitGatewayId',
      'route.instance-id': 'Routes.InstanceId',
      'route.vpc-peering-connection-id': 'Routes.VpcPeeringConnectionId',
      'route.egress-only-internet-gateway-id': 'Routes.EgressOnlyInternetGatewayId',
    },
  }),
}
