import { managedNodegroupTemplate } from '#templates/managed-nodegroup.ts'
import { selfManagedNodegroupTemplate } from '#templates/self-managed-nodegroup.ts'
import { nodegroupStack } from '#templates/stack.ts'
import type { Template } from '#templates/cfn.ts'
import type { App, LiveNodegroup } from '../app.ts'
import type { Cluster, ClusterFacts, Nodegroup } from '../config/cluster.ts'
import type { Difference, Lane, Step } from '../plan/step.ts'
import { nodeRoleEntry } from './access-entries.ts'
import type { StandingCluster } from './facts.ts'
import { nodeRoleMapping } from './identity-mappings.ts'
import { likelyFacts, likelySubnetIds } from './limits.ts'
import { newStack, type StackOptions } from './new-stack.ts'
import { nodegroupLabel, nodesStep, type NodesWanted } from './nodes.ts'
import { scalingStep } from './scaling.ts'
import { importedKeyStep } from './ssh-key.ts'
import { diagnosed, type Obstacle, whyNotJoined } from './why-not-joined.ts'
import { subnetsFor, typesOf } from './nodegroup-subnets.ts'

export interface NodegroupOptions {
  /** Nodegroup stacks at once. */
  readonly parallelism: number
  /** Whether self-managed nodes come in by aws-auth: false leaves letting them in to others. Undefined is as the cluster has it. */
  readonly intoConfigMap?: boolean | undefined
  /** Nodegroups that are there and differ are left as they are, and named. */
  readonly leaveStanding?: boolean
}

export interface NodegroupPlace {
  readonly cluster: Cluster
  readonly fresh: boolean
  readonly options: StackOptions & NodegroupOptions
  readonly standing: (app: App) => Promise<StandingCluster>
}

/** Nodes that have not joined after so long will hardly do by themselves; milliseconds. */
const late = 420_000
const usual = { managed: 170_000, 'self-managed': 200_000 }

/** A nodegroup that must stand: its key, its stack, its nodes Ready, what its scaling groups are told. `nodes` is the one that carriers of pods wait for. */
export function nodegroupSteps(
  place: NodegroupPlace,
  nodegroup: Nodegroup,
  after: readonly Step[],
): { steps: readonly Step[]; nodes: Step } {
  const { cluster, options, standing } = place
  const lane: Lane = { name: 'nodegroups', limit: options.parallelism }
  const named = nodegroupStack(cluster, nodegroup)
  const key = nodegroup.importedKey === undefined ? [] : [importedKeyStep(nodegroup.name, nodegroup.importedKey, place.fresh, after)]
  const made = newStack({
    name: `nodegroup ${nodegroup.name}`,
    stack: named,
    cluster: cluster.name,
    region: cluster.region,
    after: [...after, ...key],
    lane,
    usual: usual[nodegroup.kind],
    options,
    ...(options.leaveStanding === true && { leaves: true }),
    draft: () => draft(cluster, nodegroup),
    render: (app) => render(app, place, nodegroup),
    ...(nodegroup.kind === 'managed' && {
      differences: async (_stack, app) => differences(await app.nodegroups.find(cluster.name, nodegroup.name), cluster, nodegroup.name),
    }),
  })
  const obstacle = async (app: App, signal: AbortSignal): Promise<Obstacle | undefined> =>
    whyNotJoined(app, (await standing(app)).cluster, await groupsOf(app, cluster.name, nodegroup, named.name), signal)
  const stack = nodegroup.kind === 'managed' ? diagnosed(made, nodegroup.name, late, obstacle) : made
  const { intoConfigMap } = options
  const letIn = [
    ...(intoConfigMap === undefined ? nodeRoleEntry(place, nodegroup, [stack]) : []),
    ...(intoConfigMap === false ? [] : nodeRoleMapping(place, nodegroup, [stack], intoConfigMap === true)),
  ]
  const leftOut = nodegroup.kind === 'self-managed' && intoConfigMap === false
  const nodes = leftOut
    ? nodesLeftOut(nodegroup, [stack])
    : diagnosed(
        nodesStep({ cluster: cluster.name, fresh: place.fresh, stack: named.name, standing }, wantedNodes(nodegroup), [stack, ...letIn]),
        nodegroup.name,
        late,
        obstacle,
      )
  return { steps: [...key, stack, ...letIn, nodes, ...scalingStep(cluster, nodegroup, named.name, [stack])], nodes }
}

