import { describe, expect, test } from 'vitest'
import {
  accessEntryStack,
  addonPodRoleStack,
  addonRoleStack,
  autoModeRoleStack,
  capabilityRoleStack,
  capabilityStack,
  fargateStack,
  karpenterStack,
  nodegroupStack,
  podIdentityStack,
  serviceAccountStack,
  type StackIdentity,
} from '#templates/stack.ts'
import type { App } from '#src/app.ts'
import type { Stack } from '#src/app/stacks.ts'
import type { Cluster, Nodegroup } from '#src/config/cluster.ts'
import { doomedAccessEntries, podIdentityRoleStack, serviceAccountRoleStack } from '#src/survey/doomed-identities.ts'
import { doomedAddon, doomedCapabilities, doomedProfile } from '#src/survey/doomed-parts.ts'
import { doomedCluster } from '#src/survey/doomed.ts'
import { clusterOf, ownStacks } from '#src/survey/live.ts'
import { nodegroupsBut, nodegroupsNamed } from '#src/survey/nodegroups.ts'
import { freeServiceAccounts } from '#src/survey/service-accounts.ts'
import { isImportedKey, importedKeyName } from '#src/tables/key-names.ts'
import { clusterMarks, isMarked } from '#src/tables/cluster-marks.ts'
import { tagKeys } from '#src/tables/tag-keys.ts'
import { liveCluster } from '../command/stage.ts'

/*
 * Whose a stack is, its tags say, and never its name: thirty clusters whose names are made to look like one another's stacks, each with
 * every kind of stack for each of the thirty names. Where two stacks would have one name, AWS has one of them, the first or the last.
 */

const names = [
  'a',
  'a-b',
  'a-b-c',
  'b',
  'ab',
  'A',
  'a-a',
  'a-cluster',
  'a-b-cluster',
  'a-cluster-cluster',
  'cluster',
  'nodegroup',
  'a-nodegroup',
  'a-nodegroup-b',
  'a-nodegroup-b-nodegroup-a',
  'b-nodegroup-a',
  'nodegroup-a',
  'a-fargate',
  'a-karpenter',
  'a-auto-mode-role',
  'a-addon',
  'a-addon-a',
  'a-addon-a-podidentityrole',
  'addon-iamserviceaccount-a',
  'a-addon-iamserviceaccount-a',
  'a-podidentityrole-a',
  'a-capability',
  'a-accessentry',
  'eksctl',
  'eksctl-a',
] as const

const clusterOfName = (name: string): Cluster =>
  ({ name, zones: [], config: { metadata: { name, region: 'us-west-2' } }, nodegroups: [], addons: [] }) as unknown as Cluster

/** Of things whose names are hashed a few will do. */
const hashed = ['a', 'a-b', 'b'] as const

/** Pairs of namespace and name, some of which are one text once they are joined. */
const accounts = ['a', 'a-b', 'b', 'b-a', 'a-b-a'].flatMap((namespace) => ['a', 'b', 'a-b', 'b-a'].map((name) => ({ namespace, name })))

/** The cluster stack's own capabilities need a whole cluster; its name and tags are what counts here. */
const clusterShell = (name: string): StackIdentity => {
  const { tags } = fargateStack(clusterOfName(name))
  return { name: `eksctl-${name}-cluster`, tags, capabilities: [] }
}

function stacksOf(name: string): StackIdentity[] {
  const cluster = clusterOfName(name)
  const nodegroup = (one: string, i: number): StackIdentity =>
    nodegroupStack(cluster, { name: one, kind: i % 2 === 0 ? 'managed' : 'self-managed', config: {} } as unknown as Nodegroup)
  return [
    clusterShell(name),
    fargateStack(cluster),
    karpenterStack(cluster),
    autoModeRoleStack(cluster),
    ...names.map(nodegroup),
    ...names.map((one) => addonRoleStack(cluster, one)),
    ...names.map((one) => addonPodRoleStack(cluster, one, { namespace: 'a', serviceAccountName: 'a' })),
    ...hashed.map((one) => accessEntryStack(cluster, one)),
    ...hashed.flatMap((one) => [capabilityStack(cluster, { name: one } as never), capabilityRoleStack(cluster, { name: one } as never)]),
    ...accounts.flatMap(({ namespace, name: account }) => [
      serviceAccountStack(cluster, { metadata: { namespace, name: account } }),
      podIdentityStack(cluster, { namespace, serviceAccountName: account }),
    ]),
  ]
}

