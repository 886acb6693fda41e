import { expect, test } from 'vitest'
import { editDistance, nearest } from '#src/config/suggest.ts'

test.each([
  ['', 'ab', 2],
  ['same', 'same', 0],
  ['withODIC', 'withOIDC', 1],
  ['instancetypo', 'instancetype', 1],
  ['zone', 'zones', 1],
  ['kitten', 'sitting', 3],
])('%s to %s: %i', (from, to, distance) => expect(editDistance(from, to)).toBe(distance))

test('the nearest within two letters, whatever the case', () => {
  expect(nearest('AvailabilityZone', ['availabilityZones', 'localZones'])).toBe('availabilityZones')
  expect(nearest('nodegroup', ['nodeGroups', 'managedNodeGroups'])).toBe('nodeGroups')
  expect(nearest('subnetz', ['vpc', 'iam'])).toBeUndefined()
  expect(nearest('x', ['id'])).toBeUndefined()
})
