import { volumeLimits } from '../../tables/volumes.ts'
import { type AnyNodegroup, isStated, onOutposts, outside } from './conditions.ts'
import { fault, type Rule, type Verdict } from './rule.ts'

/** Rules about the root volume. Only what is written counts: defaults of self-managed nodegroups come later. */
export const volumeRules: readonly Rule<AnyNodegroup>[] = [
  {
    id: 'V126',
    check: ({ volumeSize, volumeName }) => volumeSize === undefined && isStated(volumeName) && fault('volumeName', 'needs volumeSize'),
  },
  {
    id: 'V127',
    check: ({ volumeSize, volumeEncrypted }) =>
      volumeSize === undefined && volumeEncrypted === true && fault('volumeEncrypted', 'needs volumeSize'),
  },
  {
    id: 'V128',
    check: ({ volumeSize, volumeKmsKeyID }) =>
      volumeSize === undefined && isStated(volumeKmsKeyID) && fault('volumeKmsKeyID', 'needs volumeSize'),
  },
  {
    id: 'V129',
    check: ({ volumeType, volumeIOPS }) =>
      volumeType !== undefined &&
      volumeIOPS !== undefined &&
      !volumeLimits[volumeType]?.iops &&
      fault('volumeIOPS', `is for gp3, io1 and io2, not for ${volumeType}`),
  },
  { id: 'V130', check: (nodegroup) => typeOfRoot(nodegroup) === 'io1' && rate(nodegroup, 'volumeIOPS', 'iops') },
  { id: 'V131', check: (nodegroup) => typeOfRoot(nodegroup) === 'io2' && rate(nodegroup, 'volumeIOPS', 'iops') },
  {
    id: 'V132',
    check: ({ volumeType, volumeThroughput }) =>
      volumeType !== undefined &&
      volumeThroughput !== undefined &&
      !volumeLimits[volumeType]?.throughput &&
      fault('volumeThroughput', `is for gp3, not for ${volumeType}`),
  },
  {
    id: 'V133',
    check: (nodegroup, { cluster }) =>
      onOutposts(cluster) &&
      isSelfManaged(nodegroup, cluster.nodeGroups) &&
      nodegroup.volumeType !== undefined &&
      nodegroup.volumeType !== 'gp2' &&
      fault('volumeType', `must be gp2 on Outposts, not ${nodegroup.volumeType}`),
  },
  { id: 'V134', check: (nodegroup) => typeOfRoot(nodegroup) === 'gp3' && rate(nodegroup, 'volumeIOPS', 'iops') },
  { id: 'V135', check: (nodegroup) => rate(nodegroup, 'volumeThroughput', 'throughput') },
  {
    id: 'V137',
    check: ({ volumeKmsKeyID, volumeEncrypted }) =>
      isStated(volumeKmsKeyID) && volumeEncrypted !== true && fault('volumeKmsKeyID', 'needs volumeEncrypted: true'),
  },
]

/** Whether a nodegroup is one of the self-managed ones. */
export function isSelfManaged(nodegroup: AnyNodegroup, nodeGroups: readonly AnyNodegroup[] | undefined): boolean {
  return nodeGroups?.includes(nodegroup) ?? false
}

function typeOfRoot({ volumeType }: AnyNodegroup): string {
  return volumeType ?? 'gp3'
}

function rate(nodegroup: AnyNodegroup, field: 'volumeIOPS' | 'volumeThroughput', limit: 'iops' | 'throughput'): Verdict {
  const type = typeOfRoot(nodegroup)
  const limits = volumeLimits[type]?.[limit]
  const value = nodegroup[field]
  return (
    limits &&
    outside(value, limits.min, limits.max) &&
    fault(field, `must be between ${limits.min} and ${limits.max} for ${type}, not ${value}`)
  )
}
