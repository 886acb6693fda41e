import type { Template } from '#templates/cfn.ts'
import { accessEntryTemplate } from '#templates/access-entry.ts'
import { autoModeRoleTemplate } from '#templates/auto-mode-role.ts'
import { capabilityRoleTemplate, capabilityTemplate } from '#templates/capability.ts'
import { clusterTemplate } from '#templates/cluster.ts'
import { fargateTemplate } from '#templates/fargate.ts'
import { iamRoleTemplate, podIdentityTrust, tokenTrust } from '#templates/iam-role.ts'
import { karpenterTemplate } from '#templates/karpenter.ts'
import { managedNodegroupTemplate } from '#templates/managed-nodegroup.ts'
import { withOutpostSubnets } from '#templates/outpost-subnets.ts'
import { selfManagedNodegroupTemplate } from '#templates/self-managed-nodegroup.ts'
import { clusterOf, facts, managed, selfManaged, subnetIds } from './clusters.ts'

const everyAddonPolicy = {
  imageBuilder: true,
  autoScaler: true,
  externalDNS: true,
  certManager: true,
  appMesh: true,
  appMeshPreview: true,
  ebs: true,
  fsx: true,
  efs: true,
  awsLoadBalancerController: true,
  xRay: true,
  cloudWatch: true,
}

