import { expect, test } from 'vitest'
import type { Network, Nodegroups } from '#src/app.ts'
import type { Clusters } from '#src/app/clusters.ts'
import type { Stacks } from '#src/app/stacks.ts'
import type { Kube, KubeApi } from '#src/app/kubernetes.ts'
import { EksxError } from '#src/errors.ts'
import { liveCluster, liveStack, play, port } from '../command/stage.ts'

const owned = (cluster: string) => ({ 'alpha.eksctl.io/cluster-name': cluster })

/** A cluster as CloudFormation makes it: the tags of its stack are on it. */
const made = (cluster: string, stack = `eksctl-${cluster}-cluster`): Record<string, string> => ({
  ...owned(cluster),
  'aws:cloudformation:stack-name': stack,
})
const clusters = (...names: string[]): Clusters =>
  port<Clusters>({
    list: async () => names,
    find: async (name) => (names.includes(name) ? liveCluster(name, name === 'dev' ? { tags: made('dev') } : {}) : undefined),
  })
/** Nobody may ask CloudFormation. */
const stacks = port<Stacks>({})

test('get cluster lists the clusters of the region; which of them a stack of ours made, their own tags say', async () => {
  const { stdout, exitCode } = await play(['get', 'clusters'], { ports: { clusters: clusters('dev', 'byhand'), stacks } })
  expect(stdout).toBe('NAME\tREGION\t\tEKSCTL CREATED\nbyhand\teu-west-1\tFalse\ndev\teu-west-1\tTrue\n')
  expect(exitCode).toBe(0)
})

const listOf = async (more: Parameters<typeof liveCluster>[1], ports: { stacks: Stacks } = { stacks }): Promise<unknown> => {
  const one = port<Clusters>({ list: async () => ['dev'], find: async (name) => liveCluster(name, more) })
  return JSON.parse((await play(['get', 'cluster', '-o', 'json'], { ports: { ...ports, clusters: one } })).stdout)
}
const listed = (Owned: string): unknown => [{ Name: 'dev', Region: 'eu-west-1', Owned }]

test('a cluster that some other stack made is not ours', async () => {
  expect(await listOf({ tags: made('dev', 'network-and-cluster') })).toEqual(listed('False'))
})

test('a stack of the right name and for another cluster does not make it ours', async () => {
  const stolen = port<Stacks>({ find: async (name) => liveStack(name, owned('other')) })
  expect(await listOf({ tags: { ...made('dev'), ...owned('other') } }, { stacks: stolen })).toEqual(listed('False'))
})

test('a cluster from before CloudFormation tagged clusters is known by its stack; one whose stack cannot be read is left open', async () => {
  const old = { tags: {}, created: Date.parse('2020-06-01T00:00:00Z') }
  const found = port<Stacks>({ find: async (name) => liveStack(name, owned('dev')) })
  expect(await listOf(old, { stacks: found })).toEqual(listed('True'))
  const broken = port<Stacks>({ find: async () => Promise.reject(new EksxError('Denied', 'no')) })
  expect(await listOf(old, { stacks: broken })).toEqual(listed('Unknown'))
})

test('-o name: a name a line, and nothing where there is none', async () => {
  expect((await play(['get', 'cluster', '-o', 'name'], { ports: { clusters: clusters('dev', 'byhand'), stacks } })).stdout).toBe(
    'byhand\ndev\n',
  )
  expect((await play(['get', 'cluster', '-oname'], { ports: { clusters: clusters(), stacks } })).stdout.trim()).toBe('')
})

test('no clusters: words in a table, an empty list as JSON', async () => {
  const ports = { clusters: clusters(), stacks }
  expect((await play(['get', 'cluster'], { ports })).stdout).toBe('No clusters found\n')
  expect((await play(['get', 'cluster', '-ojson'], { ports })).stdout).toBe('[]\n')
})

test('get cluster NAME shows it, under -o json as EKS tells it', async () => {
  const ports = { clusters: clusters('dev'), stacks }
  expect((await play(['get', 'cluster', 'dev'], { ports })).stdout).toContain(
    'dev\t1.33\tACTIVE\t2026-01-01T00:00:00Z\tvpc-1\tsubnet-1,subnet-2\tsg-1',
  )
  const [cluster]: unknown[] = JSON.parse((await play(['get', 'cluster', '--name=dev', '-o=json'], { ports })).stdout)
  expect(cluster).toMatchObject({ Name: 'dev', CreatedAt: '2026-01-01T00:00:00Z', Tags: { owner: 'me' }, ConnectorConfig: null })
})

test('a cluster that is not there: exit 10, and where to look', async () => {
  const { stderr, exitCode } = await play(['get', 'cluster', 'ghost'], { ports: { clusters: clusters('dev'), stacks } })
  expect(stderr).toBe('error: no cluster "ghost" in eu-west-1\nhint: see `eksx get cluster --region eu-west-1`, or with --all-regions\n')
  expect(exitCode).toBe(10)
})

