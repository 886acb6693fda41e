import { expect, test } from 'vitest'
import { complaints, settled } from './stated.ts'

const version = (text: string) => `metadata: {name: t, region: us-west-2, version: "${text}"}\n`
const errors = (part: string, purpose?: 'create nodegroup', live?: { version: string }) =>
  complaints(part, purpose, live).filter(({ severity }) => severity === 'error')

/** Rules that say what passes: by id, a part of a config that one might think refused. */
const passing: readonly (readonly [id: string, part: string])[] = [
  ['L6', 'nodeGroups: [{name: a, privateNetworking: Yes, ebsOptimized: OFF}]\nlocalZones: ~\n---\nanother: document'],
  ['L8', 'nodeGroups: [{name: a, taints: {one: "v:NoSchedule", two: ":NoExecute", three: PreferNoSchedule}}]'],
  ['L10', 'vpc: {cidr: 10.1.2.3/16, subnets: {public: {us-west-2a: {id: subnet-1, cidr: ~}, us-west-2b: {id: subnet-2}}}}'],
  ['L12', 'iam: {serviceRoleARN: my-role, fargatePodExecutionRoleARN: ""}'],
  ['L13', 'nodeGroups: [{name: a, iam: {attachPolicy: {any: [1, {b: ~}]}}}]'],
  [
    'L14',
    'iam: {withOIDC: true, serviceAccounts: [{metadata: {name: a}, attachRoleARN: "arn:aws:iam::111122223333:role/r", status: {roleARN: r}}]}\nfargateProfiles: [{name: f, selectors: [{namespace: f}], status: ACTIVE}]',
  ],
  ['L22', 'managedNodeGroups: [{name: a, volumeName: /dev/xvda}, {name: b, volumeEncrypted: true}]'],
  ['L24', 'vpc: {nat: {}}'],
  [
    'V8',
    'iam: {withOIDC: true, serviceAccounts: [{metadata: {name: a}, attachRoleARN: "arn:aws:iam::111122223333:role/r", attachPolicyARNs: [p], roleName: own, roleOnly: true}]}',
  ],
  ['V20', 'kubernetesNetworkConfig: {serviceIPv6CIDR: nonsense}'],
  ['V20', 'iam: {withOIDC: true}\nkubernetesNetworkConfig: {ipFamily: ipv6}\naddons: [{name: coredns}]'],
  [
    'V16',
    'iam: {withOIDC: true}\nkubernetesNetworkConfig: {ipFamily: ipv6}\naddons: [{name: vpc-cni}, {name: coredns}, {name: kube-proxy}]',
  ],
  ['V3', 'metadata: {name: t, region: us-west-2, rollbackConfig: {timeoutMinutes: 120}}'],
  ['V35', 'remoteNetworkConfig: {remoteNodeNetworks: [{cidrs: [nonsense]}], remotePodNetworks: [{cidrs: [nonsense]}]}'],
  ['V69', 'privateCluster: {enabled: false, additionalEndpointServices: [sqs]}'],
  ['V90', 'vpc: {controlPlaneEgressMode: ANY}'],
  ['V92', 'iamIdentityMappings: [{serviceName: emr-containers, namespace: ns, arn: a}]'],
  ['V119', 'accessConfig: {authenticationMode: SOMETHING}'],
  ['V123', 'zonalShiftConfig: {}\ncontrolPlaneScalingConfig: {tier: huge}'],
  [
    'V123',
    'managedNodeGroups: [{name: a, releaseVersion: x, nodeRepairConfig: {maxUnhealthyNodeThresholdCount: 1, maxUnhealthyNodeThresholdPercentage: 2}}]',
  ],
  ['V124', 'fargateProfiles: [{name: eks-x, selectors: []}]'],
  [
    'V125',
    'metadata: {name: t, region: us-west-2, tags: {"aws:x": ""}, annotations: {any: thing}}\naddons: [{name: x, resolveConflicts: perhaps, publishers: [me], types: [t], owners: [o]}]',
  ],
  ['V136', 'managedNodeGroups: [{name: a, volumeType: floppy, additionalVolumes: [{volumeType: gp3, volumeIOPS: 1}]}]'],
  ['V161', 'nodeGroups: [{name: a, ami: auto, amiFamily: AmazonLinux2023}]'],
  ['V168', 'nodeGroups: [{name: a, labels: {node.kubernetes.io/foo: x, kubernetes.io/os: linux}}]'],
  ['V191', `${version('1.32')}nodeGroups: [{name: a, overrideBootstrapCommand: x, ami: ami-1, amiFamily: AmazonLinux2}]`],
  ['V198', 'nodeGroups: [{name: a, desiredCapacity: 0}]'],
  ['V206', 'managedNodeGroups: [{name: a, minSize: 0, desiredCapacity: 0}]'],
  ['V216', 'managedNodeGroups: [{name: a, amiFamily: bottlerocket, launchTemplate: {id: lt-1}}]'],
  ['V223', `${version('1.32')}managedNodeGroups: [{name: a, instanceType: g5g.xlarge, amiFamily: AmazonLinux2}]`],
  ['V223', 'managedNodeGroups: [{name: a, asgSuspendProcesses: [Sleep], ssh: {publicKeyName: k, publicKeyPath: p}}]'],
  [
    'V234',
    'addons: [{name: x, configurationValues: "a: 1"}, {name: z, configurationValues: "{\\"a\\": 1}"}, {name: w, configurationValues: ""}]',
  ],
  ['V241', 'autoModeConfig: {enabled: true}\naddons: [{name: coredns}]\nfargateProfiles: [{name: f, selectors: [{namespace: f}]}]'],
  ['V242', 'addonsConfig: {disableDefaultAddons: true}\nmanagedNodeGroups: [{name: a}]'],
  [
    'V274',
    `${version('1.32')}capabilities: [{name: k, type: KRO}]\nnodeGroups: [{name: a, overrideBootstrapCommand: x, ami: ami-1, amiFamily: AmazonLinux2}]`,
  ],
]

test.each(passing)('%s: %s', (_, part) => expect(errors(part)).toEqual([]))

test.each(['V11', 'V79'])('%s: rules about addresses hold for new clusters only, a live one has its own', () => {
  expect(
    errors(
      'kubernetesNetworkConfig: {serviceIPv4CIDR: x, ipFamily: IPv6}\nvpc: {cidr: 10.0.0.0/28, nat: {gateway: Single}}',
      'create nodegroup',
      { version: '1.33' },
    ),
  ).toEqual([])
})

test('metadata is enough for commands that need no more', () => {
  expect(settled('availabilityZones: [us-west-2a]', 'metadata only').config.metadata.name).toBe('t')
})

test('a nodegroup may be of an older version than the default, the one of its cluster', () => {
  expect(settled('managedNodeGroups: [{name: a}]', 'create nodegroup', { version: '1.32' }).version).toBe('1.32')
})
