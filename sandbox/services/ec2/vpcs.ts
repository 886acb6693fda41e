import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { vpcOf } from './by-id.ts'
import { blockText, contains, overlaps, parseBlock } from './cidr.ts'
import { describe } from './describe.ts'
import { ipv6Block } from './ipv6.ts'
import { networkBlock } from './network-block.ts'
import { quota } from './quotas.ts'
import { hasDependencies, invalidValue, missing, notFound } from './refusals.ts'
import { addLocalRoute, dropLocalRoute, makeRouteTable } from './route-tables.ts'
import { allowAllEgress, allowOwnIngress, makeGroup } from './security-groups.ts'
import { ec2State } from './state.ts'
import type { Vpc } from './state.ts'
import { shown } from './stored.ts'
import { tagsFor } from './tags.ts'

const vpcRange = { code: 'InvalidVpc.Range', message: (cidr: string) => `The CIDR '${cidr}' is invalid.` }

function createVpc(input: Aws.CreateVpcRequest, call: Call): object {
  const state = ec2State(call)
  if (input.CidrBlock === undefined) throw missing('cidrBlock')
  const cidr = blockText(networkBlock(input.CidrBlock, vpcRange))
  const Tags = tagsFor(call, input.TagSpecifications, 'vpc')
  if (Object.keys(state.vpcs).length >= quota(call, 'vpcs'))
    throw new AwsError('VpcLimitExceeded', 'The maximum number of VPCs has been reached.')
  const vpc = makeVpc(call, cidr, input.InstanceTenancy ?? 'default', Tags)
  if (input.AmazonProvidedIpv6CidrBlock === true) addIpv6(call, vpc)
  return { Vpc: shown({ ...vpc, State: 'pending' }) }
}

function makeVpc(call: Call, cidr: string, tenancy: Aws.Tenancy, Tags: Vpc['Tags']): Vpc {
  const { ids } = call.account
  const vpc: Vpc = {
    VpcId: ids.hex('vpc-', 17),
    CidrBlock: cidr,
    State: 'available',
    OwnerId: call.account.id,
    InstanceTenancy: tenancy,
    IsDefault: false,
    DhcpOptionsId: dhcpOptions(call),
    CidrBlockAssociationSet: [{ AssociationId: ids.hex('vpc-cidr-assoc-', 17), CidrBlock: cidr, CidrBlockState: { State: 'associated' } }],
    Ipv6CidrBlockAssociationSet: [],
    Tags,
  }
  const state = ec2State(call)
  state.vpcs[vpc.VpcId] = vpc
  state.vpcAttributes[vpc.VpcId] = { EnableDnsSupport: true, EnableDnsHostnames: false, EnableNetworkAddressUsageMetrics: false }
  makeRouteTable(call, vpc, { main: true, Tags: [] })
  const group = makeGroup(call, { VpcId: vpc.VpcId, GroupName: 'default', Description: 'default VPC security group', Tags: [] })
  allowAllEgress(call, group)
  allowOwnIngress(call, group)
  makeAcl(call, vpc.VpcId)
  return vpc
}

function dhcpOptions(call: Call): string {
  const { dhcp } = ec2State(call)
  const existing = Object.keys(dhcp)[0]
  if (existing !== undefined) return existing
  const id = call.account.ids.hex('dopt-', 17)
  const domain = call.region === 'us-east-1' ? 'ec2.internal' : `${call.region}.compute.internal`
  dhcp[id] = {
    DhcpOptionsId: id,
    OwnerId: call.account.id,
    Tags: [],
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: domain }] },
      { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
    ],
  }
  return id
}

const entry = (Egress: boolean, RuleNumber: number, RuleAction: 'allow' | 'deny') => ({
  CidrBlock: '0.0.0.0/0',
  Egress,
  Protocol: '-1',
  RuleAction,
  RuleNumber,
})

function makeAcl(call: Call, vpcId: string): void {
  const id = call.account.ids.hex('acl-', 17)
  ec2State(call).acls[id] = {
    NetworkAclId: id,
    VpcId: vpcId,
    IsDefault: true,
    OwnerId: call.account.id,
    Associations: [],
    Tags: [],
    Entries: [entry(true, 100, 'allow'), entry(true, 32_767, 'deny'), entry(false, 100, 'allow'), entry(false, 32_767, 'deny')],
  }
}

