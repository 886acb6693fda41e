import { describe, expect, test } from 'vitest'
import { ConfigError } from '#src/config/complaint.ts'
import { readConfig } from '#src/config/read.ts'
import type { ManagedNodeGroup, NodeGroup } from '#src/config/schema/cluster-config.ts'
import { settle } from '#src/config/settle.ts'
import { file, settled, survey, versions } from './stated.ts'

const cluster = (part: string) => settled(part).config
const managed = (fields: string, before = ''): ManagedNodeGroup | undefined =>
  cluster(`${before}managedNodeGroups: [{name: a, ${fields}}]`).managedNodeGroups?.[0]
const own = (fields: string, before = ''): NodeGroup | undefined => cluster(`${before}nodeGroups: [{name: a, ${fields}}]`).nodeGroups?.[0]
const version = (text: string) => `metadata: {name: t, region: us-west-2, version: "${text}"}\n`
const outpost = 'outpost: {controlPlaneOutpostARN: "arn:aws:outposts:us-west-2:1:outpost/op-1"}\n'

/** How a stated version is refused. */
function refusal(text: string): ConfigError {
  try {
    settled(version(text))
  } catch (error) {
    if (error instanceof ConfigError) return error
  }
  throw new Error('not refused')
}

describe('versions', () => {
  test.each([
    ['nothing', '', '1.34'],
    ['auto', version('auto'), '1.34'],
    ['latest', version('latest'), '1.35'],
    ['a number', version('1.32'), '1.32'],
  ])('%s', (_, part, expected) => expect([settled(part).version, cluster(part).metadata.version]).toEqual([expected, expected]))

  test('the default is the one of EKS, not one of ours', () => {
    const moved = versions.map((known) => ({ ...known, default: known.version === '1.35' }))
    expect(settle(readConfig(file(''), 'x'), { ...survey, versions: moved }).version).toBe('1.35')
  })

  test('a cluster that exists says the version of what joins it, and of its own creation run again', () => {
    expect(settled('', 'create nodegroup', { version: '1.32' }).version).toBe('1.32')
    expect(settled('', 'create cluster', { version: '1.32' }).version).toBe('1.32')
    expect(settled(version('default'), 'create nodegroup', { version: '1.32' }).version).toBe('1.34')
  })

  test('one that EKS does not have is refused after the survey, with those there are', () => {
    expect(refusal('1.28').exitCode).toBe(6)
    expect(refusal('1.28').message).toBe(
      'cluster.yaml:3:40: metadata.version: Kubernetes 1.28 is no longer supported by EKS (its support ended on 2025-10-26); supported are 1.32 (extended support, until 2027-03-23), 1.33, 1.34 (the default, until 2026-12-02), 1.35; see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
    )
    expect(refusal('1.99').message).toMatch('EKS has no Kubernetes 1.99; supported are 1.32')
    expect(refusal('newest').message).toMatch('"newest" is not a Kubernetes version; write it like "1.33", or latest')
  })
})

