import type { Cluster } from '#src/config/cluster.ts'
import { autoModePolicies } from '#src/tables/auto-mode.ts'
import {
  exported,
  getAtt,
  managedPolicy,
  output,
  ref,
  resource,
  tagList,
  type Outputs,
  type Resource,
  type Resources,
  type Value,
} from './cfn.ts'
import { autoModeConditions, autoModeOutput, autoModeRole } from './auto-mode-role.ts'
import { hasHybridNodes } from './hybrid-nodes.ts'
import type { Network } from './network.ts'
import type { Properties } from './properties.generated.ts'
import { serviceRole } from './roles.ts'
import type { SecurityGroups } from './security-groups.ts'

type ClusterProperties = Properties['AWS::EKS::Cluster']

/** The role that EKS runs the control plane with, unless one is given. */
export function clusterRole(cluster: Cluster): Resources {
  const { serviceRoleARN, serviceRolePermissionsBoundary, vpcResourceControllerPolicy } = cluster.config.iam ?? {}
  if (serviceRoleARN) return {}
  const boundary = serviceRolePermissionsBoundary
  if (onOutpost(cluster)) {
    return { ServiceRole: serviceRole({ trusts: 'EC2', managedPolicies: [managedPolicy('AmazonEKSLocalOutpostClusterPolicy')], boundary }) }
  }
  const policies = [
    'AmazonEKSClusterPolicy',
    ...(vpcResourceControllerPolicy === false ? [] : ['AmazonEKSVPCResourceController']),
    ...(autoMode(cluster) ? autoModePolicies : []),
  ]
  return {
    ServiceRole: serviceRole({ trusts: 'EKS', actions: ['sts:TagSession'], managedPolicies: policies.map(managedPolicy), boundary }),
  }
}

const autoMode = (cluster: Cluster): boolean => cluster.config.autoModeConfig?.enabled === true
const onOutpost = (cluster: Cluster) => Boolean(cluster.config.outpost?.controlPlaneOutpostARN)
const serviceRoleArn = (cluster: Cluster) => cluster.config.iam?.serviceRoleARN || getAtt('ServiceRole', 'Arn')

/** The node role of Auto Mode with what it brings to the template: only where there are node pools and no role is given. */
export function autoModeNodeRole(cluster: Cluster) {
  const { nodePools = [], nodeRoleARN, permissionsBoundaryARN } = cluster.config.autoModeConfig ?? {}
  if (!autoMode(cluster) || nodeRoleARN || nodePools.length === 0) return { resources: {}, outputs: {}, conditions: undefined }
  return {
    resources: { AutoModeNodeRole: autoModeRole(permissionsBoundaryARN) },
    outputs: { AutoModeNodeRoleARN: autoModeOutput },
    conditions: autoModeConditions,
  }
}

/** The control plane itself. */
export function controlPlane(cluster: Cluster, network: Network, groups: SecurityGroups): Resource {
  const { metadata, vpc, accessConfig } = cluster.config
  return resource('AWS::EKS::Cluster', {
    Name: cluster.name,
    Version: cluster.version,
    RoleArn: serviceRoleArn(cluster),
    BootstrapSelfManagedAddons: false,
    AccessConfig: {
      AuthenticationMode: accessConfig?.authenticationMode,
      BootstrapClusterCreatorAdminPermissions: accessConfig?.bootstrapClusterCreatorAdminPermissions ?? true,
    },
    ResourcesVpcConfig: {
      EndpointPublicAccess: vpc?.clusterEndpoints?.publicAccess,
      EndpointPrivateAccess: vpc?.clusterEndpoints?.privateAccess,
      ...(vpc?.publicAccessCIDRs?.length && { PublicAccessCidrs: vpc.publicAccessCIDRs }),
      ...(vpc?.controlPlaneEgressMode && { ControlPlaneEgressMode: vpc.controlPlaneEgressMode }),
      SecurityGroupIds: groups.controlPlane,
      SubnetIds: controlPlaneSubnets(cluster, network),
    },
    KubernetesNetworkConfig: kubernetesNetwork(cluster),
    ...settings(cluster),
    ...(autoMode(cluster) && autoModeSettings(cluster)),
    ...(onOutpost(cluster) && { OutpostConfig: outpostSettings(cluster) }),
    Tags: tagList(metadata?.tags),
  })
}

/** Where EKS puts the control plane's network interfaces. */
function controlPlaneSubnets(cluster: Cluster, network: Network): readonly Value<string>[] {
  const { vpc } = cluster.config
  if (vpc?.controlPlaneSubnetIDs?.length) return vpc.controlPlaneSubnetIDs
  const privateOnly =
    vpc?.controlPlaneOnPrivateSubnets ||
    (onOutpost(cluster) && network.privateSubnets.length > 0) ||
    (autoMode(cluster) && network.resources['VPC'] !== undefined)
  return privateOnly ? network.privateSubnets : [...network.publicSubnets, ...network.privateSubnets]
}

function kubernetesNetwork(cluster: Cluster): ClusterProperties['KubernetesNetworkConfig'] {
  const network = cluster.config.kubernetesNetworkConfig
  return {
    ...(autoMode(cluster) && { ElasticLoadBalancing: { Enabled: true } }),
    ...(network && { IpFamily: (network.ipFamily || 'IPv4').toLowerCase() }),
    ...(network?.serviceIPv4CIDR && { ServiceIpv4Cidr: network.serviceIPv4CIDR }),
  }
}

