import { describe, expect, test } from 'vitest'
import type { App, Zone } from '#src/app.ts'
import { endpointZones } from '#src/choose/endpoint-zones.ts'
import { checkLocalZones } from '#src/choose/local-zones.ts'
import { chooseOutpost } from '#src/choose/outpost.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'

const arn = 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1'

const config = (more: Partial<ClusterConfig>): ClusterConfig => ({
  apiVersion: 'eksctl.io/v1alpha5',
  kind: 'ClusterConfig',
  metadata: { name: 'dev', region: 'us-west-2' },
  ...more,
})

describe('an Outpost', () => {
  const app = {
    regionName: 'us-west-2',
    outposts: {
      find: async (id: string) => (id === arn ? { arn, zone: 'us-west-2c' } : undefined),
      instanceTypes: async () => ['m5.large', 'm5.xlarge'],
    },
    vpcs: { placementGroupExists: async (name: string) => name === 'near' },
  } as unknown as App

  test('gives a cluster its zone, and the smallest of its types where none is stated', async () => {
    const chosen = await chooseOutpost(app, config({ outpost: { controlPlaneOutpostARN: arn } }))
    expect(chosen?.zone).toBe('us-west-2c')
    expect(chosen?.config.outpost?.controlPlaneInstanceType).toBe('m5.large')
  })

  test('is not asked for by a cluster in a region', async () => {
    expect(await chooseOutpost(app, config({}))).toBeUndefined()
  })

  test.each([
    ['OutpostNotFound', { outpost: { controlPlaneOutpostARN: `${arn}9` } }],
    ['InstanceTypeNotOffered', { outpost: { controlPlaneOutpostARN: arn, controlPlaneInstanceType: 'p4d.24xlarge' } }],
    ['InstanceTypeNotOffered', { outpost: { controlPlaneOutpostARN: arn, etcdInstanceType: 'c5.large' } }],
    ['PlacementGroupNotFound', { outpost: { controlPlaneOutpostARN: arn, controlPlanePlacement: { groupName: 'far' } } }],
    ['OutpostNodegroups', { outpost: { controlPlaneOutpostARN: arn }, nodeGroups: [{ name: 'a' }] }],
  ] as const)('refuses with %s before anything is written', async (code, more) => {
    await expect(chooseOutpost(app, config(more as Partial<ClusterConfig>))).rejects.toMatchObject({ code, exitCode: 6 })
  })
})

describe('local zones', () => {
  const zone = (name: string, kind: Zone['kind'], available = true): Zone => ({ name, id: name, kind, available })
  const zones = [
    zone('us-west-2a', 'availability-zone'),
    zone('us-west-2-lax-1a', 'local-zone'),
    zone('us-west-2-phx-2a', 'local-zone', false),
  ]
  const app = { regionName: 'us-west-2', network: { zones: async () => zones } } as unknown as App

  test('that the account can use are taken', async () => {
    await expect(checkLocalZones(app, config({ localZones: ['us-west-2-lax-1a'] }))).resolves.toBeUndefined()
  })

  test.each([
    ['us-west-2a', 'is an availability zone, not a local zone'],
    ['us-west-2-sea-1a', 'is no zone of us-west-2'],
    ['us-west-2-phx-2a', 'has not opted in to'],
  ])('V265: %s %s', async (name, words) => {
    await expect(checkLocalZones(app, config({ localZones: [name] }))).rejects.toThrow(words)
  })
})

describe('the endpoints of a fully private cluster', () => {
  const app = (found: (name: string) => boolean): App =>
    ({
      regionName: 'us-west-2',
      vpcs: {
        endpointZones: async (services: readonly { name: string }[]) =>
          new Map(services.filter(({ name }) => found(name)).map(({ name }) => [name, ['us-west-2b', 'us-west-2a']])),
      },
    }) as unknown as App

  test('are looked up by service, what is asked for besides too', async () => {
    const zones = await endpointZones(
      app(() => true),
      config({ privateCluster: { enabled: true, additionalEndpointServices: ['logs'] } }),
    )
    expect(Object.keys(zones ?? {})).toEqual(['ec2', 'ecr.api', 'ecr.dkr', 's3', 'sts', 'logs'])
    expect(zones?.['sts']).toEqual(['us-west-2b', 'us-west-2a'])
  })

  test('are not looked up for any other cluster, nor where others provide them', async () => {
    expect(
      await endpointZones(
        app(() => false),
        config({}),
      ),
    ).toBeUndefined()
    expect(
      await endpointZones(
        app(() => false),
        config({ privateCluster: { enabled: true, skipEndpointCreation: true } }),
      ),
    ).toBeUndefined()
  })

  test('must all exist in the region', async () => {
    const poor = app((name) => !name.endsWith('.sts'))
    await expect(endpointZones(poor, config({ privateCluster: { enabled: true } }))).rejects.toThrow('com.amazonaws.us-west-2.sts')
  })
})
