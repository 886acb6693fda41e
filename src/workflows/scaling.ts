import { nodegroupTags } from '#templates/launch-template.ts'
import type { App, LiveGroup } from '../app.ts'
import type { Cluster, Nodegroup } from '../config/cluster.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Sight, Step } from '../plan/step.ts'
import { nodeLabels } from '#src/userdata/bootstrap.ts'

/** Auto Scaling takes no more tags on a group. */
const mostTags = 50

/** What no stack sets on a nodegroup's Auto Scaling groups: suspended processes, and for managed ones the tags that the cluster autoscaler reads. None where nothing was asked for. */
export function scalingStep(cluster: Cluster, nodegroup: Nodegroup, stack: string, after: readonly Step[]): Step[] {
  const processes = nodegroup.config.asgSuspendProcesses ?? []
  const tags = nodegroup.kind === 'managed' && nodegroup.config.propagateASGTags === true ? groupTags(cluster, nodegroup) : {}
  if (processes.length === 0 && Object.keys(tags).length === 0) return []

  async function groups(app: App): Promise<LiveGroup[]> {
    if (nodegroup.kind === 'managed') return app.groups.find((await app.nodegroups.find(cluster.name, nodegroup.name))?.groups ?? [])
    const name = await app.stacks.resource(stack, 'NodeGroup').catch(() => undefined)
    return name === undefined ? [] : app.groups.find([name])
  }

  const lacks = ({ suspended, tags: standing }: LiveGroup): { processes: string[]; tags: Record<string, string> } => ({
    processes: processes.filter((one) => !suspended.includes(one)),
    tags: Object.fromEntries(Object.entries(tags).filter(([key, value]) => standing[key] !== value)),
  })

  async function look(app: App): Promise<Sight> {
    const found = await groups(app)
    if (found.length === 0) return { so: false, change: { kind: 'create', provisional: true } }
    const why = found.flatMap((group) => {
      const missing = lacks(group)
      return [
        ...missing.processes.map((one) => ({ path: `${group.name}: ${one}`, to: 'suspended' })),
        ...Object.entries(missing.tags).map(([key, to]) => ({ path: `${group.name}: tag ${key}`, to })),
      ]
    })
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'create', why } }
  }

  async function act(_change: Change, app: App, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    for (const group of await groups(app)) {
      const missing = lacks(group)
      if (missing.processes.length > 0) await app.groups.suspend(group.name, missing.processes, signal)
      const keys = new Set([...Object.keys(group.tags), ...Object.keys(tags)])
      if (keys.size > mostTags) throw tooMany(nodegroup.name, keys.size)
      if (Object.keys(missing.tags).length > 0) await app.groups.tag(group.name, missing.tags, signal)
    }
  }

  return [{ name: `scaling of ${nodegroup.name}`, after, usual: 2_000, look, act }]
}

const tooMany = (nodegroup: string, count: number): EksxError =>
  new EksxError('TooManyTags', `the Auto Scaling group of nodegroup ${nodegroup} would have ${count} tags, and may have ${mostTags}`, {
    exitCode: exitCodes.failed,
    hint: 'take tags, labels or taints away, or propagateASGTags',
  })

const template = 'k8s.io/cluster-autoscaler/node-template'

function groupTags(cluster: Cluster, nodegroup: Nodegroup): Record<string, string> {
  const labels = Object.entries(nodeLabels(cluster, nodegroup)).map(([key, value]) => [`${template}/label/${key}`, value])
  const taints = (nodegroup.config.taints ?? []).map(({ key = '', value = '' }) => [`${template}/taint/${key}`, value])
  return { ...nodegroupTags(cluster, nodegroup), ...Object.fromEntries([...labels, ...taints]) }
}
