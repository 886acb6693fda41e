import { outpostARN } from './account.ts'
import type { Part } from './document.ts'
import type { Command } from './trace.ts'
import { mappedRole } from './world.ts'

/** What has to be around a field for it to mean something. Every key is optional: most fields need no more than their section. */
export interface Situation {
  /** The command that reads it; `create cluster` unless said. */
  readonly command?: Command
  /** The document, in place of that of the section. */
  readonly instead?: Part
  /** What else stands in the document. */
  readonly with?: Part
  /** What else stands in the field's own section. */
  readonly beside?: Part
  /** What else stands in the field's nodegroup. */
  readonly nodegroup?: Part
  /** What it becomes; a value that its kind suggests unless said. */
  readonly to?: unknown
  /** What must change with it in its own section. */
  readonly along?: Part
}

/** The ARN of something in IAM. */
export const arnOf = (kind: string, name: string): string => `arn:aws:iam::111122223333:${kind}/${name}`
/** A policy document. */
export const policyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }

const oidc = { iam: { withOIDC: true } }
const agent = { name: 'eks-pod-identity-agent' }
const ebs = { name: 'aws-ebs-csi-driver' }
const pod = { namespace: 'jobs', serviceAccountName: 'reader' }
const reads = { permissionPolicyARNs: [arnOf('policy', 'read')] }
const podIn = (association: Part): Part => ({ addons: [agent], iam: { podIdentityAssociations: [{ ...pod, ...association }] } })
const addonPod = (association: Part): Part => ({ addons: [{ ...ebs, podIdentityAssociations: [{ ...pod, ...association }] }, agent] })
const network = [{ name: 'kube-proxy' }, { name: 'coredns' }]
const ipv6 = { kubernetesNetworkConfig: { ipFamily: 'IPv6' }, addons: network }
const ownIpv6 = { with: { ...ipv6, vpc: { ipv6Pool: 'pool-1', ipv6Cidr: '2001:db8::/56' } } }
const viewPolicy = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy'
const ca = '-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n'
const subnets = (kind: string, one: Part, other: Part): Part => ({
  vpc: { id: `vpc-${kind}`, subnets: { [kind]: { '*': one, second: other } } },
})
const idsOf = (kind: string): Part => ({
  '*': { id: `subnet-${kind}-a` },
  second: { id: `subnet-${kind}-b` },
  third: { id: `subnet-${kind}-d` },
})
const existing = { vpc: { id: 'vpc-1', subnets: { public: idsOf('public'), private: idsOf('private') } } }
const byZone = (kind: string) => ({ instead: subnets(kind, { az: 'us-west-2a' }, { az: 'us-west-2b' }), to: 'us-west-2c' })
const byRange = (kind: string, at = 0) => ({
  instead: subnets(kind, { cidr: `10.50.${at}.0/20` }, { cidr: `10.50.${at + 16}.0/20` }),
  to: `10.50.${at + 32}.0/20`,
})
const fargate = { fargateProfiles: [{ name: 'web', selectors: [{ namespace: 'web' }] }] }
const argocd = { awsIdc: { idcInstanceArn: 'arn:aws:sso:::instance/ssoins-1' } }
const mapping = (one: Part): Part => ({ iamIdentityMappings: [one] })
const team = { arn: arnOf('role', 'team'), username: 'team', groups: ['team'] }
const publicKey = `ssh-ed25519 ${Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20'.padEnd(51, 'z'), 'latin1').toString('base64')}`
const nodeConfig = 'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kubelet: {config: {maxPods: 9}}}\n'
const reserved = { capacityReservation: { capacityReservationTarget: { capacityReservationID: 'cr-1' } } }
const disk = { volumeName: '/dev/xvdb', volumeSize: 10 }
const taint = { key: 'only', value: 'us', effect: 'NoSchedule' }
const managed = (more: Part): Part => ({ managedNodeGroups: [{ name: 'workers', ...more }] })
const selfManaged = (more: Part): Part => ({ nodeGroups: [{ name: 'workers', amiFamily: 'AmazonLinux2023', ...more }] })
const mixed = { beside: { instanceTypes: ['m5.large', 'm6i.large'] } }
const identity = { id: 'people', type: 'SSO_GROUP' }
const etcd = { with: { outpost: { etcdInstanceType: 'm5.large' } } }

