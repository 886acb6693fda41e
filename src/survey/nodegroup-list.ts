import { tagKeys } from '../tables/tag-keys.ts'
import type { Template } from '#templates/cfn.ts'
import type { App, LiveGroup, LiveNodegroup } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'
import type { KubeNode } from '../app/kubernetes.ts'
import { isMap } from '../config/plain.ts'
import { isManaged, nodegroupOf, ownStacks } from './live.ts'

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

/** The nodegroups of a cluster: those of its stacks that are self-managed, then those of EKS, with or without a stack. */
export async function listedNodegroups(app: App, cluster: LiveCluster, only?: string): Promise<ListedNodegroup[]> {
  const [stacks, names] = await Promise.all([ownStacks(app, cluster.name), app.nodegroups.list(cluster.name)])
  const wanted = (name: string | undefined): boolean => name !== undefined && (only === undefined || name === only)
  const own = stacks.filter((stack) => !isManaged(stack) && wanted(nodegroupOf(stack)))
  const stackOf = new Map(stacks.filter(isManaged).map((stack) => [nodegroupOf(stack), stack.name]))
  const [unmanaged, managed] = await Promise.all([
    Promise.all(own.map((stack) => unmanagedNodegroup(app, cluster, stack))),
    Promise.all(
      names
        .filter(wanted)
        .map(async (name) => managedNodegroup(cluster.name, await app.nodegroups.find(cluster.name, name), stackOf.get(name))),
    ),
  ])
  return [...unmanaged, ...managed.filter((nodegroup) => nodegroup !== undefined)]
}

function managedNodegroup(cluster: string, live: LiveNodegroup | undefined, stack: string | undefined): ListedNodegroup | undefined {
  return (
    live && {
      StackName: stack ?? '',
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

async function unmanagedNodegroup(app: App, cluster: LiveCluster, stack: Stack): Promise<ListedNodegroup> {
  const name = nodegroupOf(stack) ?? ''
  const group = await app.stacks.resource(stack.name, 'NodeGroup').catch(() => undefined)
  const [[live], template, version] = await Promise.all([
    groupsNamed(app, group),
    app.stacks.template(stack.id),
    kubeletVersion(app, cluster, name),
  ])
  return {
    StackName: stack.name,
    Cluster: cluster.name,
    Name: name,
    Status: stack.status,
    MaxSize: live?.maxSize ?? 0,
    MinSize: live?.minSize ?? 0,
    DesiredCapacity: live?.desiredSize ?? 0,
    ...launched(template),
    CreationTime: rfc3339(stack.created),
    NodeInstanceRoleARN: stack.outputs['InstanceRoleARN'] ?? '',
    AutoScalingGroupName: group ?? '',
    Version: version,
    Type: 'unmanaged',
  }
}

const groupsNamed = async (app: App, name: string | undefined): Promise<readonly LiveGroup[]> =>
  name === undefined ? [] : app.groups.find([name])

/** What the launch template of a nodegroup's stack says of its instances; several types are named one after another. */
function launched(template: Template): Pick<ListedNodegroup, 'InstanceType' | 'ImageID'> {
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

/** The version that the nodes run, without its build; empty where no node is to be seen. */
async function kubeletVersion(app: App, cluster: LiveCluster, nodegroup: string): Promise<string> {
  const nodes = await app.kube
    .connect(cluster)
    .nodes(`${tagKeys.nodegroupName}=${nodegroup}`, new AbortController().signal)
    .catch((): KubeNode[] => [])
  return (
    nodes
      .find((node) => node.kubeletVersion !== undefined)
      ?.kubeletVersion?.replace(/^v/, '')
      .replace(/[-+].*$/, '') ?? ''
  )
}

/** A time in milliseconds as Go prints it. */
const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
