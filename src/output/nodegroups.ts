import { table } from './table.ts'

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

/** Nodegroups as eksctl's table has them, in the order of their names. */
export const nodegroupTable = (nodegroups: readonly NodegroupRow[]): string =>
  table(
    nodegroups.toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
    [
      ['CLUSTER', ({ Cluster }) => Cluster],
      ['NODEGROUP', ({ Name }) => Name],
      ['STATUS', ({ Status }) => Status],
      ['CREATED', ({ CreationTime }) => CreationTime],
      ['MIN SIZE', ({ MinSize }) => MinSize],
      ['MAX SIZE', ({ MaxSize }) => MaxSize],
      ['DESIRED CAPACITY', ({ DesiredCapacity }) => DesiredCapacity],
      ['INSTANCE TYPE', ({ InstanceType }) => InstanceType],
      ['IMAGE ID', ({ ImageID }) => ImageID],
      ['ASG NAME', ({ AutoScalingGroupName }) => AutoScalingGroupName],
      ['TYPE', ({ Type }) => Type],
    ],
  )