const autoModeSettings = (cluster: Cluster): Partial<ClusterProperties> => {
  const { nodePools = [], nodeRoleARN } = cluster.config.autoModeConfig ?? {}
  return {
    ComputeConfig: {
      Enabled: true,
      ...(nodePools.length > 0 && { NodePools: nodePools, NodeRoleArn: nodeRoleARN || getAtt('AutoModeNodeRole', 'Arn') }),
    },
    StorageConfig: { BlockStorage: { Enabled: true } },
  }
}

/** The settings that stand in the template only where they are stated. */
function settings(cluster: Cluster): Partial<ClusterProperties> {
  const { secretsEncryption, cloudWatch, upgradePolicy, zonalShiftConfig, controlPlaneScalingConfig } = cluster.config
  const { remoteNodeNetworks, remotePodNetworks } = cluster.config.remoteNetworkConfig ?? {}
  const logs = cloudWatch?.clusterLogging?.enableTypes
  const cidrs = (networks: typeof remoteNodeNetworks) => networks?.map((network) => ({ Cidrs: network.cidrs ?? [] }))
  return {
    ...(secretsEncryption?.keyARN && {
      EncryptionConfig: [{ Resources: ['secrets'], Provider: { KeyArn: secretsEncryption.keyARN } }],
    }),
    ...(logs?.length && { Logging: { ClusterLogging: { EnabledTypes: logs.map((type) => ({ Type: type })) } } }),
    ...(upgradePolicy?.supportType && { UpgradePolicy: { SupportType: upgradePolicy.supportType } }),
    ...(zonalShiftConfig?.enabled && { ZonalShiftConfig: { Enabled: true } }),
    ...(controlPlaneScalingConfig?.tier && { ControlPlaneScalingConfig: { Tier: controlPlaneScalingConfig.tier } }),
    ...componentSettings(cluster),
    ...(hasHybridNodes(cluster) && {
      RemoteNetworkConfig: { RemoteNodeNetworks: cidrs(remoteNodeNetworks), RemotePodNetworks: cidrs(remotePodNetworks) },
    }),
  }
}

/** Settings of the Kubernetes components that EKS lets one change. */
function componentSettings(cluster: Cluster): Partial<ClusterProperties> {
  const { kubeAPIServerConfig: api, kubeSchedulerConfig: scheduler, kubeControllerManagerConfig: manager } = cluster.config
  const ports = api?.serviceNodePortRange
  const strategy = scheduler?.nodeResourcesFit?.scoringStrategy
  const period = manager?.horizontalPodAutoscalerControllerConfig?.horizontalPodAutoscalerSyncPeriod
  return {
    ...((api?.eventTTL || ports) && {
      KubeApiServerConfig: {
        EventTtl: api?.eventTTL || undefined,
        ...(ports && { ServiceNodePortRange: { MinPort: ports.minPort, MaxPort: ports.maxPort } }),
      },
    }),
    ...(strategy && {
      KubeSchedulerConfig: {
        NodeResourcesFit: {
          ScoringStrategy: {
            Type: strategy.type,
            Resources: strategy.resources?.map(({ name, weight }) => ({ Name: name, Weight: weight })),
          },
        },
      },
    }),
    ...(period && {
      KubeControllerManagerConfig: { HorizontalPodAutoscalerControllerConfig: { HorizontalPodAutoscalerSyncPeriod: period } },
    }),
  }
}

function outpostSettings(cluster: Cluster): ClusterProperties['OutpostConfig'] {
  const { controlPlaneOutpostARN, controlPlaneInstanceType, controlPlanePlacement, etcdInstanceType, etcdPlacement } =
    cluster.config.outpost ?? {}
  return {
    OutpostArns: controlPlaneOutpostARN ? [controlPlaneOutpostARN] : [],
    ControlPlaneInstanceType: controlPlaneInstanceType ?? '',
    ...(controlPlanePlacement && {
      ControlPlanePlacement: { GroupName: controlPlanePlacement.groupName, SpreadLevel: controlPlanePlacement.spreadLevel },
    }),
    ...(etcdInstanceType && { EtcdInstanceType: etcdInstanceType }),
    ...(etcdPlacement && { EtcdPlacement: { SpreadLevel: etcdPlacement.spreadLevel } }),
  }
}

/** What others need to know of the control plane. */
export const controlPlaneOutputs = (cluster: Cluster): Outputs => ({
  ARN: exported('ARN', getAtt('ControlPlane', 'Arn')),
  CertificateAuthorityData: output(getAtt('ControlPlane', 'CertificateAuthorityData')),
  ClusterSecurityGroupId: exported('ClusterSecurityGroupId', getAtt('ControlPlane', 'ClusterSecurityGroupId')),
  ClusterStackName: output(ref('AWS::StackName')),
  Endpoint: exported('Endpoint', getAtt('ControlPlane', 'Endpoint')),
  ServiceRoleARN: exported('ServiceRoleARN', serviceRoleArn(cluster)),
})
