import { expect, test } from 'vitest'
import type { App, Groups, LiveGroup, Nodegroups } from '#src/app.ts'
import type { Stacks } from '#src/app/stacks.ts'
import { listedLabels } from '#src/survey/label-list.ts'
import { listedNodegroups } from '#src/survey/nodegroup-list.ts'
import { listedServiceAccounts } from '#src/survey/service-account-list.ts'
import { nodegroupStackName, serviceAccountStackName } from '#src/tables/stack-names.ts'
import { liveCluster, liveStack, port } from '../command/stage.ts'

/** Names whose stacks' names begin alike, or read as something else's. */
const names = [
  '',
  '-b',
  '-cluster',
  '-nodegroup',
  '-nodegroup-b',
  '-nodegroup-a',
  '-addon',
  '-addon-iamserviceaccount',
  '-addon-iamserviceaccount-b',
]
  .flatMap((end) => ['a', 'eksctl', 'dev'].map((begin) => begin + end))
  .concat('b', 'a-a', 'eksctl-a')

const tags = (cluster: string, more: Readonly<Record<string, string>>) => ({ 'alpha.eksctl.io/cluster-name': cluster, ...more })
const nodegroup = { 'alpha.eksctl.io/nodegroup-name': 'b', 'alpha.eksctl.io/nodegroup-type': 'unmanaged' }

/** Each cluster has a self-managed nodegroup `b`, and a service account `b/b`. The last one of a stack's name wins it, as in AWS the first would. */
const all = new Map(
  names.flatMap((cluster) =>
    [
      liveStack(nodegroupStackName(cluster, 'b'), tags(cluster, nodegroup)),
      liveStack(serviceAccountStackName(cluster, 'b', 'b'), tags(cluster, { 'alpha.eksctl.io/iamserviceaccount-name': 'b/b' })),
    ].map((stack) => [stack.name, stack] as const),
  ),
)
const groupOf = (cluster: string): LiveGroup => ({
  name: `group-of-${cluster}`,
  minSize: 1,
  maxSize: 1,
  desiredSize: 1,
  instances: [],
  suspended: [],
  launchTemplate: undefined,
  tags: { 'aws:cloudformation:stack-name': nodegroupStackName(cluster, 'b') },
  failures: async () => [],
})
const app = port<App>({
  regionName: 'eu-west-1',
  clock: { now: () => 0, sleep: async () => undefined },
  stacks: port<Stacks>({
    list: async (named, which) => (which === 'unsettled' ? [] : [...all.values()].filter(({ name }) => named(name))),
    find: async (name) => all.get(name) ?? [...all.values()].find(({ id }) => id === name),
    template: async () => ({ AWSTemplateFormatVersion: '2010-09-09', Description: '', Resources: {} }),
  }),
  groups: port<Groups>({ tagged: async (key) => names.filter((name) => key === `kubernetes.io/cluster/${name}`).map(groupOf) }),
  nodegroups: port<Nodegroups>({ list: async () => [], find: async () => undefined }),
})

test.each(names)('%s: its lists hold what is its own by exact tag, whatever its neighbours are called', async (name) => {
  const look = { app, cluster: liveCluster(name) }
  const groups = await listedNodegroups({ ...look, versions: false })
  const own = all.get(nodegroupStackName(name, 'b'))?.tags['alpha.eksctl.io/cluster-name'] === name
  expect(groups.map(({ Cluster, AutoScalingGroupName }) => [Cluster, AutoScalingGroupName])).toEqual(
    own ? [[name, `group-of-${name}`]] : [],
  )
  const accounts = await listedServiceAccounts(look)
  expect(accounts.map(({ status }) => status.tags['alpha.eksctl.io/cluster-name'])).toEqual([name])
  const refusal = await listedLabels({ ...look, only: 'b' }).catch((error: { code: string }) => error.code)
  expect(refusal).toBe(own ? 'NodegroupNotManaged' : 'NodegroupNotFound')
})
