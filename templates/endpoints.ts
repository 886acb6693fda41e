import type { Cluster } from '#src/config/cluster.ts'
import { endpointKind, endpointServiceName, wantedEndpoints } from '#src/tables/endpoint-services.ts'
import { ref, resource, type Resource, type Resources, type Value } from './cfn.ts'
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

/** On Outposts the private subnets are let in to the endpoints one by one. */
export function endpointRules(cluster: Cluster): Resources {
  if (!isFullyPrivate(cluster) || !cluster.config.outpost?.controlPlaneOutpostARN) return {}
  return Object.fromEntries(
    cluster.subnets
      .filter((subnet) => !subnet.public)
      .map((subnet) => [
        `IngressPrivateSubnet${zoneToken(subnet.zone)}`,
        resource('AWS::EC2::SecurityGroupIngress', {
          GroupId: ref('ClusterSharedNodeSecurityGroup'),
          CidrIp: subnet.cidr,
          Description: 'Allow private subnets to communicate with VPC endpoints',
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
        }),
      ]),
  )
}
