import { expect, test } from 'vitest'
import { partitionOf, partitions, regions, zonesWithoutEks } from '#src/tables/regions.ts'

test('45 regions, each in one partition', () => {
  expect(regions).toHaveLength(45)
  expect(new Set(regions).size).toBe(45)
  expect(partitions.map(({ name, regions: own }) => [name, own.length])).toEqual([
    ['aws', 34],
    ['aws-us-gov', 2],
    ['aws-cn', 2],
    ['aws-iso', 2],
    ['aws-iso-b', 2],
    ['aws-iso-e', 1],
    ['aws-iso-f', 2],
  ])
})

test.each([
  ['us-west-2', 'aws', 'amazonaws.com', 'ec2.amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn', 'ec2.amazonaws.com.cn'],
  ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com', 'ec2.amazonaws.com'],
  ['us-isob-west-1', 'aws-iso-b', 'sc2s.sgov.gov', 'ec2.sc2s.sgov.gov'],
  ['nowhere-1', 'aws', 'amazonaws.com', 'ec2.amazonaws.com'],
])('%s is in %s', (region, name, dnsSuffix, ec2Principal) => expect(partitionOf(region)).toMatchObject({ name, dnsSuffix, ec2Principal }))

test('zones without EKS are in regions with it', () =>
  expect(Object.keys(zonesWithoutEks).every((region) => regions.includes(region))).toBe(true))
