import type { Call } from '#sandbox/service.ts'
import { missing, notFound } from './refusals.ts'
import { ec2State } from './state.ts'
import type { RouteTable, SecurityGroup, Subnet, Vpc } from './state.ts'

/** The VPC of that id, or AWS's refusal. */
export function vpcOf(call: Call, id: string | undefined): Vpc {
  if (id === undefined) throw missing('vpcId')
  const vpc = ec2State(call).vpcs[id]
  if (vpc === undefined) throw notFound.vpc(id)
  return vpc
}

/** The subnet of that id, or AWS's refusal. */
export function subnetOf(call: Call, id: string | undefined): Subnet {
  if (id === undefined) throw missing('subnetId')
  const subnet = ec2State(call).subnets[id]
  if (subnet === undefined) throw notFound.subnet(id)
  return subnet
}

/** The route table of that id, or AWS's refusal. */
export function routeTableOf(call: Call, id: string | undefined): RouteTable {
  if (id === undefined) throw missing('routeTableId')
  const table = ec2State(call).rtbs[id]
  if (table === undefined) throw notFound.routeTable(id)
  return table
}

/** The security group of that id, or AWS's refusal. */
export function groupOf(call: Call, id: string | undefined): SecurityGroup {
  if (id === undefined) throw missing('groupId')
  const group = ec2State(call).sgs[id]
  if (group === undefined) throw notFound.securityGroup(id)
  return group
}