/** A port that has nothing: EKS knows no part of any cluster, so that the stacks alone tell. */
const empty = { list: async () => [], find: async () => undefined, has: async () => false }

/** What AWS has of them all: one stack of a name. */
function accountWith(order: 'first' | 'last'): { readonly stacks: ReadonlyMap<string, Stack>; readonly app: App } {
  const made = names.flatMap(stacksOf)
  const stacks = new Map(
    (order === 'last' ? made : made.toReversed()).map(({ name, tags }) => {
      const stack: Stack = {
        id: `arn:${name}`,
        name,
        tags,
        status: 'CREATE_COMPLETE',
        outputs: {},
        capabilities: [],
        terminationProtection: false,
        created: 0,
      }
      return [name, stack] as const
    }),
  )
  const all = [...stacks.values()]
  const ports = {
    regionName: 'us-west-2',
    identity: { caller: async () => ({ account: '111122223333' }) },
    clusters: { find: async (name: string) => liveCluster(name) },
    stacks: {
      find: async (nameOrId: string) => stacks.get(nameOrId.replace(/^arn:/, '')),
      list: async (named: (name: string) => boolean) => all.filter(({ name }) => named(name)),
    },
    kube: { connect: () => ({ object: async () => ({ kind: 'ServiceAccount' }) }) },
  }
  return { stacks, app: new Proxy(ports as unknown as App, { get: (known, port) => Reflect.get(known, port) ?? empty }) }
}

const pairs = names.flatMap((cluster) => names.map((other) => ({ cluster, other })))

describe.each(['first', 'last'] as const)('where the %s of two stacks of one name stands', (order) => {
  const { stacks, app } = accountWith(order)
  const byTag = new Map<string, string[]>()
  for (const { name, tags } of stacks.values())
    for (const [key, value] of Object.entries(tags)) {
      const mark = JSON.stringify([tags[tagKeys.clusterName], key, value])
      byTag.set(mark, [...(byTag.get(mark) ?? []), name])
    }
  const of = (cluster: string, key: string, value: string): string[] => byTag.get(JSON.stringify([cluster, key, value])) ?? []

  test('there are stacks that look like a neighbour’s, and some whose names collide', () => {
    expect(stacks.size).toBeLessThan(names.flatMap(stacksOf).length)
    expect(
      [...stacks.keys()].filter((name) => name.startsWith('eksctl-a-') && clusterOf(stacks.get(name) as Stack) !== 'a').length,
    ).toBeGreaterThan(500)
  })

  test.each(names)('all that is deleted with cluster %s is its own, and all its own is', async (cluster) => {
    const mine = [...stacks.values()].filter((stack) => stack.tags[tagKeys.clusterName] === cluster)
    expect((await ownStacks(app, cluster)).map(({ name }) => name).toSorted()).toEqual(mine.map(({ name }) => name).toSorted())
    const { clusterStack: own, nodegroups, otherStacks, autoModeRole } = await doomedCluster(app, cluster)
    const doomed = [own, autoModeRole, ...otherStacks, ...nodegroups.map(({ stack }) => stack)].filter((stack) => stack !== undefined)
    expect(doomed.map(({ name }) => name).toSorted()).toEqual(mine.map(({ name }) => name).toSorted())
    const { nodegroups: others } = await nodegroupsBut(app, cluster, [])
    expect(others.every(({ name, stack }) => stack !== undefined && of(cluster, tagKeys.nodegroupName, name).includes(stack.name))).toBe(
      true,
    )
  })

  test('a nodegroup, an add-on, a capability of a cluster: its own stacks, and no other’s', async () => {
    for (const { cluster, other } of pairs) {
      const where = `${other} of ${cluster}`
      const { nodegroups } = await nodegroupsNamed(app, cluster, [other])
      expect(
        nodegroups.map(({ stack }) => stack?.name),
        where,
      ).toEqual(of(cluster, tagKeys.nodegroupName, other))
      const addon = await doomedAddon(app, cluster, other)
      expect(addon.stacks.map(({ name }) => name).toSorted(), where).toEqual(of(cluster, tagKeys.addonName, other).toSorted())
      const { capabilities } = await doomedCapabilities(app, cluster, [other])
      expect(
        capabilities.flatMap(({ stack, roleStack }) => [stack?.name, roleStack?.name]),
        where,
      ).toEqual([...of(cluster, tagKeys.capabilityName, other), ...of(cluster, tagKeys.capabilityRoleName, other)])
    }
  })

  test('the role of Fargate profiles and an access entry of a cluster are its own', async () => {
    for (const { cluster, other } of pairs) {
      const { roleStack } = await doomedProfile(app, cluster, other)
      expect(roleStack === undefined || clusterOf(roleStack) === cluster, cluster).toBe(true)
      const { found } = await doomedAccessEntries(app, liveCluster(cluster), { wanted: [other], mustBe: false })
      expect(
        found.every(({ stack }) => stack !== undefined && clusterOf(stack) === cluster),
        `${other} of ${cluster}`,
      ).toBe(true)
    }
  })

  test('the roles of a service account are its own, though namespace and name of another make the same text', async () => {
    for (const cluster of names) {
      for (const one of accounts) {
        const text = `${one.namespace}/${one.name}`
        const tokens = await serviceAccountRoleStack(app, cluster, one)
        expect(tokens === undefined ? [] : [tokens.name], `${text} of ${cluster}`).toEqual(of(cluster, tagKeys.serviceAccountName, text))
        const pods = await podIdentityRoleStack(app, cluster, one, undefined)
        expect(pods === undefined ? [] : [pods.name], `${text} of ${cluster}`).toEqual(of(cluster, tagKeys.podIdentityName, text))
      }
    }
  })
})

