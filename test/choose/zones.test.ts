import { expect, test } from 'vitest'
import type { App } from '#src/app.ts'
import { chooseZones } from '#src/choose/zones.ts'
import type { ClusterConfig } from '#src/config/schema/cluster-config.ts'

const everywhere = (region: string) => ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${region}${letter}`)
/** Where a type is offered. */
const offered: Readonly<Record<string, readonly string[]>> = {
  'm5.large': [...everywhere('us-east-1'), ...everywhere('us-west-2')],
  'p5.48xlarge': ['us-east-1e', 'us-west-2c'],
}

const app = (region: string): App =>
  ({
    regionName: region,
    network: {
      zones: async () => [
        ...everywhere(region).map((name, i) => ({
          name,
          id: `use1-az${i + 1}`,
          kind: 'availability-zone',
          available: name !== `${region}f`,
        })),
        { name: `${region}-lax-1a`, id: 'lax', kind: 'local-zone', available: true },
      ],
      offerings: async (types: readonly string[]) => new Map(types.flatMap((type) => (offered[type] ? [[type, offered[type]]] : []))),
      refusalOfZones: async (zones: readonly string[]) =>
        zones.includes(`${region}z`) ? `Invalid availability zones: [${region}z]` : undefined,
    },
  }) as unknown as App

const chosen = (region: string, more: Partial<ClusterConfig> = {}, standing?: readonly string[]) =>
  chooseZones(app(region), { metadata: { name: 'dev', region }, ...more } as ClusterConfig, standing)

test('D67: three zones, in us-east-1 two, of those that EKS is in; the same for the same name', async () => {
  const zones = await chosen('us-west-2')
  expect(new Set(zones).size).toBe(3)
  expect(zones).not.toContain('us-west-2f')
  expect(zones).not.toContain('us-west-2-lax-1a')
  expect(await chosen('us-west-2')).toEqual(zones)
  expect(await chosen('us-east-1')).toHaveLength(2)
  expect(await chosen('us-east-1')).not.toContain('us-east-1c')
})

test('zones that stand are kept, and stated ones are taken as they are', async () => {
  expect(await chosen('us-west-2', {}, ['us-west-2d', 'us-west-2e'])).toEqual(['us-west-2d', 'us-west-2e'])
  expect(await chosen('us-west-2', { availabilityZones: ['us-west-2a', 'us-west-2b'] }, ['us-west-2d'])).toEqual([
    'us-west-2a',
    'us-west-2b',
  ])
})

test.each(['a', 'b', 'd', 'e'])('us-east-1 with a nodegroup in zone %s alone: that zone is among the two', async (letter) => {
  const zone = `us-east-1${letter}`
  expect(await chosen('us-east-1', { managedNodeGroups: [{ name: 'ng', availabilityZones: [zone] }] })).toContain(zone)
})

const refusals: readonly (readonly [what: string, more: Partial<ClusterConfig>, ...words: string[]])[] = [
  [
    'V264: a type that its zones do not have',
    { availabilityZones: ['us-west-2a', 'us-west-2b'], nodeGroups: [{ name: 'ng', instanceType: 'p5.48xlarge' }] },
    'p5.48xlarge',
    'nodeGroups[0]',
    'it is offered in us-east-1e, us-west-2c',
  ],
  ['V264: a type that there is not', { managedNodeGroups: [{ name: 'ng', instanceType: 't9.huge' }] }, 't9.huge', 'check its name'],
  ['a zone that there is not', { availabilityZones: ['us-west-2a', 'us-west-2z'] }, 'us-west-2z', 'describe-availability-zones'],
  ['too few zones', { managedNodeGroups: [{ name: 'ng', instanceType: 'p5.48xlarge' }] }, 'p5.48xlarge', 'two zones'],
]

test.each(refusals.map(([what, more, ...words]) => ({ what, more, words })))(
  '$what is refused before any write',
  async ({ more, words }) => {
    const refusal = await chosen('us-west-2', more).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ exitCode: 6 })
    const { message, hint } = refusal as { message: string; hint: string }
    for (const word of words) expect(`${message}; ${hint}`).toContain(word)
  },
)