function deleteVpc({ VpcId: id }: Aws.DeleteVpcRequest, call: Call): void {
  const vpc = vpcOf(call, id)
  const state = ec2State(call)
  if (holders(call, vpc.VpcId).length > 0) throw hasDependencies('vpc', vpc.VpcId)
  const kept = (record: { VpcId?: string | undefined }): boolean => record.VpcId !== vpc.VpcId
  const groups = new Set(
    Object.values(state.sgs)
      .filter((group) => !kept(group))
      .map((group) => group.GroupId),
  )
  state.sgrules = Object.fromEntries(Object.entries(state.sgrules).filter(([, rule]) => !groups.has(rule.GroupId)))
  state.sgs = Object.fromEntries(Object.entries(state.sgs).filter(([, one]) => kept(one)))
  state.rtbs = Object.fromEntries(Object.entries(state.rtbs).filter(([, one]) => kept(one)))
  state.acls = Object.fromEntries(Object.entries(state.acls).filter(([, one]) => kept(one)))
  delete state.vpcs[vpc.VpcId]
  delete state.vpcAttributes[vpc.VpcId]
}

/** The ids of what keeps a VPC from going; what came with it does not count. */
function holders(call: Call, vpcId: string): string[] {
  const s = ec2State(call)
  const inside = <R extends { VpcId?: string | undefined }>(
    records: Record<string, R>,
    counts: (record: R) => boolean = () => true,
  ): string[] =>
    Object.entries(records)
      .filter(([, record]) => record.VpcId === vpcId && counts(record))
      .map(([id]) => id)
  const attached = (records: Record<string, { Attachments?: { VpcId?: string | undefined }[] | undefined }>): string[] =>
    Object.entries(records)
      .filter(([, { Attachments: list = [] }]) => list.some((one) => one.VpcId === vpcId))
      .map(([id]) => id)
  return [
    ...inside(s.subnets),
    ...inside(s.enis),
    ...attached(s.igws),
    ...attached(s.eigws),
    ...inside(s.sgs, (group) => group.GroupName !== 'default'),
    ...inside(s.rtbs, (table) => !table.Associations.some((one) => one.Main === true)),
    ...inside(s.acls, (acl) => !acl.IsDefault),
    ...inside(s.natgws, (nat) => nat.State !== 'deleted' && nat.State !== 'failed'),
    ...inside(s.endpoints, (endpoint) => endpoint.State !== 'deleted'),
    ...inside(s.tgws, (one) => one.State !== 'deleted'),
    ...Object.values(s.vgws)
      .filter((one) => one.VpcAttachments.some((at) => at.VpcId === vpcId && at.State !== 'detached'))
      .map((one) => one.VpnGatewayId),
    ...Object.values(s.peerings)
      .filter((one) => one.Status.Code === 'active' && [one.AccepterVpcInfo?.VpcId, one.RequesterVpcInfo?.VpcId].includes(vpcId))
      .map((one) => one.VpcPeeringConnectionId),
  ]
}

type Attribute = 'EnableDnsSupport' | 'EnableDnsHostnames' | 'EnableNetworkAddressUsageMetrics'
const attributeNames: readonly Attribute[] = ['EnableDnsSupport', 'EnableDnsHostnames', 'EnableNetworkAddressUsageMetrics']

function attributesOf(call: Call, vpcId: string): Record<Attribute, boolean> {
  const { vpcAttributes } = ec2State(call)
  return (vpcAttributes[vpcId] ??= { EnableDnsSupport: true, EnableDnsHostnames: true, EnableNetworkAddressUsageMetrics: false })
}

function modifyVpcAttribute(input: Aws.ModifyVpcAttributeRequest, call: Call): void {
  const attributes = attributesOf(call, vpcOf(call, input.VpcId).VpcId)
  const stated = attributeNames.filter((name) => input[name] !== undefined)
  if (stated.length === 0) throw missing('attribute')
  // AWS takes one attribute per request.
  if (stated.length > 1) throw new AwsError('InvalidParameterCombination', 'Fields for multiple attribute types specified')
  for (const name of stated) attributes[name] = input[name]?.Value ?? attributes[name]
}

function describeVpcAttribute(input: Aws.DescribeVpcAttributeRequest, call: Call): object {
  const { VpcId } = vpcOf(call, input.VpcId)
  const name = attributeNames.find((one) => one.toLowerCase() === input.Attribute?.toLowerCase())
  if (name === undefined) throw invalidValue(`Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`)
  return { VpcId, [name]: { Value: attributesOf(call, VpcId)[name] } }
}

/** Whether the hosts of a VPC get public names. */
export const hasPublicNames = (call: Call, vpcId: string): boolean => attributesOf(call, vpcId).EnableDnsHostnames

