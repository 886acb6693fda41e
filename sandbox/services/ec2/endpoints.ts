import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { eventually, task } from '#sandbox/task.ts'
import { groupOf, routeTableOf, subnetOf, vpcOf } from './by-id.ts'
import { describe, page } from './describe.ts'
import { filtered } from './filters.ts'
import { attachInterface, dropInterface, makeInterface } from './network-interfaces.ts'
import { quota } from './quotas.ts'
import { invalidValue, notFound } from './refusals.ts'
import { defaultGroup } from './security-groups.ts'
import { ec2State, nowText } from './state.ts'
import type { Endpoint } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'
import { zonesOf } from './zones.ts'

/** AWS's services that a VPC can have an endpoint for, by the last part of their name; those with a gateway besides. */
const interfaceServices = [
  'autoscaling',
  'cloudformation',
  'cloudtrail',
  'ec2',
  'ec2messages',
  'ecr.api',
  'ecr.dkr',
  'ecs',
  'eks',
  'eks-auth',
  'elasticfilesystem',
  'elasticloadbalancing',
  'events',
  'guardduty-data',
  'kms',
  'lambda',
  'logs',
  'monitoring',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'ssmmessages',
  'sts',
  'xray',
  'dynamodb',
]
const gatewayServices = ['s3', 'dynamodb']

/** Partitions in which some services bear another prefix than `com.amazonaws`, and the services that do. */
const ownPrefixes: Readonly<Record<string, { readonly prefix: string; readonly services: readonly string[] }>> = {
  'aws-cn': { prefix: 'cn.com.amazonaws', services: ['ec2', 'ecr.api', 'ecr.dkr', 'sts', 'cloudformation'] },
  'aws-iso': { prefix: 'gov.ic.c2s', services: ['ec2', 'ecr.api', 'ecr.dkr', 'autoscaling'] },
  'aws-iso-b': { prefix: 'gov.sgov.sc2s', services: ['ec2', 'ecr.api', 'ecr.dkr', 'autoscaling'] },
  'aws-iso-e': { prefix: 'uk.adc-e.cloud', services: ['ecr.api', 'ecr.dkr'] },
  'aws-iso-f': { prefix: 'gov.ic.hci.csp', services: ['ecr.api', 'ecr.dkr'] },
}

function serviceName(call: Call, short: string): string {
  const own = ownPrefixes[call.account.partitionOf(call.region)]
  return `${own?.services.includes(short) === true ? own.prefix : 'com.amazonaws'}.${call.region}.${short}`
}

const serviceRow = (call: Call, short: string, type: 'Interface' | 'Gateway') => ({
  ServiceName: serviceName(call, short),
  ServiceType: [{ ServiceType: type }],
  Owner: 'amazon',
  AcceptanceRequired: false,
  ManagesVpcEndpoints: false,
  VpcEndpointPolicySupported: true,
  AvailabilityZones: zonesOf(call)
    .filter((zone) => zone.ZoneType === 'availability-zone')
    .map((zone) => zone.ZoneName),
  BaseEndpointDnsNames: [`${short}.${call.region}.vpce.amazonaws.com`],
  Tags: [],
})

const servicesOf = (call: Call) => [
  ...gatewayServices.map((name) => serviceRow(call, name, 'Gateway')),
  ...interfaceServices.map((name) => serviceRow(call, name, 'Interface')),
]

function describeServices(input: Aws.DescribeVpcEndpointServicesRequest, call: Call): object {
  const all = servicesOf(call)
  const absent = input.ServiceNames?.find((name) => !all.some((row) => row.ServiceName === name))
  if (absent !== undefined) throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${absent}' does not exist`)
  const named = all.filter((row) => input.ServiceNames?.includes(row.ServiceName) ?? true)
  const rows = filtered(named, input.Filters, { 'service-name': 'ServiceName', 'service-type': 'ServiceType.ServiceType', owner: 'Owner' })
  const { items, next } = page(rows, {
    ...(input.MaxResults !== undefined && { MaxResults: input.MaxResults }),
    ...(input.NextToken !== undefined && { NextToken: input.NextToken }),
  })
  return {
    ServiceNames: [...new Set(items.map((row) => row.ServiceName))],
    ServiceDetails: items,
    ...(next !== undefined && { NextToken: next }),
  }
}

const opened = task('ec2:vpc-endpoint:opened', ({ id }: { readonly id: string }, call) => {
  const endpoint = ec2State(call).endpoints[id]
  if (endpoint?.State === 'pending') endpoint.State = 'available'
})

