import { describe, expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import type { LiveCluster } from '#src/app/clusters.ts'
import { changeableCluster, endpointCautions, mustBeInVpc } from '#src/survey/control-plane.ts'

const live = (more: Partial<LiveCluster> = {}): LiveCluster =>
  ({
    name: 'dev',
    status: 'ACTIVE',
    vpcId: 'vpc-1',
    publicAccess: true,
    privateAccess: false,
    publicAccessCidrs: ['0.0.0.0/0'],
    ...more,
  }) as LiveCluster

const subnets = [
  { id: 'subnet-a', vpcId: 'vpc-1' },
  { id: 'subnet-b', vpcId: 'vpc-2' },
]

const appOf = (cluster: LiveCluster): App =>
  ({
    regionName: 'us-west-2',
    identity: { caller: async () => ({}) },
    clusters: { find: async () => cluster },
    vpcs: { subnets: async (ids: readonly string[]) => subnets.filter(({ id }) => ids.includes(id)) },
    network: { securityGroups: async () => [{ id: 'sg-a' }] },
  }) as unknown as App

test('a local cluster on an Outpost keeps its settings: EKS changes none there', async () => {
  await expect(changeableCluster(appOf(live({ onOutpost: true })), 'dev')).rejects.toMatchObject({ code: 'NotOnOutposts', exitCode: 6 })
  await expect(changeableCluster(appOf(live()), 'dev')).resolves.toMatchObject({ name: 'dev' })
})

describe('of the endpoints of a cluster', () => {
  const open = { privateAccess: true }
  test.each([
    ['one that stays open is no news', live(), { privateAccess: true }, ''],
    ['shutting the public one is said', live(open), { publicAccess: false }, 'from within the VPC only'],
    ['shutting it again is no news', live({ ...open, publicAccess: false }), { publicAccess: false }, ''],
    ['ranges without a private one are said', live(), { ranges: ['192.0.2.0/24'] }, 'NAT gateways'],
    ['ranges with a private one are no news', live(open), { ranges: ['192.0.2.0/24'] }, ''],
    ['losing the private one with ranges is said', live({ ...open, publicAccessCidrs: ['192.0.2.0/24'] }), { privateAccess: false }, 'NAT'],
  ])('%s', (_what, cluster, wanted, said) => {
    const [first = ''] = endpointCautions(cluster, wanted)
    expect(first).toContain(said)
    expect(first === '').toBe(said === '')
  })

  test.each([
    ['the last one is not shut', live(), { publicAccess: false }],
    ['ranges are not of one that is shut', live({ privateAccess: true, publicAccess: false }), { ranges: ['192.0.2.0/24'] }],
  ])('%s', (_what, cluster, wanted) => {
    expect(() => endpointCautions(cluster, wanted)).toThrow(expect.objectContaining({ code: 'EndpointsRefused', exitCode: 6 }))
  })
})

test.each([
  [{ subnets: ['subnet-a', 'subnet-b'] }, 'subnet-b is in vpc-2'],
  [{ subnets: ['subnet-a', 'subnet-b', 'subnet-c'] }, 'no subnet subnet-c'],
  [{ groups: ['sg-a', 'sg-b'] }, 'no security group sg-b'],
])('interfaces of a control plane are in its own VPC: %o', async (wanted, said) => {
  await expect(mustBeInVpc(appOf(live()), live(), wanted)).rejects.toThrow(said)
})
