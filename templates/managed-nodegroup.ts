import type { Cluster, ClusterFacts, ManagedNodegroup } from '#src/config/cluster.ts'
import { eksAmiType } from '#src/tables/ami-families.ts'
import { instanceClass, representativeType } from '#src/tables/instances.ts'
import { bootstrapOf, familyOf, nodeLabels } from '#src/userdata/bootstrap.ts'
import { userData } from '#src/userdata/user-data.ts'
import { ref, resource, stackScoped, template, withNameTags, type Resource, type Resources, type Template, type Value } from './cfn.ts'
import { launchTemplate, nodegroupTags, placement, sharedProperties } from './launch-template.ts'
import { efaGroup, networkInterfaces, placementGroup, sshRules } from './node-network.ts'
import { nodeRole, nodeRoleArn, withoutPath } from './node-role.ts'
import type { Properties } from './properties.generated.ts'
import { clusterReferences, type ClusterReferences } from './references.ts'
import { principalMapping } from './roles.ts'

type NodegroupProperties = Properties['AWS::EKS::Nodegroup']

/** A nodegroup that EKS runs, with the launch template and the role of its nodes. */
export function managedNodegroupTemplate(
  cluster: Cluster,
  nodegroup: ManagedNodegroup,
  facts: ClusterFacts,
  subnetIds: readonly string[],
): Template {
  const references = clusterReferences(cluster.name, facts)
  const { config } = nodegroup
  return template({
    Description: `EKS Managed Nodes (SSH access: ${config.ssh?.allow ?? false}) [created by eksctl]`,
    Mappings: principalMapping,
    Resources: withNameTags({
      ...(!config.iam?.instanceRoleARN && nodeRole(cluster, nodegroup, facts)),
      ...(!config.launchTemplate && ownLaunchTemplate(cluster, nodegroup, facts, references)),
      ManagedNodeGroup: managedNodegroup(cluster, nodegroup, subnetIds),
    }),
  })
}

function managedNodegroup(cluster: Cluster, nodegroup: ManagedNodegroup, subnetIds: readonly string[]): Resource {
  const { config } = nodegroup
  const roleArn = config.iam?.instanceRoleARN
  return resource('AWS::EKS::Nodegroup', {
    ClusterName: cluster.name,
    NodegroupName: nodegroup.name,
    ScalingConfig: scaling(nodegroup),
    Subnets: subnetIds,
    NodeRole: roleArn ? withoutPath(roleArn) : nodeRoleArn,
    Labels: nodeLabels(cluster, nodegroup),
    Tags: nodegroupTags(cluster, nodegroup),
    ...capacityType(nodegroup),
    ...imageAndTypes(nodegroup),
    LaunchTemplate: config.launchTemplate
      ? { Id: config.launchTemplate.id, Version: config.launchTemplate.version || undefined }
      : { Id: ref('LaunchTemplate') },
    ...optionalSettings(nodegroup),
  })
}

/** Sizes in EKS's terms: what is not stated follows from what is. */
function scaling({ config }: ManagedNodegroup): NodegroupProperties['ScalingConfig'] {
  const minimum = config.minSize ?? config.desiredCapacity ?? 2
  return {
    MinSize: minimum,
    MaxSize: config.maxSize ?? Math.max(config.desiredCapacity ?? minimum, 1),
    DesiredSize: config.desiredCapacity ?? minimum,
  }
}

const isCapacityBlock = ({ config }: ManagedNodegroup) => config.instanceMarketOptions?.marketType === 'capacity-block'

function capacityType(nodegroup: ManagedNodegroup): Partial<NodegroupProperties> {
  if (isCapacityBlock(nodegroup)) return { CapacityType: 'CAPACITY_BLOCK' }
  return nodegroup.config.spot ? { CapacityType: 'SPOT' } : {}
}

const instanceTypes = ({ config }: ManagedNodegroup): readonly string[] =>
  config.instanceTypes?.length ? config.instanceTypes : [config.instanceType || 'm5.large']

