import type { Cluster, OutpostExtension } from '#src/config/cluster.ts'
import { exported, join, ref, resource, withNameTags, type Resource, type Resources, type Template } from './cfn.ts'
import { zoneToken } from './network.ts'
import { natGateway, routeTableAssociation, subnetTags } from './vpc.ts'

/** A cluster stack with a public and a private subnet on an Outpost, in the VPC that it made. What is there stays as it is. */
export function withOutpostSubnets(deployed: Template, cluster: Cluster): Template {
  const { extension } = cluster
  if (extension === undefined) return deployed
  const token = zoneToken(extension.alias)
  const [open, closed] = [`SubnetPublic${token}`, `SubnetPrivate${token}`]
  const routeTable = `PrivateRouteTable${token}`
  const added: Resources = {
    [open]: subnet(cluster, extension, true),
    [closed]: subnet(cluster, extension, false),
    [routeTable]: resource('AWS::EC2::RouteTable', { VpcId: ref('VPC') }),
    [`RouteTableAssociationPublic${token}`]: routeTableAssociation(open, 'PublicRouteTable'),
    [`RouteTableAssociationPrivate${token}`]: routeTableAssociation(closed, routeTable),
    ...wayOut(deployed, token, routeTable),
  }
  return {
    ...deployed,
    Resources: { ...withNameTags(added), ...deployed.Resources },
    Outputs: {
      SubnetsPublicExtended: exported('SubnetsPublicExtended', join(',', [ref(open)])),
      SubnetsPrivateExtended: exported('SubnetsPrivateExtended', join(',', [ref(closed)])),
      ...deployed.Outputs,
    },
  }
}

function subnet(cluster: Cluster, { outpost, zone, publicCidr, privateCidr }: OutpostExtension, isPublic: boolean): Resource {
  const hostnameType = cluster.config.vpc?.hostnameType
  return resource('AWS::EC2::Subnet', {
    AvailabilityZone: zone,
    CidrBlock: isPublic ? publicCidr : privateCidr,
    VpcId: ref('VPC'),
    OutpostArn: outpost,
    ...(isPublic && { MapPublicIpOnLaunch: true }),
    ...(hostnameType && { PrivateDnsNameOptionsOnLaunch: { HostnameType: hostnameType } }),
    Tags: subnetTags(cluster, isPublic),
  })
}

/** The private subnet reaches out as those of the cluster do: through their gateway, through one of its own, or not at all. */
function wayOut({ Resources: there, Outputs = {} }: Template, token: string, routeTable: string): Resources {
  const mode = Outputs['FeatureNATMode']?.Value
  const own = mode === 'HighlyAvailable' ? natGateway(token, token) : {}
  const gateway = mode === 'HighlyAvailable' ? `NATGateway${token}` : there['NATGateway'] && 'NATGateway'
  if (gateway === undefined) return {}
  const route = { RouteTableId: ref(routeTable), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref(gateway) }
  return { ...own, [`NATPrivateSubnetRoute${token}`]: resource('AWS::EC2::Route', route) }
}
