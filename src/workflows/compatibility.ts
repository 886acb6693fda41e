import type { Template } from '#templates/cfn.ts'
import { addedTo, withFargateRole, withManagedNodes } from '#templates/compatibility.ts'
import { withOutpostSubnets } from '#templates/outpost-subnets.ts'
import { versionTags, withinRoom } from '#templates/stack.ts'
import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import type { Cluster } from '../config/cluster.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { tooLarge } from './limits.ts'
import { failed, watch, type StackOptions } from './new-stack.ts'
import { stackVerdicts } from './stack-verdicts.ts'

const usual = 60_000

/** What a cluster stack must hold for what comes into the cluster: stacks of older versions lack some of that, and get it added. */
interface Readiness {
  /** In words. */
  readonly for: string
  readonly wanted: (cluster: Cluster) => boolean
  readonly edit: (deployed: Template, cluster: Cluster) => Template
}

const readiness: readonly Readiness[] = [
  {
    for: 'managed nodegroups',
    wanted: ({ nodegroups }) => nodegroups.some(({ kind }) => kind === 'managed'),
    edit: withManagedNodes,
  },
  { for: 'nodes on an Outpost', wanted: ({ extension }) => extension !== undefined, edit: withOutpostSubnets },
  { for: 'Fargate', wanted: ({ fargateProfiles }) => fargateProfiles.length > 0, edit: withFargateRole },
]

/** The cluster stack, with all that the config's nodegroups and profiles need of it. None where nothing is needed, or the stack is not ours. */
export function clusterStackReady(cluster: Cluster, options: StackOptions): Step[] {
  const needs = cluster.unowned === undefined ? readiness.filter(({ wanted }) => wanted(cluster)) : []
  if (needs.length === 0) return []
  const edit = (deployed: Template): Template => needs.reduce((template, need) => need.edit(template, cluster), deployed)
  return [editedStack(cluster, needs.map((need) => need.for).join(' and '), edit, options)]
}

function editedStack(
  { name: cluster, region }: Cluster,
  purpose: string,
  edit: (deployed: Template) => Template,
  options: StackOptions,
): Step {
  const stackName = clusterStackName(cluster)
  const name = `cluster ${cluster} ready for ${purpose}`

  async function look(app: App): Promise<Sight> {
    const stack = await app.stacks.find(stackName)
    if (stack === undefined) return { so: true }
    if (stackVerdicts[stack.status].create === 'follow') return { so: false, change: { kind: 'follow' } }
    const deployed = await app.stacks.template(stack.id)
    const missing = addedTo(deployed, edit(deployed))
    if (missing.length === 0) return { so: true }
    const blocked = tooLarge(
      name,
      { name: stackName, tags: withinRoom({ ...stack.tags, ...versionTags }), capabilities: [] },
      edit(deployed),
    )
    return blocked === undefined ? { so: false, change: { kind: 'create', why: missing.map((path) => ({ path })) } } : { blocked }
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    const stack = await app.stacks.find(stackName)
    if (stack === undefined) return
    const rested = change.kind === 'follow' ? await watch(app, stack, run, usual) : stack
    const deployed = await app.stacks.template(stack.id)
    const template = edit(deployed)
    const missing = addedTo(deployed, template)
    if (missing.length === 0) return
    const request = {
      id: stack.id,
      changeSetName: `eksctl-update-cluster-${Math.floor(app.clock.now() / 1000)}`,
      description: `adding what is needed for ${purpose}: ${missing.join(', ')}`,
      template,
      tags: withinRoom({ ...rested.tags, ...versionTags }),
      capabilities: rested.capabilities,
      roleArn: options.roleArn,
    }
    if (!(await app.stacks.update(request, run.signal))) return
    const updated: Stack = await watch(app, stack, run, usual)
    if (updated.status !== rested.status && /ROLLBACK|FAILED/.test(updated.status)) throw await failed(app, updated, cluster, region)
  }

  return { name, after: [], usual, look, act }
}
