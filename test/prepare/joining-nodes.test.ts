import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import { checkJoining } from '#src/prepare/joining-nodes.ts'
import type { Live } from '#src/survey/live.ts'
import { clusterOf, managed } from '../templates/clusters.ts'

const live = (authenticationMode: LiveCluster['authenticationMode']): Live =>
  ({ cluster: { name: 'dev', publicAccess: true, authenticationMode } }) as Live
const app = {
  kube: { connect: () => ({ object: async () => ({ spec: { template: { spec: { containers: [{ image: 'cni:v1.5.0' }] } } } }) }) },
} as unknown as App
const usual = { intoConfigMap: undefined, evenIfOutdated: false }
const arm = { ...clusterOf(), nodegroups: [managed({ instanceTypes: ['m5.large', 'm6g.large'] })] }

test('V277: --update-auth-configmap is refused where the cluster knows no aws-auth, and old anywhere else', async () => {
  await expect(checkJoining(app, clusterOf(), live('API'), { ...usual, intoConfigMap: false })).rejects.toMatchObject({
    exitCode: 6,
    message: expect.stringContaining('--update-auth-configmap') as string,
  })
  expect(await checkJoining(app, clusterOf(), live('CONFIG_MAP'), { ...usual, intoConfigMap: true })).toEqual([
    expect.stringContaining('is old') as string,
  ])
  expect(await checkJoining(app, clusterOf(), live('API'), usual)).toEqual([])
})

test('V281: one ARM type among several is enough to look at the add-ons, unless the line says to skip that', async () => {
  await expect(checkJoining(app, arm, live('API'), usual)).rejects.toThrow('aws-node')
  expect(await checkJoining(app, arm, live('API'), { ...usual, evenIfOutdated: true })).toEqual([])
})

test('a cluster stack without the group that nodes share is refused, with what brings it up to date', async () => {
  const old = { ...live('API'), stack: { outputs: {} } } as unknown as Live
  await expect(checkJoining(app, clusterOf(), old, usual)).rejects.toMatchObject({
    exitCode: 6,
    hint: expect.stringContaining('upgrade cluster --name dev') as string,
  })
})
