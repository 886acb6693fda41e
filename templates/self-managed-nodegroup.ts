import type { Cluster, ClusterFacts, SelfManagedNodegroup } from '#src/config/cluster.ts'
import { bootstrapOf, familyOf, nodeLabels } from '#src/userdata/bootstrap.ts'
import { userData } from '#src/userdata/user-data.ts'
import {
  exported,
  getAtt,
  output,
  ref,
  resource,
  sub,
  template,
  withNameTags,
  type Outputs,
  type Resource,
  type Resources,
  type Template,
  type Value,
} from './cfn.ts'
import { instanceName, launchTemplate, placement, sharedProperties } from './launch-template.ts'
import { efaGroup, networkInterfaces, placementGroup, sshRules } from './node-network.ts'
import { nodeRole, nodeRoleArn, withoutPath } from './node-role.ts'
import type { Properties } from './properties.generated.ts'
import { clusterReferences, type ClusterReferences } from './references.ts'
import { principalMapping } from './roles.ts'

type GroupProperties = Properties['AWS::AutoScaling::AutoScalingGroup']

/** A nodegroup without EKS: an Auto Scaling group whose nodes join by their user data. */
export function selfManagedNodegroupTemplate(
  cluster: Cluster,
  nodegroup: SelfManagedNodegroup,
  facts: ClusterFacts,
  subnetIds: readonly string[],
): Template {
  const { config } = nodegroup
  const references = clusterReferences(cluster.name, facts)
  const local = config.securityGroups?.withLocal !== false
  const ownPlacement = config.efaEnabled === true && !config.placement
  return template({
    Description: description(nodegroup),
    Mappings: principalMapping,
    Resources: withNameTags({
      ...instanceRole(cluster, nodegroup, facts),
      ...(usesAccessEntry(facts) && makesRole(nodegroup) && { AccessEntry: accessEntry(cluster, nodegroup) }),
      ...(local && ownSecurityGroups(cluster, nodegroup, facts, references)),
      ...(ownPlacement && placementGroup),
      NodeGroupLaunchTemplate: launchTemplate({
        ...sharedProperties(cluster, nodegroup),
        IamInstanceProfile: { Arn: config.iam?.instanceProfileARN || getAtt('NodeInstanceProfile', 'Arn') },
        ImageId: nodegroup.image?.id ?? config.ami,
        InstanceType: config.instancesDistribution?.instanceTypes?.[0] ?? (config.instanceType || 'm5.large'),
        UserData: userData(bootstrapOf(cluster, nodegroup, facts)),
        NetworkInterfaces: networkInterfaces(nodegroup, nodeGroups(nodegroup, references, local)),
        ...(config.enclaveEnabled !== undefined && { EnclaveOptions: { Enabled: config.enclaveEnabled } }),
        ...(config.cpuCredits && { CreditSpecification: { CpuCredits: config.cpuCredits.toLowerCase() } }),
        ...placement(nodegroup, ownPlacement),
      }),
      NodeGroup: autoScalingGroup(cluster, nodegroup, subnetIds),
    }),
    Outputs: outputs(nodegroup, facts),
  })
}

function description(nodegroup: SelfManagedNodegroup): string {
  const { ssh, privateNetworking } = nodegroup.config
  const facts = [
    `AMI family: ${familyOf(nodegroup).name}`,
    `SSH access: ${ssh?.allow ?? false}`,
    `private networking: ${privateNetworking ?? false}`,
  ]
  return `EKS nodes (${facts.join(', ')}) [created and managed by eksctl]`
}

/** EKS knows the role by an access entry, unless the cluster goes by its config map alone. */
const usesAccessEntry = (facts: ClusterFacts) => facts.authenticationMode !== 'CONFIG_MAP'

/** The stack holds the nodes' role, and so their access entry; a role that was there before gets its entry beside the stack. */
const makesRole = ({ config }: SelfManagedNodegroup) => !config.iam?.instanceRoleARN && !config.iam?.instanceProfileARN

