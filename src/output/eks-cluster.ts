/** Fields that eksctl prints although EKS left them out: by the section that holds them, the value of an unset one. */
const unset: Readonly<Record<string, Readonly<Record<string, null | '' | false>>>> = {
  '': Object.fromEntries(
    [
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
    ].map((key) => [key, null]),
  ),
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

/** DescribeCluster's answer as eksctl prints it: keys begin with a capital, unset fields stand there with Go's empty value. */
export function eksCluster(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const printed: Record<string, unknown> = { Status: '', ...unset[''], ...capitalised(raw) }
  for (const [section, fields] of Object.entries(unset)) {
    const value = printed[section]
    if (section !== '' && typeof value === 'object' && value !== null) printed[section] = { ...fields, ...value }
  }
  return inOrder(printed)
}

function capitalised(value: object): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(
    entries.map(([key, one]) => {
      const name = key.charAt(0).toUpperCase() + key.slice(1)
      return [name, verbatim.has(name) ? one : printable(one)]
    }),
  )
}

function printable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (Array.isArray(value)) return value.map(printable)
  return typeof value === 'object' && value !== null ? capitalised(value) : value
}

const inOrder = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