function addIpv6(
  call: Call,
  vpc: Vpc,
  { Ipv6CidrBlock, Ipv6Pool }: { readonly Ipv6CidrBlock: string; readonly Ipv6Pool: string } = {
    Ipv6CidrBlock: ipv6Block(call, 56),
    Ipv6Pool: 'Amazon',
  },
): Vpc['Ipv6CidrBlockAssociationSet'][number] {
  const association = {
    AssociationId: call.account.ids.hex('vpc-cidr-assoc-', 17),
    Ipv6CidrBlock,
    Ipv6CidrBlockState: { State: 'associated' as const },
    NetworkBorderGroup: call.region,
    Ipv6Pool,
  }
  vpc.Ipv6CidrBlockAssociationSet.push(association)
  addLocalRoute(call, vpc.VpcId, { DestinationIpv6CidrBlock: association.Ipv6CidrBlock })
  return association
}

/** A block of a pool that the account brought with it: of the pool, a /56, and not in use. */
function ownIpv6(call: Call, input: Aws.AssociateVpcCidrBlockRequest): { Ipv6CidrBlock: string; Ipv6Pool: string } {
  const { Ipv6Pool = '', Ipv6CidrBlock = '' } = input
  const { ipv6pools, vpcs } = ec2State(call)
  const pool = ipv6pools[Ipv6Pool]
  if (pool === undefined) throw new AwsError('InvalidPoolID.NotFound', `The pool ID '${Ipv6Pool}' does not exist`)
  const inside = pool.PoolCidrBlocks.some(({ Cidr }) => Ipv6CidrBlock.startsWith(Cidr.replace(/:*\/\d+$/, '')))
  if (!inside || !Ipv6CidrBlock.endsWith('/56'))
    throw new AwsError('InvalidParameterValue', `The IPv6 CIDR block '${Ipv6CidrBlock}' is not a /56 within the pool '${Ipv6Pool}'`)
  if (Object.values(vpcs).some((one) => one.Ipv6CidrBlockAssociationSet.some((own) => own.Ipv6CidrBlock === Ipv6CidrBlock)))
    throw new AwsError('InvalidParameterValue', `The IPv6 CIDR block '${Ipv6CidrBlock}' is already in use`)
  return { Ipv6CidrBlock, Ipv6Pool }
}

function associateBlock(input: Aws.AssociateVpcCidrBlockRequest, call: Call): object {
  const vpc = vpcOf(call, input.VpcId)
  if (input.AmazonProvidedIpv6CidrBlock === true) {
    if (vpc.Ipv6CidrBlockAssociationSet.length >= 5)
      throw new AwsError('CidrLimitExceeded', 'This network has reached its limit of IPv6 CIDR blocks')
    return { VpcId: vpc.VpcId, Ipv6CidrBlockAssociation: shown({ ...addIpv6(call, vpc), Ipv6CidrBlockState: { State: 'associating' } }) }
  }
  if (input.Ipv6Pool !== undefined) {
    const association = addIpv6(call, vpc, ownIpv6(call, input))
    return { VpcId: vpc.VpcId, Ipv6CidrBlockAssociation: shown({ ...association, Ipv6CidrBlockState: { State: 'associating' } }) }
  }
  const block = networkBlock(input.CidrBlock, vpcRange)
  const taken = vpc.CidrBlockAssociationSet.map((one) => parseBlock(one.CidrBlock ?? '')).filter((one) => one !== undefined)
  if (taken.some((one) => overlaps(one, block)))
    throw new AwsError('InvalidVpc.Range', `The CIDR '${input.CidrBlock}' conflicts with another CIDR of the VPC.`)
  if (taken.length >= 5) throw new AwsError('CidrLimitExceeded', 'This network has reached its limit of CIDR blocks')
  const association = {
    AssociationId: call.account.ids.hex('vpc-cidr-assoc-', 17),
    CidrBlock: blockText(block),
    CidrBlockState: { State: 'associated' as const },
  }
  vpc.CidrBlockAssociationSet.push(association)
  addLocalRoute(call, vpc.VpcId, { DestinationCidrBlock: association.CidrBlock })
  return { VpcId: vpc.VpcId, CidrBlockAssociation: shown({ ...association, CidrBlockState: { State: 'associating' } }) }
}

