import { createHash } from 'node:crypto'

/** The name of a nodegroup of `create cluster` that nobody named: always the same for a cluster's name and the nodegroup's place in the list. */
export function nodegroupName(cluster: string, index: number): string {
  return `ng-${createHash('sha256').update(`${cluster}/${index}`).digest('hex').slice(0, 8)}`
}
