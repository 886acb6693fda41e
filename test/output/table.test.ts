import { expect, test } from 'vitest'
import { clusterList, oneCluster } from '#src/output/clusters.ts'
import { listed, type Listing } from '#src/output/listing.ts'
import { nodegroupList } from '#src/output/nodegroups.ts'
import { type Column, fittedTable } from '#src/output/table.ts'

const tableOf = <Row>(rows: readonly Row[], listing: Listing<Row>, width?: number): string =>
  listed(rows, listing).table?.(width).text ?? ''

test('clusters stand in columns at tab stops, as eksctl prints them', () => {
  expect(tableOf([{ Name: 'meadow', Region: 'us-west-2', Owned: 'True' }], clusterList)).toBe(
    'NAME\tREGION\t\tEKSCTL CREATED\nmeadow\tus-west-2\tTrue',
  )
})

test('no clusters are said in words', () => {
  expect(tableOf([], clusterList)).toBe('No clusters found')
})

const row = {
  Cluster: 'meadow',
  CreationTime: '2026-11-21T00:49:17Z',
  MinSize: 1,
  MaxSize: 1,
  DesiredCapacity: 1,
  InstanceType: 'm5.large',
}

test('nodegroups come in the order of their names, with the tabs of eksctl', () => {
  const rows = [
    {
      ...row,
      Name: 'thistle',
      Status: 'CREATE_COMPLETE',
      ImageID: 'ami-46126b5d5f8dd809b',
      AutoScalingGroupName: 'eksctl-meadow-nodegroup--NodeGroup-7TVIJ222IC52',
      Type: 'unmanaged',
    },
    {
      ...row,
      Name: 'clover',
      Status: 'ACTIVE',
      ImageID: 'AL2023_x86_64_STANDARD',
      AutoScalingGroupName: 'eks-clover-3d7ed585-cc72-4a30-a7d3-6b8bf6fbcbb1',
      Type: 'managed',
      MinSize: 2,
      MaxSize: 2,
      DesiredCapacity: 2,
    },
  ]
  expect(tableOf(rows, nodegroupList).split('\n')).toEqual([
    'CLUSTER\tNODEGROUP\tSTATUS\t\tCREATED\t\t\tMIN SIZE\tMAX SIZE\tDESIRED CAPACITY\tINSTANCE TYPE\tIMAGE ID\t\tASG NAME\t\t\t\t\tTYPE',
    'meadow\tclover\t\tACTIVE\t\t2026-11-21T00:49:17Z\t2\t\t2\t\t2\t\t\tm5.large\tAL2023_x86_64_STANDARD\teks-clover-3d7ed585-cc72-4a30-a7d3-6b8bf6fbcbb1\tmanaged',
    'meadow\tthistle\t\tCREATE_COMPLETE\t2026-11-21T00:49:17Z\t1\t\t1\t\t1\t\t\tm5.large\tami-46126b5d5f8dd809b\teksctl-meadow-nodegroup--NodeGroup-7TVIJ222IC52\tunmanaged',
  ])
})

test('one cluster has a table of its own; a registered one names its provider', () => {
  const cluster = {
    name: 'dev',
    version: '1.33',
    status: 'ACTIVE',
    created: 0,
    vpcId: 'vpc-1',
    subnetIds: ['b', 'a'],
    securityGroupIds: [],
    connector: 'GKE',
  }
  expect(tableOf([cluster], oneCluster).split(/[\t\n]+/)).toEqual([
    'NAME',
    'VERSION',
    'STATUS',
    'CREATED',
    'VPC',
    'SUBNETS',
    'SECURITYGROUPS',
    'PROVIDER',
    'dev',
    '1.33',
    'ACTIVE',
    '1970-01-01T00:00:00Z',
    'vpc-1',
    'a,b',
    '-',
    'GKE',
  ])
})

interface Thing {
  readonly name: string
  readonly arn: string
  readonly state: string
}

const columns: readonly Column<Thing>[] = [
  ['NAME', ({ name }) => name],
  ['ARN', ({ arn }) => arn],
  ['STATE', ({ state }) => state, 1],
]
const wide = [{ name: 'one', arn: 'arn:aws:iam::111122223333:role/a-role-with-a-long-name', state: 'ACTIVE' }]

test('a terminal that is wide enough gets the tabs of a pipe', () => {
  const piped = fittedTable(wide, columns, undefined)
  expect(fittedTable(wide, columns, 70)).toEqual(piped)
  expect(piped.text).toContain('\t')
})

test('a narrow terminal: blanks in place of tabs, then long cells lose their middle, then columns go that can be spared', () => {
  expect(fittedTable(wide, columns, 68)).toEqual({
    text: `NAME  ARN${' '.repeat(53)}STATE\none   arn:aws:iam::111122223333:role/a-role-with-a-long-name  ACTIVE`,
    leftOut: [],
  })
  const shorter = fittedTable(wide, columns, 60)
  expect(shorter).toMatchObject({
    leftOut: [],
    text: expect.stringContaining('one   arn:aws:iam::111122223…a-role-with-a-long-name  ACTIVE'),
  })
  expect(fittedTable(wide, columns, 55).leftOut).toEqual(['STATE'])
  const narrow = fittedTable(wide, columns, 30)
  expect(narrow.text.split('\n')[1]).toBe('one   arn:aws:iam…-a-long-name')
  expect(narrow.text.split('\n').every((line) => line.length <= 30)).toBe(true)
})

test('of 2 columns that can be spared the one with the higher number goes first', () => {
  const spare = [
    ['A', () => 'a'.repeat(10)],
    ['B', () => 'b'.repeat(10), 1],
    ['C', () => 'c'.repeat(10), 2],
  ] as const
  expect(fittedTable([{}], spare, 25).leftOut).toEqual(['C'])
  expect(fittedTable([{}], spare, 15).leftOut).toEqual(['B', 'C'])
})