function instanceRole(cluster: Cluster, nodegroup: SelfManagedNodegroup, facts: ClusterFacts): Resources {
  const { instanceProfileARN, instanceRoleARN } = nodegroup.config.iam ?? {}
  if (instanceProfileARN) return {}
  const role = instanceRoleARN?.split('/').at(-1)
  return {
    ...(!role && nodeRole(cluster, nodegroup, facts)),
    NodeInstanceProfile: resource('AWS::IAM::InstanceProfile', { Path: '/', Roles: [role ?? ref('NodeInstanceRole')] }),
  }
}

const accessEntry = (cluster: Cluster, nodegroup: SelfManagedNodegroup): Resource =>
  resource('AWS::EKS::AccessEntry', {
    PrincipalArn: nodeRoleArn,
    ClusterName: cluster.name,
    Type: familyOf(nodegroup).os === 'windows' ? 'EC2_WINDOWS' : 'EC2_LINUX',
  })

/** The group of these nodes alone, and what it and the control plane's group let through. */
function ownSecurityGroups(
  cluster: Cluster,
  nodegroup: SelfManagedNodegroup,
  facts: ClusterFacts,
  { vpc, controlPlaneSecurityGroup: controlPlane }: ClusterReferences,
): Resources {
  const { config, name } = nodegroup
  const workloads = { IpProtocol: 'tcp', FromPort: 1025, ToPort: 65_535 }
  const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }
  const about = {
    workloads: 'kubelet and workload TCP ports',
    https: 'workloads using HTTPS port, commonly used with extension API servers',
  }
  const inwards = (rule: string, what: string) =>
    `[${rule}] Allow worker nodes in group ${name} to communicate with control plane (${what})`
  const outwards = (what: string) => `Allow control plane to communicate with worker nodes in group ${name} (${what})`
  const egress = (ports: typeof https, what: string) =>
    resource('AWS::EC2::SecurityGroupEgress', {
      GroupId: controlPlane,
      DestinationSecurityGroupId: ref('SG'),
      Description: outwards(what),
      ...ports,
    })
  return {
    SG: resource('AWS::EC2::SecurityGroup', {
      VpcId: vpc,
      GroupDescription: `Communication between the control plane and worker nodes in group ${name}`,
      Tags: [{ Key: `kubernetes.io/cluster/${cluster.name}`, Value: 'owned' }],
      SecurityGroupIngress: [
        { SourceSecurityGroupId: controlPlane, Description: inwards('IngressInterCluster', about.workloads), ...workloads },
        { SourceSecurityGroupId: controlPlane, Description: inwards('IngressInterClusterAPI', about.https), ...https },
        ...(config.ssh?.allow ? sshRules(cluster, nodegroup, facts, 'worker nodes') : []),
      ],
    }),
    ...(!facts.controlPlaneEgressOpen && {
      EgressInterCluster: egress(workloads, about.workloads),
      EgressInterClusterAPI: egress(https, about.https),
    }),
    IngressInterClusterCP: resource('AWS::EC2::SecurityGroupIngress', {
      GroupId: controlPlane,
      SourceSecurityGroupId: ref('SG'),
      Description: `Allow control plane to receive API requests from worker nodes in group ${name}`,
      ...https,
    }),
    ...(config.efaEnabled && efaGroup(nodegroup, vpc)),
  }
}

function nodeGroups({ config }: SelfManagedNodegroup, references: ClusterReferences, local: boolean): readonly Value<string>[] {
  return [
    ...(config.securityGroups?.attachIDs ?? []),
    ...(config.securityGroups?.withShared === false ? [] : [references.sharedNodeSecurityGroup]),
    ...(local ? [ref('SG')] : []),
    ...(local && config.efaEnabled ? [ref('EFASG')] : []),
  ]
}

