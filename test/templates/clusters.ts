import { partitionOf } from '#src/tables/regions.ts'
import type { Cluster, ClusterFacts, ManagedNodegroup, PlannedSubnet, SelfManagedNodegroup } from '#src/config/cluster.ts'
import type { ClusterConfig, ManagedNodeGroup, NodeGroup } from '#src/config/schema/cluster-config.ts'

/** Public blocks first, then private ones, as subnets are cut out of a /16. */
function subnetsOf(zones: readonly string[]): PlannedSubnet[] {
  return [true, false].flatMap((isPublic, half) =>
    zones.map((zone, n) => {
      const index = half * zones.length + n
      return { zone, public: isPublic, local: false, index, cidr: `192.168.${index * 16}.0/20` }
    }),
  )
}

/** A settled cluster named dev with what the tests don't care about filled in. */
export function clusterOf(config: Partial<ClusterConfig> = {}, zones: readonly string[] = ['us-west-2a', 'us-west-2b']): Cluster {
  const settled: ClusterConfig = {
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    kubernetesNetworkConfig: { ipFamily: 'IPv4' },
    ...config,
    metadata: { name: 'dev', region: 'us-west-2', version: '1.33', ...config.metadata },
    vpc: {
      cidr: '192.168.0.0/16',
      nat: { gateway: 'Single' },
      clusterEndpoints: { publicAccess: true, privateAccess: false },
      manageSharedNodeSecurityGroupRules: true,
      ...config.vpc,
    },
  }
  return {
    name: 'dev',
    region: 'us-west-2',
    account: '111122223333',
    partition: partitionOf('us-west-2'),
    version: '1.33',
    config: settled,
    stated: settled,
    zones,
    subnets: settled.vpc?.id ? [] : subnetsOf(zones),
    nodegroups: [],
    fargateProfiles: settled.fargateProfiles ?? [],
    addons: [],
  }
}

const volume = { volumeSize: 80, volumeType: 'gp3', volumeIOPS: 3000, volumeThroughput: 125 }

export const managed = (config: Partial<ManagedNodeGroup> = {}, rest: Partial<ManagedNodegroup> = {}): ManagedNodegroup => ({
  kind: 'managed',
  name: 'workers',
  config: { name: 'workers', amiFamily: 'AmazonLinux2023', instanceType: 'm5.large', ...volume, ...config },
  ...rest,
})

export const selfManaged = (config: Partial<NodeGroup> = {}, rest: Partial<SelfManagedNodegroup> = {}): SelfManagedNodegroup => ({
  kind: 'self-managed',
  name: 'workers',
  config: { name: 'workers', amiFamily: 'AmazonLinux2023', instanceType: 'm5.large', containerRuntime: 'containerd', ...volume, ...config },
  image: { id: 'ami-0123456789abcdef0', rootDevice: '/dev/xvda', encrypted: false },
  ...rest,
})

export const facts: ClusterFacts = {
  arn: 'arn:aws:eks:us-west-2:111122223333:cluster/dev',
  endpoint: 'https://ABCDEF.gr7.us-west-2.eks.amazonaws.com',
  certificateAuthority: 'Y2VydGlmaWNhdGU=',
  serviceCidr: '10.100.0.0/16',
  issuer: undefined,
  vpcId: 'vpc-1',
  securityGroup: 'sg-control',
  sharedNodeSecurityGroup: 'sg-shared',
  clusterSecurityGroup: 'sg-cluster',
  subnets: [],
  authenticationMode: 'API_AND_CONFIG_MAP',
  fargatePodExecutionRole: undefined,
}

export const subnetIds = ['subnet-1', 'subnet-2']
