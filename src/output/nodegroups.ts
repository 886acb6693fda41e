import type { Listing } from './listing.ts'

/** What the table of nodegroups shows. */
export interface NodegroupRow {
  readonly Cluster: string
  readonly Name: string
  readonly Status: string
  readonly CreationTime: string
  readonly MinSize: number
  readonly MaxSize: number
  readonly DesiredCapacity: number
  readonly InstanceType: string
  readonly ImageID: string
  readonly AutoScalingGroupName: string
  readonly Type: string
}

/** Nodegroups, as eksctl's table has them. */
export const nodegroupList: Listing<NodegroupRow> = {
  kind: 'nodegroups',
  name: ({ Name }) => Name,
  by: ({ Name }) => Name,
  columns: [
    ['CLUSTER', ({ Cluster }) => Cluster, 5],
    ['NODEGROUP', ({ Name }) => Name],
    ['STATUS', ({ Status }) => Status],
    ['CREATED', ({ CreationTime }) => CreationTime, 4],
    ['MIN SIZE', ({ MinSize }) => MinSize, 2],
    ['MAX SIZE', ({ MaxSize }) => MaxSize, 2],
    ['DESIRED CAPACITY', ({ DesiredCapacity }) => DesiredCapacity],
    ['INSTANCE TYPE', ({ InstanceType }) => InstanceType, 1],
    ['IMAGE ID', ({ ImageID }) => ImageID, 6],
    ['ASG NAME', ({ AutoScalingGroupName }) => AutoScalingGroupName, 7],
    ['TYPE', ({ Type }) => Type, 3],
  ],
}
