import { addedTo, withManagedNodes } from '#templates/compatibility.ts'
import { versionTags } from '#templates/stack.ts'
import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { failed, watch, type StackOptions } from './new-stack.ts'
import { stackVerdicts } from './stack-verdicts.ts'

const usual = 60_000

/** The cluster stack, with all that managed nodegroups need of it: stacks of older versions lack some of that, and get it added. */
export function readyForManagedNodes(cluster: string, region: string, options: StackOptions): Step {
  const stackName = clusterStackName(cluster)

  async function look(app: App): Promise<Sight> {
    const stack = await app.stacks.find(stackName)
    if (stack === undefined) return { so: true }
    if (stackVerdicts[stack.status].create === 'follow') return { so: false, change: { kind: 'follow' } }
    const deployed = await app.stacks.template(stack.id)
    const missing = addedTo(deployed, withManagedNodes(deployed))
    return missing.length === 0 ? { so: true } : { so: false, change: { kind: 'create', why: missing.map((path) => ({ path })) } }
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    const stack = await app.stacks.find(stackName)
    if (stack === undefined) return
    const rested = change.kind === 'follow' ? await watch(app, stack, run, usual) : stack
    const deployed = await app.stacks.template(stack.id)
    const template = withManagedNodes(deployed)
    const missing = addedTo(deployed, template)
    if (missing.length === 0) return
    const request = {
      id: stack.id,
      changeSetName: `eksctl-update-cluster-${Math.floor(app.clock.now() / 1000)}`,
      description: `adding what managed nodegroups need: ${missing.join(', ')}`,
      template,
      tags: { ...rested.tags, ...versionTags },
      capabilities: rested.capabilities,
      roleArn: options.roleArn,
    }
    if (!(await app.stacks.update(request, run.signal))) return
    const updated: Stack = await watch(app, stack, run, usual)
    if (updated.status !== rested.status && /ROLLBACK|FAILED/.test(updated.status)) throw await failed(app, updated, cluster, region)
  }

  return { name: `cluster ${cluster} ready for managed nodegroups`, after: [], usual, look, act }
}