/** The least document in which the fields of a section can be told, by the beginning of their path; the longest that fits holds. */
export const sections: Readonly<Record<string, Part>> = {
  'accessConfig.accessEntries[]': { accessConfig: { accessEntries: [{ principalARN: arnOf('role', 'team') }] } },
  'accessConfig.accessEntries[].accessPolicies[]': {
    accessConfig: {
      accessEntries: [
        { principalARN: arnOf('role', 'team'), accessPolicies: [{ policyARN: viewPolicy, accessScope: { type: 'cluster' } }] },
      ],
    },
  },
  'addons[]': { ...oidc, addons: [ebs] },
  'addons[].podIdentityAssociations[]': addonPod(reads),
  autoModeConfig: { autoModeConfig: { enabled: true } },
  'capabilities[]': { capabilities: [{ name: 'things', type: 'ACK' }] },
  'capabilities[].accessPolicies[]': {
    capabilities: [{ name: 'things', type: 'ACK', accessPolicies: [{ policyARN: viewPolicy, accessScope: { type: 'cluster' } }] }],
  },
  'capabilities[].configuration': { capabilities: [{ name: 'delivery', type: 'ARGOCD', configuration: { argocd } }] },
  'capabilities[].configuration.argocd.rbacRoleMappings[]': {
    capabilities: [
      {
        name: 'delivery',
        type: 'ARGOCD',
        configuration: { argocd: { ...argocd, rbacRoleMappings: [{ role: 'ADMIN', identities: [identity] }] } },
      },
    ],
  },
  'fargateProfiles[]': fargate,
  gitops: { gitops: { flux: { gitProvider: 'github', flags: { owner: 'ann' } } } },
  'iam.serviceAccounts[]': {
    iam: { withOIDC: true, serviceAccounts: [{ metadata: { name: 'reader' }, attachPolicyARNs: [arnOf('policy', 'read')] }] },
  },
  'iam.podIdentityAssociations[]': podIn(reads),
  'iamIdentityMappings[]': { iamIdentityMappings: [team] },
  'identityProviders[]': { identityProviders: [{ type: 'oidc', name: 'people', issuerURL: 'https://id.example', clientID: 'kubernetes' }] },
  karpenter: { ...oidc, karpenter: { version: '1.6.2' } },
  'managedNodeGroups[]': managed({}),
  'managedNodeGroups[].additionalVolumes[]': managed({ additionalVolumes: [disk] }),
  'managedNodeGroups[].taints[]': managed({ taints: [taint] }),
  'nodeGroups[]': selfManaged({}),
  'nodeGroups[].additionalVolumes[]': selfManaged({ additionalVolumes: [disk] }),
  'nodeGroups[].instancesDistribution.': selfManaged({ instancesDistribution: mixed.beside }),
  'nodeGroups[].taints[]': selfManaged({ taints: [taint] }),
  outpost: { outpost: { controlPlaneOutpostARN: outpostARN } },
  privateCluster: { privateCluster: { enabled: true } },
  remoteNetworkConfig: {
    remoteNetworkConfig: { remoteNodeNetworks: [{ cidrs: ['172.30.0.0/22'] }], vpcGatewayID: 'tgw-1' },
  },
  'vpc.subnets': existing,
  'kubernetesNetworkConfig.service': { kubernetesNetworkConfig: { ipFamily: 'IPv4' } },
}