test('--region and the region of a file choose the region', async () => {
  const ports = { clusters: clusters(), stacks }
  const file = 'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ghost, region: us-east-2}\n'
  expect((await play(['get', 'cluster', 'ghost', '-r', 'us-west-2'], { ports })).stderr).toContain('in us-west-2')
  expect((await play(['get', 'cluster', '-f', 'a.yaml'], { ports, files: { 'a.yaml': file } })).stderr).toContain(
    'no cluster "ghost" in us-east-2',
  )
  expect((await play(['get', 'cluster', '-f', '-'], { ports, stdin: file })).stderr).toContain('no cluster "ghost" in us-east-2')
})

test('--all-regions: a region that fails is named after the others, exit 9', async () => {
  const network = port<Network>({ regions: async () => ['eu-west-1', 'us-east-1', 'nowhere-1'] })
  const whole = await play(['get', 'cluster', '-A'], { ports: { clusters: clusters('dev'), stacks, network } })
  expect(whole.stdout.trim().split('\n').slice(1)).toEqual(['dev\teu-west-1\tTrue', 'dev\tus-east-1\tTrue'])
  expect(whole.exitCode).toBe(0)
  const broken = port<Clusters>({ list: async () => Promise.reject(new EksxError('Unreachable', 'no answer')) })
  const part = await play(['get', 'cluster', '-A', '-o', 'json'], { ports: { clusters: broken, stacks, network } })
  expect(part).toMatchObject({ exitCode: 9, stdout: '[]\n', stderr: expect.stringContaining('eu-west-1: no answer') })
})

test('--all-regions: a region that says nothing is waited for 20 seconds after the others, and named', async () => {
  const network = port<Network>({ regions: async () => ['eu-west-1', 'us-east-1'] })
  let asked = 0
  const half = port<Clusters>({
    list: () => (++asked === 1 ? new Promise(() => undefined) : Promise.resolve(['dev'])),
    find: async (name) => liveCluster(name),
  })
  const waited: number[] = []
  const clock = { now: () => 0, sleep: (ms: number) => new Promise<void>((resolve) => void (waited.push(ms), setImmediate(resolve))) }
  const { stdout, stderr, exitCode } = await play(['get', 'cluster', '-A', '-o', 'name'], {
    ports: { clusters: half, stacks, network, clock },
  })
  expect({ exitCode, waited, stdout }).toEqual({ exitCode: 9, waited: [20_000], stdout: 'dev\n' })
  expect(stderr).toContain('eu-west-1: no answer, while other regions have told all')
})

const nodegroups = port<Nodegroups>({
  list: async () => ['clover'],
  find: async (_, name) =>
    name === 'clover'
      ? {
          name,
          arn: 'arn',
          status: 'ACTIVE',
          issues: [],
          minSize: 2,
          maxSize: 2,
          desiredSize: 2,
          instanceTypes: ['m5.large'],
          amiType: 'AL2023_x86_64_STANDARD',
          capacityType: 'ON_DEMAND',
          version: '1.33',
          releaseVersion: undefined,
          nodeRole: 'arn:role',
          groups: ['eks-clover'],
          subnetIds: [],
          labels: {},
          launchTemplate: undefined,
          created: 0,
          tags: { 'aws:cloudformation:stack-name': 'eksctl-dev-nodegroup-clover' },
        }
      : undefined,
})
const nodegroupTags = (name: string, type: string) => ({
  ...owned('dev'),
  'alpha.eksctl.io/nodegroup-name': name,
  'alpha.eksctl.io/nodegroup-type': type,
})
const nodegroupStacks = [
  liveStack('eksctl-dev-nodegroup-clover', nodegroupTags('clover', 'managed')),
  liveStack('eksctl-dev-nodegroup-thistle', nodegroupTags('thistle', 'unmanaged'), { outputs: { InstanceRoleARN: 'arn:own-role' } }),
]
const nodeStacks = port<Stacks>({
  list: async (_named, which) => (which === 'unsettled' ? [] : Promise.reject(new Error('all stacks of the account'))),
  find: async (id) => nodegroupStacks.find((stack) => stack.id === id || stack.name === id),
  template: async () => ({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: '',
    Resources: {
      NodeGroupLaunchTemplate: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { ImageId: 'ami-1', InstanceType: 't3.large' } },
      },
    },
  }),
})
const kube: Kube = {
  connect: () =>
    port<KubeApi>({
      nodes: async () => [
        {
          name: 'n',
          ready: true,
          labels: { 'alpha.eksctl.io/nodegroup-name': 'thistle' },
          unschedulable: false,
          providerId: undefined,
          kubeletVersion: 'v1.33.5-eks-1234567',
        },
      ],
    }),
}
const groups = {
  suspend: async () => {},
  resize: async () => {},
  tag: async () => {},
  find: async () => [],
  tagged: async () => [
    {
      name: 'asg-thistle',
      minSize: 1,
      maxSize: 3,
      desiredSize: 1,
      instances: [],
      suspended: [],
      launchTemplate: undefined,
      tags: { 'aws:cloudformation:stack-name': 'eksctl-dev-nodegroup-thistle' },
      failures: async () => [],
    },
  ],
}
const ports = { clusters: clusters('dev'), stacks: nodeStacks, nodegroups, kube, groups }

