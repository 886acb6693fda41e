import { expect, test } from 'vitest'
import { readConfig } from '#src/config/read.ts'
import { complaints, file, settled } from '../config/stated.ts'

const read = (part: string) => readConfig(file(part), 'cluster.yaml')
const said = (part: string): string[] =>
  complaints(part).map(({ severity, where, path, message }) => `${severity} ${where}: ${path}: ${message}`)

test.each([
  ['an anchor within a merge', 'managedNodeGroups:\n  - name: a\n    <<: &base {instanceType: m5.large}\n  - name: b\n    <<: *base'],
  ['two merges in one map', 'managedNodeGroups:\n  - <<: &a {instanceType: m5.large}\n    <<: &b {minSize: 1}\n    name: a'],
  ['a merge of several', 'managedNodeGroups:\n  - {<<: [&a {minSize: 1}, &b {maxSize: 3}], name: a}'],
  [
    'an anchor in one place and its alias in others',
    'availabilityZones: &zones [us-west-2a, us-west-2b]\nmanagedNodeGroups: [{name: a, availabilityZones: *zones}]',
  ],
  ['tabs before comments', 'availabilityZones:\t# zones\n  - us-west-2a\t# first\n  - us-west-2b\n'],
  ['tabs after a colon, and at the end of a line', 'iam:\n  withOIDC:\ttrue\t\n\t\navailabilityZones: [us-west-2a, us-west-2b]\t\n'],
  ['lines that end as in Windows', 'iam:\r\n  withOIDC: true\r\navailabilityZones:\r\n  - us-west-2a\r\n  - us-west-2b\r\n'],
  ['comments at the end of lines', 'iam: # roles\n  withOIDC: true # yes\n# the end'],
  ['letters beyond ASCII', 'managedNodeGroups: [{name: a, tags: {Équipe: "données ☁"}}] # größer'],
  [
    'sections with nothing in them',
    'iam:\naddons:\nnodeGroups:\nvpc:\n  subnets:\nmanagedNodeGroups:\n  - name: a\n    iam: {attachPolicyARNs: }\n    securityGroups: {withLocal: }',
  ],
  ['booleans of YAML 1.1', 'iam: {withOIDC: yes}\nmanagedNodeGroups: [{name: a, spot: on, privateNetworking: Off}]'],
  ['a second document', 'iam: {}\n---\nkind: Other\n'],
  [
    'brackets over several lines, at any indentation',
    'managedNodeGroups:\n  - name: a\n    instanceTypes: [\n  m5.large,\n  m5a.large\n]\n',
  ],
  ['taints as a map', 'nodeGroups: [{name: a, taints: {one: "v:NoSchedule", two: ":NoExecute", three: PreferNoSchedule}}]'],
  ['numbers in octal and with underscores', 'nodeGroups: [{name: a, maxInstanceLifetime: 86_400, desiredCapacity: 010}]'],
  ['no version', 'managedNodeGroups: [{name: a}]'],
  ['a version of two numbers in quotes', "metadata: {name: t, region: us-west-2, version: '1.33'}"],
])('%s: accepted, and nothing is said', (_, part) => expect(said(part)).toEqual([]))

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

test('of two merges in one map the later wins', () => {
  const { managedNodeGroups } = read('managedNodeGroups:\n  - <<: {minSize: 1, maxSize: 5}\n    <<: {minSize: 3}\n    name: a').stated
  expect(managedNodeGroups).toEqual([{ name: 'a', minSize: 3, maxSize: 5 }])
})

test.each([
  ['vpc: {nat: {gateway: null}, cidr: ~}', { vpc: { nat: {} } }],
  ['iam:', {}],
  ['addons:', {}],
  ['iam: {serviceAccounts: }', { iam: {} }],
  [
    'nodeGroups: [{name: a, iam: {attachPolicyARNs: }, securityGroups: {withLocal: }}]',
    { nodeGroups: [{ name: 'a', iam: {}, securityGroups: {} }] },
  ],
])('%s: null is as if the key were not there', (part, stated) => {
  const { apiVersion, kind, metadata, ...rest } = read(part).stated
  expect([apiVersion, kind, metadata.name]).toEqual(['eksctl.io/v1alpha5', 'ClusterConfig', 't'])
  expect(rest).toEqual(stated)
})

test.each([
  [
    'cloudwatch: {clusterLogging: {enableTypes: [api]}}',
    'warning cluster.yaml:4:1: cloudwatch: "cloudwatch" is ignored, as by eksctl: the key is cloudWatch',
  ],
  ['iam: {withOidc: true}', 'warning cluster.yaml:4:7: iam.withOidc: "withOidc" is ignored, as by eksctl: the key is withOIDC'],
  [
    'managedNodeGroups: [{name: a, iam: {withAddonPolicies: {xray: true}}}]',
    'warning cluster.yaml:4:57: managedNodeGroups[0].iam.withAddonPolicies.xray: "xray" is ignored, as by eksctl: the key is xRay',
  ],
  [
    'nodeGroups: [{name: a, iam: {attachPolicyArns: [x]}}]',
    'warning cluster.yaml:4:30: nodeGroups[0].iam.attachPolicyArns: "attachPolicyArns" is ignored, as by eksctl: the key is attachPolicyARNs',
  ],
  [
    'managedNodeGroups: [{name: a, instanceType: "m7a.xlarge\t"}]',
    'warning cluster.yaml:4:31: managedNodeGroups[0].instanceType: "m7a.xlarge\\t" is read without the spaces or tabs around it',
  ],
  [
    'managedNodeGroups: [{name: a, iam: {withAddonPolicies: {albIngress: true}}}]',
    'warning cluster.yaml:4:57: managedNodeGroups[0].iam.withAddonPolicies.albIngress: is the old name of awsLoadBalancerController',
  ],
  [
    'nodeGroups: [{name: a, ssh: {enableSsm: true}}]',
    'warning cluster.yaml:4:30: nodeGroups[0].ssh.enableSsm: is not needed any more; Session Manager is always on',
  ],
])('%s: accepted, with one warning', (part, line) => expect(said(part)).toEqual([line]))

test('a key in the wrong case has no effect', () => {
  expect(settled('iam: {withOidc: true}').config.iam?.withOIDC).toBe(false)
})

test('a value with a tab in it is the value without it', () => {
  expect(read('managedNodeGroups: [{name: a, instanceType: "m7a.xlarge\t"}]').stated.managedNodeGroups?.[0]?.instanceType).toBe(
    'm7a.xlarge',
  )
})

test('files without a version take the one of EKS', () => expect(settled('').version).toBe('1.34'))

test('a file with 195 nodegroups', () => {
  const groups = Array.from({ length: 195 }, (_, i) => `  - {name: ng-${i}, instanceType: m5.large}`).join('\n')
  expect(settled(`managedNodeGroups:\n${groups}`).config.managedNodeGroups).toHaveLength(195)
})
