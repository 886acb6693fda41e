import { afterAll, beforeAll, expect, test } from 'vitest'
import { readyNodes, refusal, startLab, type Lab } from './lab.ts'

let lab: Lab
let degraded: string
beforeAll(async () => {
  lab = await startLab()
  await lab.startCluster()
  for (const addonName of ['vpc-cni', 'kube-proxy', 'coredns']) await lab.eks('CreateAddon', { clusterName: 'dev', addonName })
  await lab.minutes(3)
  degraded = await lab.status('DescribeAddon', { clusterName: 'dev', addonName: 'coredns' }, 'addon')
})
afterAll(() => lab.close())

interface NodegroupAnswer {
  nodegroup: {
    status: string
    releaseVersion: string
    resources: { autoScalingGroups: { name: string }[] }
    health: { issues: { code: string; message: string; resourceIds: string[] }[] }
  }
}

const wish = (more: object = {}) => ({
  clusterName: 'dev',
  nodegroupName: 'ng',
  subnets: lab.publicSubnets,
  nodeRole: lab.roles.node,
  instanceTypes: ['t3.medium'],
  scalingConfig: { minSize: 2, maxSize: 3, desiredSize: 2 },
  ...more,
})
const find = async (nodegroupName = 'ng') =>
  (await lab.eks<NodegroupAnswer>('DescribeNodegroup', { clusterName: 'dev', nodegroupName })).nodegroup
const status = (nodegroupName = 'ng') => lab.status('DescribeNodegroup', { clusterName: 'dev', nodegroupName }, 'nodegroup')

test.each([
  ['a role that does not exist', { nodeRole: 'arn:aws:iam::111122223333:role/ghost' }, 'The role with name ghost cannot be found.'],
  [
    'a role that EC2 may not assume',
    { nodeRole: 'arn:aws:iam::111122223333:role/cluster' },
    'Following required service principals [ec2.amazonaws.com] were not found',
  ],
  ['more nodes than its largest size', { scalingConfig: { minSize: 1, maxSize: 2, desiredSize: 3 } }, `can't be less than desired size 3`],
  ['an instance type that there is not', { instanceTypes: ['t9.huge'] }, 'The following supplied instance types do not exist: [t9.huge]'],
  [
    'a type of another architecture',
    { instanceTypes: ['t4g.small'] },
    '[t4g.small] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD',
  ],
  ['21 instance types', { instanceTypes: Array.from({ length: 21 }, () => 't3.medium') }, 'at most 20 instance types'],
  ['Amazon Linux 2 where it has ended', { amiType: 'AL2_x86_64' }, 'is only supported for kubernetes versions 1.32 or earlier'],
  ['a version newer than the cluster', { version: '1.34' }, 'Nodegroup Kubernetes version 1.34'],
  ['labels of Kubernetes', { labels: { 'kubernetes.io/x': 'y' } }, 'Label cannot contain reserved prefixes'],
  ['a launch template that does not exist', { launchTemplate: { id: 'lt-0123456789abcdef0' } }, 'lt-0123456789abcdef0'],
])('CreateNodegroup refuses %s', async (_, more, expected) => {
  expect(await refusal(lab.eks('CreateNodegroup', wish(more)))).toContain(expected)
})

test('a nodegroup becomes a group, instances and Ready nodes with its labels and taints', async () => {
  await lab.eks('CreateNodegroup', wish({ labels: { team: 'a' }, taints: [{ key: 'only', value: 'x', effect: 'PREFER_NO_SCHEDULE' }] }))
  expect(await status()).toBe('CREATING')
  await lab.until('it is ACTIVE', async () => (await status()) === 'ACTIVE')
  expect(readyNodes(lab.objects())).toHaveLength(2)
  const [node] = lab
    .objects()
    .list(
      { apiVersion: 'v1', kind: 'Node' },
      { labels: 'eks.amazonaws.com/nodegroup=ng,team=a,node.kubernetes.io/instance-type=t3.medium' },
    )
  expect(node).toMatchObject({
    metadata: { name: expect.stringMatching(/^ip-192-168-\d+-\d+\.eu-west-1\.compute\.internal$/) },
    spec: {
      taints: [{ key: 'only', value: 'x', effect: 'PreferNoSchedule' }],
      providerID: expect.stringMatching(/^aws:\/\/\/eu-west-1[ab]\/i-0/),
    },
    status: {
      nodeInfo: {
        kubeletVersion: expect.stringMatching(/^v1\.33\.5-eks-/),
        osImage: expect.stringContaining('Amazon Linux 2023'),
      },
    },
  })
  expect(await lab.eks('DescribeAccessEntry', { clusterName: 'dev', principalArn: lab.roles.node })).toMatchObject({
    accessEntry: { type: 'EC2_LINUX', kubernetesGroups: ['system:nodes'] },
  })
})

test('coredns is DEGRADED until nodes carry it, then ACTIVE', async () => {
  expect(degraded).toBe('DEGRADED')
  await lab.until(
    'coredns is ACTIVE',
    async () => (await lab.status('DescribeAddon', { clusterName: 'dev', addonName: 'coredns' }, 'addon')) === 'ACTIVE',
  )
  const pods = lab.objects().list({ apiVersion: 'v1', kind: 'Pod' }, { labels: 'k8s-app=kube-dns', fields: 'status.phase=Running' })
  expect(pods).toHaveLength(2)
})

test('a cluster with a nodegroup stays', async () => {
  expect(await refusal(lab.eks('DeleteCluster', { name: 'dev' }))).toBe('ResourceInUseException: Cluster has nodegroups attached')
})

