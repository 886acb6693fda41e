import { goPrinted, type GoShape, nulls } from './go-shape.ts'

/** Fields that eksctl prints although EKS left them out. */
const unset: GoShape = {
  '': {
    Status: '',
    ...nulls(
      'AccessConfig',
      'Arn',
      'CertificateAuthority',
      'ClientRequestToken',
      'ComputeConfig',
      'ConnectorConfig',
      'ControlPlaneScalingConfig',
      'CreatedAt',
      'DeletionProtection',
      'EncryptionConfig',
      'Endpoint',
      'Health',
      'Id',
      'Identity',
      'KubeApiServerConfig',
      'KubeControllerManagerConfig',
      'KubeSchedulerConfig',
      'KubernetesNetworkConfig',
      'Logging',
      'Name',
      'OutpostConfig',
      'PlatformVersion',
      'RemoteNetworkConfig',
      'ResourcesVpcConfig',
      'RoleArn',
      'StorageConfig',
      'Tags',
      'UpgradePolicy',
      'Version',
      'ZonalShiftConfig',
    ),
  },
  AccessConfig: { AuthenticationMode: '', BootstrapClusterCreatorAdminPermissions: null },
  ComputeConfig: { Enabled: null, NodePools: null, NodeRoleArn: null },
  KubernetesNetworkConfig: { ElasticLoadBalancing: null, IpFamily: '', ServiceIpv4Cidr: null, ServiceIpv6Cidr: null },
  RemoteNetworkConfig: { RemoteNodeNetworks: null, RemotePodNetworks: null },
  ResourcesVpcConfig: {
    ClusterSecurityGroupId: null,
    ControlPlaneEgressMode: '',
    EndpointPrivateAccess: false,
    EndpointPublicAccess: false,
    PublicAccessCidrs: null,
    SecurityGroupIds: null,
    SubnetIds: null,
    VpcId: null,
  },
}

/** Maps whose keys are the user's own words. */
const verbatim = new Set(['Tags'])

/** DescribeCluster's answer as eksctl prints it, its fields in the order of their names. */
export const eksCluster = (raw: Readonly<Record<string, unknown>>): Record<string, unknown> => inOrder(goPrinted(raw, unset, verbatim))

const inOrder = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
