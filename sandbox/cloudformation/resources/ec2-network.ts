import { describe, ec2, liveTags, retag, retagOnly, tagSpecification, value } from './ec2-call.ts'
import { asText, isObject } from '../template/document.ts'
import type { JsonObject } from '../template/document.ts'
import { objects, pick, text } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'

const vpcCidrBlock = (site: Site, id: string) => describe(site, 'DescribeVpcs', { VpcIds: [id] }, 'Vpcs')

async function setVpcAttributes(site: Site, id: string, properties: JsonObject): Promise<void> {
  for (const name of ['EnableDnsSupport', 'EnableDnsHostnames']) {
    if (properties[name] !== undefined) await ec2(site, 'ModifyVpcAttribute', { VpcId: id, [name]: { Value: properties[name] } })
  }
}

const vpc: ResourceKind = {
  async create(site, properties) {
    const input = {
      ...pick(properties, ['CidrBlock', 'InstanceTenancy', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength']),
      ...tagSpecification(site, properties, 'vpc'),
    }
    const { Vpc } = await ec2<{ Vpc: { VpcId: string } }>(site, 'CreateVpc', input)
    site.made(Vpc.VpcId)
    await setVpcAttributes(site, Vpc.VpcId, properties)
    return Vpc.VpcId
  },
  ready: async (site, { id }) => value(await vpcCidrBlock(site, id), 'State') === 'available',
  async update(site, existing, next) {
    await setVpcAttributes(site, existing.id, next)
    await retagOnly(site, existing, next)
  },
  remove: async (site, { id }) => void (await ec2(site, 'DeleteVpc', { VpcId: id })),
  async attribute(site, { id }, name) {
    const found = await vpcCidrBlock(site, id)
    if (name === 'VpcId') return id
    if (name === 'CidrBlock') return value(found, name)
    if (name === 'CidrBlockAssociations') return objects(found ?? {}, 'CidrBlockAssociationSet').map((one) => value(one, 'AssociationId'))
    if (name === 'Ipv6CidrBlocks') return associatedBlocks(found)
    const [operation, list, key] =
      name === 'DefaultSecurityGroup'
        ? ['DescribeSecurityGroups', 'SecurityGroups', 'GroupId']
        : ['DescribeNetworkAcls', 'NetworkAcls', 'NetworkAclId']
    const only = name === 'DefaultSecurityGroup' ? { Name: 'group-name', Values: ['default'] } : { Name: 'default', Values: ['true'] }
    return value(await describe(site, operation, { Filters: [{ Name: 'vpc-id', Values: [id] }, only] }, list), key)
  },
}

function associatedBlocks(found: JsonObject | undefined) {
  const associated = objects(found ?? {}, 'Ipv6CidrBlockAssociationSet').filter(
    (one) => isObject(one['Ipv6CidrBlockState']) && one['Ipv6CidrBlockState']['State'] === 'associated',
  )
  return associated.map((one) => value(one, 'Ipv6CidrBlock'))
}

interface Association {
  readonly AssociationId?: string
}

const vpcCidr: ResourceKind = {
  async create(site, properties) {
    const names = ['VpcId', 'CidrBlock', 'AmazonProvidedIpv6CidrBlock', 'Ipv6CidrBlock', 'Ipv6Pool', 'Ipv6CidrBlockNetworkBorderGroup']
    const answer = await ec2<{ CidrBlockAssociation?: Association; Ipv6CidrBlockAssociation?: Association }>(
      site,
      'AssociateVpcCidrBlock',
      pick(properties, names),
    )
    return (answer.Ipv6CidrBlockAssociation ?? answer.CidrBlockAssociation)?.AssociationId ?? ''
  },
  async ready(site, { id, properties }) {
    const found = await vpcCidrBlock(site, text(properties, 'VpcId') ?? '')
    const all = [...objects(found ?? {}, 'Ipv6CidrBlockAssociationSet'), ...objects(found ?? {}, 'CidrBlockAssociationSet')]
    const own = all.find((one) => one['AssociationId'] === id)
    const state = own?.['Ipv6CidrBlockState'] ?? own?.['CidrBlockState']
    return isObject(state) && state['State'] === 'associated'
  },
  remove: async (site, { id }) => void (await ec2(site, 'DisassociateVpcCidrBlock', { AssociationId: id })),
  attribute: (_, { id }) => id,
}

const subnetNames = ['AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'Ipv6CidrBlock', 'Ipv6Native', 'OutpostArn', 'VpcId']
const switches: Readonly<Record<string, string>> = {
  MapPublicIpOnLaunch: 'MapPublicIpOnLaunch',
  AssignIpv6AddressOnCreation: 'AssignIpv6AddressOnCreation',
  EnableDns64: 'EnableDns64',
}

async function setSubnetAttributes(site: Site, id: string, properties: JsonObject): Promise<void> {
  const change = (attribute: object) => ec2(site, 'ModifySubnetAttribute', { SubnetId: id, ...attribute })
  for (const [name, member] of Object.entries(switches)) {
    if (properties[name] !== undefined) await change({ [member]: { Value: properties[name] } })
  }
  const dns = properties['PrivateDnsNameOptionsOnLaunch']
  if (!isObject(dns)) return
  if (dns['HostnameType'] !== undefined) await change({ PrivateDnsHostnameTypeOnLaunch: dns['HostnameType'] })
  for (const kind of ['A', 'AAAA']) {
    const on = dns[`EnableResourceNameDns${kind}Record`]
    if (on !== undefined) await change({ [`EnableResourceNameDns${kind}RecordOnLaunch`]: { Value: on } })
  }
}

const subnet: ResourceKind = {
  async create(site, properties) {
    const { Subnet } = await ec2<{ Subnet: { SubnetId: string } }>(site, 'CreateSubnet', {
      ...pick(properties, subnetNames),
      ...tagSpecification(site, properties, 'subnet'),
    })
    site.made(Subnet.SubnetId)
    await setSubnetAttributes(site, Subnet.SubnetId, properties)
    return Subnet.SubnetId
  },
  ready: async (site, { id }) => value(await describe(site, 'DescribeSubnets', { SubnetIds: [id] }, 'Subnets'), 'State') === 'available',
  async update(site, existing, next, changed) {
    const gone = changed.filter((name) => name in switches && next[name] === undefined)
    await setSubnetAttributes(site, existing.id, { ...next, ...Object.fromEntries(gone.map((name) => [name, false])) })
    await retagOnly(site, existing, next)
  },
  remove: async (site, { id }) => void (await ec2(site, 'DeleteSubnet', { SubnetId: id })),
  async attribute(site, { id }, name) {
    if (name === 'SubnetId') return id
    const found = await describe(site, 'DescribeSubnets', { SubnetIds: [id] }, 'Subnets')
    if (name === 'Ipv6CidrBlocks') return associatedBlocks(found)
    if (name !== 'NetworkAclAssociationId') return value(found, name)
    const acl = await describe(site, 'DescribeNetworkAcls', { Filters: [{ Name: 'association.subnet-id', Values: [id] }] }, 'NetworkAcls')
    return value(
      objects(acl ?? {}, 'Associations').find((one) => one['SubnetId'] === id),
      'NetworkAclAssociationId',
    )
  },
}

const subnetCidr: ResourceKind = {
  async create(site, properties) {
    const answer = await ec2<{ Ipv6CidrBlockAssociation: Association }>(
      site,
      'AssociateSubnetCidrBlock',
      pick(properties, ['SubnetId', 'Ipv6CidrBlock']),
    )
    return answer.Ipv6CidrBlockAssociation.AssociationId ?? ''
  },
  remove: async (site, { id }) => void (await ec2(site, 'DisassociateSubnetCidrBlock', { AssociationId: id })),
  attribute: (_, { id }) => id,
}

const internetGateway: ResourceKind = {
  async create(site, properties) {
    const input = tagSpecification(site, properties, 'internet-gateway')
    return (await ec2<{ InternetGateway: { InternetGatewayId: string } }>(site, 'CreateInternetGateway', input)).InternetGateway
      .InternetGatewayId
  },
  update: retagOnly,
  remove: async (site, { id }) => void (await ec2(site, 'DeleteInternetGateway', { InternetGatewayId: id })),
  attribute: (_, { id }) => id,
}

const egressOnlyGateway: ResourceKind = {
  async create(site, properties) {
    const input = { VpcId: properties['VpcId'], ...tagSpecification(site, properties, 'egress-only-internet-gateway') }
    const answer = await ec2<{ EgressOnlyInternetGateway: { EgressOnlyInternetGatewayId: string } }>(
      site,
      'CreateEgressOnlyInternetGateway',
      input,
    )
    return answer.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId
  },
  update: retagOnly,
  remove: async (site, { id }) => void (await ec2(site, 'DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId: id })),
  attribute: (_, { id }) => id,
}

const gatewayAttachment: ResourceKind = {
  async create(site, properties) {
    const operation = properties['VpnGatewayId'] === undefined ? 'AttachInternetGateway' : 'AttachVpnGateway'
    await ec2(site, operation, pick(properties, ['InternetGatewayId', 'VpnGatewayId', 'VpcId']))
    return `${properties['VpnGatewayId'] === undefined ? 'IGW' : 'VGW'}|${text(properties, 'VpcId')}`
  },
  async remove(site, { properties }) {
    const operation = properties['VpnGatewayId'] === undefined ? 'DetachInternetGateway' : 'DetachVpnGateway'
    await ec2(site, operation, pick(properties, ['InternetGatewayId', 'VpnGatewayId', 'VpcId']))
  },
  attribute: (_, { id }) => id.split('|')[0] ?? '',
}

const transitGatewayAttachment: ResourceKind = {
  async create(site, properties) {
    const input = {
      ...pick(properties, ['TransitGatewayId', 'VpcId', 'SubnetIds', 'Options']),
      ...tagSpecification(site, properties, 'transit-gateway-attachment'),
    }
    const answer = await ec2<{ TransitGatewayVpcAttachment: { TransitGatewayAttachmentId: string } }>(
      site,
      'CreateTransitGatewayVpcAttachment',
      input,
    )
    return answer.TransitGatewayVpcAttachment.TransitGatewayAttachmentId
  },
  ready: async (site, { id }) => ['available', 'pendingAcceptance'].includes(await attachmentState(site, id)),
  update: retagOnly,
  remove: async (site, { id }) => void (await ec2(site, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id })),
  gone: async (site, { id }) => ['', 'deleted'].includes(await attachmentState(site, id)),
  attribute: (_, { id }) => id,
}

async function attachmentState(site: Site, id: string): Promise<string> {
  const found = await describe(
    site,
    'DescribeTransitGatewayVpcAttachments',
    { TransitGatewayAttachmentIds: [id] },
    'TransitGatewayVpcAttachments',
  )
  return asText(value(found, 'State'))
}

const endpointNames = [
  'VpcId',
  'ServiceName',
  'VpcEndpointType',
  'RouteTableIds',
  'SubnetIds',
  'SecurityGroupIds',
  'PrivateDnsEnabled',
  'IpAddressType',
  'DnsOptions',
]

const vpcEndpoint: ResourceKind = {
  async create(site, properties) {
    const policy = properties['PolicyDocument']
    const answer = await ec2<{ VpcEndpoint: { VpcEndpointId: string } }>(site, 'CreateVpcEndpoint', {
      ...pick(properties, endpointNames),
      ...(policy !== undefined && { PolicyDocument: JSON.stringify(policy) }),
      ...tagSpecification(site, properties, 'vpc-endpoint'),
    })
    return answer.VpcEndpoint.VpcEndpointId
  },
  ready: async (site, { id }) => ['available', 'pendingAcceptance'].includes(await endpointState(site, id)),
  async update(site, existing, next, changed) {
    const lists = { RouteTableIds: 'RouteTableIds', SubnetIds: 'SubnetIds', SecurityGroupIds: 'SecurityGroupIds' }
    const input: Record<string, unknown> = {}
    for (const name of Object.keys(lists).filter((one) => changed.includes(one))) {
      const [old, now] = [existing.properties[name], next[name]].map((list) => (Array.isArray(list) ? list.map(String) : [])) as [
        string[],
        string[],
      ]
      input[`Add${name}`] = now.filter((one) => !old.includes(one))
      input[`Remove${name}`] = old.filter((one) => !now.includes(one))
    }
    if (changed.includes('PrivateDnsEnabled')) input['PrivateDnsEnabled'] = next['PrivateDnsEnabled']
    if (Object.keys(input).length > 0) await ec2(site, 'ModifyVpcEndpoint', { VpcEndpointId: existing.id, ...input })
    await retagOnly(site, existing, next)
  },
  remove: async (site, { id }) => void (await ec2(site, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] })),
  gone: async (site, { id }) => ['', 'deleted'].includes(await endpointState(site, id)),
  async attribute(site, { id }, name) {
    if (name === 'Id') return id
    const found = await describe(site, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] }, 'VpcEndpoints')
    return name === 'DnsEntries'
      ? objects(found ?? {}, 'DnsEntries').map((one) => `${asText(one['HostedZoneId'])}:${asText(one['DnsName'])}`)
      : value(found, name)
  },
}