test('new sizes and labels reach the group and its nodes; a second change meanwhile is refused', async () => {
  const change = {
    clusterName: 'dev',
    nodegroupName: 'ng',
    scalingConfig: { desiredSize: 3 },
    labels: { addOrUpdateLabels: { tier: 'x' }, removeLabels: ['team'] },
  }
  const { update } = await lab.eks<{ update: { id: string } }>('UpdateNodegroupConfig', change)
  expect(await refusal(lab.eks('UpdateNodegroupConfig', change))).toContain('ResourceInUseException')
  await lab.until(
    'three nodes carry the new label',
    () => lab.objects().list({ apiVersion: 'v1', kind: 'Node' }, { labels: 'tier=x,!team' }).length === 3,
  )
  expect(await lab.eks('DescribeUpdate', { name: 'dev', nodegroupName: 'ng', updateId: update.id })).toMatchObject({
    update: { status: 'Successful', type: 'ConfigUpdate' },
  })
})

test('a new version replaces every node, new ones first: there are never fewer Ready than wanted', async () => {
  await lab.until('all are Ready', () => readyNodes(lab.objects()).length === 3)
  const before = readyNodes(lab.objects())
  await lab.eks('UpdateNodegroupVersion', { clusterName: 'dev', nodegroupName: 'ng', force: true })
  const began = lab.clock.now()
  let fewest = Infinity
  await lab.until('it is ACTIVE again', async () => {
    fewest = Math.min(fewest, readyNodes(lab.objects()).length)
    return (await status()) === 'ACTIVE'
  })
  expect(fewest).toBeGreaterThanOrEqual(3)
  expect(readyNodes(lab.objects())).toHaveLength(3)
  expect(readyNodes(lab.objects()).filter((name) => before.includes(name))).toEqual([])
  expect((lab.clock.now() - began) / 60_000).toBeGreaterThan(3)
})

test('a deleted nodegroup leaves no instance, template, profile or access behind', async () => {
  await lab.eks('DeleteNodegroup', { clusterName: 'dev', nodegroupName: 'ng' })
  expect(await status()).toBe('DELETING')
  await lab.until('it is gone', async () => (await status()) === 'ResourceNotFoundException')
  expect(lab.objects().list({ apiVersion: 'v1', kind: 'Node' })).toEqual([])
  expect(await lab.aws('ec2', 'DescribeLaunchTemplates')).toMatchObject({ LaunchTemplates: [] })
  expect(await lab.aws('iam', 'ListInstanceProfiles')).toMatchObject({ InstanceProfiles: [] })
  expect(await refusal(lab.eks('DescribeAccessEntry', { clusterName: 'dev', principalArn: lab.roles.node }))).toContain(
    'ResourceNotFoundException',
  )
})

test('where EC2 has no room the nodegroup fails with what Auto Scaling heard', async () => {
  lab.account.faults.set({ effect: { kind: 'no-capacity', instanceType: 't3.medium' } })
  await lab.eks('CreateNodegroup', wish({ nodegroupName: 'full' }))
  await lab.until('it has failed', async () => (await status('full')) === 'CREATE_FAILED')
  expect((await find('full')).health.issues[0]).toMatchObject({
    code: 'AsgInstanceLaunchFailures',
    message: expect.stringContaining('sufficient t3.medium capacity'),
  })
  lab.account.faults.clear()
  await lab.eks('DeleteNodegroup', { clusterName: 'dev', nodegroupName: 'full' })
  await lab.until('it is gone', async () => (await status('full')) === 'ResourceNotFoundException')
})

test('nodes that may not read their own instance never come, and the nodegroup says so', async () => {
  await lab.aws('iam', 'DetachRolePolicy', { RoleName: 'node', PolicyArn: 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy' })
  await lab.eks('CreateNodegroup', wish({ nodegroupName: 'weak' }))
  await lab.until('it has failed', async () => (await status('weak')) === 'CREATE_FAILED')
  expect((await find('weak')).health.issues).toEqual([
    {
      code: 'NodeCreationFailure',
      message: 'Instances failed to join the kubernetes cluster',
      resourceIds: [expect.stringMatching(/^i-/), expect.stringMatching(/^i-/)],
    },
  ])
  await lab.aws('iam', 'AttachRolePolicy', { RoleName: 'node', PolicyArn: 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy' })
})

test('nodes whose network plugin may not manage addresses stay NotReady', async () => {
  await lab.aws('iam', 'DetachRolePolicy', { RoleName: 'node', PolicyArn: 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy' })
  await lab.eks('CreateNodegroup', wish({ nodegroupName: 'mute', scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 } }))
  await lab.until('it has failed', async () => (await status('mute')) === 'CREATE_FAILED')
  expect((await find('mute')).health.issues[0]).toMatchObject({
    code: 'NodeCreationFailure',
    message: 'Unhealthy nodes in the kubernetes cluster',
  })
  await lab.aws('iam', 'AttachRolePolicy', { RoleName: 'node', PolicyArn: 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy' })
})

test("a public subnet without public addresses fails at once, with AWS's words", async () => {
  await lab.aws('ec2', 'ModifySubnetAttribute', { SubnetId: lab.publicSubnets[0], MapPublicIpOnLaunch: { Value: false } })
  await lab.eks('CreateNodegroup', wish({ nodegroupName: 'dim' }))
  await lab.until('it has failed', async () => (await status('dim')) === 'CREATE_FAILED')
  expect((await find('dim')).health.issues[0]).toMatchObject({
    code: 'Ec2SubnetInvalidConfiguration',
    message: expect.stringContaining('does not automatically assign public IP addresses'),
  })
  expect(lab.account.broken).toEqual([])
})
