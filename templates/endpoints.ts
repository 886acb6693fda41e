import type { Cluster } from '#src/config/cluster.ts'
import { endpointKind, endpointServiceName, wantedEndpoints } from '#src/tables/endpoint-services.ts'
import { resource, type Resource, type Resources, type Value } from './cfn.ts'
import { isFullyPrivate, zoneToken, type Network } from './network.ts'

/** A VPC endpoint for each of them: a route for S3, network interfaces in the zones that have the service for the others. */
export const endpointResources = (cluster: Cluster, network: Network, sharedNode: Value<string>): Resources =>
  Object.fromEntries(
    wantedEndpoints(cluster.config).map((service) => [
      `VPCEndpoint${service.replaceAll('.', '').toUpperCase()}`,
      endpoint(cluster, network, sharedNode, service),
    ]),
  )

function endpoint(cluster: Cluster, network: Network, sharedNode: Value<string>, service: string): Resource {
  const kind = endpointKind(service)
  const zones = cluster.endpointZones?.[service] ?? cluster.zones
  return resource('AWS::EC2::VPCEndpoint', {
    ServiceName: endpointServiceName(service, cluster.region, cluster.partition),
    VpcId: network.vpcId,
    VpcEndpointType: kind,
    ...(kind === 'Gateway'
      ? { RouteTableIds: network.privateRouteTables }
      : {
          SubnetIds: zones.flatMap((zone) => network.privateSubnetsIn(zone)),
          PrivateDnsEnabled: true,
          SecurityGroupIds: [sharedNode],
        }),
  })
}

/** On Outposts the private subnets are let in to the endpoints one by one, where the rules of the nodes' shared group are ours to keep. */
export function endpointRules(cluster: Cluster, sharedNode: Value<string>): Resources {
  const { outpost, vpc } = cluster.config
  if (!isFullyPrivate(cluster) || !outpost?.controlPlaneOutpostARN || vpc?.manageSharedNodeSecurityGroupRules === false) return {}
  const given = Object.entries(vpc?.subnets?.private ?? {}).flatMap(([zone, { cidr }]) => (cidr ? [{ zone, cidr, public: false }] : []))
  return Object.fromEntries(
    [...cluster.subnets, ...given]
      .filter((subnet) => !subnet.public)
      .map((subnet) => [
        `IngressPrivateSubnet${zoneToken(subnet.zone)}`,
        resource('AWS::EC2::SecurityGroupIngress', {
          GroupId: sharedNode,
          CidrIp: subnet.cidr,
          Description: 'Allow private subnets to communicate with VPC endpoints',
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
        }),
      ]),
  )
}
