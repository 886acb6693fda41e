import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leftovers } from '#sandbox/inventory.ts'
import { refOf, type KubeObject } from '#sandbox/kubernetes/objects.ts'
import { kubernetesOf } from '#sandbox/services/eks/control-plane.ts'
import { onStage, region, type Stage } from '../resume/stage.ts'

const setting = { durations: 0.05 }
const create = 'create cluster --name dev --nodes 1 --nodegroup-name ng'
const remove = 'delete cluster --name dev --wait'

/** Asks AWS itself, beside eksx. */
const aws = <O>({ sandbox }: Stage, service: string, operation: string, input: object = {}): Promise<O> =>
  sandbox.account.call(region).aws<O>(service, operation, input)

/** Puts an object into the cluster, as a person or a chart does. */
function put({ sandbox }: Stage, object: Omit<KubeObject, 'metadata'> & { metadata: { name: string; namespace?: string } }): void {
  kubernetesOf(sandbox.account, region, 'dev')?.objects.put(object as KubeObject)
}

const shop = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { namespace: 'default', name: 'shop' } }
const app = { app: 'controller' }
const controller = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'kube-system', name: 'aws-load-balancer-controller' },
  spec: {
    replicas: 1,
    selector: { matchLabels: app },
    template: { metadata: { labels: app }, spec: { containers: [{ name: 'c', image: 'c' }] } },
  },
}

async function withShop(stage: Stage): Promise<void> {
  put(stage, controller)
  put(stage, { ...shop, spec: { ingressClassName: 'alb' } })
  await stage.clock.sleep(600_000)
  expect(leftovers(stage.sandbox, region).join('\n')).toMatch(/load balancer .*k8s-default-shop/)
}

const mutating = ({ sandbox }: Stage, since: number): string[] =>
  sandbox.requests.slice(since).flatMap(({ operation, mutating: writes }) => (writes ? [operation] : []))