/** EKS picks the image by type; where the launch template names one, or the instance type, the nodegroup must not. */
function imageAndTypes(nodegroup: ManagedNodegroup): Partial<NodegroupProperties> {
  const { launchTemplate: given, image, config } = nodegroup
  const ownImage = config.launchTemplate ? given?.imageId !== undefined : ownImageId(nodegroup) !== undefined
  const type = given?.instanceType ?? representativeType(config.instanceTypes, config.instanceType)
  const typesElsewhere = isCapacityBlock(nodegroup) || given?.instanceType !== undefined
  return {
    ...(!ownImage && !image && { AmiType: eksAmiType(familyOf(nodegroup), instanceClass(type)) }),
    ...(!typesElsewhere && { InstanceTypes: instanceTypes(nodegroup) }),
  }
}

const ownImageId = ({ config, image }: ManagedNodegroup) => image?.id ?? (config.ami?.startsWith('ami-') ? config.ami : undefined)

const taintEffects: Readonly<Record<string, string>> = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
}

function optionalSettings({ config }: ManagedNodegroup): Partial<NodegroupProperties> {
  const { taints, updateConfig, nodeRepairConfig: repair, releaseVersion } = config
  return {
    ...(taints?.length && {
      Taints: taints.map(({ key, value = '', effect = '' }) => ({ Key: key, Value: value, Effect: taintEffects[effect] ?? effect })),
    }),
    ...(updateConfig && {
      UpdateConfig: { MaxUnavailable: updateConfig.maxUnavailable, MaxUnavailablePercentage: updateConfig.maxUnavailablePercentage },
    }),
    ...(releaseVersion && { ReleaseVersion: releaseVersion }),
    ...(repair && {
      NodeRepairConfig: {
        Enabled: repair.enabled,
        MaxUnhealthyNodeThresholdPercentage: repair.maxUnhealthyNodeThresholdPercentage,
        MaxUnhealthyNodeThresholdCount: repair.maxUnhealthyNodeThresholdCount,
        MaxParallelNodesRepairedPercentage: repair.maxParallelNodesRepairedPercentage,
        MaxParallelNodesRepairedCount: repair.maxParallelNodesRepairedCount,
        ...(repair.nodeRepairConfigOverrides && {
          NodeRepairConfigOverrides: repair.nodeRepairConfigOverrides.map((one) => ({
            NodeMonitoringCondition: one.nodeMonitoringCondition,
            NodeUnhealthyReason: one.nodeUnhealthyReason,
            MinRepairWaitTimeMins: one.minRepairWaitTimeMins,
            RepairAction: one.repairAction,
          })),
        }),
      },
    }),
  }
}

function ownLaunchTemplate(cluster: Cluster, nodegroup: ManagedNodegroup, facts: ClusterFacts, references: ClusterReferences): Resources {
  const { config } = nodegroup
  const ssh = config.ssh?.allow === true && Boolean(config.ssh.publicKeyName)
  const efa = config.efaEnabled === true
  // From 1.33 on, the group that EKS makes for the cluster has the rules that EFA needs.
  const ownEfaGroup = efa && Number(cluster.version.split('.')[1] ?? 0) < 33
  const ownPlacement = efa && !config.placement && !config.capacityReservation
  const groups = [
    references.clusterSecurityGroup,
    ...(config.securityGroups?.attachIDs ?? []),
    ...(ssh ? [ref('SSH')] : []),
    ...(ownEfaGroup ? [ref('EFASG')] : []),
  ]
  return {
    LaunchTemplate: launchTemplate({
      ...sharedProperties(cluster, nodegroup),
      ...(isCapacityBlock(nodegroup) && { InstanceType: instanceTypes(nodegroup)[0] }),
      ImageId: ownImageId(nodegroup),
      UserData: userData(bootstrapOf(cluster, nodegroup, facts)),
      ...(efa ? { NetworkInterfaces: networkInterfaces(nodegroup, groups) } : { SecurityGroupIds: groups }),
      ...placement(nodegroup, ownPlacement),
    }),
    ...(ssh && { SSH: sshGroup(cluster, nodegroup, facts, references.vpc) }),
    ...(ownEfaGroup && efaGroup(nodegroup, references.vpc)),
    ...(ownPlacement && placementGroup),
  }
}

const sshGroup = (cluster: Cluster, nodegroup: ManagedNodegroup, facts: ClusterFacts, vpc: Value<string>): Resource =>
  resource('AWS::EC2::SecurityGroup', {
    GroupName: stackScoped('remoteAccess'),
    GroupDescription: 'Allow SSH access',
    VpcId: vpc,
    SecurityGroupIngress: sshRules(cluster, nodegroup, facts, 'managed worker nodes'),
  })
