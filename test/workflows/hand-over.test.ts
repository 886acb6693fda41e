import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import type { Addon } from '#src/config/cluster.ts'
import { EksxError } from '#src/errors.ts'
import type { StandingCluster } from '#src/workflows/facts.ts'
import { handOver } from '#src/workflows/hand-over.ts'

const signal = new AbortController().signal
const standing =
  (publicAccess: boolean, ipFamily = 'ipv4') =>
  async (): Promise<StandingCluster> =>
    ({ cluster: { publicAccess, ipFamily } }) as StandingCluster

function world(answer: () => boolean) {
  const asked: string[] = []
  const dropManager = async (one: Manifest, manager: string): Promise<boolean> => {
    asked.push(`${manager} ${one.kind} ${one.metadata.name}`)
    return answer()
  }
  const patchObject = async (one: Manifest, patch: object): Promise<boolean> => {
    asked.push(
      `${one.kind} ${one.metadata.name}: ${JSON.stringify(patch)
        .match(/"ENABLE_\w+","value":"\w+"/g)
        ?.join()}`,
    )
    return true
  }
  return { asked, app: { kube: { connect: () => ({ dropManager, patchObject }) } } as unknown as App }
}

test('before EKS installs the network add-on, eksctl gives up what it claims of aws-node; of other add-ons it claims nothing', async () => {
  const { app, asked } = world(() => true)
  await handOver(standing(true))({ name: 'coredns' } as Addon, app, signal)
  expect(asked).toEqual([])
  await handOver(standing(true))({ name: 'vpc-cni' } as Addon, app, signal)
  expect(asked).toEqual(['eksctl ServiceAccount aws-node', 'eksctl DaemonSet aws-node'])
})

test('in an IPv6 cluster aws-node is told of it before', async () => {
  const { app, asked } = world(() => true)
  await handOver(standing(true, 'ipv6'))({ name: 'vpc-cni' } as Addon, app, signal)
  expect(asked).toEqual([
    'eksctl ServiceAccount aws-node',
    'DaemonSet aws-node: "ENABLE_IPv6","value":"true","ENABLE_PREFIX_DELEGATION","value":"true"',
    'eksctl DaemonSet aws-node',
  ])
})

test('an API that cannot be reached is no reason to stop where it is private, and one where it is public', async () => {
  const { app } = world(() => {
    throw new EksxError('ClusterUnreachable', 'no way in')
  })
  await handOver(standing(false))({ name: 'vpc-cni' } as Addon, app, signal)
  await expect(handOver(standing(true))({ name: 'vpc-cni' } as Addon, app, signal)).rejects.toThrow('no way in')
})