/** A boot command of the user's own may leave the labels out: its nodes are known by their instances. */
const wantedNodes = ({ name, kind, config }: Nodegroup): NodesWanted => ({
  name,
  kind,
  label: kind === 'managed' || !config.overrideBootstrapCommand ? nodegroupLabel : undefined,
})

/** Nobody was asked to let these nodes in, so nobody waits for them. */
const nodesLeftOut = ({ name }: Nodegroup, after: readonly Step[]): Step => ({
  name: `nodes of ${name}`,
  after,
  look: async () => ({
    so: true,
    note: `nodes of ${name} were not waited for: letting them in is left to you (--update-auth-configmap=false)`,
  }),
  act: async () => undefined,
})

/** The Auto Scaling groups of a nodegroup; none where it has none yet. */
async function groupsOf(app: App, cluster: string, nodegroup: Nodegroup, stack: string): Promise<readonly string[]> {
  if (nodegroup.kind === 'managed') return (await app.nodegroups.find(cluster, nodegroup.name))?.groups ?? []
  const group = await app.stacks.resource(stack, 'NodeGroup')
  return group === undefined ? [] : [group]
}

async function render(app: App, { cluster, standing, options }: NodegroupPlace, nodegroup: Nodegroup): Promise<Template> {
  const { facts: found } = await standing(app)
  // Nodes that aws-auth, or somebody else, lets in have no access entry in their stack.
  const facts = options.intoConfigMap === undefined ? found : { ...found, authenticationMode: 'CONFIG_MAP' as const }
  return templateOf(cluster, nodegroup, facts, subnetsFor(cluster, nodegroup, facts, await app.network.offerings(typesOf(nodegroup))))
}

/** The template in its full size, before there is a control plane to ask. */
function draft(cluster: Cluster, nodegroup: Nodegroup): Template {
  const facts = likelyFacts(cluster)
  return templateOf(cluster, nodegroup, facts, likelySubnetIds(nodegroup, facts))
}

const templateOf = (cluster: Cluster, nodegroup: Nodegroup, facts: ClusterFacts, subnets: readonly string[]): Template =>
  nodegroup.kind === 'managed'
    ? managedNodegroupTemplate(cluster, nodegroup, facts, subnets)
    : selfManagedNodegroupTemplate(cluster, nodegroup, facts, subnets)

/** What was stated of a managed nodegroup and is otherwise, read live: sizes and types change without their stack. */
function differences(live: LiveNodegroup | undefined, cluster: Cluster, name: string): readonly Difference[] {
  const index = (cluster.stated.managedNodeGroups ?? []).findIndex((ng) => ng.name === name)
  const stated = cluster.stated.managedNodeGroups?.[index === -1 ? 0 : index]
  if (live === undefined || stated === undefined) return []
  const path = `managedNodeGroups[${name}]`
  const rows: readonly (readonly [string, unknown, unknown])[] = [
    ['minSize', live.minSize, stated.minSize],
    ['maxSize', live.maxSize, stated.maxSize],
    ['desiredCapacity', live.desiredSize, stated.desiredCapacity],
    // The type of a capacity block stands in the launch template, and EKS names none.
    ['instanceType', live.instanceTypes[0] ?? stated.instanceType, stated.instanceTypes?.length ? undefined : stated.instanceType],
    [
      'instanceTypes',
      live.instanceTypes.length > 0 ? live.instanceTypes : stated.instanceTypes,
      stated.instanceTypes?.length ? stated.instanceTypes : undefined,
    ],
    ['spot', live.capacityType === 'SPOT', stated.spot],
  ]
  return rows
    .filter(([, from, to]) => to !== undefined && JSON.stringify(from) !== JSON.stringify(to))
    .map(([key, from, to]) => ({ path: `${path}.${key}`, from, to }))
}
