import type { App, LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { nodegroupStates } from '../tables/eks-states.ts'
import { type GoneStack, goneStack } from './delete-stack.ts'
import { drainSteps, type DrainWish } from './drain-step.ts'
import { goneStep, underWay } from './gone.ts'
import { unmappedRole } from './aws-auth.ts'

export interface DeleteNodegroupOptions {
  readonly wait: boolean
  readonly roleArn?: string | undefined
  /** None with `--drain=false`. */
  readonly drain: DrainWish | undefined
  /** Take the roles of self-managed nodegroups out of aws-auth. */
  readonly updateAuthConfigMap: boolean
}

/** Nodegroups go: their pods first, then their nodes, then their place in aws-auth. */
export function deleteNodegroups(
  cluster: LiveCluster,
  region: string,
  nodegroups: readonly FoundNodegroup[],
  options: DeleteNodegroupOptions,
): Step[] {
  const { drain, wait, roleArn } = options
  const drained = drain === undefined ? [] : drainSteps(cluster, nodegroups, { ...drain, otherwise: '--disable-eviction or --drain=false' })
  return nodegroups.flatMap((nodegroup, i) => {
    const before = drained.slice(i, i + 1)
    const gone = goneNodegroup({ cluster: cluster.name, region, nodegroup, roleArn, wait, after: before })
    const unmapped = options.updateAuthConfigMap ? unmappedRole(cluster, nodegroup, [gone]) : []
    return [...before, gone, ...unmapped]
  })
}

export interface GoneNodegroup extends Pick<GoneStack, 'orphans' | 'holders'> {
  readonly cluster: string
  readonly region: string
  readonly nodegroup: FoundNodegroup
  readonly roleArn: string | undefined
  readonly wait: boolean
  readonly after: readonly Step[]
}

/** A nodegroup's stack goes, or the nodegroup itself where it was made by hand. EKS deletes none that it is changing. */
export function goneNodegroup({ cluster, region, nodegroup, roleArn, wait, after, ...more }: GoneNodegroup): Step {
  const name = `nodegroup ${nodegroup.name}`
  const usual = 240_000
  const find = (app: App): Promise<LiveNodegroup | undefined> => app.nodegroups.find(cluster, nodegroup.name)
  const busy = async (app: App): Promise<string | undefined> => {
    const live = nodegroup.kind === 'managed' ? await find(app) : undefined
    return underWay('it', nodegroupStates, live?.status)
  }
  if (nodegroup.stack !== undefined)
    return goneStack({ name, stack: nodegroup.stack, cluster, region, after, roleArn, wait, usual, busy, ...more })
  return goneStep({
    name,
    after,
    wait,
    usual,
    states: nodegroupStates,
    status: async (app) => (await find(app))?.status,
    issues: async (app) => (await find(app))?.issues ?? [],
    delete: (app, signal) => app.nodegroups.delete(cluster, nodegroup.name, signal),
  })
}
