import { describe, expect, test } from 'vitest'
import { clusterTemplate } from '#templates/cluster.ts'
import type { Template } from '#templates/cfn.ts'
import { addedTo, withFargateRole, withHybridNodes, withManagedNodes } from '#templates/compatibility.ts'
import type { App } from '#src/app.ts'
import type { Clusters, LiveCluster } from '#src/app/clusters.ts'
import type { Cluster } from '#src/config/cluster.ts'
import type { Stack, Stacks, StackUpdate } from '#src/app/stacks.ts'
import { clusterStackReady } from '#src/workflows/compatibility.ts'
import { privateEndpoint } from '#src/workflows/private-endpoint.ts'
import { clusterOf, managed, selfManaged } from '../templates/clusters.ts'
import { drivenClock } from '../clock.ts'

const signal = new AbortController().signal
const run = { signal, progress: () => undefined }

const modern = clusterTemplate(clusterOf())
const keys = ['IngressDefaultClusterToNodeSG', 'IngressNodeToDefaultClusterSG']

const without = <T extends object>(all: T | undefined, names: readonly string[]): T =>
  Object.fromEntries(Object.entries(all ?? {}).filter(([key]) => !names.includes(key))) as T

/** As the stacks of years ago. */
const old: Template = {
  ...modern,
  Resources: without(modern.Resources, keys),
  Outputs: without(modern.Outputs, ['ClusterSecurityGroupId']),
}

describe('a cluster stack that was made without hybrid nodes gets what it would have had with them', () => {
  const hybrid = (more: object): Cluster =>
    clusterOf({
      remoteNetworkConfig: { remoteNodeNetworks: [{ cidrs: ['10.80.0.0/16'] }], remotePodNetworks: [{ cidrs: ['10.85.0.0/16'] }], ...more },
    })

  test.each([
    ['by Systems Manager and a transit gateway', { iam: { provider: 'ssm' }, vpcGatewayID: 'tgw-1' }],
    ['by Roles Anywhere and a virtual private gateway', { iam: { provider: 'ira', caBundleCert: 'PEM' }, vpcGatewayID: 'vgw-1' }],
  ])('%s', (_what, more) => {
    const cluster = hybrid(more)
    const [edited, made] = [withHybridNodes(modern, cluster), clusterTemplate(cluster)]
    expect(addedTo(modern, made)).not.toEqual([])
    expect({ ...edited.Resources, ControlPlane: undefined }).toEqual({ ...made.Resources, ControlPlane: undefined })
    expect(edited.Resources['ControlPlane']).toEqual(modern.Resources['ControlPlane'])
    expect(edited.Outputs).toEqual(made.Outputs)
  })
})

