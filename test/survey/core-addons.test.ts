import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import { EksxError } from '#src/errors.ts'
import { mustHaveNodeAddons, mustRunOnArm } from '#src/survey/core-addons.ts'

const signal = new AbortController().signal
const cluster = { name: 'dev', publicAccess: true } as LiveCluster

const archs = (...values: string[]): object => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values }] }],
    },
  },
})
const workload = (spec: object): object => ({ spec: { template: { spec } } })
const cni = (tag: string): object =>
  workload({ containers: [{ image: `602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon-k8s-cni:${tag}` }] })

/** A cluster with these workloads. */
const world = (workloads: Readonly<Record<string, object>>): App =>
  ({
    regionName: 'us-west-2',
    kube: { connect: () => ({ object: async ({ metadata }: Manifest) => workloads[metadata.name] }) },
  }) as unknown as App

describe('nodes on ARM', () => {
  test.each([
    ['nothing is installed', {}],
    ['kube-proxy may run on both', { 'kube-proxy': workload({ affinity: archs('amd64', 'arm64') }) }],
    ['coredns may run anywhere', { coredns: workload({}) }],
    ['aws-node is new', { 'aws-node': cni('v1.20.1-eksbuild.1') }],
    ["aws-node is EKS's build of 1.6.3", { 'aws-node': cni('v1.6.3-eksbuild.1') }],
    ['aws-node is 1.10', { 'aws-node': cni('v1.10.0') }],
  ])('join where %s', async (_what, workloads) => expect(await mustRunOnArm(world(workloads), cluster, signal)).toBe(true))

  test.each([
    ['kube-proxy', { 'kube-proxy': workload({ affinity: archs('amd64') }) }],
    ['coredns', { coredns: workload({ affinity: archs('amd64') }) }],
    ['aws-node', { 'aws-node': cni('v1.6.3') }],
    ['aws-node', { 'aws-node': cni('v1.5.7') }],
  ])('are refused where %s is too old', async (name, workloads) => {
    const refusal = await mustRunOnArm(world(workloads), cluster, signal).catch((error: unknown) => error)
    expect(refusal).toMatchObject({
      exitCode: 6,
      message: expect.stringContaining(name) as string,
      hint: expect.stringContaining('--skip-outdated-addons-check') as string,
    })
  })

  test('are not looked into behind a private endpoint', async () => {
    const unreachable = async (): Promise<never> => {
      throw new EksxError('ClusterUnreachable', 'no way')
    }
    const app = { kube: { connect: () => ({ object: unreachable }) } } as unknown as App
    expect(await mustRunOnArm(app, { ...cluster, publicAccess: false }, signal)).toBe(false)
    await expect(mustRunOnArm(app, cluster, signal)).rejects.toThrow('no way')
  })
})

test('V279: nodes of one’s own beside Auto Mode need the default add-ons, and the refusal says how to install each', async () => {
  const app = { regionName: 'us-west-2', addons: { list: async () => ['vpc-cni', 'coredns'] } } as unknown as App
  const refusal: unknown = await mustHaveNodeAddons(app, cluster).catch((error: unknown) => error)
  expect(refusal).toMatchObject({
    exitCode: 6,
    message: expect.stringContaining('kube-proxy, metrics-server') as string,
    hint: expect.stringContaining('eksx create addon --cluster dev --region us-west-2 --name metrics-server') as string,
  })
})
