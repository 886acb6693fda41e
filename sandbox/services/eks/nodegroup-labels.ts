import type * as Eks from '@aws-sdk/client-eks'
import type { NodegroupRecord, Stored } from './state.ts'

const effects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
}

/** A taint of EKS in Kubernetes' spelling. */
export const kubeTaint = (taint: Stored<Eks.Taint>): { key: string; value?: string; effect: string } => ({
  key: taint.key ?? '',
  ...(taint.value !== undefined && taint.value !== '' && { value: taint.value }),
  effect: effects[taint.effect ?? ''] ?? 'NoSchedule',
})

/** Labels that every node of a nodegroup has. */
export const nodegroupLabels = (nodegroup: NodegroupRecord['nodegroup']): Record<string, string> => ({
  ...nodegroup.labels,
  'eks.amazonaws.com/capacityType': nodegroup.capacityType ?? 'ON_DEMAND',
  'eks.amazonaws.com/nodegroup': nodegroup.nodegroupName,
})
