import { afterEach, beforeEach, expect, test } from 'vitest'
import { conditionsOf, readyNodes, refusal, startLab, type Lab } from './lab.ts'

let lab: Lab
beforeEach(async () => {
  lab = await startLab()
})
afterEach(() => lab.close())

const profile = (more: object = {}) => ({
  clusterName: 'dev',
  fargateProfileName: 'fp',
  podExecutionRoleArn: lab.roles.pods,
  selectors: [{ namespace: 'default' }],
  ...more,
})
const status = (name: string) => lab.status('DescribeFargateProfile', { clusterName: 'dev', fargateProfileName: name }, 'fargateProfile')

function deploy(name: string, annotations: Record<string, string> = {}): void {
  const labels = { app: name }
  lab.objects().put({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations },
        spec: { containers: [{ name: 'main', image: 'x', resources: { requests: { cpu: '100m' } } }] },
      },
    },
    status: {},
  })
}

const running = (name: string): number =>
  lab
    .objects()
    .list({ apiVersion: 'v1', kind: 'Pod' }, { labels: `app=${name}` })
    .filter((pod) => conditionsOf(pod).some(({ type, status: is }) => type === 'Ready' && is === 'True')).length

test('Fargate: one profile at a time, private subnets only, a machine for each pod that it selects', async () => {
  await lab.startCluster()
  expect(await refusal(lab.eks('CreateFargateProfile', profile({ subnets: lab.publicSubnets })))).toContain('is not a private subnet')
  expect(await refusal(lab.eks('CreateFargateProfile', profile({ podExecutionRoleArn: lab.roles.node })))).toContain(
    'Misconfigured PodExecutionRole Trust Policy',
  )
  await lab.eks('CreateFargateProfile', profile())
  expect(await refusal(lab.eks('CreateFargateProfile', profile({ fargateProfileName: 'second' })))).toBe(
    'ResourceInUseException: Cannot create Fargate Profile second because cluster dev currently has Fargate profile fp in status CREATING',
  )
  await lab.until('it is ACTIVE', async () => (await status('fp')) === 'ACTIVE')
  deploy('taken')
  deploy('left', { 'eks.amazonaws.com/compute-type': 'ec2' })
  await lab.until('its pods run', () => running('taken') === 2)
  expect(running('left')).toBe(0)
  expect(readyNodes(lab.objects()).every((name) => name.startsWith('fargate-ip-192-168-'))).toBe(true)
  expect(readyNodes(lab.objects())).toHaveLength(2)
  expect(await refusal(lab.eks('DeleteCluster', { name: 'dev' }))).toContain('Cluster has Fargate profiles attached')
  await lab.eks('DeleteFargateProfile', { clusterName: 'dev', fargateProfileName: 'fp' })
  await lab.until('it is gone', async () => (await status('fp')) === 'ResourceNotFoundException')
  await lab.minutes(2)
  expect(lab.objects().list({ apiVersion: 'v1', kind: 'Node' })).toEqual([])
})

test('Auto Mode without pools: their nodes go, and the role is in no instance profile any more', async () => {
  const parts = { storageConfig: { blockStorage: { enabled: true } }, kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } } }
  await lab.startCluster({ computeConfig: { enabled: true, nodePools: ['general-purpose'], nodeRoleArn: lab.roles.node }, ...parts })
  deploy('web')
  await lab.until('its pods run', () => running('web') === 2)
  const profiles = async (): Promise<number> =>
    (await lab.aws<{ InstanceProfiles: object[] }>('iam', 'ListInstanceProfilesForRole', { RoleName: lab.roles.node.split('/').at(-1) }))
      .InstanceProfiles.length
  expect(await profiles()).toBe(1)
  await lab.eks('UpdateClusterConfig', { name: 'dev', computeConfig: { enabled: true, nodePools: [] }, ...parts })
  await lab.until('the nodes are gone', () => readyNodes(lab.objects()).length === 0)
  expect(await profiles()).toBe(0)
})

test('Auto Mode: a pending pod gets a node without any add-on, and deleting the cluster ends it', async () => {
  await lab.startCluster({
    computeConfig: { enabled: true, nodePools: ['general-purpose', 'system'], nodeRoleArn: lab.roles.node },
    storageConfig: { blockStorage: { enabled: true } },
    kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
  })
  expect(await lab.eks('DescribeAccessEntry', { clusterName: 'dev', principalArn: lab.roles.node })).toMatchObject({
    accessEntry: { type: 'EC2' },
  })
  await lab.minutes(5)
  expect(readyNodes(lab.objects())).toEqual([])
  deploy('web')
  await lab.until('its pods run', () => running('web') === 2)
  expect(readyNodes(lab.objects())).toEqual([expect.stringMatching(/^i-0/)])
  await lab.eks('DeleteCluster', { name: 'dev' })
  await lab.until(
    'it is gone',
    async () => (await lab.status('DescribeCluster', { name: 'dev' }, 'cluster')) === 'ResourceNotFoundException',
  )
  await lab.minutes(3)
  const { Reservations: reservations } = await lab.aws<{ Reservations: { Instances: { State: { Name: string } }[] }[] }>(
    'ec2',
    'DescribeInstances',
  )
  expect(reservations.flatMap((item) => item.Instances).every((instance) => instance.State.Name === 'terminated')).toBe(true)
  expect(lab.account.broken).toEqual([])
})
