import { expect, test } from 'vitest'
import { clusterTable, listTable } from '#src/output/clusters.ts'
import { nodegroupTable } from '#src/output/nodegroups.ts'

test('clusters stand in columns at tab stops, as eksctl prints them', () => {
  expect(listTable([{ Name: 'meadow', Region: 'us-west-2', Owned: 'True' }])).toBe(
    'NAME\tREGION\t\tEKSCTL CREATED\nmeadow\tus-west-2\tTrue',
  )
})

test('no clusters are said in words', () => {
  expect(listTable([])).toBe('No clusters found')
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
  expect(nodegroupTable(rows).split('\n')).toEqual([
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
  expect(clusterTable(cluster).split(/[\t\n]+/)).toEqual([
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
