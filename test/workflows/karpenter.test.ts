import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { Manifest } from '#src/app/kubernetes.ts'
import type { ProgramEnd } from '#src/app/programs.ts'
import type { Step } from '#src/plan/step.ts'
import { partitionOf } from '#src/tables/regions.ts'
import { capabilitySteps } from '#src/workflows/capabilities.ts'
import { fluxSteps } from '#src/workflows/flux.ts'
import { karpenterSteps } from '#src/workflows/karpenter.ts'
import { clusterOf, facts } from '../templates/clusters.ts'
import { drivenClock } from '../clock.ts'

const signal = new AbortController().signal
const run = { signal, progress: () => undefined }
const live = { name: 'dev', endpoint: 'https://api', certificateAuthority: 'Y2E=', tokenId: 'dev' }

/** A machine with some programs, a cluster with some deployments, and a note of each program's line. */
function world({ programs = {}, deployments = {} }: { programs?: Record<string, ProgramEnd>; deployments?: Record<string, string> }) {
  const lines: string[] = []
  const files: string[] = []
  const object = async ({ metadata: { name, namespace } }: Manifest): Promise<Manifest | undefined> => {
    const version = deployments[`${namespace}/${name}`]
    return version === undefined
      ? undefined
      : { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels: { 'app.kubernetes.io/version': version } } }
  }
  const app = {
    regionName: 'us-west-2',
    clock: drivenClock(),
    clusters: { find: async () => live },
    stacks: { find: async () => ({ outputs: { Role1: 'arn:aws:iam::1:role/controller' } }) },
    kube: { connect: () => ({ object }) },
    kubeconfigs: { write: async ({ path = '' }: { path?: string }) => (files.push(path), { path }) },
    files: { home: '/home', remove: async (path: string) => void files.splice(files.indexOf(path), 1) },
    programs: {
      find: async (name: string) => (name in programs ? `/bin/${name}` : undefined),
      run: async (path: string, args: readonly string[], { env }: { env?: Record<string, string> }) => {
        lines.push([path, ...args].join(' ') + (env?.['KUBECONFIG'] === undefined ? '' : ' with a kubeconfig'))
        return programs[path.replace('/bin/', '')]
      },
    },
  } as unknown as App
  return { app, lines, files }
}

const place = (config: Parameters<typeof clusterOf>[0], fresh = false) => ({
  cluster: { ...clusterOf(config), partition: partitionOf('us-west-2'), account: '111122223333' },
  fresh,
  options: { disableRollback: false },
  standing: async () => ({ cluster: live as never, facts }),
})

const controlPlane: Step = { name: 'cluster dev', after: [], look: async () => ({ so: true }), act: async () => undefined }
const planned = (steps: readonly Step[]): string[] => steps.map(({ name, after }) => `${name} < ${after.map((one) => one.name).join(', ')}`)
const karpenter = (config: NonNullable<Parameters<typeof clusterOf>[0]>) =>
  karpenterSteps(place(config), { controlPlane, provider: [], nodes: [] })
const chart = (config: NonNullable<Parameters<typeof clusterOf>[0]>): Step => karpenter(config).at(-1) as Step

test("Karpenter comes after its AWS side, its tags, its role and its nodes' way in", () => {
  const tags = { 'karpenter.sh/discovery': 'dev' }
  expect(
    planned(
      karpenter({ metadata: { name: 'dev', region: 'us-west-2', tags }, karpenter: { version: '1.6.2', createServiceAccount: true } }),
    ),
  ).toEqual([
    'Karpenter in AWS < cluster dev',
    'tags of the subnets < cluster dev',
    'tag of the cluster security group < cluster dev',
    'role of service account karpenter/karpenter < Karpenter in AWS',
    'aws-auth of arn:aws:iam::111122223333:role/eksctl-KarpenterNodeRole-dev < Karpenter in AWS',
    'chart of Karpenter < Karpenter in AWS, tags of the subnets, tag of the cluster security group, role of service account karpenter/karpenter, aws-auth of arn:aws:iam::111122223333:role/eksctl-KarpenterNodeRole-dev',
  ])
  expect(karpenter({})).toEqual([])
})

test('the chart is so when its deployment runs that version, and names the version that runs instead', async () => {
  const step = chart({ karpenter: { version: 'v1.6.2' } })
  expect(await step.look(world({ deployments: { 'karpenter/karpenter': '1.6.2' } }).app, signal)).toEqual({ so: true })
  expect(await step.look(world({ deployments: { 'karpenter/karpenter': '1.5.0' } }).app, signal)).toMatchObject({
    change: { kind: 'update', why: [{ path: 'karpenter.version', from: '1.5.0', to: '1.6.2' }] },
  })
  expect(await step.look(world({}).app, signal)).toMatchObject({ so: false, change: { kind: 'create' } })
})