const deleted = task('ec2:vpc-endpoint:deleted', ({ id }: { readonly id: string }, call) => {
  for (const face of ec2State(call).endpoints[id]?.NetworkInterfaceIds ?? []) dropInterface(call, face)
  delete ec2State(call).endpoints[id]
})

async function createEndpoint(input: Aws.CreateVpcEndpointRequest, call: Call): Promise<object> {
  const { VpcId } = vpcOf(call, input.VpcId)
  const type = input.VpcEndpointType ?? 'Gateway'
  const service = servicesOf(call).find((row) => row.ServiceName === input.ServiceName && row.ServiceType[0]?.ServiceType === type)
  if (service === undefined) throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${input.ServiceName}' does not exist`)
  const Tags = tagsFor(call, input.TagSpecifications, 'vpc-endpoint')
  checkLimit(call, VpcId, type)
  const wish = { ...input, ServiceName: input.ServiceName ?? '' }
  const made = type === 'Gateway' ? gatewayEndpoint(call, VpcId, wish, Tags) : interfaceEndpoint(call, VpcId, wish, Tags)
  ec2State(call).endpoints[made.VpcEndpointId] = made
  if (made.State === 'pending') {
    await eventually(call, call.account.durations.of('ec2:vpc-endpoint:create', made.VpcEndpointId), opened, { id: made.VpcEndpointId })
  }
  return { VpcEndpoint: shown({ ...made, State: type === 'Gateway' ? 'available' : 'pending' }) }
}

function checkLimit(call: Call, vpcId: string, type: string): void {
  const same = Object.values(ec2State(call).endpoints).filter((one) => one.VpcEndpointType === type && one.State !== 'deleted')
  const full =
    type === 'Gateway'
      ? same.length >= quota(call, 'gateway-endpoints')
      : same.filter((one) => one.VpcId === vpcId).length >= quota(call, 'interface-endpoints-per-vpc')
  if (full) throw new AwsError('VpcEndpointLimitExceeded', 'The maximum number of VPC endpoints has been reached.')
}

type Wish = Aws.CreateVpcEndpointRequest & { ServiceName: string }

const base = (call: Call, VpcId: string, wish: Wish, Tags: Endpoint['Tags']) => ({
  VpcEndpointId: call.account.ids.hex('vpce-', 17),
  VpcId,
  ServiceName: wish.ServiceName,
  OwnerId: call.account.id,
  RequesterManaged: false,
  CreationTimestamp: nowText(call),
  Tags,
  PolicyDocument: wish.PolicyDocument ?? '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}',
})

function gatewayEndpoint(call: Call, VpcId: string, wish: Wish, Tags: Endpoint['Tags']): Endpoint {
  const tables = (wish.RouteTableIds ?? []).map((id) => routeTableOf(call, id))
  const foreign = tables.find((table) => table.VpcId !== VpcId)
  if (foreign !== undefined) throw invalidValue(`Route table ${foreign.RouteTableId} does not belong to the VPC ${VpcId}`)
  const made = base(call, VpcId, wish, Tags)
  for (const table of tables)
    table.Routes.push({
      DestinationPrefixListId: `pl-${made.VpcEndpointId.slice(5, 13)}`,
      GatewayId: made.VpcEndpointId,
      State: 'active',
      Origin: 'CreateRoute',
    })
  return {
    ...made,
    VpcEndpointType: 'Gateway',
    State: 'available',
    RouteTableIds: tables.map((table) => table.RouteTableId),
    SubnetIds: [],
    Groups: [],
    NetworkInterfaceIds: [],
    PrivateDnsEnabled: false,
    DnsEntries: [],
  }
}

