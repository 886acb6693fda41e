import type { Cluster } from '#src/config/cluster.ts'
import { exported, getAtt, managedPolicy, ref, resource, stackScoped, type Outputs, type Resource, type Resources } from './cfn.ts'
import type { Network } from './network.ts'
import { policyDocument, serviceRole } from './roles.ts'
import { remoteNetworks } from './security-groups.ts'

/** What the parts about hybrid nodes need of a cluster. */
type Named = Pick<Cluster, 'name' | 'config'>

/** Whether nodes outside AWS may join. */
export const hasHybridNodes = (cluster: Named): boolean => remoteNetworks(cluster).length > 0

const usesRolesAnywhere = (cluster: Named) => cluster.config.remoteNetworkConfig?.iam?.provider === 'ira'
const roleId = (cluster: Named) => (usesRolesAnywhere(cluster) ? 'HybridNodesIRARole' : 'HybridNodesSSMRole')

/** The role of nodes outside AWS, what they prove themselves with, and their way into the cluster. */
export function hybridNodes(cluster: Named): { readonly resources: Resources; readonly outputs: Outputs } {
  if (!hasHybridNodes(cluster)) return { resources: {}, outputs: {} }
  const { roleARN } = cluster.config.remoteNetworkConfig?.iam ?? {}
  const own = roleARN ? {} : usesRolesAnywhere(cluster) ? rolesAnywhere(cluster) : { HybridNodesSSMRole: ssmRole }
  return {
    resources: {
      ...own,
      RemoteNodesAccessEntry: resource(
        'AWS::EKS::AccessEntry',
        { PrincipalArn: roleARN || getAtt(roleId(cluster), 'Arn'), ClusterName: cluster.name, Type: 'HYBRID_LINUX' },
        { DependsOn: ['ControlPlane'] },
      ),
    },
    outputs: {
      RemoteNodesRoleARN: exported('RemoteNodesRoleARN', roleARN || getAtt(roleId(cluster), 'Arn')),
      ...(!roleARN &&
        usesRolesAnywhere(cluster) && {
          RemoteNodesTrustAnchorARN: exported('RemoteNodesTrustAnchorARN', getAtt('TrustAnchor', 'TrustAnchorArn')),
          RemoteNodesAnywhereProfileARN: exported('RemoteNodesAnywhereProfileARN', getAtt('AnywhereProfile', 'ProfileArn')),
        }),
    },
  }
}

const describeCluster = {
  name: 'EKSDescribeCluster',
  document: policyDocument([{ Effect: 'Allow', Action: ['eks:DescribeCluster'], Resource: '*' }]),
}

const ssmRole: Resource = serviceRole({
  trusts: 'SSM',
  managedPolicies: [managedPolicy('AmazonSSMManagedInstanceCore'), managedPolicy('AmazonEC2ContainerRegistryPullOnly')],
  policies: [
    {
      name: 'SSMRolePolicy',
      document: policyDocument([
        { Effect: 'Allow', Action: ['ssm:DeregisterManagedInstance', 'ssm:DescribeInstanceInformation'], Resource: '*' },
      ]),
    },
    describeCluster,
  ],
})

const rolesAnywhere = (cluster: Named): Resources => ({
  TrustAnchor: resource('AWS::RolesAnywhere::TrustAnchor', {
    Enabled: true,
    Name: stackScoped('CA'),
    Source: {
      SourceType: 'CERTIFICATE_BUNDLE',
      SourceData: { X509CertificateData: cluster.config.remoteNetworkConfig?.iam?.caBundleCert },
    },
  }),
  HybridNodesIRARole: serviceRole({
    trusts: 'IRA',
    actions: ['sts:TagSession', 'sts:SetSourceIdentity'],
    condition: { ArnEquals: { 'aws:SourceArn': getAtt('TrustAnchor', 'TrustAnchorArn') } },
    managedPolicies: [managedPolicy('AmazonEC2ContainerRegistryPullOnly'), managedPolicy('AmazonSSMManagedInstanceCore')],
    policies: [describeCluster],
    dependsOn: ['TrustAnchor'],
  }),
  AnywhereProfile: resource(
    'AWS::RolesAnywhere::Profile',
    { Enabled: true, Name: stackScoped('remote-nodes'), RoleArns: [getAtt('HybridNodesIRARole', 'Arn')], AcceptRoleSessionName: true },
    { DependsOn: ['HybridNodesIRARole'] },
  ),
})

/** Routes from the private subnets of a dedicated VPC to the remote networks, through the gateway that the config names. */
export function remoteRoutes(cluster: Named, network: Pick<Network, 'vpcId' | 'privateSubnets' | 'privateZones'>): Resources {
  const gateway = cluster.config.remoteNetworkConfig?.vpcGatewayID ?? ''
  const kind = gateway.startsWith('tgw-') ? 'TGW' : gateway.startsWith('vgw-') ? 'VGW' : undefined
  if (!kind || !hasHybridNodes(cluster) || network.privateZones.length === 0) return {}
  const attachment = kind === 'TGW' ? 'TransitGatewayAttachment' : 'VirtualPrivateGatewayAttachment'
  const target = kind === 'TGW' ? { TransitGatewayId: gateway } : { GatewayId: gateway }
  return {
    [attachment]:
      kind === 'TGW'
        ? resource('AWS::EC2::TransitGatewayAttachment', {
            TransitGatewayId: gateway,
            VpcId: network.vpcId,
            SubnetIds: network.privateSubnets,
          })
        : resource('AWS::EC2::VPCGatewayAttachment', { VpnGatewayId: gateway, VpcId: network.vpcId }),
    ...Object.fromEntries(
      network.privateZones.flatMap((zone) =>
        remoteNetworks(cluster).map((range, n) => [
          `${kind}PrivateSubnetRoute${n}${zone}`,
          resource(
            'AWS::EC2::Route',
            { RouteTableId: ref(`PrivateRouteTable${zone}`), DestinationCidrBlock: range, ...target },
            { DependsOn: [attachment] },
          ),
        ]),
      ),
    ),
  }
}