describe('delete cluster', { timeout: 120_000 }, () => {
  test.each(['', ' --managed=false'])('removes the load balancer of an ingress while its controller runs%s', (kind) =>
    onStage(setting, async (stage) => {
      await stage.ok(create + kind)
      await withShop(stage)
      const { stderr } = await stage.ok(remove)
      expect(stderr).toContain('deleting Ingress default/shop')
      expect(leftovers(stage.sandbox, region)).toEqual([])
    }),
  )

  test('stays to the end, --wait or not, where Auto Mode was switched on after the cluster was made: its policies hold the role', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      const file = join(stage.home, 'auto.yaml')
      writeFileSync(
        file,
        'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: dev, region: us-west-2}\nautoModeConfig: {enabled: true}\n',
      )
      await stage.ok(`update auto-mode-config -f ${file}`)
      await stage.ok('delete cluster --name dev')
      expect(leftovers(stage.sandbox, region)).toEqual([])
    }))

  test('where no controller runs any more, load balancer and group are named and nothing else is touched; --force goes on, and says what holds the network', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await withShop(stage)
      kubernetesOf(stage.sandbox.account, region, 'dev')?.objects.remove(refOf(controller))
      await stage.clock.sleep(60_000)
      const stuck = await stage.eksx.run(remove)
      expect([stuck.exitCode, stuck.stderr]).toEqual([9, expect.stringMatching(/loadbalancer\/app\/k8s-default-shop.*security group sg-/)])
      expect(leftovers(stage.sandbox, region).join('\n')).toContain('eks nodegroup dev/ng')
      const forced = await stage.eksx.run(`${remove} --force`)
      expect(forced.exitCode).toBe(9)
      expect(forced.stderr).toMatch(/still in its network: load balancer arn:\S+, .*network interface eni-\w+ \(ELB app\/k8s-default-shop/)
      const { LoadBalancers = [] } = await aws<{ LoadBalancers?: { LoadBalancerArn: string }[] }>(
        stage,
        'elasticloadbalancingv2',
        'DescribeLoadBalancers',
      )
      for (const { LoadBalancerArn } of LoadBalancers) await aws(stage, 'elasticloadbalancingv2', 'DeleteLoadBalancer', { LoadBalancerArn })
      await stage.clock.sleep(120_000)
      const last = await stage.eksx.run(`${remove} --force`)
      expect([last.exitCode, last.stderr]).toEqual([
        9,
        expect.stringMatching(/there is still: target group arn:\S+:targetgroup\/k8s-default-shop/),
      ])
    }))

  test('what stays on purpose is named with its ids, and that is exit 0', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await aws(stage, 'logs', 'CreateLogGroup', { logGroupName: '/aws/eks/dev/cluster' })
      await aws(stage, 'logs', 'CreateLogGroup', { logGroupName: '/aws/eks/dev-two/cluster' })
      const { VolumeId } = await aws<{ VolumeId: string }>(stage, 'ec2', 'CreateVolume', {
        AvailabilityZone: `${region}a`,
        Size: 20,
        TagSpecifications: [
          {
            ResourceType: 'volume',
            Tags: [
              { Key: 'KubernetesCluster', Value: 'dev' },
              { Key: 'kubernetes.io/created-for/pvc/name', Value: 'orders' },
            ],
          },
        ],
      })
      const { stderr } = await stage.ok(remove)
      expect(stderr).toContain('log group /aws/eks/dev/cluster')
      expect(stderr).toContain(`volume ${VolumeId} (20 GiB of claim orders)`)
      expect(stderr).not.toContain('dev-two')
    }))

  test('an instance that bears the cluster’s mark and is still there is exit 9, by its id', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      const { Vpc } = await aws<{ Vpc: { VpcId: string } }>(stage, 'ec2', 'CreateVpc', { CidrBlock: '10.9.0.0/16' })
      const { Subnet } = await aws<{ Subnet: { SubnetId: string } }>(stage, 'ec2', 'CreateSubnet', {
        VpcId: Vpc.VpcId,
        CidrBlock: '10.9.0.0/24',
      })
      const { Instances } = await aws<{ Instances: { InstanceId: string }[] }>(stage, 'ec2', 'RunInstances', {
        ImageId: 'ami-0123456789abcdef0',
        InstanceType: 'm5.large',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: Subnet.SubnetId,
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'kubernetes.io/cluster/dev', Value: 'owned' }] }],
      })
      const { exitCode, stderr } = await stage.eksx.run(remove)
      expect([exitCode, stderr]).toEqual([9, expect.stringContaining(`instance ${Instances[0]?.InstanceId}`)])
    }))

  test('whoever may not look for something is told so, and the deletion stands', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      stage.sandbox.faults.set({ service: 'iam', operation: 'ListRoles', effect: { kind: 'denied' } })
      stage.sandbox.faults.set({ service: 'eks', operation: 'ListCapabilities', effect: { kind: 'denied' } })
      const { stderr } = await stage.ok(remove)
      expect(stderr).toContain('not looked for, since AWS refused it: roles')
    }))

  test('deletion protection is refused before any write, with the line that lifts it', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await aws(stage, 'eks', 'UpdateClusterConfig', { name: 'dev', deletionProtection: true })
      await stage.clock.sleep(600_000)
      const known = stage.sandbox.requests.length
      const { exitCode, stderr } = await stage.eksx.run(remove)
      expect([exitCode, stderr]).toEqual([6, expect.stringContaining('--no-deletion-protection')])
      expect(mutating(stage, known)).toEqual([])
      await aws(stage, 'eks', 'UpdateClusterConfig', { name: 'dev', deletionProtection: false })
      await stage.clock.sleep(600_000)
      await stage.ok(remove)
    }))

  test('a capability that somebody made by hand goes too, since EKS keeps a cluster that has one', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await stage.ok('create capability --cluster dev --name graphs --type KRO')
      const { Role } = await aws<{ Role: { Arn: string } }>(stage, 'iam', 'CreateRole', {
        RoleName: 'by-hand',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'capabilities.eks.amazonaws.com' },
              Action: ['sts:AssumeRole', 'sts:TagSession'],
            },
          ],
        }),
      })
      const name = { clusterName: 'dev', capabilityName: 'by-hand' }
      await aws(stage, 'eks', 'CreateCapability', { ...name, type: 'ACK', roleArn: Role.Arn, deletePropagationPolicy: 'RETAIN' })
      await stage.clock.sleep(600_000)
      await stage.ok(remove)
      expect(leftovers(stage.sandbox, region)).toEqual(['iam role by-hand'])
    }))

  test('what EKS is changing ends first: no stack is deleted under it', () =>
    onStage({ durations: 1 }, async (stage) => {
      await stage.ok(create)
      await aws(stage, 'eks', 'UpdateNodegroupConfig', {
        clusterName: 'dev',
        nodegroupName: 'ng',
        labels: { addOrUpdateLabels: { tier: 'back' } },
      })
      await aws(stage, 'eks', 'UpdateClusterConfig', { name: 'dev', logging: { clusterLogging: [{ types: ['api'], enabled: true }] } })
      const { stderr } = await stage.ok(remove)
      expect(stderr).toContain('nodegroup ng: it is UPDATING: that ends first')
      expect(stderr).not.toContain('DELETE_FAILED')
    }))

  test('the plan names the termination protection that is lifted, by the ids of the stacks that go and no others', () =>
    onStage(setting, async (stage) => {
      await stage.ok(create)
      await stage.ok('create cluster --name dev-two --without-nodegroup')
      const { stdout } = await stage.ok(`${remove} --events -`)
      const planned = stdout
        .split('\n')
        .map((line) => JSON.parse(line || '{}') as { steps?: { change?: { why?: { path: string }[] } }[] })
        .find(({ steps }) => steps !== undefined)
      const lifted = (planned?.steps ?? []).flatMap(({ change }) => change?.why ?? []).map(({ path }) => path)
      const unprotected = stage.sandbox.requests.flatMap(({ operation, input }) =>
        operation === 'UpdateTerminationProtection' ? [`termination protection of ${String(input['StackName'])}`] : [],
      )
      expect(lifted.filter((path) => path.startsWith('termination protection of arn:')).toSorted()).toEqual(unprotected.toSorted())
      expect(unprotected).toHaveLength(2)
    }))
})