const issuer = { provider: 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A', issuer: 'oidc.example/id/A' }

/** One template for each thing that templates can say; the golden files and the checks that hold for all run over these. */
export const examples: Readonly<Record<string, () => Template>> = {
  'capability-argocd': () =>
    capabilityTemplate(
      'dev',
      {
        name: 'delivery',
        type: 'ARGOCD',
        configuration: {
          argocd: {
            namespace: 'delivery',
            awsIdc: { idcInstanceArn: 'arn:aws:sso:::instance/ssoins-1', idcRegion: 'eu-west-1' },
            networkAccess: { vpceIds: ['vpce-1'] },
            rbacRoleMappings: [{ role: 'ADMIN', identities: [{ id: 'people', type: 'SSO_GROUP' }] }],
          },
        },
      },
      'arn:aws:iam::111122223333:role/delivery',
    ),
  'capability-role': () =>
    capabilityRoleTemplate({
      name: 'things',
      type: 'ACK',
      attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonSQSFullAccess'],
      attachPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
    }),
  'karpenter-with-queue': () =>
    karpenterTemplate(
      clusterOf({
        iam: { serviceRolePermissionsBoundary: 'arn:aws:iam::111122223333:policy/ceiling' },
        karpenter: { version: '1.6.2', withSpotInterruptionQueue: true, defaultInstanceProfile: 'nodes' },
      }),
    ),
  'karpenter-plain': () => karpenterTemplate(clusterOf({ karpenter: { version: '1.6.2' } })),
  'role-for-tokens': () =>
    iamRoleTemplate({
      purpose: 'serviceaccount "jobs/reader"',
      trust: tokenTrust(issuer, { namespace: 'jobs', name: 'reader' }),
      roleName: 'reader',
      permissionsBoundary: 'arn:aws:iam::111122223333:policy/ceiling',
      attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
      wellKnownPolicies: { imageBuilder: true, externalDNS: true, efsCSIController: true },
      attachPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }] },
    }),
  'role-for-token-pattern': () =>
    iamRoleTemplate({
      purpose: 'serviceaccount "jobs/any"',
      trust: tokenTrust(issuer, { namespace: 'jobs', name: 'any', pattern: 'batch-*' }),
    }),
  'role-for-addon': () =>
    iamRoleTemplate({ purpose: '"aws-ebs-csi-driver"', trust: tokenTrust(issuer), wellKnownPolicies: { ebsCSIController: true } }),
  'role-for-pod-identity': () =>
    iamRoleTemplate({
      purpose: 'pod identity association',
      trust: podIdentityTrust,
      attachPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }] },
      attachPolicyName: 'Ring-The-Bell',
    }),
  'access-entry': () =>
    accessEntryTemplate('demo', {
      principalARN: 'arn:aws:iam::111122223333:role/team',
      type: 'STANDARD',
      kubernetesGroups: ['team'],
      kubernetesUsername: 'team',
      accessPolicies: [
        { policyARN: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy', accessScope: { type: 'cluster' } },
        {
          policyARN: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy',
          accessScope: { type: 'namespace', namespaces: ['shop', 'shop-*'] },
        },
      ],
    }),
  'cluster-default': () => clusterTemplate(clusterOf()),
  'cluster-nat-per-zone': () =>
    clusterTemplate(
      clusterOf(
        { vpc: { nat: { gateway: 'HighlyAvailable' } } },
        ['a', 'b', 'c', 'd', 'e'].map((letter) => `us-west-2${letter}`),
      ),
    ),
  'cluster-no-nat-closed-endpoint': () =>
    clusterTemplate(
      clusterOf({
        vpc: {
          nat: { gateway: 'Disable' },
          clusterEndpoints: { publicAccess: true, privateAccess: true },
          publicAccessCIDRs: ['203.0.113.0/24'],
          extraCIDRs: ['10.1.0.0/16'],
          controlPlaneOnPrivateSubnets: true,
        },
      }),
    ),
  'cluster-settings': () =>
    clusterTemplate(
      clusterOf({
        metadata: { name: 'dev', region: 'us-west-2', tags: { team: 'metal' } },
        iam: { withOIDC: true, serviceRolePermissionsBoundary: 'arn:aws:iam::111122223333:policy/edge' },
        secretsEncryption: { keyARN: 'arn:aws:kms:us-west-2:111122223333:key/k' },
        cloudWatch: { clusterLogging: { enableTypes: ['api', 'audit'] } },
        upgradePolicy: { supportType: 'STANDARD' },
        zonalShiftConfig: { enabled: true },
        controlPlaneScalingConfig: { tier: 'tier-xl' },
        kubeAPIServerConfig: { eventTTL: '2h0m0s', serviceNodePortRange: { minPort: 30_500, maxPort: 31_500 } },
        kubeSchedulerConfig: {
          nodeResourcesFit: { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 3 }] } },
        },
        kubeControllerManagerConfig: { horizontalPodAutoscalerControllerConfig: { horizontalPodAutoscalerSyncPeriod: '20s' } },
      }),
    ),
  'cluster-fargate': () => clusterTemplate(clusterOf({ fargateProfiles: [{ name: 'fp-default', selectors: [{ namespace: 'default' }] }] })),
  'cluster-auto-mode': () => clusterTemplate(clusterOf({ autoModeConfig: { enabled: true, nodePools: ['general-purpose', 'system'] } })),
  'cluster-auto-mode-without-pools': () => clusterTemplate(clusterOf({ autoModeConfig: { enabled: true, nodePools: [] } })),
  'cluster-ipv6': () => clusterTemplate(clusterOf({ kubernetesNetworkConfig: { ipFamily: 'IPv6' } })),
  'cluster-ipv6-own-pool': () =>
    clusterTemplate(
      clusterOf({
        kubernetesNetworkConfig: { ipFamily: 'IPv6' },
        vpc: { ipv6Cidr: '2001:db8:1200::/56', ipv6Pool: 'ipv6pool-ec2-1', extraIPv6CIDRs: ['2001:db8:3400::/48'] },
      }),
    ),
  'cluster-hybrid-nodes-virtual-gateway': () =>
    clusterTemplate(
      clusterOf({
        remoteNetworkConfig: {
          vpcGatewayID: 'vgw-1',
          remoteNodeNetworks: [{ cidrs: ['172.30.0.0/22'] }],
        },
      }),
    ),
  'cluster-fully-private-existing-vpc': () =>
    clusterTemplate({
      ...clusterOf({
        privateCluster: { enabled: true },
        vpc: {
          id: 'vpc-1',
          subnets: { private: { here: { id: 'subnet-1', az: 'us-west-2a' }, there: { id: 'subnet-2', az: 'us-west-2b' } } },
          controlPlaneSecurityGroupIDs: ['sg-control-1', 'sg-control-2'],
          controlPlaneSubnetIDs: ['subnet-1'],
        },
      }),
      privateRouteTables: ['rtb-1', 'rtb-2'],
      endpointZones: { ec2: ['us-west-2b', 'us-west-2a'] },
    }),
  'cluster-existing-vpc': () =>
    clusterTemplate(
      clusterOf({
        vpc: {
          id: 'vpc-1',
          nat: { gateway: 'Disable' },
          subnets: { public: { a: { id: 'subnet-pub' } }, private: { a: { id: 'subnet-priv' } } },
          sharedNodeSecurityGroup: 'sg-shared',
          securityGroup: 'sg-control',
        },
        iam: { serviceRoleARN: 'arn:aws:iam::111122223333:role/eks' },
      }),
    ),
  'cluster-hybrid-nodes': () =>
    clusterTemplate(
      clusterOf({
        remoteNetworkConfig: {
          vpcGatewayID: 'tgw-1',
          iam: { provider: 'ira', caBundleCert: 'PEM' },
          remoteNodeNetworks: [{ cidrs: ['172.30.0.0/22'] }],
          remotePodNetworks: [{ cidrs: ['172.31.0.0/16'] }],
        },
      }),
    ),
  'cluster-fully-private': () =>
    clusterTemplate({
      ...clusterOf({
        privateCluster: { enabled: true, additionalEndpointServices: ['autoscaling'] },
        cloudWatch: { clusterLogging: { enableTypes: ['api'] } },
      }),
      endpointZones: { ec2: ['us-west-2b', 'us-west-2a'], sts: ['us-west-2a'] },
    }),
  'cluster-outpost': () =>
    clusterTemplate(
      clusterOf(
        {
          outpost: {
            controlPlaneOutpostARN: 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1234',
            controlPlaneInstanceType: 'm5.large',
            etcdInstanceType: 'c5.large',
            controlPlanePlacement: { spreadLevel: 'host' },
          },
          privateCluster: { enabled: true },
        },
        ['us-west-2a'],
      ),
    ),
  'cluster-extended-to-an-outpost': () => {
    const cluster = clusterOf({ vpc: { nat: { gateway: 'HighlyAvailable' }, hostnameType: 'resource-name' } })
    const extension = {
      outpost: 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1234',
      zone: 'us-west-2a',
      alias: 'outpost-us-west-2a-1',
      publicCidr: '192.168.64.0/20',
      privateCidr: '192.168.80.0/20',
    }
    return withOutpostSubnets(clusterTemplate(cluster), { ...cluster, extension })
  },
  'cluster-local-zone-dual-stack': () => {
    const cluster = clusterOf({ vpc: { nat: { gateway: 'HighlyAvailable' }, autoAllocateIPv6: true } })
    const local = { zone: 'us-west-2-lax-1a', local: true }
    return clusterTemplate({
      ...cluster,
      subnets: [
        ...cluster.subnets,
        { ...local, public: true, index: 4, cidr: '192.168.64.0/20' },
        { ...local, public: false, index: 5, cidr: '192.168.80.0/20' },
      ],
    })
  },
  fargate: () => fargateTemplate(clusterOf()),
  'auto-mode-role': () => autoModeRoleTemplate(),
  'managed-default': () => managedNodegroupTemplate(clusterOf(), managed({ desiredCapacity: 2 }), facts, subnetIds),
  'managed-everything': () =>
    managedNodegroupTemplate(
      clusterOf({ metadata: { name: 'dev', region: 'us-west-2', tags: { team: 'metal', stage: 'all' } } }),
      managed({
        instanceTypes: ['m6g.large', 'm7g.large'],
        spot: true,
        minSize: 1,
        desiredCapacity: 3,
        maxSize: 6,
        labels: { role: 'worker' },
        taints: [
          { key: 'only', value: 'us', effect: 'NoSchedule' },
          { key: 'soft', effect: 'PreferNoSchedule' },
        ],
        tags: { stage: 'one' },
        volumeSize: 120,
        volumeEncrypted: true,
        additionalVolumes: [{ volumeName: '/dev/xvdb', volumeSize: 20, volumeType: 'io2', volumeIOPS: 100 }],
        maxPodsPerNode: 58,
        preBootstrapCommands: ['sysctl --system'],
        instancePrefix: 'metal',
        ssh: { allow: true, publicKeyName: 'ops' },
        iam: { withAddonPolicies: everyAddonPolicy },
        securityGroups: { attachIDs: ['sg-extra'] },
        updateConfig: { maxUnavailable: 2 },
        nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 1 },
        disablePodIMDS: true,
        privateNetworking: true,
      }),
      facts,
      subnetIds,
    ),
  'managed-efa': () =>
    managedNodegroupTemplate(
      { ...clusterOf(), version: '1.32' },
      managed({ instanceType: 'p4d.24xlarge', efaEnabled: true }, { networkCards: 4 }),
      facts,
      subnetIds,
    ),
  'managed-bottlerocket': () =>
    managedNodegroupTemplate(
      clusterOf(),
      managed({
        amiFamily: 'Bottlerocket',
        releaseVersion: '1.26.1-943d9a41',
        volumeEncrypted: true,
        volumeKmsKeyID: 'arn:aws:kms:us-west-2:111122223333:key/k',
        enableDetailedMonitoring: true,
        ebsOptimized: true,
        bottlerocket: { enableAdminContainer: true, settings: { motd: 'Hello' } },
      }),
      facts,
      subnetIds,
    ),
  'managed-capacity-block': () =>
    managedNodegroupTemplate(
      clusterOf(),
      managed(
        {
          instanceTypes: ['p5.48xlarge'],
          efaEnabled: true,
          instanceMarketOptions: { marketType: 'capacity-block' },
          capacityReservation: { capacityReservationTarget: { capacityReservationID: 'cr-1' } },
        },
        { networkCards: 2 },
      ),
      facts,
      ['subnet-1'],
    ),
  'managed-own-launch-template': () =>
    managedNodegroupTemplate(
      clusterOf(),
      managed(
        { launchTemplate: { id: 'lt-1', version: '3' }, iam: { instanceRoleARN: 'arn:aws:iam::111122223333:role/team/nodes' } },
        { launchTemplate: { instanceType: 'm5.xlarge' } },
      ),
      facts,
      subnetIds,
    ),
  'self-managed-default': () => selfManagedNodegroupTemplate(clusterOf(), selfManaged({ desiredCapacity: 2 }), facts, subnetIds),
  'self-managed-everything': () =>
    selfManagedNodegroupTemplate(
      clusterOf({ iam: { withOIDC: true } }),
      selfManaged({
        minSize: 1,
        maxSize: 8,
        instancesDistribution: {
          instanceTypes: ['m5.large', 'm6i.large'],
          maxPrice: 0.0425,
          onDemandBaseCapacity: 1,
          onDemandPercentageAboveBaseCapacity: 25,
          spotAllocationStrategy: 'lowest-price',
          spotInstancePools: 2,
          capacityRebalance: true,
        },
        labels: { role: 'worker' },
        taints: [{ key: 'only', value: 'us', effect: 'NoSchedule' }],
        tags: { stage: 'one' },
        instanceName: 'worker',
        iam: { withAddonPolicies: { autoScaler: true }, attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy'] },
        ssh: { allow: true, publicKeyName: 'ops' },
        privateNetworking: true,
        propagateASGTags: true,
        asgMetricsCollection: [{ granularity: '1Minute' }],
        asgSuspendProcesses: ['AZRebalance'],
        maxInstanceLifetime: 86_400,
        cpuCredits: 'Unlimited',
        efaEnabled: true,
      }),
      facts,
      subnetIds,
    ),
  'self-managed-behind-load-balancers': () =>
    selfManagedNodegroupTemplate(
      clusterOf(),
      selfManaged({
        classicLoadBalancerNames: ['front'],
        targetGroupARNs: ['arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/front/1'],
        iam: { instanceProfileARN: 'arn:aws:iam::111122223333:instance-profile/nodes' },
        placement: { groupName: 'near' },
        enclaveEnabled: true,
        disableIMDSv1: false,
        capacityReservation: { capacityReservationPreference: 'open' },
        securityGroups: { withLocal: false, attachIDs: ['sg-front'] },
        additionalVolumes: [{ volumeName: '/dev/xvdb', volumeSize: 20, volumeType: 'gp3', snapshotID: 'snap-1' }],
      }),
      facts,
      subnetIds,
    ),
  'self-managed-without-stack': () =>
    selfManagedNodegroupTemplate(
      clusterOf(),
      selfManaged({ securityGroups: { withShared: false } }),
      { ...facts, unowned: true, controlPlaneEgressOpen: true },
      subnetIds,
    ),
  'self-managed-windows': () =>
    selfManagedNodegroupTemplate(
      clusterOf(),
      selfManaged({ amiFamily: 'WindowsServer2022CoreContainer' }, { image: { id: 'ami-w', rootDevice: '/dev/sda1', encrypted: false } }),
      { ...facts, authenticationMode: 'API' },
      subnetIds,
    ),
}
