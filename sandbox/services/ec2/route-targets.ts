import type { CreateRouteRequest } from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { invalidValue, missing, notFound } from './refusals.ts'
import { ec2State } from './state.ts'
import type { Ec2State, Route, RouteTable } from './state.ts'

type TargetMember =
  | 'GatewayId'
  | 'NatGatewayId'
  | 'EgressOnlyInternetGatewayId'
  | 'TransitGatewayId'
  | 'NetworkInterfaceId'
  | 'InstanceId'
  | 'VpcPeeringConnectionId'

/** What a route can lead to: is it there, and in which VPC (undefined: in none, or it does not matter). */
const targets: Readonly<
  Record<
    TargetMember,
    { find: (state: Ec2State, id: string) => { vpcId?: string | undefined } | undefined; absent: (id: string) => AwsError }
  >
> = {
  GatewayId: { find: gateway, absent: notFound.gateway },
  NatGatewayId: {
    find: (state, id) => {
      const nat = state.natgws[id]
      return nat === undefined || ['deleting', 'deleted', 'failed'].includes(nat.State) ? undefined : { vpcId: nat.VpcId }
    },
    absent: (id) => new AwsError('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`),
  },
  EgressOnlyInternetGatewayId: {
    find: (state, id) => (state.eigws[id] === undefined ? undefined : { vpcId: state.eigws[id].Attachments[0]?.VpcId }),
    absent: notFound.gateway,
  },
  TransitGatewayId: {
    find: (state, id) =>
      Object.values(state.tgws).some((one) => one.TransitGatewayId === id && one.State === 'available') ? {} : undefined,
    absent: (id) => new AwsError('InvalidTransitGatewayID.NotFound', `The transitGateway ID '${id}' does not exist.`),
  },
  NetworkInterfaceId: {
    find: (state, id) => (state.enis[id] === undefined ? undefined : { vpcId: state.enis[id].VpcId }),
    absent: notFound.interface,
  },
  InstanceId: {
    find: (state, id) => (state.instances[id] === undefined ? undefined : { vpcId: state.instances[id].VpcId }),
    absent: notFound.instance,
  },
  VpcPeeringConnectionId: {
    find: (state, id) => (state.peerings[id]?.Status.Code === 'active' ? {} : undefined),
    absent: notFound.peering,
  },
}

const members = Object.keys(targets) as TargetMember[]

function gateway(state: Ec2State, id: string): { vpcId?: string | undefined } | undefined {
  const igw = state.igws[id]
  if (igw !== undefined) return { vpcId: igw.Attachments[0]?.VpcId ?? 'none' }
  const vgw = state.vgws[id]
  if (vgw !== undefined) return { vpcId: vgw.VpcAttachments.find((one) => one.State === 'attached')?.VpcId ?? 'none' }
  return state.endpoints[id] === undefined ? undefined : { vpcId: state.endpoints[id].VpcId }
}

/** The target that a request names, if it stands and is in the table's network. */
export function checkTarget(call: Call, table: RouteTable, input: CreateRouteRequest): Route {
  const member = members.find((name) => input[name] !== undefined)
  const id = member === undefined ? undefined : input[member]
  if (member === undefined || id === undefined) throw missing('gatewayId or another target')
  const target = targets[member].find(ec2State(call), id)
  if (target === undefined) throw targets[member].absent(id)
  if (target.vpcId !== undefined && target.vpcId !== table.VpcId) {
    throw invalidValue(`route table ${table.RouteTableId} and network gateway ${id} belong to different networks`)
  }
  return { [member]: id }
}

/** The route's target stands and is in use. */
export function isAlive(call: Call, route: Route): boolean {
  if (route.GatewayId === 'local') return true
  return members.every((member) => {
    const id = route[member]
    if (id === undefined) return true
    const target = targets[member].find(ec2State(call), id)
    return target !== undefined && target.vpcId !== 'none'
  })
}
