import { expect, test } from 'vitest'
import { complaints, settled } from './stated.ts'

const version = (text: string) => `metadata: {name: t, region: us-west-2, version: "${text}"}\n`
const errors = (part: string, purpose?: 'create nodegroup', live?: { version: string }) =>
  complaints(part, purpose, live).filter(({ severity }) => severity === 'error')

test.each([
  ['managedNodeGroups: [{name: a, volumeName: /dev/xvda}]'],
  ['nodeGroups: [{name: a, ami: auto, amiFamily: AmazonLinux2023}]'],
  ['managedNodeGroups: [{name: a, minSize: 0, desiredCapacity: 0}]'],
  ['nodeGroups: [{name: a, desiredCapacity: 0}]'],
  ['managedNodeGroups: [{name: a, amiFamily: bottlerocket, launchTemplate: {id: lt-1}}]'],
  [`${version('1.32')}nodeGroups: [{name: a, overrideBootstrapCommand: x, ami: ami-1, amiFamily: AmazonLinux2}]`],
  [`${version('1.32')}managedNodeGroups: [{name: a, instanceType: g5g.xlarge, amiFamily: AmazonLinux2}]`],
  ['nodeGroups: [{name: a, labels: {node.kubernetes.io/foo: x, kubernetes.io/os: linux}}]'],
  ['autoModeConfig: {enabled: true}\naddons: [{name: coredns}]\nfargateProfiles: [{name: f, selectors: [{namespace: f}]}]'],
  ['addons: [{name: x, configurationValues: "a: 1"}, {name: z, configurationValues: "{\\"a\\": 1}"}, {name: w, configurationValues: ""}]'],
  ['iamIdentityMappings: [{serviceName: emr-containers, namespace: ns, arn: a}]'],
  ['fargateProfiles: [{name: eks-x, selectors: []}]'],
  ['iam: {withOIDC: true}\nkubernetesNetworkConfig: {ipFamily: ipv6}\naddons: [{name: vpc-cni}, {name: coredns}, {name: kube-proxy}]'],
  ['metadata: {name: t, region: us-west-2, rollbackConfig: {timeoutMinutes: 120}}'],
  ['addonsConfig: {disableDefaultAddons: true}\nmanagedNodeGroups: [{name: a}]'],
  ['kubernetesNetworkConfig: {serviceIPv6CIDR: nonsense}'],
  ['vpc: {controlPlaneEgressMode: ANY}\nzonalShiftConfig: {}\ncontrolPlaneScalingConfig: {tier: huge}'],
  [
    'managedNodeGroups: [{name: a, releaseVersion: x, nodeRepairConfig: {maxUnhealthyNodeThresholdCount: 1, maxUnhealthyNodeThresholdPercentage: 2}}]',
  ],
  ['managedNodeGroups: [{name: a, additionalVolumes: [{volumeType: gp3, volumeIOPS: 1}]}]'],
  ['accessConfig: {authenticationMode: SOMETHING}'],
  ['privateCluster: {enabled: false, additionalEndpointServices: [sqs]}'],
  ['vpc: {nat: {}}'],
])('%s is accepted', (part) => expect(errors(part)).toEqual([]))

test('rules about addresses hold for new clusters only: a live one has its own', () => {
  expect(
    errors('kubernetesNetworkConfig: {serviceIPv4CIDR: x}\nvpc: {cidr: 10.0.0.0/28}', 'create nodegroup', { version: '1.33' }),
  ).toEqual([])
})

test('metadata is enough for commands that need no more', () => {
  expect(settled('availabilityZones: [us-west-2a]', 'metadata only').config.metadata.name).toBe('t')
})

test('a nodegroup may be of an older version than the default, the one of its cluster', () => {
  expect(settled('managedNodeGroups: [{name: a}]', 'create nodegroup', { version: '1.32' }).version).toBe('1.32')
})
