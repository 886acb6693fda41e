import type { Template } from '#templates/cfn.ts'
import type { App } from '../app.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { clusterStates, nodegroupStates, verdictOn } from '../tables/eks-states.ts'
import { editedStack } from './edited-stack.ts'
import { type NodegroupUpdate, nodegroupUpdate } from './nodegroup-update.ts'
import { until } from './until.ts'

/** Makes the template as it should be, from the one that is deployed. */
export type NodegroupEdit = (deployed: Template, app: App) => Template | Promise<Template>

/** A change of a managed nodegroup, whoever keeps it: how its stack is edited, and how EKS is told where it has none. */
export interface NodegroupChange extends Omit<NodegroupUpdate, 'cluster' | 'nodegroup'> {
  readonly cluster: string
  readonly region: string
  readonly nodegroup: FoundNodegroup
  /** One change set each, one after another. */
  readonly edits: readonly [...NodegroupEdit[], NodegroupEdit]
}

/**
 * The step that changes a managed nodegroup where it is kept: its stack, else EKS. What EKS has is looked at in any case: where that differs
 * though the stack says it (somebody has changed the nodegroup behind its stack), EKS is told as well.
 */
export function nodegroupChange({ region, nodegroup: { name, stack }, edits, ...wanted }: NodegroupChange): Step {
  const { cluster, wait } = wanted
  const inEks = nodegroupUpdate({ ...wanted, nodegroup: name })
  if (stack === undefined) return inEks
  const inStack = edits.map((edit, i) =>
    editedStack({
      name: wanted.name,
      stack: stack.id,
      cluster,
      region,
      changeSet: 'eksctl-update-nodegroup',
      description: 'updating nodegroup stack',
      wait: wait || i < edits.length - 1,
      ...(wanted.usual !== undefined && { usual: wanted.usual }),
      edit,
    }),
  )

  /** EKS takes no other change while one is under way, and the stack's would fail. */
  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const live = await inEks.look(app, signal)
    if ('blocked' in live || (!live.so && live.change.kind === 'follow')) return live
    for (const step of inStack) {
      const sight = await step.look(app, signal)
      if ('blocked' in sight || !sight.so) return sight
    }
    return live
  }

  /** EKS changes no nodegroup of a cluster that it is changing itself. */
  async function isBusy(app: App): Promise<boolean> {
    const [of, live] = await Promise.all([app.clusters.find(cluster), app.nodegroups.find(cluster, name)])
    return verdictOn(clusterStates, of?.status).update === 'follow' || verdictOn(nodegroupStates, live?.status).update === 'follow'
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    await until(
      app,
      run,
      () => isBusy(app),
      (busy) => !busy,
      15_000,
    )
    for (const step of inStack) await step.act(change, app, run)
    if (!wait) return
    const left = await inEks.look(app, run.signal)
    if ('blocked' in left) throw left.blocked
    if (!left.so) await inEks.act(left.change, app, run)
  }

  return { ...inEks, look, act }
}

/** The name that eksctl gives the nodegroup in its stack's template. */
const logicalId = 'ManagedNodeGroup'

/** The properties of the nodegroup in its stack's template. */
export function nodegroupIn(template: Template): Readonly<Record<string, unknown>> {
  const found = template.Resources[logicalId]
  if (found !== undefined) return (found.Properties ?? {}) as Record<string, unknown>
  throw new EksxError('NodegroupNotInStack', `the nodegroup's stack has no resource ${logicalId}`, {
    exitCode: exitCodes.refused,
    hint: 'somebody has changed the template: put the resource back, or delete the nodegroup and make it anew',
  })
}

/** The template with other properties of its nodegroup; all others stay, in their order. */
export function withNodegroup(template: Template, properties: Readonly<Record<string, unknown>>): Template {
  const standing = nodegroupIn(template)
  const resource = { ...template.Resources[logicalId], Type: 'AWS::EKS::Nodegroup', Properties: { ...standing, ...properties } }
  return { ...template, Resources: { ...template.Resources, [logicalId]: resource } }
}
