import { AppsV1Api, CoreV1Api, KubeConfig, PolicyV1Api } from '@kubernetes/client-node'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inventory, leftovers } from '#sandbox/inventory.ts'
import { realClock } from '#src/clock.ts'
import { surroundings } from './surroundings.ts'
import { onStage, region, type Stage } from '../resume/stage.ts'

const setting = { durations: 0.05, start: realClock.now() }
const create = 'create cluster --name dev --nodes 1 --nodegroup-name ng'
const remove = 'delete cluster --name dev --wait'

/** Asks AWS itself, beside eksx. */
const aws = <O>({ sandbox }: Stage, service: string, operation: string, input: object): Promise<O> =>
  sandbox.account.call(region).aws<O>(service, operation, input)

function kubeconfig(stage: Stage): KubeConfig {
  Object.assign(process.env, surroundings(stage))
  const config = new KubeConfig()
  config.loadFromFile(join(stage.home, '.kube', 'config'))
  return config
}

const nothingLeft = ({ sandbox }: Stage): void => expect(leftovers(sandbox, region)).toEqual([])

/** The cluster's VPC, one of its subnets, and a security group that its stack made. */
async function network(stage: Stage): Promise<{ subnetId: string; groupId: string }> {
  const { cluster } = await aws<{ cluster: { resourcesVpcConfig: { subnetIds: string[]; securityGroupIds: string[] } } }>(
    stage,
    'eks',
    'DescribeCluster',
    { name: 'dev' },
  )
  const { subnetIds, securityGroupIds } = cluster.resourcesVpcConfig
  return { subnetId: subnetIds[0] ?? '', groupId: securityGroupIds[0] ?? '' }
}

async function lonelyInterface(stage: Stage, groups: readonly string[]): Promise<string> {
  const { subnetId } = await network(stage)
  const { NetworkInterface } = await aws<{ NetworkInterface: { NetworkInterfaceId: string } }>(stage, 'ec2', 'CreateNetworkInterface', {
    SubnetId: subnetId,
    ...(groups.length > 0 && { Groups: groups }),
  })
  return NetworkInterface.NetworkInterfaceId
}

describe('delete cluster', { timeout: 120_000 }, () => {
  test('leaves a neighbour whose name begins alike as it was, byte for byte', () =>
    onStage(setting, async (stage) => {
      await stage.ok('create cluster --name a-cluster --nodes 1 --nodegroup-name ng')
      const file = join(stage.home, '.kube', 'config')
      await stage.clock.sleep(900_000)
      const seen = (): string[] => inventory(stage.sandbox, region).map((one) => JSON.stringify(one))
      const [before, entry] = [seen(), readFileSync(file, 'utf8')]
      await stage.ok('create cluster --name a --nodes 1 --nodegroup-name ng --set-kubeconfig-context=false')
      await stage.ok('delete cluster --name a --wait')
      expect(seen()).toEqual(before)
      expect(readFileSync(file, 'utf8')).toBe(entry)
    }))

  test('takes the load balancer of a Service with it, and its security group', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await kubeconfig(stage)
        .makeApiClient(CoreV1Api)
        .createNamespacedService({
          namespace: 'default',
          body: { metadata: { name: 'web' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }], selector: { app: 'web' } } },
        })
      await stage.clock.sleep(300_000)
      expect(leftovers(stage.sandbox, region).join('\n')).toContain('load balancer')
      await stage.ok(remove)
      nothingLeft(stage)
    }))

  test('is not held by a disruption budget that no node is left to satisfy', () =>
    onStage(setting, async (stage) => {
      await stage.ok(`${create} --managed=false`)
      const config = kubeconfig(stage)
      const labels = { app: 'web' }
      const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } }
      await config.makeApiClient(AppsV1Api).createNamespacedDeployment({
        namespace: 'default',
        body: { metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: labels }, template } },
      })
      await config.makeApiClient(PolicyV1Api).createNamespacedPodDisruptionBudget({
        namespace: 'default',
        body: { metadata: { name: 'web' }, spec: { minAvailable: 1, selector: { matchLabels: labels } } },
      })
      await stage.clock.sleep(300_000)
      const { stderr } = await stage.ok(remove)
      expect(stderr).toContain('default/web-')
      nothingLeft(stage)
    }))

  test('takes a nodegroup with it that was made by hand', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      const { nodegroup } = await aws<{ nodegroup: { nodeRole: string; subnets: string[] } }>(stage, 'eks', 'DescribeNodegroup', {
        clusterName: 'dev',
        nodegroupName: 'ng',
      })
      await aws(stage, 'eks', 'CreateNodegroup', {
        clusterName: 'dev',
        nodegroupName: 'by-hand',
        nodeRole: nodegroup.nodeRole,
        subnets: nodegroup.subnets,
      })
      await stage.clock.sleep(300_000)
      await stage.ok(remove)
      nothingLeft(stage)
    }))

  test('removes an interface that the network add-on left, by the group that it wears', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await lonelyInterface(stage, [(await network(stage)).groupId])
      await stage.ok(remove)
      nothingLeft(stage)
    }))

  test('names what it could not delete and leaves what is not ours; once that is gone, the same line ends the work', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      const id = await lonelyInterface(stage, [])
      const first = await stage.eksx.run(remove)
      expect([first.exitCode, first.stderr]).toEqual([9, expect.stringContaining('has dependencies') as string])
      expect(leftovers(stage.sandbox, region)).toContain(`ec2 network interface ${id}`)
      await aws(stage, 'ec2', 'DeleteNetworkInterface', { NetworkInterfaceId: id })
      await stage.ok(remove)
      nothingLeft(stage)
    }))

  test('without access to the cluster it stops before any write; --force goes on and says what it left out', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      const { accessEntries } = await aws<{ accessEntries: string[] }>(stage, 'eks', 'ListAccessEntries', { clusterName: 'dev' })
      const principalArn = accessEntries.find((arn) => arn.includes(':user/'))
      await aws(stage, 'eks', 'DeleteAccessEntry', { clusterName: 'dev', principalArn })
      const known = stage.sandbox.requests.length
      const refused = await stage.eksx.run(remove)
      expect(refused.exitCode, refused.stderr).toBe(5)
      expect(stage.sandbox.requests.slice(known).filter(({ mutating }) => mutating)).toEqual([])
      const forced = await stage.ok(`${remove} --force`)
      expect(forced.stderr).toMatch(/load balancers/)
      nothingLeft(stage)
    }))

  test('goes on where somebody else has begun: a nodegroup stack or the cluster itself is gone already', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await aws(stage, 'cloudformation', 'UpdateTerminationProtection', {
        StackName: 'eksctl-dev-nodegroup-ng',
        EnableTerminationProtection: false,
      })
      await aws(stage, 'cloudformation', 'DeleteStack', { StackName: 'eksctl-dev-nodegroup-ng' })
      await stage.clock.sleep(900_000)
      await aws(stage, 'eks', 'DeleteCluster', { name: 'dev' })
      await stage.clock.sleep(900_000)
      await stage.ok(remove)
      nothingLeft(stage)
    }))

  test('without --wait it ends when AWS has begun with the control plane, and says so', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      const { stderr } = await stage.ok('delete cluster --name dev')
      expect(stderr).toContain('goes on in AWS')
      await stage.clock.sleep(900_000)
      nothingLeft(stage)
    }))

  test('a cluster that is not there is exit 10, with the line to look for it', () =>
    onStage(setting, async (stage) => {
      const { exitCode, stderr } = await stage.eksx.run(remove)
      expect([exitCode, stderr]).toEqual([10, expect.stringContaining('eksx get cluster') as string])
    }))
})
