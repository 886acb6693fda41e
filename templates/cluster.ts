import type { Cluster } from '#src/config/cluster.ts'
import { exported, getAtt, template, withNameTags, type Outputs, type Resources, type Template } from './cfn.ts'
import { autoModeNodeRole, clusterRole, controlPlane, controlPlaneOutputs } from './control-plane.ts'
import { endpointResources, endpointRules } from './endpoints.ts'
import { fargateRole } from './fargate.ts'
import { hybridNodes, remoteRoutes } from './hybrid-nodes.ts'
import { isFullyPrivate, type Network } from './network.ts'
import { principalMapping } from './roles.ts'
import { securityGroups } from './security-groups.ts'
import { dedicatedVpcIpv6 } from './vpc-ipv6.ts'
import { existingVpc } from './vpc-existing.ts'
import { dedicatedVpc } from './vpc.ts'

/** The cluster stack: the network, the control plane, and the roles that belong to them. */
export function clusterTemplate(cluster: Cluster): Template {
  const network = networkOf(cluster)
  const groups = securityGroups(cluster, network)
  const autoMode = autoModeNodeRole(cluster)
  const hybrid = hybridNodes(cluster)
  const fargate = fargateParts(cluster)
  const resources = {
    ...network.resources,
    ...groups.resources,
    ...endpointResources(cluster, network, groups.sharedNode),
    ...endpointRules(cluster, groups.sharedNode),
    ...clusterRole(cluster),
    ...hybrid.resources,
    ControlPlane: controlPlane(cluster, network, groups),
    ...fargate.resources,
  }
  return template({
    Description: description(cluster, { ...resources, ...autoMode.resources }),
    Mappings: principalMapping,
    ...(autoMode.conditions && { Conditions: autoMode.conditions }),
    // The Auto Mode role alone has no name tag.
    Resources: { ...withNameTags(resources), ...autoMode.resources },
    Outputs: {
      ...network.outputs,
      ...groups.outputs,
      ...controlPlaneOutputs(cluster),
      ...hybrid.outputs,
      ...fargate.outputs,
      ...autoMode.outputs,
    },
  })
}

function networkOf(cluster: Cluster): Network {
  if (cluster.config.vpc?.id) return existingVpc(cluster)
  if (cluster.config.kubernetesNetworkConfig?.ipFamily?.toLowerCase() === 'ipv6') return dedicatedVpcIpv6(cluster)
  const network = dedicatedVpc(cluster)
  return isFullyPrivate(cluster) ? network : { ...network, resources: { ...network.resources, ...remoteRoutes(cluster, network) } }
}

/** The role of Fargate pods, where there are profiles and no role is given. */
function fargateParts(cluster: Cluster): { readonly resources: Resources; readonly outputs: Outputs } {
  if (cluster.fargateProfiles.length === 0) return { resources: {}, outputs: {} }
  const given = cluster.config.iam?.fargatePodExecutionRoleARN
  return {
    resources: given ? {} : { FargatePodExecutionRole: fargateRole(cluster) },
    outputs: { FargatePodExecutionRoleARN: exported('FargatePodExecutionRoleARN', given || getAtt('FargatePodExecutionRole', 'Arn')) },
  }
}

function description(cluster: Cluster, resources: Resources): string {
  const ownRole = Object.values(resources).some((one) => one.Type === 'AWS::IAM::Role')
  return `EKS cluster (dedicated VPC: ${!cluster.config.vpc?.id}, dedicated IAM: ${ownRole}) [created and managed by eksctl]`
}
