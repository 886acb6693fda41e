import type { World } from '../service.ts'
import addonConfigurations from './addon-configurations.json' with { type: 'json' }
import addons from './addons.json' with { type: 'json' }
import clusterVersions from './cluster-versions.json' with { type: 'json' }
import { imageParameters } from './image-parameters.ts'
import families from './instance-types.json' with { type: 'json' }
import zones from './zones.json' with { type: 'json' }

interface RegionFacts {
  readonly prefix: string
  readonly zones: Readonly<Record<string, number>>
  readonly localZones?: Readonly<Record<string, { readonly id: string; readonly parent: string }>>
}

const regions: Readonly<Record<string, RegionFacts>> = zones
const account = '111122223333'

/** Families that stand in few places: not in the last zone of a region, and not in local zones. */
const scarce = /^(p|g|inf|trn|hpc|x|d|z)\d/
/** What local zones offer. */
const local = /^(t3|m5|c5|r5|g4dn)\./
/** Zones that offer hardly anything new. */
const old = new Set(['us-east-1e'])
const oldOnes = /^(t2|m4|c4|t3|m5|c5|r5)\./

/** The account, regions, versions, add-ons, images and instance types that a sandbox starts with unless it is given others. */
export function defaultWorld(): World {
  return {
    account,
    caller: { UserId: 'AIDASANDBOXOWNER0001', Account: account, Arn: `arn:aws:iam::${account}:user/owner` },
    regions: Object.fromEntries(Object.entries(regions).map(([region, facts]) => [region, { zones: zonesOf(region, facts) }])),
    clusterVersions,
    addons,
    addonConfigurations,
    ssmParameters: lazily(Object.keys(regions), (region) =>
      imageParameters(
        region,
        clusterVersions.map(({ clusterVersion }) => clusterVersion),
      ),
    ),
    images: {},
    offerings: lazily(Object.keys(regions), offeringsOf),
    seeds: {},
  }
}

/** A record whose values are made when they are first looked at. */
function lazily<T>(keys: readonly string[], make: (key: string) => T): Readonly<Record<string, T>> {
  const made: Record<string, T> = {}
  const record: Record<string, T> = {}
  for (const key of keys) Object.defineProperty(record, key, { enumerable: true, get: () => (made[key] ??= make(key)) })
  return record
}

function zonesOf(region: string, { prefix, zones: letters, localZones = {} }: RegionFacts): object[] {
  const shared = { Messages: [], RegionName: region, State: 'available' }
  const own = Object.entries(letters).map(([letter, number]) => ({
    ...shared,
    OptInStatus: 'opt-in-not-required',
    ZoneName: `${region}${letter}`,
    ZoneId: `${prefix}-az${number}`,
    GroupName: `${region}-zg-1`,
    NetworkBorderGroup: region,
    ZoneType: 'availability-zone',
  }))
  const locals = Object.entries(localZones).map(([name, { id, parent }]) => ({
    ...shared,
    OptInStatus: 'opted-in',
    ZoneName: name,
    ZoneId: id,
    GroupName: name.slice(0, -1),
    NetworkBorderGroup: name.slice(0, -1),
    ZoneType: 'local-zone',
    ParentZoneName: `${region}${parent}`,
    ParentZoneId: `${prefix}-az${letters[parent] ?? 1}`,
  }))
  return [...own, ...locals]
}

/** Instance types by the zones that offer them. */
function offeringsOf(region: string): Readonly<Record<string, readonly string[]>> {
  const facts = regions[region]
  const own = Object.keys(facts?.zones ?? {}).map((letter) => `${region}${letter}`)
  const locals = Object.keys(facts?.localZones ?? {})
  const types = Object.entries(families).flatMap(([family, sizes]) => sizes.map((size) => `${family}.${size}`))
  return Object.fromEntries(
    types.map((type) => {
      const here = own.filter(
        (zone, index) => (!old.has(zone) || oldOnes.test(type)) && !(scarce.test(type) && own.length > 2 && index === own.length - 1),
      )
      return [type, [...here, ...(local.test(type) ? locals : [])]]
    }),
  )
}