describe('an old cluster stack is made ready for managed nodegroups', () => {
  test('with exactly the resources and the output that it lacks', () => {
    const edited = withManagedNodes(old)
    expect(addedTo(old, edited)).toEqual([...keys.map((key) => `Resources.${key}`), 'Outputs.ClusterSecurityGroupId'])
    expect(edited.Resources).toEqual(modern.Resources)
    expect(edited.Outputs).toEqual(modern.Outputs)
  })

  test('and a stack that has them stays as it is', () => {
    expect(addedTo(modern, withManagedNodes(modern))).toEqual([])
  })

  test('rules of a shared group of the user, which may have been told to stay, are left alone', () => {
    const given = clusterTemplate(clusterOf({ vpc: { sharedNodeSecurityGroup: 'sg-1', manageSharedNodeSecurityGroupRules: false } }))
    expect(addedTo(given, withManagedNodes(given))).toEqual([])
  })

  function account(template: Template): { app: App; updates: StackUpdate[] } {
    const updates: StackUpdate[] = []
    const stack = (): Stack => ({
      id: 'id-1',
      name: 'eksctl-dev-cluster',
      status: updates.length === 0 ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
      tags: { 'alpha.eksctl.io/cluster-name': 'dev' },
      outputs: {},
      capabilities: ['CAPABILITY_IAM'],
      terminationProtection: true,
      created: 0,
    })
    const stacks: Partial<Stacks> = {
      find: async () => stack(),
      template: async () => updates.at(-1)?.template ?? template,
      update: async (request) => updates.push(request) > 0,
      follow: async () => stack(),
    }
    return { app: { stacks, clock: drivenClock() } as unknown as App, updates }
  }

  test('none where the nodegroups need nothing of it, or the stack is not ours', () => {
    const options = { disableRollback: false }
    expect(clusterStackReady({ ...clusterOf(), nodegroups: [selfManaged()] }, options)).toEqual([])
    const unowned = {} as NonNullable<Cluster['unowned']>
    expect(clusterStackReady({ ...clusterOf(), nodegroups: [managed()], unowned }, options)).toEqual([])
  })

  test('with the role of Fargate pods where the config has profiles: its own, or the given one as an output', () => {
    const cluster = clusterOf({ fargateProfiles: [{ name: 'fp', selectors: [{ namespace: 'default' }] }] })
    expect(addedTo(modern, withFargateRole(modern, cluster))).toEqual([
      'Resources.FargatePodExecutionRole',
      'Outputs.FargatePodExecutionRoleARN',
    ])
    expect(withFargateRole(modern, cluster).Resources).toEqual(clusterTemplate(cluster).Resources)
    const given = clusterOf({ iam: { fargatePodExecutionRoleARN: 'arn:aws:iam::111122223333:role/pods' } })
    expect(addedTo(modern, withFargateRole(modern, given))).toEqual(['Outputs.FargatePodExecutionRoleARN'])
    const made = clusterTemplate(cluster)
    expect(addedTo(made, withFargateRole(made, cluster))).toEqual([])
  })

  test('in one change set, after which nothing is left to do', async () => {
    const { app, updates } = account(old)
    const [step] = clusterStackReady({ ...clusterOf(), nodegroups: [managed()] }, { disableRollback: false })
    if (step === undefined) throw new Error('no step')
    const sight = await step.look(app, signal)
    if (!('change' in sight)) throw new Error('nothing to do')
    expect(sight.change.kind).toBe('create')
    await step.act(sight.change, app, run)
    expect(updates).toMatchObject([
      { id: 'id-1', capabilities: ['CAPABILITY_IAM'], changeSetName: expect.stringMatching(/^eksctl-update-cluster-\d+$/) as string },
    ])
    expect(await step.look(app, signal)).toEqual({ so: true })
  })
})

describe('a fully private cluster shuts its public endpoint at the end', () => {
  function account(first: Partial<LiveCluster>): { app: App; writes: string[] } {
    const writes: string[] = []
    let live = { name: 'dev', status: 'ACTIVE', publicAccess: true, privateAccess: true, ...first } as LiveCluster
    const clusters: Partial<Clusters> = {
      find: async () => {
        const seen = live
        if (live.status === 'UPDATING') live = { ...live, status: 'ACTIVE', publicAccess: writes.length === 0 && live.publicAccess }
        return seen
      },
      configure: async (name, { resourcesVpcConfig: access }) => {
        writes.push(`${name} public=${access?.endpointPublicAccess} private=${access?.endpointPrivateAccess}`)
        live = { ...live, status: 'UPDATING' }
        return 'update'
      },
    }
    return { app: { clusters, clock: drivenClock() } as unknown as App, writes }
  }

  test.each([
    ['where it is open', {}, ['dev public=false private=true']],
    ['once another change is through', { status: 'UPDATING' as const }, ['dev public=false private=true']],
    ['and leaves it where it is shut', { publicAccess: false }, []],
  ])('%s', async (_when, first, expected) => {
    const { app, writes } = account(first)
    const step = privateEndpoint('dev', false, [])
    const sight = await step.look(app, signal)
    if ('change' in sight) await step.act(sight.change, app, run)
    expect(writes).toEqual(expected)
    expect(await step.look(app, signal)).toEqual({ so: true })
  })
})
