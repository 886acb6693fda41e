import { describe, expect, test } from 'vitest'
import { ConfigError } from '#src/config/complaint.ts'
import { readConfig } from '#src/config/read.ts'
import { file } from './stated.ts'

/** What is said of a file, line by line. */
function lines(text: string): string[] {
  try {
    readConfig(text, 'cluster.yaml')
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
}

const nodegroup = (fields: string) => file(`managedNodeGroups:\n  - name: a\n    ${fields}\n`)

describe('a complaint points at the key and says what would be right', () => {
  test.each([
    [
      'an unknown key',
      nodegroup('instancetypo: m5.large'),
      'cluster.yaml:6:5: managedNodeGroups[0].instancetypo: there is no key "instancetypo" here; did you mean instanceType?',
    ],
    [
      'a key of another section',
      file('clusterEndpoints: {}'),
      'cluster.yaml:4:1: clusterEndpoints: there is no key "clusterEndpoints" here; it belongs into vpc',
    ],
    [
      'a key of old',
      nodegroup('allowSSH: true'),
      'cluster.yaml:6:5: managedNodeGroups[0].allowSSH: there is no key "allowSSH" here; write ssh: {allow: true}',
    ],
    [
      'spot words of others',
      nodegroup('capacityType: SPOT'),
      'cluster.yaml:6:5: managedNodeGroups[0].capacityType: there is no key "capacityType" here; write spot: true',
    ],
    [
      'a list for a number',
      nodegroup('desiredCapacity: [2]'),
      'cluster.yaml:6:5: managedNodeGroups[0].desiredCapacity: must be a number, not a list',
    ],
    [
      'half a node',
      nodegroup('desiredCapacity: 2.5'),
      'cluster.yaml:6:5: managedNodeGroups[0].desiredCapacity: must be a whole number, not the number 2.5',
    ],
    [
      'a number in quotes',
      nodegroup('desiredCapacity: "2"'),
      'cluster.yaml:6:5: managedNodeGroups[0].desiredCapacity: must be a number, not the text "2"; write it without quotes: 2',
    ],
    [
      'the word of a type',
      nodegroup('spot: boolean'),
      'cluster.yaml:6:5: managedNodeGroups[0].spot: must be true or false, not the text "boolean"',
    ],
    [
      'a version without quotes',
      file('metadata: {name: t, region: us-west-2, version: 1.30}'),
      'cluster.yaml:3:40: metadata.version: must be text, not the number 1.30; write it in quotes: "1.30"',
    ],
    [
      'a label that is a boolean',
      nodegroup('labels: {gpu: true}'),
      'cluster.yaml:6:14: managedNodeGroups[0].labels.gpu: must be text, not true; write it in quotes: "true"',
    ],
    [
      'a tag that is a number',
      file('metadata: {name: t, region: us-west-2, tags: {cost: 0123}}'),
      'cluster.yaml:3:47: metadata.tags.cost: must be text, not the number 0123; write it in quotes: "0123"',
    ],
    [
      'no is a boolean',
      nodegroup('labels: {norway: no}'),
      'cluster.yaml:6:14: managedNodeGroups[0].labels.norway: must be text, not no; write it in quotes: "no"',
    ],
    [
      'no address range',
      file('vpc: {cidr: 10.0.0.0}'),
      'cluster.yaml:4:7: vpc.cidr: "10.0.0.0" is not an address range (like 10.0.0.0/16)',
    ],
    [
      'no ARN',
      file('autoModeConfig: {enabled: true, nodeRoleARN: me}'),
      'cluster.yaml:4:33: autoModeConfig.nodeRoleARN: "me" is not an ARN (arn:partition:service:region:account:resource)',
    ],
    [
      'a section with nothing in the list',
      file('nodeGroups: [~]'),
      'cluster.yaml:4:14: nodeGroups[0]: must be a section with keys, not nothing',
    ],
    [
      'a map for a list',
      file('addons: {name: x}'),
      'cluster.yaml:4:1: addons: must be a list, not a map; each item of a list begins with a dash',
    ],
    [
      'taints as a map where EKS runs the nodes',
      nodegroup('taints: {k: NoSchedule}'),
      'cluster.yaml:6:5: managedNodeGroups[0].taints: must be a list, not a map; each item of a list begins with a dash',
    ],
    [
      'another kind of identity provider',
      file('identityProviders: [{type: saml, name: i, issuerURL: u, clientID: c}]'),
      'cluster.yaml:4:22: identityProviders[0].type: "saml" must be oidc, the only type there is',
    ],
    [
      'no name',
      'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {region: us-west-2}',
      'cluster.yaml:3:1: metadata.name: must be set',
    ],
    ['no metadata', 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n', 'cluster.yaml:1:1: metadata: must be set'],
    ['a key twice', file('vpc: {}\nvpc: {}'), 'cluster.yaml:5:1: vpc: "vpc" is written twice, first in line 4'],
    [
      'another kind of document',
      'apiVersion: eksctl.io/v1alpha5\nkind: NodeConfig\nspec: {}',
      'cluster.yaml:2:1: kind: must be ClusterConfig, not "NodeConfig"',
    ],
    ['another format', 'apiVersion: v1\nkind: ClusterConfig', 'cluster.yaml:1:1: apiVersion: must be eksctl.io/v1alpha5, not "v1"'],
    ['no YAML', 'apiVersion: eksctl.io/v1alpha5\nkind: [ClusterConfig\n', 'cluster.yaml:2:7: not YAML: [ is never closed'],
    ['tabs before keys', 'metadata:\n\tname: x', 'cluster.yaml:2:1: not YAML: tabs are not allowed as indentation; write spaces'],
    ['an anchor that nobody set', file('vpc: *shared'), 'cluster.yaml:4:6: vpc: *shared has no anchor &shared before it'],
    ['an anchor within itself', file('addons: &a [*a]'), 'cluster.yaml:4:12: addons[0]: an anchor holds itself'],
    [
      'a text for a list',
      file('availabilityZones: us-west-2a, us-west-2b'),
      'cluster.yaml:4:1: availabilityZones: must be a list, not the text "us-west-2a, us-west-2b"; write a list: [us-west-2a, us-west-2b]',
    ],
    [
      'a name for a section',
      file('managedNodeGroups:\n  - workers'),
      'cluster.yaml:5:5: managedNodeGroups[0]: must be a section with keys, not the text "workers"; write name: workers',
    ],
    [
      'a command with a colon in it',
      nodegroup('preBootstrapCommands: [echo a: b]'),
      'cluster.yaml:6:28: managedNodeGroups[0].preBootstrapCommands[0]: must be text, not a map; a ": " in plain text makes it a map: put the whole text in quotes',
    ],
    [
      'a section in the wrong case that must be there',
      'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nMetadata: {name: t, region: us-west-2}',
      'cluster.yaml:1:1: metadata: must be set; "Metadata" is no such key, upper and lower case count: write metadata',
    ],
    ['a zone left open', file('availabilityZones: [us-west-2a, ~]'), 'cluster.yaml:4:33: availabilityZones[1]: has no value'],
    [
      'more than AWS can count',
      nodegroup('desiredCapacity: 99999999999999999999'),
      'cluster.yaml:6:5: managedNodeGroups[0].desiredCapacity: must be 2147483647 at most, not 99999999999999999999',
    ],
    [
      'a key that JavaScript keeps for itself',
      nodegroup('labels: {__proto__: x}'),
      'cluster.yaml:6:14: managedNodeGroups[0].labels.__proto__: "__proto__" cannot be a key',
    ],
    [
      'a section in place of a command',
      nodegroup('overrideBootstrapCommand: {}'),
      'cluster.yaml:6:5: managedNodeGroups[0].overrideBootstrapCommand: must be text, not a map; a ": " in plain text makes it a map: put the whole text in quotes',
    ],
    [
      'typographic quotes',
      file('vpc: {id: “vpc-1”}'),
      'cluster.yaml:4:7: vpc.id: “vpc-1” stands in typographic quotes; write plain ones, or none',
    ],
    [
      'a key that begins with what only looks like a space',
      file('\u00A0vpc: {}'),
      'cluster.yaml:4:1: ["\u00A0vpc"]: there is no key "\u00A0vpc" here; it begins or ends with a space that is none (copied from a web page?): type plain spaces',
    ],
    [
      'a value that goes on for lines',
      nodegroup(`labels: {k: ${'x'.repeat(500)}}`),
      `cluster.yaml:6:14: managedNodeGroups[0].labels.k: "${'x'.repeat(60)}…" is not a value of Kubernetes (letters, digits, - _ . up to 63)`,
    ],
    ['nothing', '', 'cluster.yaml: the file is empty'],
    ['a word', 'cluster', 'cluster.yaml:1:1: not a config: expected keys such as apiVersion, kind and metadata'],
  ])('%s', (_, text, line) => expect(lines(text)[0]).toBe(line))
})

test('all complaints come at once: keys, types and rules', () => {
  const text = file(
    'vpcs: {}\navailabilityZones: [us-west-2a]\nmanagedNodeGroups:\n  - name: a\n    spott: true\n    minSize: none\n  - name: b\n    volumeThroughput: 2000\n',
  )
  expect(lines(text)).toEqual([
    'cluster.yaml:4:1: vpcs: there is no key "vpcs" here; did you mean vpc?',
    'cluster.yaml:8:5: managedNodeGroups[0].spott: there is no key "spott" here; did you mean spot?',
    'cluster.yaml:9:5: managedNodeGroups[0].minSize: must be a number, not the text "none"',
    'cluster.yaml:5:1: availabilityZones: EKS needs two zones at least, not only us-west-2a',
    'cluster.yaml:11:5: managedNodeGroups[1].volumeThroughput: must be between 125 and 1000 for gp3, not 2000',
  ])
})

test('a section with a wrong key is not judged by rules as well', () => {
  expect(
    lines(file('iam:\n  withODIC: true\n  serviceAccounts: [{metadata: {name: a}, attachRoleARN: "arn:aws:iam::111122223333:role/r"}]')),
  ).toEqual(['cluster.yaml:5:3: iam.withODIC: there is no key "withODIC" here; did you mean withOIDC?'])
})

test('a placeholder that nobody filled in is named', () => {
  const left = [
    '<vpc-id>',
    '$VPC_ID',
    '${VPC_ID}',
    '{{ .Values.vpc }}',
    '${VPC_ID:-vpc-1}',
    'vpc-${SUFFIX}',
    'PLACEHOLDER_VPC',
    'CHANGEME',
    'your-vpc-id',
  ]
  for (const text of left)
    expect(lines(file(`vpc: {id: "${text}"}`))[0]).toBe(
      `cluster.yaml:4:7: vpc.id: "${text}" looks like a placeholder; write the real value`,
    )
  expect(lines(file('vpc: {id: {{ .Values.vpc }}}'))[0]).toBe(
    'cluster.yaml:4:7: vpc.id: "{{…}}" looks like a placeholder; write the real value',
  )
  expect(lines(file('vpc: {subnets: {private: {us-west-2a: { id: }}}}'))[0]).toMatch('it looks like a placeholder that nobody filled in')
  expect(lines(file('managedNodeGroups: [{name: a, preBootstrapCommands: ["${SETUP}"], labels: {k: x}, tags: {k: "<none>"}}]'))).toEqual([])
})

test('aliases of aliases do not unfold for ever', () => {
  const layers = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]`)
  expect(() => readConfig(`a0: &a0 [x]\n${layers.join('\n')}`, 'cluster.yaml')).toThrow('more than 100000 values')
})

test('a file with 195 nodegroups takes less than a second of work', () => {
  const groups = Array.from(
    { length: 195 },
    (_, i) => `  - {name: ng-${i}, instanceTypes: [m5.large, m5a.large], labels: {a: b}, desiredCapacity: 2}`,
  )
  const start = process.cpuUsage()
  expect(readConfig(file(`managedNodeGroups:\n${groups.join('\n')}`), 'x').stated.managedNodeGroups).toHaveLength(195)
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000)
})

test('what two rules say of a key in the same words is said once', () => {
  expect(lines(file('nodeGroups: [{name: "bad name!"}]'))).toEqual([
    'cluster.yaml:4:15: nodeGroups[0].name: "bad name!" may hold letters, digits and dashes only',
  ])
})
