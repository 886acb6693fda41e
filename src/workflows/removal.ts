import type { Stack } from '../app/stacks.ts'
import { nodegroupOf } from '../survey/live.ts'
import { clusterStackName } from '../tables/stack-names.ts'

/** The line that removes what a stack holds, and no more than that. */
export function removalLine(stack: Stack, cluster: string, region: string): string {
  if (stack.name === clusterStackName(cluster)) return `eksx delete cluster --name ${cluster} --region ${region}`
  const nodegroup = nodegroupOf(stack)
  if (nodegroup !== undefined) return `eksx delete nodegroup --cluster ${cluster} --name ${nodegroup} --region ${region}`
  return `aws cloudformation delete-stack --stack-name ${stack.name} --region ${region}`
}

/** What to do about a stack that failed. A failed creation of no cluster or nodegroup goes by itself when the same line runs again. */
export function removalHint(stack: Stack, cluster: string, region: string): string {
  const isWorthALine = stack.name === clusterStackName(cluster) || nodegroupOf(stack) !== undefined || stack.status === 'DELETE_FAILED'
  return isWorthALine && !stack.status.startsWith('UPDATE') ? `; to remove what was made: ${removalLine(stack, cluster, region)}` : ''
}
