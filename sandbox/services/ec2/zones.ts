import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { filtered } from './filters.ts'
import type { Kept } from './stored.ts'

/** A zone as the world holds it. */
export type Zone = Kept<Aws.AvailabilityZone, 'ZoneName' | 'ZoneId' | 'ZoneType' | 'OptInStatus'>

/** Every zone of the call's region, local ones and those not opted into included. */
export const zonesOf = (call: Call): readonly Zone[] => (call.account.world.regions[call.region]?.zones ?? []) as readonly Zone[]

function describeZones(input: Aws.DescribeAvailabilityZonesRequest, call: Call): object {
  const all = zonesOf(call)
  const { ZoneNames: names, ZoneIds: ids } = input
  const unknown =
    names?.find((name) => !all.some((zone) => zone.ZoneName === name)) ?? ids?.find((id) => !all.some((zone) => zone.ZoneId === id))
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${unknown}]`)
  const seen = all
    .filter((zone) => input.AllAvailabilityZones === true || zone.OptInStatus !== 'not-opted-in')
    .filter((zone) => (names ?? [zone.ZoneName]).includes(zone.ZoneName) && (ids ?? [zone.ZoneId]).includes(zone.ZoneId))
  return {
    AvailabilityZones: filtered(seen, input.Filters, {
      'zone-name': 'ZoneName',
      'zone-id': 'ZoneId',
      'zone-type': 'ZoneType',
      'region-name': 'RegionName',
      'group-name': 'GroupName',
      'opt-in-status': 'OptInStatus',
      state: 'State',
      'parent-zone-name': 'ParentZoneName',
      'parent-zone-id': 'ParentZoneId',
      message: 'Messages.Message',
    }),
  }
}

/** Regions that an account has to switch on before it can use them. Source: the EC2 user guide's list of regions. */
const optInRegions = new Set([
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
])

function describeRegions(input: Aws.DescribeRegionsRequest, call: Call): object {
  const partition = call.account.partitionOf(call.region)
  const all = Object.keys(call.account.world.regions)
    .filter((name) => call.account.partitionOf(name) === partition)
    .map((name) => ({
      RegionName: name,
      Endpoint: `ec2.${name}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`,
      OptInStatus: optInRegions.has(name) ? 'opted-in' : 'opt-in-not-required',
    }))
  const unknown = input.RegionNames?.find((name) => !all.some((region) => region.RegionName === name))
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid region provided: [${unknown}]`)
  const named = all.filter((region) => (input.RegionNames ?? [region.RegionName]).includes(region.RegionName))
  return { Regions: filtered(named, input.Filters, { 'region-name': 'RegionName', endpoint: 'Endpoint', 'opt-in-status': 'OptInStatus' }) }
}

export const zoneOperations = { DescribeAvailabilityZones: describeZones, DescribeRegions: describeRegions }