describe('the cluster', () => {
  test('an empty file', () => {
    expect(cluster('')).toEqual({
      apiVersion: 'eksctl.io/v1alpha5',
      kind: 'ClusterConfig',
      metadata: { name: 't', region: 'us-west-2', version: '1.34' },
      iam: { withOIDC: false, vpcResourceControllerPolicy: true },
      accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
      privateCluster: { enabled: false, skipEndpointCreation: false },
      vpc: {
        cidr: '192.168.0.0/16',
        manageSharedNodeSecurityGroupRules: true,
        autoAllocateIPv6: false,
        nat: { gateway: 'Single' },
        clusterEndpoints: { publicAccess: true, privateAccess: false },
      },
    })
  })

  test('what is stated stays as it was: settling changes a copy', () => {
    const config = readConfig(file('vpc: {nat: {gateway: ""}}\nmanagedNodeGroups: [{name: a}]'), 'x')
    const before = structuredClone(config.stated)
    settle(config, survey)
    expect(config.stated).toEqual(before)
  })

  test.each([
    [
      'a VPC without a range gets it when it is cut',
      'vpc: {hostnameType: ip-name}',
      { vpc: { hostnameType: 'ip-name', nat: { gateway: 'Single' }, manageSharedNodeSecurityGroupRules: true } },
    ],
    ['NAT without a word is single', 'vpc: {nat: {gateway: ""}}', { vpc: { nat: { gateway: 'Single' } } }],
    [
      'each half of the endpoints has its own default',
      'vpc: {clusterEndpoints: {privateAccess: true}}',
      { vpc: { clusterEndpoints: { publicAccess: true, privateAccess: true } } },
    ],
    [
      'a fully private cluster is open while it is made',
      'privateCluster: {enabled: true}',
      { vpc: { clusterEndpoints: { publicAccess: true, privateAccess: true } } },
    ],
    [
      'Outposts: private only, by config map',
      outpost,
      { vpc: { clusterEndpoints: { publicAccess: false, privateAccess: true } }, accessConfig: { authenticationMode: 'CONFIG_MAP' } },
    ],
    [
      'Outposts with etcd of its own: by access entries',
      'outpost: {controlPlaneOutpostARN: "arn:aws:outposts:us-west-2:1:outpost/op-1", etcdInstanceType: m5.large}',
      { accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' } },
    ],
    [
      'all logs',
      'cloudWatch: {clusterLogging: {enableTypes: [api, "*"]}}',
      { cloudWatch: { clusterLogging: { enableTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] } } },
    ],
    ['the node pools of Auto Mode', 'autoModeConfig: {enabled: true}', { autoModeConfig: { nodePools: ['general-purpose', 'system'] } }],
    ['no node pools stay none', 'autoModeConfig: {enabled: true, nodePools: []}', { autoModeConfig: { nodePools: [] } }],
    [
      'the namespace of a service account',
      'iam: {withOIDC: true, serviceAccounts: [{metadata: {name: s}, attachRoleARN: "arn:aws:iam::111122223333:role/r"}]}',
      { iam: { serviceAccounts: [{ metadata: { name: 's', namespace: 'default' } }] } },
    ],
    ['Karpenter', 'iam: {withOIDC: true}\nkarpenter: {version: v1.0.0}', { karpenter: { createServiceAccount: false } }],
    [
      'hybrid nodes',
      'remoteNetworkConfig: {remoteNodeNetworks: [{cidrs: [10.9.0.0/16]}]}',
      { remoteNetworkConfig: { iam: { provider: 'ssm' } } },
    ],
    [
      'ranges are written by their first address',
      'vpc: {extraCIDRs: [10.1.2.3/16], publicAccessCIDRs: [198.51.100.130/25], cidr: 10.1.2.3/16}',
      { vpc: { extraCIDRs: ['10.1.0.0/16'], publicAccessCIDRs: ['198.51.100.128/25'], cidr: '10.1.2.3/16' } },
    ],
    [
      "a subnet's key is its zone",
      'vpc: {subnets: {public: {us-west-2a: {id: subnet-1}, mine: {id: subnet-2, az: us-west-2b}}}}',
      { vpc: { subnets: { public: { 'us-west-2a': { az: 'us-west-2a' }, mine: { az: 'us-west-2b' } } } } },
    ],
  ])('%s', (_, part, expected) => expect(cluster(part)).toMatchObject(expected))

  test('subnets that exist bring their own ways out: no NAT', () => {
    expect(cluster('vpc: {nat: {gateway: Single}, subnets: {public: {us-west-2a: {id: subnet-1}}}}').vpc?.nat).toEqual({
      gateway: 'Disable',
    })
  })

  test('there is no NAT with IPv6', () => {
    expect(cluster('kubernetesNetworkConfig: {ipFamily: IPv6}\naddons: [{name: coredns}]').vpc).not.toHaveProperty('nat')
  })

  test('access and network of a cluster that exists are not made up', () => {
    expect(settled('', 'existing cluster', { version: '1.33' }).config).not.toHaveProperty('vpc')
  })
})

