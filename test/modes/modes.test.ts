import { CoreV1Api, KubeConfig, type V1Node } from '@kubernetes/client-node'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { realClock } from '#src/clock.ts'
import { leftovers } from '#sandbox/inventory.ts'
import { isInstalled, run } from '../child.ts'
import { onStage, region, type Stage } from '../resume/stage.ts'
import { surroundings } from './surroundings.ts'

const kubectl = await isInstalled('kubectl', ['version', '--client'])

/** The machine's time to begin with: the official client keeps a token as long as that says. */
const setting = { durations: 0.1, start: realClock.now() }

/** The cluster as the official client sees it through the kubeconfig that was written. */
function visitor(stage: Stage): CoreV1Api {
  Object.assign(process.env, surroundings(stage))
  const config = new KubeConfig()
  config.loadFromFile(join(stage.home, '.kube', 'config'))
  return config.makeApiClient(CoreV1Api)
}

const isReady = ({ status }: V1Node): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true

const readyNodes = async (core: CoreV1Api): Promise<V1Node[]> => (await core.listNode()).items.filter(isReady)

/** The node that a new pod comes to run on; undefined where it waits for longer than ten minutes. */
async function nodeOfNewPod({ clock }: Stage, core: CoreV1Api): Promise<V1Node | undefined> {
  const container = { name: 'web', image: 'nginx', resources: { requests: { cpu: '1', memory: '1Gi' } } }
  await core.createNamespacedPod({ namespace: 'default', body: { metadata: { name: 'web' }, spec: { containers: [container] } } })
  for (let waited = 0; waited < 600; waited += 10) {
    const { spec, status } = await core.readNamespacedPod({ namespace: 'default', name: 'web' })
    if (status?.phase === 'Running' && spec?.nodeName !== undefined) return await core.readNode({ name: spec.nodeName })
    await clock.sleep(10_000)
  }
  return undefined
}

/** kubectl counts the same nodes, where there is one. */
async function kubectlAgrees(stage: Stage, ready: number): Promise<void> {
  if (!kubectl) return
  const { stdout, stderr } = await run('kubectl', ['get', 'nodes', '--no-headers'], surroundings(stage))
  expect(
    stderr.includes('No resources found')
      ? 0
      : stdout
          .trimEnd()
          .split('\n')
          .filter((line) => / Ready /.test(line)).length,
  ).toBe(ready)
}

async function gone(stage: Stage): Promise<void> {
  const name = 'dev'
  await stage.ok(`delete cluster --name ${name} --wait`)
  expect(leftovers(stage.sandbox, region)).toEqual([])
  const config = new KubeConfig()
  config.loadFromFile(join(stage.home, '.kube', 'config'))
  expect(config.clusters).toEqual([])
}

describe(
  'a new cluster works, seen through the kubeconfig that was written, and leaves nothing when it is deleted',
  { timeout: 120_000 },
  () => {
    test.each([
      'create cluster --name=dev --version 1.33 --zones=us-west-2a,us-west-2b --nodegroup-name ng-default --node-type t3.micro --nodes 2 --managed',
      ...(process.env['EKSX_SLOW'] ? ['create cluster --name dev --nodes 2 --managed'] : []),
      'create cluster --name dev --nodes 2 --managed=false',
    ])('%s: two Ready nodes', (line) =>
      onStage(setting, async (stage) => {
        await stage.ok(line)
        const nodes = await readyNodes(visitor(stage))
        expect(nodes.map(({ metadata }) => metadata?.labels?.['alpha.eksctl.io/cluster-name'])).toEqual(['dev', 'dev'])
        await kubectlAgrees(stage, 2)
        await gone(stage)
      }),
    )

    test('create cluster --fargate: the profile is ACTIVE and a pod runs on a Fargate node', () =>
      onStage(setting, async (stage) => {
        await stage.ok('create cluster --name dev --fargate')
        const { fargateProfile } = await stage.sandbox.account
          .call(region)
          .aws<{ fargateProfile: { status: string } }>('eks', 'DescribeFargateProfile', {
            clusterName: 'dev',
            fargateProfileName: 'fp-default',
          })
        expect(fargateProfile.status).toBe('ACTIVE')
        const core = visitor(stage)
        const node = await nodeOfNewPod(stage, core)
        expect(node?.metadata?.labels?.['eks.amazonaws.com/compute-type']).toBe('fargate')
        await kubectlAgrees(stage, (await readyNodes(core)).length)
        await gone(stage)
      }))

    test('create cluster --enable-auto-mode: a pending pod gets a node', () =>
      onStage(setting, async (stage) => {
        await stage.ok('create cluster --name dev --enable-auto-mode')
        const core = visitor(stage)
        const node = await nodeOfNewPod(stage, core)
        expect(node?.metadata?.labels?.['eks.amazonaws.com/compute-type']).toBe('auto')
        await kubectlAgrees(stage, (await readyNodes(core)).length)
        await gone(stage)
      }))
  },
)
