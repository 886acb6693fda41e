import type { Cluster } from '#src/config/cluster.ts'
import { exported, getAtt, ref, withNameTags, type Template, type Value } from './cfn.ts'
import { fargateRole } from './fargate.ts'
import { hybridNodes, remoteRoutes } from './hybrid-nodes.ts'
import type { Network } from './network.ts'
import { principalMapping } from './roles.ts'
import { clusterNodeRules, remoteNetworkRules } from './security-groups.ts'

/**
 * A cluster stack of an older version, with what managed nodegroups need of it: the output by which they find the cluster's security
 * group, and the rules that let them and self-managed nodes talk to one another. Only what is missing is added, and nothing is changed;
 * rules are left alone where the shared group is not the stack's own and may have been told to stay as it is.
 */
export function withManagedNodes(deployed: Template): Template {
  const group = sharedGroup(deployed)
  const isOld = deployed.Outputs?.['ClusterSecurityGroupId'] === undefined
  const ownGroup = deployed.Resources['ClusterSharedNodeSecurityGroup'] !== undefined
  const rules = group !== undefined && (ownGroup || isOld) ? withNameTags(clusterNodeRules(group)) : {}
  return {
    ...deployed,
    Resources: { ...rules, ...deployed.Resources },
    Outputs: {
      ClusterSecurityGroupId: exported('ClusterSecurityGroupId', getAtt('ControlPlane', 'ClusterSecurityGroupId')),
      ...deployed.Outputs,
    },
  }
}

/** A cluster stack that was made without Fargate profiles, with the role of their pods: the given one as an output, else one of its own. */
export function withFargateRole(deployed: Template, cluster: Cluster): Template {
  const output = 'FargatePodExecutionRoleARN'
  if (deployed.Outputs?.[output] !== undefined) return deployed
  const given = cluster.config.iam?.fargatePodExecutionRoleARN
  return {
    ...deployed,
    Mappings: { ...principalMapping, ...deployed.Mappings },
    Resources: { ...(!given && withNameTags({ FargatePodExecutionRole: fargateRole(cluster) })), ...deployed.Resources },
    Outputs: { [output]: exported(output, given || getAtt('FargatePodExecutionRole', 'Arn')), ...deployed.Outputs },
  }
}

/** A cluster stack that was made without hybrid nodes, with their role, their way in, and in a VPC of its own the routes to them. */
export function withHybridNodes(deployed: Template, cluster: Pick<Cluster, 'name' | 'config'>): Template {
  const { resources, outputs } = hybridNodes(cluster)
  const ownGroup = deployed.Resources['ControlPlaneSecurityGroup'] !== undefined
  const added = { ...(ownGroup && remoteNetworkRules(cluster)), ...resources, ...remoteRoutes(cluster, privateNetwork(deployed)) }
  return {
    ...deployed,
    Mappings: { ...principalMapping, ...deployed.Mappings },
    Resources: { ...withNameTags(added), ...deployed.Resources },
    Outputs: { ...outputs, ...deployed.Outputs },
  }
}

/** The private part of a network that a stack made. */
function privateNetwork({ Resources }: Template): Pick<Network, 'vpcId' | 'privateSubnets' | 'privateZones'> {
  const tables = Object.keys(Resources).flatMap((id) => /^PrivateRouteTable(.+)$/.exec(id)?.[1] ?? [])
  const privateZones = Resources['VPC'] === undefined ? [] : tables
  return { vpcId: ref('VPC'), privateSubnets: privateZones.map((zone) => ref(`SubnetPrivate${zone}`)), privateZones }
}

/** What one template has and the other lacks, as paths. */
export const addedTo = (before: Template, after: Template): string[] =>
  (['Mappings', 'Resources', 'Outputs'] as const).flatMap((part) =>
    Object.keys(after[part] ?? {}).flatMap((key) => (before[part]?.[key] === undefined ? [`${part}.${key}`] : [])),
  )

function sharedGroup({ Resources, Outputs }: Template): Value<string> | undefined {
  if (Resources['ClusterSharedNodeSecurityGroup'] !== undefined) return ref('ClusterSharedNodeSecurityGroup')
  return Outputs?.['SharedNodeSecurityGroup']?.Value as Value<string> | undefined
}
