import { describe, expect, test } from 'vitest'
import { readConfig } from '#src/config/read.ts'
import { createClusterFlags, createNodegroupFlags } from '#src/flags/create.ts'
import { nodegroupNames, onlyNodegroups, passing, withNodegroups } from '#src/flags/filter.ts'
import { kubeconfigFromFlags } from '#src/flags/kubeconfig.ts'
import { clusterNameAt, randomNodegroupName } from '#src/flags/names.ts'
import { readLine } from '#src/flags/read-line.ts'
import { clusterFromFlags, nodegroupFromFlags } from '#src/flags/stated.ts'
import { tokenFlags, tokenFromFlags } from '#src/flags/token.ts'

const names = { cluster: 'dev', region: 'eu-west-1', nodegroup: '' }
const cluster = (line: string) => clusterFromFlags(readLine(line === '' ? [] : line.split(' '), createClusterFlags).given, names)
const nodegroup = (line: string) => nodegroupFromFlags(readLine(line.split(' '), createNodegroupFlags).given, { ...names, nodegroup: 'ng' })

const metadata = { name: 'dev', region: 'eu-west-1' }
const managed = (fields: object) => ({ metadata, managedNodeGroups: [{ name: '', ...fields }] })

const clusters: [line: string, stated: object][] = [
  ['', managed({})],
  ['--without-nodegroup', { metadata }],
  ['--managed=false', { metadata, nodeGroups: [{ name: '' }] }],
  ['--nodegroup-name a', { metadata, managedNodeGroups: [{ name: 'a' }] }],
  ['--version 1.33', { metadata: { ...metadata, version: '1.33' }, managedNodeGroups: [{ name: '' }] }],
  ['--version auto', managed({})],
  ['--version=', managed({})],
  ['--version latest --without-nodegroup', { metadata: { ...metadata, version: 'latest' } }],
  ['--tags a=b --without-nodegroup', { metadata: { ...metadata, tags: { a: 'b' } } }],
  ['--zones a,b --without-nodegroup', { metadata, availabilityZones: ['a', 'b'] }],
  [
    '--fargate',
    { metadata, fargateProfiles: [{ name: 'fp-default', selectors: [{ namespace: 'default' }, { namespace: 'kube-system' }] }] },
  ],
  ['--fargate=false', managed({})],
  ['--enable-auto-mode', { metadata, autoModeConfig: { enabled: true } }],
  [
    '--vpc-cidr 10.60.1.0/20 --vpc-nat-mode Disable --without-nodegroup',
    { metadata, vpc: { cidr: '10.60.0.0/20', nat: { gateway: 'Disable' } } },
  ],
  ['--support-type STANDARD --without-nodegroup', { metadata, upgradePolicy: { supportType: 'STANDARD' } }],
  ['-t m5.large -N 3 -m 1 -M 5', managed({ instanceType: 'm5.large', desiredCapacity: 3, minSize: 1, maxSize: 5 })],
  ['--nodes 0 --nodes-min 0', managed({ desiredCapacity: 0, minSize: 0 })],
  ['--node-volume-size 200 --node-volume-type gp2', managed({ volumeSize: 200, volumeType: 'gp2' })],
  ['--max-pods-per-node 30', managed({ maxPodsPerNode: 30 })],
  ['--max-pods-per-node 0', managed({})],
  ['--ssh-access', managed({ ssh: { allow: true } })],
  ['--ssh-access --ssh-public-key k', managed({ ssh: { allow: true, publicKeyPath: 'k' } })],
  ['--ssh-public-key k', managed({ ssh: { publicKeyPath: 'k', allow: false } })],
  ['--managed=false --ssh-public-key k', { metadata, nodeGroups: [{ name: '', ssh: { publicKeyPath: 'k', allow: true } }] }],
  [
    '--managed=false --ssh-public-key k --ssh-access=false',
    { metadata, nodeGroups: [{ name: '', ssh: { allow: false, publicKeyPath: 'k' } }] },
  ],
  ['--enable-ssm=false', managed({ ssh: { enableSsm: false } })],
  ['--node-ami ami-1 --node-ami-family Ubuntu2404', managed({ ami: 'ami-1', amiFamily: 'Ubuntu2404' })],
  ['-P --node-security-groups sg-1,sg-2', managed({ privateNetworking: true, securityGroups: { attachIDs: ['sg-1', 'sg-2'] } })],
  ['--node-labels a=b,c=d --node-zones x', managed({ labels: { a: 'b', c: 'd' }, availabilityZones: ['x'] })],
  ['--instance-prefix a --instance-name b --disable-pod-imds', managed({ instancePrefix: 'a', instanceName: 'b', disablePodIMDS: true })],
  ['--spot --instance-types a,b', managed({ spot: true, instanceTypes: ['a', 'b'] })],
  [
    '--asg-access --external-dns-access --full-ecr-access --appmesh-access --appmesh-preview-access --alb-ingress-access',
    managed({
      iam: {
        withAddonPolicies: {
          autoScaler: true,
          externalDNS: true,
          imageBuilder: true,
          appMesh: true,
          appMeshPreview: true,
          awsLoadBalancerController: true,
        },
      },
    }),
  ],
  ['--enable-node-repair', managed({ nodeRepairConfig: { enabled: true } })],
  ['--node-repair-max-unhealthy-percentage 20', managed({ nodeRepairConfig: { enabled: false, maxUnhealthyNodeThresholdPercentage: 20 } })],
  [
    '--enable-node-repair --node-repair-max-parallel-count 2 --node-repair-max-unhealthy-count 0',
    managed({ nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 2 } }),
  ],
]