function interfaceEndpoint(call: Call, VpcId: string, wish: Wish, Tags: Endpoint['Tags']): Endpoint {
  const subnets = (wish.SubnetIds ?? []).map((id) => subnetOf(call, id))
  if (subnets.some((subnet) => subnet.VpcId !== VpcId)) throw invalidValue(`The subnets do not belong to the VPC ${VpcId}`)
  const zones = subnets.map((subnet) => subnet.AvailabilityZone)
  if (new Set(zones).size < zones.length)
    throw new AwsError(
      'DuplicateSubnetsInSameZone',
      `Found another VPC endpoint subnet in the availability zone of ${subnets.at(-1)?.SubnetId}`,
    )
  const twin = Object.values(ec2State(call).endpoints).some(
    (one) => one.VpcId === VpcId && one.ServiceName === wish.ServiceName && one.PrivateDnsEnabled === true && one.State !== 'deleted',
  )
  if (twin && wish.PrivateDnsEnabled !== false) {
    throw invalidValue(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${wish.ServiceName} in the VPC ${VpcId}`,
    )
  }
  const fallback = defaultGroup(call, VpcId)?.GroupId
  const groups = (wish.SecurityGroupIds ?? (fallback === undefined ? [] : [fallback])).map((id) => groupOf(call, id))
  const made = base(call, VpcId, wish, Tags)
  const interfaces = subnets.map((subnet) => {
    const one = makeInterface(call, {
      subnetId: subnet.SubnetId,
      groups: groups.map((group) => group.GroupId),
      type: 'vpc_endpoint',
      requester: call.account.id,
      description: `VPC Endpoint Interface ${made.VpcEndpointId}`,
    })
    attachInterface(call, one, { owner: 'amazon-aws', index: 1, deleteOnTermination: false })
    return one.NetworkInterfaceId
  })
  const short = wish.ServiceName.split('.').slice(3).join('.')
  return {
    ...made,
    VpcEndpointType: 'Interface',
    State: 'pending',
    RouteTableIds: [],
    SubnetIds: subnets.map((subnet) => subnet.SubnetId),
    NetworkInterfaceIds: interfaces,
    Groups: groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
    PrivateDnsEnabled: wish.PrivateDnsEnabled ?? true,
    IpAddressType: 'ipv4',
    DnsEntries: [
      {
        DnsName: `${made.VpcEndpointId}-${made.VpcEndpointId.slice(5, 13)}.${short}.${call.region}.vpce.amazonaws.com`,
        HostedZoneId: 'Z7HUB22UULQXV',
      },
    ],
  }
}

async function deleteEndpoints({ VpcEndpointIds: ids = [] }: Aws.DeleteVpcEndpointsRequest, call: Call): Promise<object> {
  const Unsuccessful: object[] = []
  for (const id of ids) {
    const endpoint = ec2State(call).endpoints[id]
    if (endpoint === undefined)
      Unsuccessful.push({
        ResourceId: id,
        Error: { Code: 'InvalidVpcEndpoint.NotFound', Message: `The Vpc Endpoint Id '${id}' does not exist` },
      })
    else await remove(call, endpoint)
  }
  return { Unsuccessful }
}

async function remove(call: Call, endpoint: Endpoint): Promise<void> {
  const state = ec2State(call)
  if (endpoint.State === 'deleting') return
  endpoint.State = 'deleting'
  for (const id of endpoint.RouteTableIds) {
    const table = state.rtbs[id]
    if (table !== undefined) table.Routes = table.Routes.filter((route) => route.GatewayId !== endpoint.VpcEndpointId)
  }
  const { VpcEndpointId: id } = endpoint
  await eventually(call, call.account.durations.of('ec2:vpc-endpoint:delete', id), deleted, { id })
}

function modifyEndpoint(input: Aws.ModifyVpcEndpointRequest, call: Call): object {
  const endpoint = ec2State(call).endpoints[input.VpcEndpointId ?? '']
  if (endpoint === undefined) throw notFound.endpoint(input.VpcEndpointId ?? '')
  if (input.PolicyDocument !== undefined) endpoint.PolicyDocument = input.PolicyDocument
  if (input.PrivateDnsEnabled !== undefined) endpoint.PrivateDnsEnabled = input.PrivateDnsEnabled
  const added = (input.AddRouteTableIds ?? []).map((id) => routeTableOf(call, id).RouteTableId)
  endpoint.RouteTableIds = [...new Set([...endpoint.RouteTableIds, ...added])].filter(
    (id) => !(input.RemoveRouteTableIds ?? []).includes(id),
  )
  return { Return: true }
}

export const endpointOperations = {
  CreateVpcEndpoint: createEndpoint,
  ModifyVpcEndpoint: modifyEndpoint,
  DeleteVpcEndpoints: deleteEndpoints,
  DescribeVpcEndpointServices: describeServices,
  DescribeVpcEndpoints: describe<Endpoint>({
    records: (call) => Object.values(ec2State(call).endpoints),
    answer: 'VpcEndpoints',
    page: [1, 1000],
    named: {
      VpcEndpointIds: {
        key: (one) => one.VpcEndpointId,
        absent: notFound.endpoint,
        form: { prefix: 'vpce', code: 'InvalidVpcEndpointId.Malformed' },
      },
    },
    filters: {
      'vpc-endpoint-id': 'VpcEndpointId',
      'vpc-id': 'VpcId',
      'service-name': 'ServiceName',
      'vpc-endpoint-state': 'State',
      'vpc-endpoint-type': 'VpcEndpointType',
    },
  }),
}
