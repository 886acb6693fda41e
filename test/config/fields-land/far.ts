import type { Part } from './document.ts'
import { policyDocument } from './situations.ts'

/** A change of a config that must be seen in places other than where one looks first. */
export interface FarRow {
  readonly title: string
  readonly before: Part
  /** What is changed in it. */
  readonly change: Part
  readonly places: readonly string[]
}

const workers = { nodeGroups: [{ name: 'workers', amiFamily: 'AmazonLinux2023' }] }
const managed = { managedNodeGroups: [{ name: 'workers' }] }
const discovery = { 'karpenter.sh/discovery': 'dev' }
const launch = 'AWS::EC2::LaunchTemplate.LaunchTemplateData'
const windows = 'WindowsServer2022CoreContainer'

/** Fields that several parts of a cluster read. */
export const farRows: readonly FarRow[] = [
  {
    title: 'tags of the cluster are those of managed nodes too',
    before: managed,
    change: { metadata: { tags: { team: 'metal' } } },
    places: ['AWS::EKS::Cluster.Tags', 'AWS::EKS::Nodegroup.Tags', `${launch}.TagSpecifications`, 'tags of the stack'],
  },
  {
    title: 'the discovery tag of Karpenter goes onto subnets and security groups',
    before: { iam: { withOIDC: true }, karpenter: { version: '1.6.2' } },
    change: { metadata: { tags: discovery } },
    places: ['AWS::EC2::SecurityGroup.Tags', 'AWS::EC2::Subnet.Tags', 'CreateTags'],
  },
  {
    title: 'with OIDC nodes do not carry the permissions of the network add-on',
    before: workers,
    change: { iam: { withOIDC: true } },
    places: ['AWS::IAM::Role.ManagedPolicyArns', 'CreateOpenIDConnectProvider', 'UpdateAddon', 'tags of the stack'],
  },
  {
    title: 'without access entries nodes come in by aws-auth',
    before: workers,
    change: { accessConfig: { authenticationMode: 'CONFIG_MAP' } },
    places: ['AWS::EKS::AccessEntry', 'Kubernetes: ConfigMap aws-auth', 'output NodeGroupUsesAccessEntry'],
  },
  {
    title: 'the permissions boundary of the control plane is that of nodes of Karpenter too',
    before: { iam: { withOIDC: true }, karpenter: { version: '1.6.2' } },
    change: { iam: { serviceRolePermissionsBoundary: 'arn:aws:iam::111122223333:policy/ceiling' } },
    places: ['AWS::IAM::Role.PermissionsBoundary'],
  },
  {
    title: 'logs of a fully private cluster need an endpoint',
    before: { privateCluster: { enabled: true } },
    change: { cloudWatch: { clusterLogging: { enableTypes: ['api'] } } },
    places: ['AWS::EC2::VPCEndpoint', 'AWS::EKS::Cluster.Logging.ClusterLogging.EnabledTypes'],
  },
  {
    title: 'a fully private cluster shuts its endpoint at the end',
    before: {},
    change: { privateCluster: { enabled: true } },
    places: ['AWS::EC2::VPCEndpoint', 'UpdateClusterConfig'],
  },
  {
    title: 'SSH to private nodes is for the VPC alone',
    before: { nodeGroups: [{ ...workers.nodeGroups[0], ssh: { allow: true } }] },
    change: { nodeGroups: [{ privateNetworking: true }] },
    places: ['AWS::AutoScaling::AutoScalingGroup.VPCZoneIdentifier', 'AWS::EC2::SecurityGroup.SecurityGroupIngress'],
  },
  {
    title: 'Windows nodes have their own kind of entry, and addresses for their pods',
    before: workers,
    change: { nodeGroups: [{ amiFamily: windows }] },
    places: ['AWS::EKS::AccessEntry.Type', 'Kubernetes: ConfigMap amazon-vpc-cni', `${launch}.UserData`],
  },
  {
    title: 'nodes with GPUs get their device plugin',
    before: managed,
    change: { managedNodeGroups: [{ instanceType: 'g4dn.xlarge' }] },
    places: ['AWS::EKS::Nodegroup.AmiType', 'AWS::EKS::Nodegroup.InstanceTypes', 'Kubernetes: DaemonSet'],
  },
  {
    title: 'a Fargate profile for kube-system takes coredns along',
    before: { fargateProfiles: [{ name: 'web', selectors: [{ namespace: 'web' }] }] },
    change: { fargateProfiles: [{ selectors: [{ namespace: 'kube-system' }] }] },
    places: ['CreateFargateProfile', 'Kubernetes: Deployment coredns'],
  },
  {
    title: 'encrypted Bottlerocket nodes have both disks encrypted',
    before: { nodeGroups: [{ name: 'workers', amiFamily: 'Bottlerocket', volumeSize: 20 }] },
    change: { nodeGroups: [{ volumeEncrypted: true, volumeKmsKeyID: 'key-1' }] },
    places: [`${launch}.BlockDeviceMappings`],
  },
  {
    title: 'Auto Mode brings its own network: no add-ons for it',
    before: {},
    change: { autoModeConfig: { enabled: true } },
    places: ['AWS::EKS::Cluster.ResourcesVpcConfig.SubnetIds', 'AWS::IAM::Role', 'AWS::IAM::Role.ManagedPolicyArns', 'CreateAddon'],
  },
  {
    title: 'a role of a service account that others make is not made',
    before: {
      iam: { withOIDC: true, serviceAccounts: [{ metadata: { name: 'reader' }, attachPolicy: policyDocument }] },
    },
    change: { iam: { serviceAccounts: [{ attachRoleARN: 'arn:aws:iam::111122223333:role/reader' }] } },
    places: ['Kubernetes: ServiceAccount', 'stack eksctl-‹cluster›-addon-iamserviceaccount-default-reader'],
  },
]