describe('a managed nodegroup', () => {
  test('with nothing but a name', () => {
    expect(managed('')).toMatchObject({
      amiFamily: 'AmazonLinux2023',
      minSize: 2,
      maxSize: 2,
      desiredCapacity: 2,
      volumeSize: 80,
      volumeType: 'gp3',
      volumeIOPS: 3000,
      volumeThroughput: 125,
      disableIMDSv1: true,
      disablePodIMDS: false,
      ssh: { allow: false },
      labels: { 'alpha.eksctl.io/cluster-name': 't', 'alpha.eksctl.io/nodegroup-name': 'a' },
      tags: { 'alpha.eksctl.io/nodegroup-name': 'a', 'alpha.eksctl.io/nodegroup-type': 'managed' },
    })
    expect(managed('')).not.toHaveProperty('containerRuntime')
  })

  test.each([
    ['desiredCapacity: 4', [4, 4, 4]],
    ['minSize: 3', [3, 3, 3]],
    ['minSize: 1, desiredCapacity: 3', [1, 3, 3]],
    ['maxSize: 5', [2, 5, 2]],
    ['minSize: 0', [0, 1, 0]],
    ['minSize: 0, desiredCapacity: 0', [0, 1, 0]],
  ])('%s', (fields, sizes) => {
    const nodegroup = managed(fields)
    expect([nodegroup?.minSize, nodegroup?.maxSize, nodegroup?.desiredCapacity]).toEqual(sizes)
  })

  test.each([
    ['a key opens the door', 'ssh: {publicKeyName: k}', { ssh: { allow: true } }],
    ['an open door has the usual key', 'ssh: {allow: true}', { ssh: { publicKeyPath: '~/.ssh/id_rsa.pub' } }],
    ['a door that is shut stays shut', 'ssh: {allow: false, publicKeyName: k}', { ssh: { allow: false } }],
    [
      'a family in its own spelling',
      'amiFamily: bottlerocketFIPS',
      { amiFamily: 'BottlerocketFips', volumeName: '/dev/xvdb', bottlerocket: { settings: {} } },
    ],
    [
      'the admin container where there is SSH',
      'amiFamily: Bottlerocket, ssh: {allow: true}',
      { bottlerocket: { enableAdminContainer: true } },
    ],
    ['io1', 'volumeType: io1', { volumeIOPS: 100 }],
    [
      'more disks',
      'additionalVolumes: [{volumeName: /dev/sdb}, {volumeType: io2}]',
      { additionalVolumes: [{ volumeType: 'gp3', volumeSize: 80, volumeIOPS: 3000 }, { volumeIOPS: 100 }] },
    ],
    [
      'names of ours win over labels of others',
      'labels: {alpha.eksctl.io/cluster-name: x, mine: green}',
      { labels: { 'alpha.eksctl.io/cluster-name': 't', mine: 'green' } },
    ],
  ])('%s', (_, fields, expected) => expect(managed(fields)).toMatchObject(expected))

  test('with a launch template of its own: no size of disks, no second disk', () => {
    const nodegroup = managed('amiFamily: Bottlerocket, launchTemplate: {id: lt-1}')
    expect(nodegroup).not.toHaveProperty('volumeSize')
    expect(nodegroup).not.toHaveProperty('volumeName')
  })
})

describe('a self-managed nodegroup', () => {
  test('with nothing but a name', () => {
    expect(own('')).toMatchObject({
      amiFamily: 'AmazonLinux2023',
      volumeSize: 80,
      volumeType: 'gp3',
      containerRuntime: 'containerd',
      securityGroups: { withLocal: true, withShared: true },
    })
    expect(own('')).not.toHaveProperty('minSize')
    expect(own('')).not.toHaveProperty('tags')
  })

  test('disks on Outposts are gp2', () => {
    expect(own('additionalVolumes: [{volumeName: b}]', outpost)).toMatchObject({
      volumeType: 'gp2',
      additionalVolumes: [{ volumeType: 'gp2' }],
    })
  })

  test('policies of nodes that nobody asked for are off, those of App Mesh are unsaid', () => {
    expect(own('iam: {withAddonPolicies: {ebs: true}}')?.iam?.withAddonPolicies).toEqual({
      ...Object.fromEntries(
        [
          'imageBuilder',
          'autoScaler',
          'externalDNS',
          'certManager',
          'awsLoadBalancerController',
          'albIngress',
          'xRay',
          'cloudWatch',
          'fsx',
          'efs',
        ].map((name) => [name, false]),
      ),
      ebs: true,
    })
  })
})

test('warnings of the rules come along', () => {
  const { warnings } = settled('vpc: {clusterEndpoints: {publicAccess: false, privateAccess: true}}')
  expect(warnings.map(({ path }) => path)).toEqual(['vpc.clusterEndpoints'])
})