async function endpointState(site: Site, id: string): Promise<string> {
  return asText(
    value(await describe(site, 'DescribeVpcEndpoints', { Filters: [{ Name: 'vpc-endpoint-id', Values: [id] }] }, 'VpcEndpoints'), 'State'),
  ).toLowerCase()
}

interface Address {
  readonly PublicIp: string
  readonly AllocationId: string
}

const allocationId = async (site: Site, ip: string) =>
  asText(value(await describe(site, 'DescribeAddresses', { PublicIps: [ip] }, 'Addresses'), 'AllocationId'))

const eip: ResourceKind = {
  async create(site, properties) {
    const input = {
      Domain: 'vpc',
      ...pick(properties, ['Domain', 'PublicIpv4Pool', 'NetworkBorderGroup']),
      ...tagSpecification(site, properties, 'elastic-ip'),
    }
    const { PublicIp, AllocationId } = await ec2<Address>(site, 'AllocateAddress', input)
    site.made(PublicIp)
    const instance = text(properties, 'InstanceId')
    if (instance !== undefined) await ec2(site, 'AssociateAddress', { AllocationId, InstanceId: instance })
    return PublicIp
  },
  async update(site, existing, next) {
    const id = await allocationId(site, existing.id)
    await retag(site, id, await liveTags(site, id), next)
  },
  remove: async (site, { id }) => void (await ec2(site, 'ReleaseAddress', { AllocationId: await allocationId(site, id) })),
  attribute: async (site, { id }, name) => (name === 'PublicIp' ? id : allocationId(site, id)),
}

/** The resource types of a network: VPC, subnets, gateways, endpoints, addresses. */
export const networkKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::VPCCidrBlock': vpcCidr,
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::SubnetCidrBlock': subnetCidr,
  'AWS::EC2::InternetGateway': internetGateway,
  'AWS::EC2::EgressOnlyInternetGateway': egressOnlyGateway,
  'AWS::EC2::VPCGatewayAttachment': gatewayAttachment,
  'AWS::EC2::TransitGatewayAttachment': transitGatewayAttachment,
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
  'AWS::EC2::EIP': eip,
}
