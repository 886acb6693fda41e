import type { App, LiveGroup, LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { NodegroupSize } from '../config/cluster.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Difference, Run, Sight, Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'
import { nodegroupUpdate } from './nodegroup-update.ts'
import { nodesOf } from './nodes.ts'

/** Nodegroups with the sizes they are to have, by name; with `wait`, as many nodes Ready. */
export function scaleNodegroups(
  cluster: LiveCluster,
  nodegroups: readonly FoundNodegroup[],
  sizes: ReadonlyMap<string, NodegroupSize>,
  wait: boolean,
): Step[] {
  return nodegroups.flatMap((nodegroup) => {
    const size = sizes.get(nodegroup.name)
    if (size === undefined) return []
    const sized = nodegroup.kind === 'managed' ? inEks(cluster.name, nodegroup, size, wait) : inAutoScaling(nodegroup, size, wait)
    return wait ? [sized, nodesOf(cluster, nodegroup, [sized])] : [sized]
  })
}

function inEks(cluster: string, { name }: FoundNodegroup, size: NodegroupSize, wait: boolean): Step {
  return nodegroupUpdate({
    name: `size of ${name}`,
    cluster,
    nodegroup: name,
    wait,
    refusal: (live) => impossible(name, live, size),
    differences: (live) => differences(live, size),
    begin: (app, _live, signal) => app.nodegroups.configure(cluster, name, { scalingConfig: scalingConfig(size) }, signal),
  })
}

const scalingConfig = ({ min, max, desired }: NodegroupSize) => ({
  ...(min !== undefined && { minSize: min }),
  ...(max !== undefined && { maxSize: max }),
  ...(desired !== undefined && { desiredSize: desired }),
})

/** A self-managed nodegroup is sized at its Auto Scaling group, which takes it at once; with `wait` its nodes are another step. */
function inAutoScaling({ name, stack }: FoundNodegroup, size: NodegroupSize, wait: boolean): Step {
  async function look(app: App): Promise<Sight> {
    const group = await groupOf(app, name, stack?.name ?? '')
    const why = differences(group, size)
    if (why.length === 0) return { so: true, ...(!wait && underWay(name, group)) }
    const blocked =
      impossible(name, group, size) ?? ((size.desired ?? 0) > group.desiredSize ? await imageGone(app, name, group) : undefined)
    return blocked === undefined ? { so: false, change: { kind: 'update', why } } : { blocked }
  }

  async function act(_change: Change, app: App, run: Run): Promise<void> {
    await app.groups.resize((await groupOf(app, name, stack?.name ?? '')).name, size, run.signal)
  }

  return { name: `size of ${name}`, after: [], usual: 2_000, look, act }
}

/** What is still to come, where the group is not as large as it should be. */
function underWay(name: string, { instances, desiredSize }: LiveGroup): { readonly note?: string } {
  const running = instances.filter(({ state }) => state === 'InService').length
  return running === desiredSize ? {} : { note: `nodegroup ${name} has ${running} instances of ${desiredSize}; the rest goes on in AWS` }
}

async function groupOf(app: App, nodegroup: string, stack: string): Promise<LiveGroup> {
  const name = await app.stacks.resource(stack, 'NodeGroup')
  const [group] = name === undefined ? [] : await app.groups.find([name])
  if (group !== undefined) return group
  throw new EksxError(
    'GroupMissing',
    `nodegroup ${nodegroup} has no Auto Scaling group any more${name === undefined ? '' : ` (${name})`}`,
    {
      exitCode: exitCodes.notFound,
      hint: `look at stack ${stack} in CloudFormation, or delete the nodegroup and make it anew`,
    },
  )
}

type Sized = Pick<LiveNodegroup, 'minSize' | 'maxSize' | 'desiredSize'>

const differences = (live: Sized, { min, max, desired }: NodegroupSize): Difference[] =>
  [
    { path: 'minSize', from: live.minSize, to: min },
    { path: 'maxSize', from: live.maxSize, to: max },
    { path: 'desiredCapacity', from: live.desiredSize, to: desired },
  ].filter(({ from, to }) => to !== undefined && from !== to)

/** AWS takes no number of nodes outside of the group's bounds, stated ones or those it has. */
function impossible(name: string, live: Sized, size: NodegroupSize): EksxError | undefined {
  const [min, max, desired] = [size.min ?? live.minSize, size.max ?? live.maxSize, size.desired ?? live.desiredSize]
  const bad = (what: string, hint: string): EksxError =>
    new EksxError('SizeImpossible', `nodegroup ${name}: ${what}`, { exitCode: exitCodes.refused, hint })
  if (min > max)
    return bad(
      `at least ${min} nodes are more than at most ${max}`,
      size.min === undefined ? `state --nodes-min ${max} too` : `state --nodes-max ${min} too`,
    )
  if (desired > max)
    return bad(
      `${desired} nodes are more than at most ${max}`,
      size.desired === undefined ? `state --nodes ${max} too` : `state --nodes-max ${desired} too`,
    )
  if (desired < min)
    return bad(
      `${desired} nodes are fewer than at least ${min}`,
      size.desired === undefined ? `state --nodes ${min} too` : `state --nodes-min ${desired} too`,
    )
  return undefined
}

/** Instances of a group whose image is gone cannot start any more. */
async function imageGone(app: App, name: string, { launchTemplate }: LiveGroup): Promise<EksxError | undefined> {
  const template = launchTemplate && (await app.machines.launchTemplate(launchTemplate.id, launchTemplate.version))
  const image = template?.imageId
  if (image === undefined || (await app.images.find(image)) !== undefined) return undefined
  return new EksxError('ImageGone', `nodegroup ${name} starts its nodes from image ${image}, which is there no more`, {
    exitCode: exitCodes.refused,
    hint: 'make a new nodegroup with `eksx create nodegroup`, then delete this one',
  })
}