test('get nodegroup: managed ones as EKS tells them, self-managed ones by stack, group, template and nodes', async () => {
  const { stdout } = await play(['get', 'ng', '--cluster', 'dev', '-o', 'json'], { ports })
  const created = { Cluster: 'dev', CreationTime: expect.any(String) }
  expect(JSON.parse(stdout)).toEqual([
    {
      ...created,
      StackName: 'eksctl-dev-nodegroup-thistle',
      Name: 'thistle',
      Status: 'CREATE_COMPLETE',
      MaxSize: 3,
      MinSize: 1,
      DesiredCapacity: 1,
      InstanceType: 't3.large',
      ImageID: 'ami-1',
      NodeInstanceRoleARN: 'arn:own-role',
      AutoScalingGroupName: 'asg-thistle',
      Version: '1.33.5',
      Type: 'unmanaged',
    },
    {
      ...created,
      StackName: 'eksctl-dev-nodegroup-clover',
      Name: 'clover',
      Status: 'ACTIVE',
      MaxSize: 2,
      MinSize: 2,
      DesiredCapacity: 2,
      InstanceType: 'm5.large',
      ImageID: 'AL2023_x86_64_STANDARD',
      NodeInstanceRoleARN: 'arn:role',
      AutoScalingGroupName: 'eks-clover',
      Version: '1.33',
      Type: 'managed',
    },
  ])
})

test('get nodegroup NAME shows one; one that is not there is exit 10', async () => {
  expect((await play(['get', 'nodegroups', 'clover', '-c', 'dev'], { ports })).stdout.split('\n')).toHaveLength(3)
  expect(await play(['get', 'nodegroup', 'ghost', '--cluster', 'dev'], { ports })).toMatchObject({
    exitCode: 10,
    stderr: expect.stringContaining('no nodegroup "ghost"'),
  })
})

test('no nodegroups: an error in a table, an empty list as YAML, as with eksctl', async () => {
  const none = {
    ...ports,
    groups: { ...groups, tagged: async () => [] },
    stacks: port<Stacks>({ list: async () => [] }),
    nodegroups: port<Nodegroups>({ list: async () => [] }),
  }
  expect(await play(['get', 'nodegroup', '--cluster', 'dev'], { ports: none })).toMatchObject({ exitCode: 10, stdout: '' })
  expect(await play(['get', 'nodegroup', '--cluster', 'dev', '-o', 'yaml'], { ports: none })).toMatchObject({ exitCode: 0, stdout: '[]\n' })
})

test('a self-managed nodegroup whose stack is not in order is listed with what there is; a table asks no cluster', async () => {
  const failed = liveStack('eksctl-dev-nodegroup-fern', nodegroupTags('fern', 'unmanaged'), { status: 'ROLLBACK_COMPLETE' })
  const planned = liveStack('eksctl-dev-nodegroup-moss', nodegroupTags('moss', 'unmanaged'), { status: 'REVIEW_IN_PROGRESS' })
  const neighbour = liveStack('eksctl-dev-nodegroup-x-nodegroup-y', { ...nodegroupTags('y', 'unmanaged'), ...owned('dev-nodegroup-x') })
  const all = [failed, planned, neighbour]
  const unsettled = port<Stacks>({
    list: async (named, which) => (which === 'unsettled' ? all.filter(({ name }) => named(name)) : []),
    find: async (name) => all.find((stack) => stack.name === name),
    template: async (id) =>
      id === failed.id
        ? { AWSTemplateFormatVersion: '2010-09-09', Description: '', Resources: {} }
        : Promise.reject(new Error('no template')),
  })
  const none = { ...groups, tagged: async () => [] }
  const stage = { ...ports, stacks: unsettled, groups: none, nodegroups: port<Nodegroups>({ list: async () => [] }), kube: port<Kube>({}) }
  const { stdout, stderr } = await play(['get', 'nodegroup', '--cluster', 'dev'], { ports: stage })
  expect(
    stdout.split('\n').map((line) => line.split(/\t+/).slice(1, 3)),
    stderr,
  ).toEqual([['NODEGROUP', 'STATUS'], ['fern', 'ROLLBACK_COMPLETE'], ['moss', 'REVIEW_IN_PROGRESS'], []])
})

test('a cluster that does not answer is not waited for: its nodegroups come without their version', async () => {
  const silent: Kube = {
    connect: () =>
      port<KubeApi>({
        nodes: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      }),
  }
  const { stdout } = await play(['get', 'nodegroup', '--cluster', 'dev', '-o', 'json'], { ports: { ...ports, kube: silent } })
  expect(JSON.parse(stdout)).toMatchObject([
    { Name: 'thistle', Version: '' },
    { Name: 'clover', Version: '1.33' },
  ])
})