test('the chart is installed by helm, with a kubeconfig that is gone afterwards', async () => {
  const { app, lines, files } = world({ programs: { helm: { exitCode: 0, stdout: '', stderr: '' } } })
  await chart({ karpenter: { version: '1.6.2', withSpotInterruptionQueue: true, createServiceAccount: true } }).act(
    { kind: 'create' },
    app,
    run,
  )
  expect(lines).toEqual([
    expect.stringMatching(
      /^\/bin\/helm upgrade --install karpenter oci:\/\/public.ecr.aws\/karpenter\/karpenter --version 1\.6\.2 .*"interruptionQueue":"dev".*with a kubeconfig$/,
    ),
  ])
  expect(lines[0]).toContain('"eks.amazonaws.com/role-arn":"arn:aws:iam::1:role/controller"')
  expect(files).toEqual([])
})

test('charts before 0.33.0 have their settings a level deeper', async () => {
  const { app, lines } = world({ programs: { helm: { exitCode: 0, stdout: '', stderr: '' } } })
  await chart({ karpenter: { version: '0.32.1', withSpotInterruptionQueue: true } }).act({ kind: 'create' }, app, run)
  expect(lines[0]).toMatch(/settings=\{"aws":\{.*"interruptionQueueName":"dev"/)
})

test('without helm, and where helm fails, the error says so and what helps', async () => {
  const step = chart({ karpenter: { version: '1.6.2' } })
  await expect(step.act({ kind: 'create' }, world({}).app, run)).rejects.toMatchObject({ code: 'HelmMissing' })
  const failing = world({ programs: { helm: { exitCode: 1, stdout: '', stderr: 'no network\n' } } })
  await expect(step.act({ kind: 'create' }, failing.app, run)).rejects.toThrow('helm ended with 1: no network')
})

const gitops = { flux: { gitProvider: 'github', flags: { owner: 'example', repository: 'fleet' } } }
const flux = (fresh: boolean): Step => fluxSteps(place({}, fresh), gitops, [])[0] as Step
const tells = (version: string): ProgramEnd => ({ exitCode: 0, stdout: `flux version ${version}\n`, stderr: '' })

test('Flux is refused before anything is written where its program is missing or too old', async () => {
  expect(await flux(true).look(world({}).app, signal)).toMatchObject({ blocked: { code: 'FluxMissing', exitCode: 6 } })
  expect(await flux(true).look(world({ programs: { flux: tells('0.31.9') } }).app, signal)).toMatchObject({
    blocked: { message: '/bin/flux is version 0.31.9: too old' },
  })
  expect(await flux(true).look(world({ programs: { flux: tells('2.3.0') } }).app, signal)).toMatchObject({
    so: false,
    change: { kind: 'create' },
  })
})

test('Flux is bootstrapped by its program, each flag as it was stated, and left alone where it runs', async () => {
  const { app, lines } = world({ programs: { flux: tells('2.3.0') } })
  await flux(false).act({ kind: 'create' }, app, run)
  expect(lines.slice(1)).toEqual([
    '/bin/flux check --pre with a kubeconfig',
    '/bin/flux bootstrap github --owner example --repository fleet with a kubeconfig',
  ])
  expect(await flux(false).look(world({ deployments: { 'flux-system/source-controller': '1' } }).app, signal)).toEqual({ so: true })
})

const graphs = {
  name: 'graphs',
  type: 'KRO' as const,
  accessPolicies: [{ policyARN: 'arn:view', accessScope: { type: 'namespace' as const, namespaces: ['b', 'a'] } }],
}

test('a capability comes after its role, and what the role may do in Kubernetes after both; a given role is not made', () => {
  expect(planned(capabilitySteps(place({}), [graphs], [controlPlane]))).toEqual([
    'role of capability graphs < cluster dev',
    'capability graphs < cluster dev, role of capability graphs',
    'access of capability graphs < capability graphs',
  ])
  expect(planned(capabilitySteps(place({}), [{ name: 'graphs', type: 'KRO', roleArn: 'arn:r' }], [controlPlane]))).toEqual([
    'capability graphs < cluster dev',
  ])
})

test('access policies are so in any order of namespaces, and what is missing is added once EKS has made the entry', async () => {
  const policies: { policyArn: string; namespaces: readonly string[] }[][] = [[], []]
  const associated: string[] = []
  const { app } = world({})
  const capabilities = {
    find: async () => ({ name: 'graphs' }),
    // The entry comes a little later than the capability.
    accessPolicies: async () => (policies.shift() === undefined ? [] : undefined),
    associateAccessPolicy: async (_cluster: string, role: string, { policyArn }: { policyArn: string }) =>
      void associated.push(`${role} ${policyArn}`),
  }
  const step = capabilitySteps(place({}), [graphs], []).at(-1) as Step
  const clock = { now: () => 0, sleep: async () => undefined }
  await step.act({ kind: 'create' }, { ...app, capabilities, clock } as unknown as App, run)
  expect(associated).toEqual(['arn:aws:iam::1:role/controller arn:view'])
  const has = { ...capabilities, accessPolicies: async () => [{ policyArn: 'arn:view', namespaces: ['a', 'b'] }] }
  expect(await step.look({ ...app, capabilities: has } as unknown as App, signal)).toEqual({ so: true })
})