function disassociateBlock({ AssociationId: id = '' }: Aws.DisassociateVpcCidrBlockRequest, call: Call): object {
  const state = ec2State(call)
  const has = (one: { AssociationId?: string | undefined }): boolean => one.AssociationId === id
  const vpc = Object.values(state.vpcs).find((one) => one.CidrBlockAssociationSet.some(has) || one.Ipv6CidrBlockAssociationSet.some(has))
  if (vpc === undefined)
    throw new AwsError('InvalidVpcCidrBlockAssociationIDError.NotFound', `The vpc CIDR block association ID '${id}' does not exist`)
  const v4 = vpc.CidrBlockAssociationSet.find(has)
  const v6 = vpc.Ipv6CidrBlockAssociationSet.find(has)
  const cidr = v4?.CidrBlock ?? v6?.Ipv6CidrBlock ?? ''
  if (cidr === vpc.CidrBlock)
    throw new AwsError(
      'OperationNotPermitted',
      `The vpc CIDR block with association ID ${id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
    )
  const used = Object.values(state.subnets).some(
    (one) => one.VpcId === vpc.VpcId && (v4 === undefined ? one.Ipv6CidrBlockAssociationSet.length > 0 : inBlock(cidr, one.CidrBlock)),
  )
  if (used) throw new AwsError('InvalidCidrBlock.InUse', `The vpc ${vpc.VpcId} currently has a subnet within CIDR block ${cidr}`)
  vpc.CidrBlockAssociationSet = vpc.CidrBlockAssociationSet.filter((one) => !has(one))
  vpc.Ipv6CidrBlockAssociationSet = vpc.Ipv6CidrBlockAssociationSet.filter((one) => !has(one))
  dropLocalRoute(call, vpc.VpcId, cidr)
  return {
    VpcId: vpc.VpcId,
    ...(v4 !== undefined && { CidrBlockAssociation: { ...v4, CidrBlockState: { State: 'disassociating' } } }),
    ...(v6 !== undefined && { Ipv6CidrBlockAssociation: { ...v6, Ipv6CidrBlockState: { State: 'disassociating' } } }),
  }
}

function inBlock(outer: string, inner: string): boolean {
  const [a, b] = [parseBlock(outer), parseBlock(inner)]
  return a !== undefined && b !== undefined && contains(a, b)
}

export const vpcOperations = {
  CreateVpc: createVpc,
  DeleteVpc: deleteVpc,
  ModifyVpcAttribute: modifyVpcAttribute,
  DescribeVpcAttribute: describeVpcAttribute,
  AssociateVpcCidrBlock: associateBlock,
  DisassociateVpcCidrBlock: disassociateBlock,
  DescribeVpcs: describe<Vpc>({
    records: (call) => Object.values(ec2State(call).vpcs),
    answer: 'Vpcs',
    page: [5, 1000],
    named: { VpcIds: { key: (vpc) => vpc.VpcId, absent: notFound.vpc, form: { prefix: 'vpc', code: 'InvalidVpcID.Malformed' } } },
    filters: {
      'vpc-id': 'VpcId',
      cidr: 'CidrBlock',
      'is-default': 'IsDefault',
      isDefault: 'IsDefault',
      state: 'State',
      'owner-id': 'OwnerId',
      'dhcp-options-id': 'DhcpOptionsId',
      'cidr-block-association.cidr-block': 'CidrBlockAssociationSet.CidrBlock',
      'cidr-block-association.association-id': 'CidrBlockAssociationSet.AssociationId',
      'cidr-block-association.state': 'CidrBlockAssociationSet.CidrBlockState.State',
      'ipv6-cidr-block-association.ipv6-cidr-block': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlock',
      'ipv6-cidr-block-association.association-id': 'Ipv6CidrBlockAssociationSet.AssociationId',
      'ipv6-cidr-block-association.state': 'Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State',
    },
  }),
  DescribeNetworkAcls: describe({
    records: (call) => Object.values(ec2State(call).acls),
    answer: 'NetworkAcls',
    page: [5, 1000],
    named: { NetworkAclIds: { key: (acl) => acl.NetworkAclId, absent: notFound.networkAcl } },
    filters: {
      'network-acl-id': 'NetworkAclId',
      'vpc-id': 'VpcId',
      default: 'IsDefault',
      'owner-id': 'OwnerId',
      'association.subnet-id': 'Associations.SubnetId',
    },
  }),
  DescribeDhcpOptions: describe({
    records: (call) => Object.values(ec2State(call).dhcp),
    answer: 'DhcpOptions',
    page: [5, 1000],
    named: { DhcpOptionsIds: { key: (options) => options.DhcpOptionsId, absent: notFound.dhcpOptions } },
    filters: {
      'dhcp-options-id': 'DhcpOptionsId',
      key: 'DhcpConfigurations.Key',
      value: 'DhcpConfigurations.Values.Value',
      'owner-id': 'OwnerId',
    },
  }),
}
