import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { Cluster, ClusterFacts, Nodegroup } from '#src/config/cluster.ts'
import { checkPlaces } from '#src/resolve/nodegroup-places.ts'
import type { Live } from '#src/survey/live.ts'
import { subnetsFor } from '#src/workflows/nodegroup-subnets.ts'
import { clusterOf, facts, managed, selfManaged } from '../templates/clusters.ts'

const app = {
  vpcs: {
    subnets: async (ids: readonly string[]) =>
      ids
        .filter((id) => !id.startsWith('subnet-gone'))
        .map((id) => ({ id, vpcId: id.startsWith('subnet-far') ? 'vpc-2' : 'vpc-1', zone: 'us-west-2a', givesPublicAddress: false })),
  },
} as unknown as App

const live = (more: object = {}): Live => ({ cluster: undefined, stack: undefined, template: undefined, ...more }) as unknown as Live

const own = {
  id: 'vpc-1',
  subnets: {
    private: { attic: { id: 'subnet-1', az: 'us-west-2a' }, loft: { id: 'subnet-2', az: 'us-west-2b' } },
    public: { porch: { id: 'subnet-3', az: 'us-west-2a' }, yard: { id: 'subnet-4', az: 'us-west-2b' } },
  },
}

const check = (cluster: Cluster, nodegroup: Nodegroup, found = live()): Promise<void> =>
  checkPlaces(app, { ...cluster, nodegroups: [nodegroup] }, found, () => undefined)

describe('a nodegroup has a place, or that is said before anything is written', () => {
  test.each<[string, Cluster, Nodegroup]>([
    ['in a new VPC', clusterOf(), managed()],
    ['in one of its zones', clusterOf(), managed({ availabilityZones: ['us-west-2b'], privateNetworking: true })],
    ['by a name of the config', clusterOf({ vpc: own }), managed({ subnets: ['attic'], privateNetworking: true })],
    ['by the id of a subnet of the VPC', clusterOf({ vpc: own }), managed({ subnets: ['subnet-8'] })],
    ['by zone', clusterOf({ vpc: own }), selfManaged({ subnets: ['us-west-2a'] })],
  ])('%s', async (_where, cluster, nodegroup) => {
    await expect(check(cluster, nodegroup)).resolves.toBeUndefined()
  })

  test.each<[string, Cluster, Nodegroup, string]>([
    [
      'V282 a zone the cluster is not in',
      clusterOf(),
      managed({ availabilityZones: ['us-west-2d'] }),
      'managedNodeGroups[workers]: the cluster has no public subnet in us-west-2d',
    ],
    [
      'V282 a local zone the cluster is not in',
      clusterOf(),
      selfManaged({ localZones: ['us-west-2-lax-1a'] }),
      'nodeGroups[workers]: the cluster has no public subnet in us-west-2-lax-1a',
    ],
    [
      'V282 no subnet of its kind',
      clusterOf({ vpc: { id: 'vpc-1', subnets: { private: own.subnets.private } } }),
      managed(),
      'managedNodeGroups[workers]: the cluster has no public subnet',
    ],
    [
      'a name nobody knows',
      clusterOf({ vpc: own }),
      managed({ subnets: ['cellar'] }),
      'managedNodeGroups[workers].subnets: "cellar" is no subnet of the cluster',
    ],
    [
      'a private subnet for public nodes',
      clusterOf({ vpc: own }),
      managed({ subnets: ['attic'] }),
      'managedNodeGroups[workers].subnets: attic is a private subnet',
    ],
    [
      'a subnet of another VPC',
      clusterOf({ vpc: own }),
      managed({ subnets: ['subnet-far'] }),
      'managedNodeGroups[workers].subnets: subnet-far is in vpc-2, the cluster in vpc-1',
    ],
    ['a subnet that exists, for a VPC that does not', clusterOf(), managed({ subnets: ['subnet-9'] }), 'the cluster gets a VPC of its own'],
  ])('%s', async (_what, cluster, nodegroup, message) => {
    await expect(check(cluster, nodegroup)).rejects.toThrow(message)
  })

  test('what is stated in a file is named with its place there', async () => {
    const cluster = {
      ...clusterOf({ vpc: own, managedNodeGroups: [{ name: 'workers' }] }),
      nodegroups: [managed({ subnets: ['subnet-gone'] })],
    }
    const source = (path: string): string | undefined => (path === 'managedNodeGroups[0]' ? 'cluster.yaml:9:5' : undefined)
    await expect(checkPlaces({ ...app, regionName: 'us-west-2' }, cluster, live(), source)).rejects.toThrow(
      'cluster.yaml:9:5: managedNodeGroups[workers].subnets: subnet-gone does not exist in us-west-2',
    )
  })

  test('a subnet of the stack that somebody has deleted', async () => {
    const stack = { name: 'eksctl-dev-cluster', outputs: { SubnetsPublic: 'subnet-3,subnet-gone' } }
    await expect(check({ ...clusterOf(), subnets: [] }, managed(), live({ stack }))).rejects.toThrow(
      'subnet-gone of stack eksctl-dev-cluster does not exist any more',
    )
  })

  test('public subnets of an old stack that give no addresses, unless the API is private too', async () => {
    const outputs = { SubnetsPublic: 'subnet-3,subnet-4' }
    const old = { ...clusterOf(), subnets: [] }
    await expect(check(old, managed(), live({ stack: { outputs }, cluster: { privateAccess: false } }))).rejects.toThrow(
      'MapPublicIpOnLaunch',
    )
    await expect(check(old, managed(), live({ stack: { outputs }, cluster: { privateAccess: true } }))).resolves.toBeUndefined()
  })
})

describe('the subnets of a nodegroup', () => {
  const place = (id: string, zone: string, isPublic: boolean, more: object = {}) => ({
    id,
    zone,
    public: isPublic,
    local: false,
    cidr: '10.0.0.0/20',
    ...more,
  })
  const standing: ClusterFacts = {
    ...facts,
    subnets: [
      place('subnet-1', 'us-west-2a', false),
      place('subnet-2', 'us-west-2b', false),
      place('subnet-3', 'us-west-2a', true),
      place('subnet-4', 'us-west-2b', true),
      place('subnet-5', 'us-west-2-lax-1a', false, { local: true }),
      place('subnet-6', 'us-west-2a', false, { outpost: 'arn:op-1' }),
    ],
  }
  const cluster = clusterOf({ vpc: own })
  const offered = new Map([['m5.large', ['us-west-2a']]])

  test.each<[string, Nodegroup, readonly string[]]>([
    ['are those of its kind in zones that offer its types', managed(), ['subnet-3']],
    ['are those of its zones', managed({ availabilityZones: ['us-west-2b'] }), ['subnet-4']],
    ['are those of its local zones', selfManaged({ localZones: ['us-west-2-lax-1a'], privateNetworking: true }), ['subnet-5']],
    ['are those of its Outpost', selfManaged({ outpostARN: 'arn:op-1', privateNetworking: true }), ['subnet-6']],
    [
      'are those it names, by name, zone or id',
      managed({ subnets: ['loft', 'us-west-2a', 'subnet-9'], privateNetworking: true }),
      ['subnet-2', 'subnet-1', 'subnet-9'],
    ],
    [
      'is the first that was named, with EFA',
      managed({ subnets: ['attic', 'loft'], privateNetworking: true, efaEnabled: true }),
      ['subnet-1'],
    ],
  ])('%s', (_what, nodegroup, ids) => {
    expect(subnetsFor(cluster, nodegroup, standing, offered)).toEqual(ids)
  })
})
