import { describe, expect, test } from 'vitest'
import type { Template } from '#templates/cfn.ts'
import { clusterTemplate } from '#templates/cluster.ts'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import type { Stack, Stacks, StackUpdate } from '#src/app/stacks.ts'
import type { Difference, Step } from '#src/plan/step.ts'
import { selfManagedAddons } from '#src/tables/self-managed-addons.ts'
import { updateLegacySubnets } from '#src/workflows/legacy-subnets.ts'
import { updateSelfManaged } from '#src/workflows/self-managed-addon.ts'
import { drivenClock } from '../clock.ts'
import { clusterOf } from '../templates/clusters.ts'

const signal = new AbortController().signal
const run = { signal, progress: () => undefined }
const registry = '602401143452.dkr.ecr.us-west-2.amazonaws.com'

async function made(step: Step, app: App): Promise<readonly Difference[]> {
  const sight = await step.look(app, signal)
  if (!('change' in sight)) return []
  await step.act(sight.change, app, run)
  return sight.change.why ?? []
}

describe('a workload of a core add-on', () => {
  /** What is sent for a workload with these pods. */
  async function sent(which: keyof typeof selfManagedAddons, wanted: string, spec: object): Promise<object[]> {
    const patches: object[] = []
    const found = { spec: { template: { spec } } } as unknown as Manifest
    const api = { object: async () => found, patchObject: async (_: unknown, patch: object) => void patches.push(patch) }
    const app = { kube: { connect: () => api }, regionName: 'us-west-2' } as unknown as App
    const [step] = updateSelfManaged({ ...selfManagedAddons[which], cluster: { name: 'dev' } as LiveCluster, wanted })
    if (step !== undefined) await made(step, app)
    return patches
  }
  const pods = (...spec: object[]): object => ({ spec: { template: { spec: Object.assign({}, ...spec) as object } } })
  const containers = (name: string, image: string): object => ({ containers: [{ name, image }] })

  test.each([
    ['an older version goes', `${registry}/eks/kube-proxy:v1.32.0-eksbuild.2`, `${registry}/eks/kube-proxy:v1.33.5-eksbuild.2`],
    [
      'a small image stays small',
      `${registry}/eks/kube-proxy:v1.33.0-minimal-eksbuild.2`,
      `${registry}/eks/kube-proxy:v1.33.5-minimal-eksbuild.2`,
    ],
    ['a mirror stays a mirror', 'mirror.example.org:5000/kube-proxy:v1.33.0', 'mirror.example.org:5000/kube-proxy:v1.33.5-eksbuild.2'],
    ['a digest goes with its version', 'm.example.org/kube-proxy:v1.32.0@sha256:ab', 'm.example.org/kube-proxy:v1.33.5-eksbuild.2'],
    ['a newer version stays', `${registry}/eks/kube-proxy:v1.33.5-eksbuild.10`, undefined],
    ['a tag of one’s own stays', `${registry}/eks/kube-proxy:ours`, undefined],
    ['an image of one’s own stays', 'example.org/our-proxy:v1.0.0', undefined],
  ])('%s', async (_what, image, to) => {
    const patches = await sent('kube-proxy', 'v1.33.5-eksbuild.2', containers('kube-proxy', image))
    expect(patches).toEqual(to === undefined ? [] : [pods(containers('kube-proxy', to))])
  })

  test('of the network plug-in both images are its own, and its agent for policies is not', async () => {
    const at = (tag: string) => ({ name: 'aws-node', image: `${registry}/amazon-k8s-cni:${tag}` })
    const init = (tag: string) => ({ name: 'aws-vpc-cni-init', image: `${registry}/amazon-k8s-cni-init:${tag}` })
    const agent = { name: 'aws-eks-nodeagent', image: `${registry}/amazon/aws-network-policy-agent:v1.1.0` }
    const patches = await sent('aws-node', 'v1.20.1-eksbuild.1', {
      containers: [at('v1.19.0-eksbuild.1'), agent],
      initContainers: [init('v1.19.0-eksbuild.1')],
    })
    expect(patches).toEqual([pods({ containers: [at('v1.20.1-eksbuild.1')] }, { initContainers: [init('v1.20.1-eksbuild.1')] })])
  })

  test('a rule that keeps it off ARM takes ARM in, with all else that the rule says', async () => {
    const rule = (values: string[]) => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
                  { key: 'kubernetes.io/arch', operator: 'In', values },
                ],
              },
            ],
          },
        },
      },
    })
    const now = containers('coredns', `${registry}/eks/coredns:v1.12.1-eksbuild.2`)
    expect(await sent('coredns', 'v1.12.1-eksbuild.2', { ...now, ...rule(['amd64']) })).toEqual([pods(rule(['amd64', 'arm64']))])
    expect(await sent('coredns', 'v1.12.1-eksbuild.2', { ...now, ...rule(['amd64', 'arm64']) })).toEqual([])
  })
})

describe('public subnets of an old cluster', () => {
  const modern = clusterTemplate(clusterOf())
  const isPublic = (id: string): boolean => id.startsWith('SubnetPublic')
  const old: Template = {
    ...modern,
    Resources: Object.fromEntries(
      Object.entries(modern.Resources).map(([id, { Properties = {}, ...resource }]) => {
        const { MapPublicIpOnLaunch, ...rest } = Properties as { MapPublicIpOnLaunch?: unknown }
        return [
          id,
          { ...resource, Properties: isPublic(id) ? rest : { ...rest, ...(MapPublicIpOnLaunch !== undefined && { MapPublicIpOnLaunch }) } },
        ]
      }),
    ),
  }

  test('give public addresses in EC2 and by the stack, each only where they do not yet, and private ones stay', async () => {
    const stack = {
      id: 'id-1',
      name: 'eksctl-dev-cluster',
      status: 'CREATE_COMPLETE',
      tags: { 'alpha.eksctl.io/cluster-name': 'dev' },
    } as Partial<Stack> as Stack
    const updates: StackUpdate[] = []
    let template = old
    const stacks: Partial<Stacks> = {
      find: async () => ({ ...stack, outputs: {}, capabilities: ['CAPABILITY_IAM'] }),
      template: async () => template,
      update: async (update) => {
        updates.push(update)
        template = update.template
        return true
      },
      follow: async () => ({ ...stack, status: 'UPDATE_COMPLETE' }),
    }
    const given = new Set(['subnet-a'])
    const sent: string[] = []
    const vpcs = {
      subnets: async (ids: readonly string[]) => ids.map((id) => ({ id, givesPublicAddress: given.has(id) })),
      givePublicAddresses: async (id: string) => {
        sent.push(id)
        given.add(id)
      },
    }
    const app = { stacks, vpcs, clock: drivenClock(), regionName: 'us-west-2' } as unknown as App
    const steps = updateLegacySubnets('dev', 'us-west-2', ['subnet-a', 'subnet-b'])
    for (const step of steps) await made(step, app)
    expect(sent).toEqual(['subnet-b'])
    expect(updates.map(({ changeSetName }) => changeSetName.replace(/\d+$/, '…'))).toEqual(['eksctl-update-subnets-…'])
    expect(template).toEqual(modern)
    expect(await Promise.all(steps.map((step) => step.look(app, signal)))).toEqual([{ so: true }, { so: true }])
  })
})
