import { expect, test } from 'vitest'
import { complaints, file, settled } from './stated.ts'
import { readConfig } from '#src/config/read.ts'

const read = (part: string) => readConfig(file(part), 'cluster.yaml')

test.each([
  ['an anchor within a merge', 'managedNodeGroups:\n  - name: a\n    <<: &base {instanceType: m5.large}\n  - name: b\n    <<: *base'],
  ['two merges in one map', 'managedNodeGroups:\n  - <<: &a {instanceType: m5.large}\n    <<: &b {minSize: 1}\n    name: a'],
  ['a merge of several', 'managedNodeGroups:\n  - {<<: [&a {minSize: 1}, &b {maxSize: 3}], name: a}'],
  ['tabs before comments', 'availabilityZones:\t# zones\n  - us-west-2a\t# first\n  - us-west-2b\n'],
  ['lines that end as in Windows', 'iam:\r\n  withOIDC: true\r\navailabilityZones:\r\n  - us-west-2a\r\n  - us-west-2b\r\n'],
  ['letters beyond ASCII', 'managedNodeGroups: [{name: a, tags: {Équipe: "données ☁"}}] # größer'],
  [
    'sections with nothing in them',
    'iam:\naddons:\nnodeGroups:\nvpc:\n  subnets:\nmanagedNodeGroups:\n  - name: a\n    iam: {attachPolicyARNs: }\n    securityGroups: {withLocal: }',
  ],
  ['booleans of YAML 1.1', 'iam: {withOIDC: yes}\nmanagedNodeGroups: [{name: a, spot: on, privateNetworking: Off}]'],
  ['a second document', 'iam: {}\n---\nkind: Other\n'],
  ['taints as a map', 'nodeGroups: [{name: a, taints: {one: "v:NoSchedule", two: ":NoExecute", three: PreferNoSchedule}}]'],
  ['numbers in octal and with underscores', 'nodeGroups: [{name: a, maxInstanceLifetime: 86_400}]'],
])('%s is accepted', (_, part) => expect(complaints(part).filter(({ severity }) => severity === 'error')).toEqual([]))

test('JSON is accepted, tabs and all', () => {
  const text =
    '{\n\t"apiVersion": "eksctl.io/v1alpha5",\n\t"kind": "ClusterConfig",\n\t"metadata": {"name": "t", "region": "us-west-2"},\n\t"availabilityZones": [\n\t\t"us-west-2a",\n\t\t"us-west-2b"\n\t]\n}'
  expect(readConfig(text, 'cluster.json').stated.availabilityZones).toEqual(['us-west-2a', 'us-west-2b'])
})

test('what is merged comes from the anchor, what is written wins', () => {
  const { managedNodeGroups } = read(
    'managedNodeGroups:\n  - &a {name: a, minSize: 1, maxSize: 9}\n  - {minSize: 2, <<: *a, name: b}',
  ).stated
  expect(managedNodeGroups?.[1]).toEqual({ name: 'b', minSize: 2, maxSize: 9 })
})

test('null is as if the key were not there', () => {
  expect(read('vpc: {nat: {gateway: null}, cidr: ~}').stated.vpc).toEqual({ nat: {} })
})

test.each([
  [
    'cloudwatch: {clusterLogging: {enableTypes: [api]}}',
    'cluster.yaml:4:1: cloudwatch: "cloudwatch" is ignored, as by eksctl: the key is cloudWatch',
  ],
  ['iam: {withOidc: true}', 'cluster.yaml:4:7: iam.withOidc: "withOidc" is ignored, as by eksctl: the key is withOIDC'],
  [
    'managedNodeGroups: [{name: a, instanceType: "m7a.xlarge\t"}]',
    'cluster.yaml:4:31: managedNodeGroups[0].instanceType: "m7a.xlarge\\t" is read without the spaces or tabs around it',
  ],
])('%s passes with a warning', (part, line) => {
  const [warning] = complaints(part)
  expect([warning?.severity, `${warning?.where}: ${warning?.path}: ${warning?.message}`]).toEqual(['warning', line])
})

test('a key in the wrong case has no effect', () => {
  expect(settled('iam: {withOidc: true}').config.iam?.withOIDC).toBe(false)
})

test('the old names albIngress and enableSsm work, with one warning each', () => {
  const part = 'managedNodeGroups: [{name: a, ssh: {enableSsm: true}, iam: {withAddonPolicies: {albIngress: true}}}]'
  expect(complaints(part).map(({ path }) => path)).toEqual([
    'managedNodeGroups[0].ssh.enableSsm',
    'managedNodeGroups[0].iam.withAddonPolicies.albIngress',
  ])
})

test('AmazonLinux2 without a version: the sentence tells that the default moved', () => {
  const [complaint] = complaints('managedNodeGroups: [{name: a, amiFamily: AmazonLinux2}]')
  expect(complaint?.message).toBe(
    'AmazonLinux2 ended with Kubernetes 1.32, and this is 1.34 (no version is stated in metadata.version, and the default is now 1.34)',
  )
})

test('an image of one’s own without a family: the likely one is named', () => {
  const [complaint] = complaints('managedNodeGroups: [{name: a, ami: ami-0123}]')
  expect([complaint?.message, complaint?.hint]).toEqual([
    'must be set with ami: ami-0123',
    'for an image made from the one of EKS: AmazonLinux2023',
  ])
})