describe('flags of create cluster state a config, and nothing that was not given', () => {
  test.each(clusters)('%s', (line, stated) => {
    expect(cluster(line).stated).toEqual({ apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', ...stated })
  })
})

test('with --fargate there is a nodegroup only where its kind was said', () => {
  expect(cluster('--fargate').stated.managedNodeGroups).toBeUndefined()
  expect(cluster('--fargate --managed --nodegroup-name base').stated.managedNodeGroups).toEqual([{ name: 'base' }])
  expect(cluster('--fargate --managed=false').stated.nodeGroups).toEqual([{ name: '' }])
})

test('each stated value knows its flag', () => {
  expect(cluster('--nodes 3 --zones a,b --ssh-public-key k').flagByPath).toEqual({
    'metadata.name': '--name',
    'metadata.region': '--region',
    availabilityZones: '--zones',
    'managedNodeGroups[0].name': '--nodegroup-name',
    'managedNodeGroups[0].desiredCapacity': '--nodes',
    'managedNodeGroups[0].ssh.publicKeyPath': '--ssh-public-key',
    'managedNodeGroups[0].ssh.allow': '--ssh-public-key',
  })
})

test('flags of create nodegroup state a config of that nodegroup', () => {
  const { stated, flagByPath } = nodegroup('--cluster dev --nodes 1 --tags a=b --managed=false')
  expect(stated).toEqual({
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    metadata: { ...metadata, tags: { a: 'b' } },
    nodeGroups: [{ name: 'ng', desiredCapacity: 1 }],
  })
  expect(flagByPath).toMatchObject({ 'metadata.name': '--cluster', 'nodeGroups[0].name': '--name' })
})

const file = {
  ...nodegroup('--cluster dev').stated,
  managedNodeGroups: [{ name: 'pink-one' }, { name: 'pink-two' }],
  nodeGroups: [{ name: 'blue' }],
} as ReturnType<typeof nodegroup>['stated']

test.each([
  [{}, ['blue', 'pink-one', 'pink-two']],
  [{ include: ['pink-*'] }, ['pink-one', 'pink-two']],
  [{ include: ['pink-*'], exclude: ['*-two'] }, ['pink-one']],
  [{ only: ['{blue,pink-one}'] }, ['blue', 'pink-one']],
  [{ exclude: ['p*'] }, ['blue']],
  [{ exclude: ['nothing'] }, ['blue', 'pink-one', 'pink-two']],
])('filter %j keeps %j', (filter, kept) => {
  expect(passing(nodegroupNames(file), filter)).toEqual(kept)
})

test('an include that matches nothing is refused; what is left out is gone from the config', () => {
  expect(() => passing(['a'], { include: ['b*'] })).toThrow('--include=b* matches no nodegroup')
  expect(onlyNodegroups(file, ['pink-one'])).toEqual({ ...nodegroup('--cluster dev').stated, managedNodeGroups: [{ name: 'pink-one' }] })
})

test('the kubeconfig flags as a wish; the profile of the environment counts', () => {
  expect(kubeconfigFromFlags({}, { AWS_PROFILE: 'p' })).toEqual({
    path: undefined,
    auto: false,
    setContext: true,
    authenticator: undefined,
    roleArn: undefined,
    profile: 'p',
  })
  expect(kubeconfigFromFlags({ kubeconfig: 'x', 'set-kubeconfig-context': false, profile: 'q' }, { AWS_PROFILE: 'p' })).toMatchObject({
    path: 'x',
    setContext: false,
    profile: 'q',
  })
})

const request = (line: string, env = {}) => tokenFromFlags(readLine(line.split(' '), tokenFlags).given, undefined, env)

test('get-token takes its own flags and those of the AWS CLI', () => {
  const wanted = { clusterId: 'dev', region: 'eu-west-1', profile: undefined, roleArn: undefined }
  expect(request('-c dev -r eu-west-1')).toEqual(wanted)
  expect(request('--cluster-name dev --region eu-west-1 --output json')).toEqual(wanted)
  expect(request('--cluster-id dev', { AWS_REGION: 'eu-west-1' })).toEqual(wanted)
  expect(() => request('--cluster dev')).toThrow('no AWS region')
})

test('names that are made up fit what AWS takes', () => {
  expect(clusterNameAt(1_763_690_000_000)).toMatch(/^[a-z]+-[a-z]+-1763690000$/)
  expect(randomNodegroupName()).toMatch(/^ng-[0-9a-f]{8}$/)
  expect(randomNodegroupName()).not.toBe(randomNodegroupName())
})

test('what is said of nodegroups that were chosen names the places where they stand in the file', () => {
  const read = readConfig(
    'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: us-west-2}\nmanagedNodeGroups:\n- name: a\n- name: b\n',
    'cluster.yaml',
    'create nodegroup',
  )
  expect(withNodegroups(read, ['b']).source('managedNodeGroups[0].name')).toBe('cluster.yaml:6:3')
  expect(withNodegroups(read, ['b']).source('metadata.name')).toBe(read.source('metadata.name'))
})
