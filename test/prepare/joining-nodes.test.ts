import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import { joiningNodes } from '#src/prepare/joining-nodes.ts'
import type { Live } from '#src/survey/live.ts'
import { clusterOf, managed } from '../templates/clusters.ts'

const live = (authenticationMode: LiveCluster['authenticationMode']): Live =>
  ({ cluster: { name: 'dev', publicAccess: true, authenticationMode } }) as Live
const app = {
  nodegroups: { list: async () => ['byhand'] },
  stacks: { find: async () => undefined },

  kube: { connect: () => ({ object: async () => ({ spec: { template: { spec: { containers: [{ image: 'cni:v1.5.0' }] } } } }) }) },
} as unknown as App
const usual = { intoConfigMap: undefined, evenIfOutdated: false, leaveStanding: false }
const said = async (...asked: Parameters<typeof joiningNodes>): Promise<readonly string[]> => (await joiningNodes(...asked)).warnings
const arm = { ...clusterOf(), nodegroups: [managed({ instanceTypes: ['m5.large', 'm6g.large'] })] }

test('V277: --update-auth-configmap is refused where the cluster knows no aws-auth, and old anywhere else', async () => {
  await expect(said(app, clusterOf(), live('API'), { ...usual, intoConfigMap: false })).rejects.toMatchObject({
    exitCode: 6,
    message: expect.stringContaining('--update-auth-configmap') as string,
  })
  expect(await said(app, clusterOf(), live('CONFIG_MAP'), { ...usual, intoConfigMap: true })).toEqual([
    expect.stringContaining('is old') as string,
  ])
  expect(await said(app, clusterOf(), live('API'), usual)).toEqual([])
})

test('V281: one ARM type among several is enough to look at the add-ons, unless the line says to skip that', async () => {
  await expect(said(app, arm, live('API'), usual)).rejects.toThrow('aws-node')
  expect(await said(app, arm, live('API'), { ...usual, evenIfOutdated: true })).toEqual([])
})

test('a cluster stack without the group that nodes share is refused, with what brings it up to date', async () => {
  const old = { ...live('API'), stack: { outputs: {} } } as unknown as Live
  await expect(said(app, clusterOf(), old, usual)).rejects.toMatchObject({
    exitCode: 6,
    hint: expect.stringContaining('upgrade cluster --name dev') as string,
  })
})

test('a nodegroup that was made by hand is left as it is where a file lists it, and its name is taken where the line gives it', async () => {
  const both = { ...clusterOf(), nodegroups: [managed({}, { name: 'byhand' }), managed({}, { name: 'more' })] }
  const { cluster, warnings } = await joiningNodes(app, both, live('API'), { ...usual, leaveStanding: true })
  expect(cluster.nodegroups.map(({ name }) => name)).toEqual(['more'])
  expect(warnings).toEqual([expect.stringContaining('byhand') as string])
  await expect(joiningNodes(app, both, live('API'), usual)).rejects.toMatchObject({
    exitCode: 6,
    message: expect.stringContaining('"byhand"') as string,
  })
})