function autoScalingGroup(cluster: Cluster, nodegroup: SelfManagedNodegroup, subnetIds: readonly string[]): Resource {
  const { config } = nodegroup
  const minimum = config.minSize ?? config.desiredCapacity ?? 2
  const processes = config.asgSuspendProcesses
  return resource(
    'AWS::AutoScaling::AutoScalingGroup',
    {
      ...instances(nodegroup),
      MinSize: String(minimum),
      MaxSize: String(config.maxSize ?? config.desiredCapacity ?? minimum),
      ...(config.desiredCapacity !== undefined && { DesiredCapacity: String(config.desiredCapacity) }),
      VPCZoneIdentifier: subnetIds,
      Tags: groupTags(cluster, nodegroup),
      ...(config.asgMetricsCollection?.length && {
        MetricsCollection: config.asgMetricsCollection.map(({ granularity, metrics }) => ({
          Granularity: granularity,
          Metrics: metrics?.length ? metrics : undefined,
        })),
      }),
      ...(config.classicLoadBalancerNames?.length && { LoadBalancerNames: config.classicLoadBalancerNames }),
      ...(config.targetGroupARNs?.length && { TargetGroupARNs: config.targetGroupARNs }),
      ...(config.maxInstanceLifetime !== undefined && { MaxInstanceLifetime: config.maxInstanceLifetime }),
    },
    { UpdatePolicy: { AutoScalingRollingUpdate: processes?.length ? { SuspendProcesses: processes } : {} } },
  )
}

const text = (value: number | undefined) => (value === undefined ? undefined : (`${value}` as const))

/** The launch template, alone or with several instance types and ways to buy them. Numbers go as text. */
function instances({ config }: SelfManagedNodegroup): Partial<GroupProperties> {
  const launch = {
    LaunchTemplateName: sub('${AWS::StackName}'),
    Version: getAtt('NodeGroupLaunchTemplate', 'LatestVersionNumber'),
  }
  const mix = config.instancesDistribution
  if (!mix) return { LaunchTemplate: launch }
  return {
    ...(mix.capacityRebalance && { CapacityRebalance: true }),
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: launch,
        Overrides: (mix.instanceTypes ?? []).map((type) => ({ InstanceType: type })),
      },
      InstancesDistribution: {
        ...(mix.maxPrice !== undefined && { SpotMaxPrice: mix.maxPrice.toFixed(6) }),
        OnDemandBaseCapacity: text(mix.onDemandBaseCapacity),
        OnDemandPercentageAboveBaseCapacity: text(mix.onDemandPercentageAboveBaseCapacity),
        SpotInstancePools: text(mix.spotInstancePools),
        SpotAllocationStrategy: mix.spotAllocationStrategy || undefined,
      },
    },
  }
}

/** The group's own tags; the cluster autoscaler reads labels and taints of nodes to come from the last ones. */
function groupTags(cluster: Cluster, nodegroup: SelfManagedNodegroup): GroupProperties['Tags'] {
  const { config } = nodegroup
  const prefix = 'k8s.io/cluster-autoscaler'
  const tags: Record<string, string> = {
    Name: instanceName(cluster, nodegroup),
    [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
    ...(config.iam?.withAddonPolicies?.autoScaler && { [`${prefix}/enabled`]: 'true', [`${prefix}/${cluster.name}`]: 'owned' }),
  }
  if (config.propagateASGTags) {
    for (const [key, value] of Object.entries(nodeLabels(cluster, nodegroup))) tags[`${prefix}/node-template/label/${key}`] = value
    for (const { key, value } of config.taints ?? []) tags[`${prefix}/node-template/taint/${key}`] = value ?? ''
  }
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: 'true' }))
}

function outputs({ config }: SelfManagedNodegroup, facts: ClusterFacts): Outputs {
  const { instanceProfileARN, instanceRoleARN } = config.iam ?? {}
  const role = instanceRoleARN
    ? instanceProfileARN
      ? instanceRoleARN
      : withoutPath(instanceRoleARN)
    : instanceProfileARN
      ? undefined
      : nodeRoleArn
  return {
    FeaturePrivateNetworking: output(config.privateNetworking ?? false),
    FeatureSharedSecurityGroup: output(config.securityGroups?.withShared !== false),
    FeatureLocalSecurityGroup: output(config.securityGroups?.withLocal !== false),
    ...(usesAccessEntry(facts) && { NodeGroupUsesAccessEntry: output(true) }),
    InstanceProfileARN: exported('InstanceProfileARN', instanceProfileARN || getAtt('NodeInstanceProfile', 'Arn')),
    ...(role && { InstanceRoleARN: exported('InstanceRoleARN', role) }),
  }
}