test('a service account that stands is taken for ours only by the tag of its role’s stack', async () => {
  const { stacks, app } = accountWith('first')
  const iam = { serviceAccounts: accounts.map((metadata) => ({ metadata })) }
  const { taken } = await freeServiceAccounts(
    app,
    { name: 'a', config: { metadata: { name: 'a' }, iam } } as unknown as Cluster,
    liveCluster('a'),
  )
  const ours = new Set([...stacks.values()].filter((stack) => clusterOf(stack) === 'a').map(({ tags }) => tags[tagKeys.serviceAccountName]))
  expect(taken).toEqual(accounts.map(({ namespace, name }) => `${namespace}/${name}`).filter((text) => !ours.has(text)))
  expect(taken.length).toBeGreaterThan(0)
})

test('a key that was imported for a nodegroup is that cluster’s alone', () => {
  const fingerprint = '5Fqm0ZbTtR8'
  const keys = pairs.map(({ cluster, other }) => ({
    cluster,
    other,
    key: { name: importedKeyName(cluster, other, fingerprint), fingerprint },
  }))
  for (const cluster of names) {
    const own = keys.filter(({ key }) => isImportedKey(cluster, [...names], key))
    // Two clusters may have made a key of the same name: then it is the same key.
    const mine = new Set(keys.filter((one) => one.cluster === cluster).map(({ key }) => key.name))
    expect(
      own.every(({ key }) => mine.has(key.name)),
      cluster,
    ).toBe(true)
  }
})

test('what controllers mark for one cluster is no other’s', () => {
  const wrong = pairs.filter(({ cluster, other }) =>
    clusterMarks(cluster).some(([key, value]) => isMarked(other, { [key]: value }) !== (cluster === other)),
  )
  expect(wrong).toEqual([])
})

test('no tag that a user gives can make a stack another cluster’s, or another thing', () => {
  const stray = Object.fromEntries(Object.values(tagKeys).map((key) => [key, 'stray']))
  const cluster = {
    ...clusterOfName('a'),
    config: { metadata: { name: 'a', region: 'us-west-2', tags: { ...stray, team: 'blue' } } },
  } as unknown as Cluster
  const made = [
    fargateStack(cluster),
    nodegroupStack(cluster, { name: 'b', kind: 'managed', config: { tags: stray } } as unknown as Nodegroup),
    serviceAccountStack(cluster, { metadata: { namespace: 'b', name: 'b' }, tags: stray }),
    podIdentityStack(cluster, { namespace: 'b', serviceAccountName: 'b', tags: stray }),
    capabilityStack(cluster, { name: 'b', tags: stray } as never),
  ]
  for (const { name, tags } of made) {
    expect(
      Object.entries(tags).filter(([, value]) => value === 'stray'),
      name,
    ).toEqual([])
    expect(tags).toMatchObject({ [tagKeys.clusterName]: 'a', team: 'blue' })
  }
})
