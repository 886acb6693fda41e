/** AWS's managed policies by name and the path they stand under. Any name of AWS's form is taken as one that exists, but for those that are known not to. */
const serviceRole = new Set([
  'AmazonEBSCSIDriverPolicy',
  'AmazonEBSCSIDriverPolicyV2',
  'AmazonEFSCSIDriverPolicy',
  'AmazonEC2RoleforSSM',
  'AWSLambdaBasicExecutionRole',
  'AmazonS3ObjectLambdaExecutionRolePolicy',
  'AutoScalingNotificationAccessRole',
  'AWSConfigRole',
])

const atRoot = new Set([
  'AdministratorAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'AmazonEKSClusterPolicy',
  'AmazonEKSServicePolicy',
  'AmazonEKSVPCResourceController',
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEKSFargatePodExecutionRolePolicy',
  'AmazonEKSBlockStoragePolicy',
  'AmazonEKSBlockStoragePolicyV2',
  'AmazonEKSComputePolicy',
  'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingPolicy',
  'AmazonEKSLocalOutpostClusterPolicy',
  'AmazonEKSConnectorServiceRolePolicy',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryPowerUser',
  'AmazonEC2ContainerRegistryFullAccess',
  'AmazonElasticContainerRegistryPublicReadOnly',
  'AmazonElasticContainerRegistryPublicFullAccess',
  'AmazonSSMManagedInstanceCore',
  'AmazonSSMFullAccess',
  'AmazonSSMReadOnlyAccess',
  'AmazonS3FullAccess',
  'AmazonS3ReadOnlyAccess',
  'AmazonDynamoDBFullAccess',
  'AmazonDynamoDBReadOnlyAccess',
  'AmazonSQSFullAccess',
  'AmazonSQSReadOnlyAccess',
  'AmazonKinesisVideoStreamsFullAccess',
  'AWSCodeCommitReadOnly',
  'AmazonSNSFullAccess',
  'AmazonEC2FullAccess',
  'AmazonEC2ReadOnlyAccess',
  'AmazonVPCFullAccess',
  'AmazonVPCReadOnlyAccess',
  'AmazonRoute53FullAccess',
  'AmazonRoute53ReadOnlyAccess',
  'AmazonRDSFullAccess',
  'AmazonElasticFileSystemFullAccess',
  'AmazonElasticFileSystemClientReadWriteAccess',
  'AmazonFSxFullAccess',
  'AmazonPrometheusRemoteWriteAccess',
  'AmazonPrometheusQueryAccess',
  'CloudWatchAgentServerPolicy',
  'CloudWatchFullAccess',
  'CloudWatchLogsFullAccess',
  'CloudWatchReadOnlyAccess',
  'AWSXrayWriteOnlyAccess',
  'AWSXRayDaemonWriteAccess',
  'AWSAppMeshEnvoyAccess',
  'AWSAppMeshFullAccess',
  'AWSCloudMapFullAccess',
  'AWSCloudFormationFullAccess',
  'AutoScalingFullAccess',
  'ElasticLoadBalancingFullAccess',
  'ElasticLoadBalancingReadOnly',
  'IAMFullAccess',
  'IAMReadOnlyAccess',
  'SecretsManagerReadWrite',
  'AWSOutpostsAuthorizeServerPolicy',
  'AWSMarketplaceMeteringRegisterUsage',
  'AWSPrivateCAConnectorForKubernetesPolicy',
  'AmazonGuardDutyFullAccess',
])

const readers = new Set(['ReadOnlyAccess'])
const everything = new Set(['AdministratorAccess'])

const form = /^arn:(aws[a-z-]*):iam::aws:policy\/(service-role\/|aws-service-role\/|job-function\/)?([\w+=,.@-]+)$/

/** A policy that AWS keeps. */
export interface AwsManaged {
  readonly arn: string
  readonly path: string
  readonly name: string
}

/** The AWS managed policy of an ARN; undefined where AWS has none of that name and path. */
export function awsManaged(arn: string): AwsManaged | undefined {
  const found = form.exec(arn)
  if (!found) return undefined
  const [, , path = '', name = ''] = found
  const known = path === '' ? atRoot.has(name) : path === 'service-role/' ? serviceRole.has(name) : true
  return known ? { arn, path: `/${path}`, name } : undefined
}

/** All that the table holds, in a partition. */
export function awsManagedPolicies(partition: string): AwsManaged[] {
  const arn = (path: string) => `arn:${partition}:iam::aws:policy/${path}`
  return [
    ...[...atRoot].map((name) => ({ arn: arn(name), path: '/', name })),
    ...[...serviceRole].map((name) => ({ arn: arn(`service-role/${name}`), path: '/service-role/', name })),
  ]
}

/** What an AWS managed policy allows, as far as permissions here go by it: all, reads, or what its name's service is not asked for. */
export function awsManagedDocument(name: string): string {
  const reads = ['*:Get*', '*:List*', '*:Describe*', '*:Lookup*', '*:Search*']
  const actions = everything.has(name) ? '*' : readers.has(name) ? reads : ['sandbox:nothing']
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] })
}
