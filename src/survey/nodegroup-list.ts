import { nodegroupStackName } from '../tables/stack-names.ts'
import { nodegroupTagKeys, stackNameTag, tagKeys } from '../tables/tag-keys.ts'
import type { Template } from '#templates/cfn.ts'
import type { App, LiveGroup, LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import type { KubeNode } from '../app/kubernetes.ts'
import { isMap } from '../config/plain.ts'
import { isManaged, mayBeOf, nodegroupOf, ownStack } from './live.ts'
import type { Look } from './part-list.ts'

/** A nodegroup in a list, with eksctl's words. */
export interface ListedNodegroup {
  readonly StackName: string
  readonly Cluster: string
  readonly Name: string
  readonly Status: string
  readonly MaxSize: number
  readonly MinSize: number
  readonly DesiredCapacity: number
  readonly InstanceType: string
  readonly ImageID: string
  /** RFC 3339, in seconds. */
  readonly CreationTime: string
  readonly NodeInstanceRoleARN: string
  readonly AutoScalingGroupName: string
  readonly Version: string
  readonly Type: 'managed' | 'unmanaged'
}

/** How nodegroups are listed. */
export interface NodegroupLook extends Look {
  /** The versions of self-managed ones too, which the nodes alone know. */
  readonly versions: boolean
}

/** The nodegroups of a cluster: the self-managed ones, which stacks stand for, then those of EKS, with or without a stack. */
export async function listedNodegroups({ app, cluster, only, chunk, versions }: NodegroupLook): Promise<ListedNodegroup[]> {
  const started = app.clock.now()
  const [own, names] = await Promise.all([
    selfManaged(app, cluster.name, only),
    only === undefined ? app.nodegroups.list(cluster.name, chunk) : [only],
  ])
  const running = versions ? kubeletVersions(app, cluster, own, app.clock.now() - started) : undefined
  const unmanagedNodegroup = async (one: SelfManaged): Promise<ListedNodegroup> => {
    const described = await unmanaged(app, cluster.name, one)
    return { ...described, Version: (await running)?.get(one.name) ?? '', Type: 'unmanaged' }
  }
  const [byStack, byEks] = await Promise.all([
    Promise.all(own.map(unmanagedNodegroup)),
    Promise.all(names.map(async (name) => managedNodegroup(app, cluster.name, await app.nodegroups.find(cluster.name, name)))),
  ])
  return [...byStack, ...byEks.filter((nodegroup) => nodegroup !== undefined)]
}

/** The stack of a self-managed nodegroup, and its Auto Scaling group where it has one. */
interface SelfManaged {
  readonly name: string
  readonly stack: Stack
  readonly group: LiveGroup | undefined
}

/**
 * The self-managed nodegroups, by name. Whose stacks are in good order, their Auto Scaling groups tell; the other stacks are few. So an
 * account's ten thousand stacks need not be listed.
 */
async function selfManaged(app: App, cluster: string, only: string | undefined): Promise<SelfManaged[]> {
  const mark = `kubernetes.io/cluster/${cluster}`
  const [groups, unsettled] = await Promise.all([
    app.groups.tagged(mark, ['owned', 'shared']),
    only === undefined ? app.stacks.list((name) => mayBeOf(cluster, name), 'unsettled') : [],
  ])
  const byStack = new Map(groups.flatMap((group) => (group.tags[stackNameTag] === undefined ? [] : [[group.tags[stackNameTag], group]])))
  const names = only === undefined ? [...byStack.keys(), ...unsettled.map(({ name }) => name)] : [nodegroupStackName(cluster, only)]
  const stacks = await Promise.all([...new Set(names)].map((name) => ownStack(app, cluster, name)))
  return stacks
    .filter((stack) => stack !== undefined)
    .filter((stack) => nodegroupOf(stack) !== undefined && !isManaged(stack))
    .map((stack) => ({ name: nodegroupOf(stack) ?? '', stack, group: byStack.get(stack.name) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function managedNodegroup(app: App, cluster: string, live: LiveNodegroup | undefined): Promise<ListedNodegroup | undefined> {
  return (
    live && {
      StackName: await stackNameOf(app, cluster, live),
      Cluster: cluster,
      Name: live.name,
      Status: live.status,
      MaxSize: live.maxSize,
      MinSize: live.minSize,
      DesiredCapacity: live.desiredSize,
      InstanceType: live.instanceTypes.join(',') || '-',
      ImageID: live.amiType ?? '',
      CreationTime: rfc3339(live.created),
      NodeInstanceRoleARN: live.nodeRole ?? '',
      AutoScalingGroupName: live.groups.join(','),
      Version: live.version ?? '',
      Type: 'managed',
    }
  )
}

/** The tag of AWS names the stack. Nodegroups older than it bear those of their stack alone, and the stack is asked. */
async function stackNameOf(app: App, cluster: string, { name, tags }: LiveNodegroup): Promise<string> {
  const told = tags[stackNameTag]
  if (told !== undefined || nodegroupTagKeys.every((key) => tags[key] !== name)) return told ?? ''
  const stack = await ownStack(app, cluster, nodegroupStackName(cluster, name))
  return stack?.name ?? ''
}

async function unmanaged(
  app: App,
  cluster: string,
  { name, stack, group: live }: SelfManaged,
): Promise<Omit<ListedNodegroup, 'Version' | 'Type'>> {
  // A stack that is only being thought of has no template yet.
  const template = stack.status === 'REVIEW_IN_PROGRESS' ? undefined : await app.stacks.template(stack.id)
  return {
    StackName: stack.name,
    Cluster: cluster,
    Name: name,
    Status: stack.status,
    MaxSize: live?.maxSize ?? 0,
    MinSize: live?.minSize ?? 0,
    DesiredCapacity: live?.desiredSize ?? 0,
    ...launched(template),
    CreationTime: rfc3339(stack.created),
    NodeInstanceRoleARN: stack.outputs['InstanceRoleARN'] ?? '',
    AutoScalingGroupName: live?.name ?? '',
  }
}

/** What the launch template of a nodegroup's stack says of its instances; several types are named one after another. */
function launched(template: Template | undefined): Pick<ListedNodegroup, 'InstanceType' | 'ImageID'> {
  const launch = propertyOf(template, 'NodeGroupLaunchTemplate', 'LaunchTemplateData')
  const mix = propertyOf(propertyOf(template, 'NodeGroup', 'MixedInstancesPolicy'), 'LaunchTemplate', 'Overrides')
  const types = Array.isArray(mix) ? mix.map((override) => textOf(override, 'InstanceType')) : [textOf(launch, 'InstanceType')]
  return { InstanceType: types.join(','), ImageID: textOf(launch, 'ImageId') }
}

function propertyOf(holder: unknown, first: string, second: string): unknown {
  const resources = fieldOf(holder, 'Resources')
  const at = resources === undefined ? fieldOf(holder, first) : fieldOf(fieldOf(resources, first), 'Properties')
  return fieldOf(at, second)
}

const fieldOf = (value: unknown, key: string): unknown => (isMap(value) ? value[key] : undefined)

function textOf(value: unknown, key: string): string {
  const text = fieldOf(value, key)
  return typeof text === 'string' ? text : ''
}

/** A cluster that can't be reached from here is not waited for longer than this (ms), or so many times as long as AWS took. */
const patience = { least: 5_000, times: 10 }

/** The versions that the nodes of nodegroups run, without their builds; of those of which no node is to be seen there is none. */
async function kubeletVersions(
  app: App,
  cluster: LiveCluster,
  groups: readonly SelfManaged[],
  awsTook: number,
): Promise<ReadonlyMap<string, string>> {
  if (groups.length === 0) return new Map()
  const [late, done] = [new AbortController(), new AbortController()]
  void app.clock.sleep(Math.max(patience.least, patience.times * awsTook), done.signal).then(
    () => late.abort(),
    () => undefined,
  )
  const selector = `${tagKeys.nodegroupName} in (${groups.map(({ name }) => name).join(',')})`
  const nodes = await app.kube
    .connect(cluster)
    .nodes(selector, late.signal)
    .catch((): KubeNode[] => [])
  done.abort()
  const known = nodes.flatMap(({ labels, kubeletVersion }): [string, string][] =>
    kubeletVersion === undefined ? [] : [[labels[tagKeys.nodegroupName] ?? '', kubeletVersion.replace(/^v/, '').replace(/[-+].*$/, '')]],
  )
  return new Map(known.toReversed())
}

/** A time in milliseconds as Go prints it. */
const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