/** Fields that need more than their section. `nodegroup` stands for both kinds of nodegroups. */
export const situations: Readonly<Record<string, Situation>> = {
  'metadata.region': { to: 'eu-west-1' },
  'metadata.rollbackConfig.timeoutMinutes': { to: 150 },
  'metadata.version': { to: '1.33' },
  'kubernetesNetworkConfig.ipFamily': { with: { ...oidc, addons: [...network, { name: 'vpc-cni' }] }, to: 'IPv6' },
  'kubernetesNetworkConfig.serviceIPv4CIDR': { to: '172.20.0.0/16' },

  'vpc.id': { ...byRange('public'), to: 'vpc-other-public' },
  'vpc.cidr': { to: '10.7.0.0/16' },
  'vpc.ipv6Cidr': { ...ownIpv6, to: '2001:db9::/56' },
  'vpc.ipv6Pool': { ...ownIpv6, to: 'pool-2' },
  'vpc.extraCIDRs': { to: ['10.8.0.0/16'] },
  'vpc.extraIPv6CIDRs': { with: ipv6, to: ['2001:db8::/56'] },
  'vpc.publicAccessCIDRs': { to: ['203.0.113.0/24'] },
  'vpc.manageSharedNodeSecurityGroupRules': { beside: { sharedNodeSecurityGroup: 'sg-1' }, to: false },
  'vpc.clusterEndpoints.publicAccess': { beside: { privateAccess: true }, to: false },
  'vpc.subnets.private.*.id': { to: 'subnet-private-c' },
  'vpc.subnets.private.*.az': byZone('private'),
  'vpc.subnets.private.*.cidr': byRange('private', 64),
  'vpc.subnets.public.*.id': { to: 'subnet-public-c' },
  'vpc.subnets.public.*.az': byZone('public'),
  'vpc.subnets.public.*.cidr': byRange('public'),
  availabilityZones: { to: ['us-west-2a', 'us-west-2c'] },
  localZones: { to: ['us-west-2-lax-1a'] },

  'remoteNetworkConfig.iam.provider': { beside: { provider: 'ssm' }, to: 'ira', along: { caBundleCert: ca } },
  'remoteNetworkConfig.iam.caBundleCert': { beside: { provider: 'ira', caBundleCert: ca }, to: ca.replace('QQ', 'QU') },
  'remoteNetworkConfig.vpcGatewayID': { to: 'vgw-1' },

  'iam.fargatePodExecutionRoleARN': { with: fargate },
  'iam.fargatePodExecutionRolePermissionsBoundary': { with: fargate },
  'iam.podIdentityAssociations[].roleARN': { instead: podIn({ roleARN: arnOf('role', 'reader') }) },
  'iam.podIdentityAssociations[].permissionPolicyName': { beside: { permissionPolicy: policyDocument } },
  'iam.podIdentityAssociations[].policy': { beside: { disableSessionTags: true }, to: '{"Version":"2012-10-17"}' },
  'iamIdentityMappings[].account': { instead: mapping({ account: '444455556666' }), to: '777788889999' },
  'iamIdentityMappings[].serviceName': { instead: mapping({ arn: team.arn }), to: 'emr-containers', along: { namespace: 'jobs' } },
  'iamIdentityMappings[].namespace': { instead: mapping({ serviceName: 'emr-containers', namespace: 'jobs' }) },
  'iamIdentityMappings[].noDuplicateARNs': { beside: { arn: mappedRole } },

  'accessConfig.accessEntries[].accessPolicies[].policyARN': { to: viewPolicy.replace('View', 'Edit') },
  'accessConfig.accessEntries[].accessPolicies[].accessScope.type': { to: 'namespace', along: { namespaces: ['shop'] } },
  'accessConfig.accessEntries[].accessPolicies[].accessScope.namespaces': { beside: { type: 'namespace', namespaces: ['shop'] } },

  'addons[].version': { to: 'latest' },
  'addons[].configurationValues': { to: '{"replicaCount": 3}' },
  'addons[].resolveConflicts': { command: 'create addon' },
  'addons[].useDefaultPodIdentityAssociations': { with: { addons: [ebs, agent] } },
  'addons[].wellKnownPolicies.ebsCSIController': { instead: { ...oidc, addons: [{ name: 'aws-efs-csi-driver' }] } },
  'addons[].podIdentityAssociations[].roleARN': { instead: addonPod({ roleARN: arnOf('role', 'reader') }) },
  'addons[].podIdentityAssociations[].permissionPolicyName': { beside: { permissionPolicy: policyDocument } },
  'addonsConfig.autoApplyPodIdentityAssociations': { with: { addons: [ebs, agent] } },

  'nodegroup.availabilityZones': { with: { availabilityZones: ['us-west-2a', 'us-west-2b'] }, to: ['us-west-2a'] },
  'nodegroup.subnets': { with: existing, to: ['second'] },
  'nodegroup.volumeName': { beside: { volumeSize: 50 }, to: '/dev/xvdz' },
  'nodegroup.volumeEncrypted': { beside: { volumeSize: 50 } },
  'nodegroup.volumeKmsKeyID': { beside: { volumeSize: 50, volumeEncrypted: true } },
  'nodegroup.volumeIOPS': { to: 4000 },
  'nodegroup.volumeThroughput': { to: 250 },
  'nodegroup.additionalVolumes[].volumeIOPS': { to: 4000 },
  'nodegroup.additionalVolumes[].volumeThroughput': { to: 250 },
  'nodegroup.additionalVolumes[].volumeKmsKeyID': { beside: { volumeEncrypted: true } },
  'nodegroup.ssh.publicKey': { to: publicKey },
  'nodegroup.ssh.sourceSecurityGroupIds': { beside: { allow: true } },
  'nodegroup.ami': { beside: { amiFamily: 'AmazonLinux2023' }, to: 'ami-0123456789abcdef0' },
  'nodegroup.asgSuspendProcesses': { to: ['AZRebalance'] },
  'nodegroup.overrideBootstrapCommand': { to: nodeConfig },
  'nodegroup.placement.spreadLevel': { beside: { groupName: 'near' } },
  'nodegroup.efaEnabled': { beside: { instanceType: 'p4d.24xlarge' } },
  'nodegroup.instanceSelector.vCPUs': { beside: { allow: '[.]x?large' }, to: 2 },
  'nodegroup.instanceSelector.memory': { beside: { vCPUs: 2 }, to: '16' },
  'nodegroup.instanceSelector.gpus': { beside: { vCPUs: 4 }, to: 1 },
  'nodegroup.instanceSelector.neuron_devices': { beside: { vCPUs: 4 }, to: 1 },
  'nodegroup.instanceSelector.cpuArchitecture': { beside: { vCPUs: 2 }, to: 'arm64' },
  'nodegroup.instanceSelector.allow': { beside: { vCPUs: 2 }, to: '^m5' },
  'nodegroup.instanceSelector.deny': { beside: { vCPUs: 2 }, to: '^m5' },
  'nodegroup.bottlerocket.enableAdminContainer': { nodegroup: { amiFamily: 'Bottlerocket' } },
  'nodegroup.bottlerocket.settings': { nodegroup: { amiFamily: 'Bottlerocket' }, to: { motd: 'hello' } },
  'nodegroup.instanceMarketOptions.marketType': { nodegroup: { ...reserved, instanceType: 'p4d.24xlarge' } },
  'nodeGroups[].outpostARN': { command: 'create nodegroup', with: existing, to: outpostARN },
  'managedNodeGroups[].outpostARN': { to: outpostARN },
  'nodegroup.taints[].effect': { to: 'NoExecute' },
  'managedNodeGroups[].updateConfig.maxUnavailable': { to: 1 },
  'managedNodeGroups[].launchTemplate.id': { nodegroup: { instanceTypes: ['m5.large'], launchTemplate: { id: 'lt-1' } } },
  'managedNodeGroups[].launchTemplate.version': { nodegroup: { instanceTypes: ['m5.large'], launchTemplate: { id: 'lt-1' } }, to: '3' },
  'nodeGroups[].asgMetricsCollection[].metrics': { beside: { granularity: '1Minute' } },
  'nodeGroups[].cpuCredits': { beside: { instanceType: 't3.medium' } },
  'nodeGroups[].containerRuntime': { to: 'containerd' },
  'nodeGroups[].maxInstanceLifetime': { to: 90_000 },
  'nodeGroups[].localZones': { with: { localZones: ['us-west-2-lax-1a'] }, to: ['us-west-2-lax-1a'] },

  'cloudWatch.clusterLogging.logRetentionInDays': { beside: { enableTypes: ['api'] }, to: 7 },
  'karpenter.version': { to: '1.7.0' },
  'outpost.controlPlaneOutpostARN': { to: outpostARN.replace('op-1', 'op-2') },
  'outpost.controlPlaneInstanceType': { to: 'r5.large' },
  'outpost.controlPlanePlacement.spreadLevel': { ...etcd, to: 'host' },
  'outpost.etcdInstanceType': { to: 'r5.large' },
  'outpost.etcdPlacement.groupName': etcd,
  'outpost.etcdPlacement.spreadLevel': { ...etcd, to: 'host' },
  'capabilities[].accessPolicies[].policyARN': { to: viewPolicy.replace('View', 'Edit') },
  'capabilities[].accessPolicies[].accessScope.type': { to: 'namespace', along: { namespaces: ['shop'] } },
  'capabilities[].accessPolicies[].accessScope.namespaces': { beside: { type: 'namespace', namespaces: ['shop'] } },
  'capabilities[].deletePropagationPolicy': { to: 'OTHER' },
  'kubernetesNetworkConfig.serviceIPv6CIDR': { to: '2001:db8::/108' },
}
