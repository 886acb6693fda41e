import type { Template } from '#templates/cfn.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { clusterTagKeys, nodegroupTagKeys, tagKeys } from '../tables/tag-keys.ts'
import type { App, Caller } from '../app.ts'
import type { KubernetesVersion, LiveCluster } from '../app/clusters.ts'
import type { Stack } from '../app/stacks.ts'

/** What was found before anything is decided. */
export interface Live {
  readonly caller: Caller
  /** Kubernetes versions of EKS, newest first. */
  readonly versions: readonly KubernetesVersion[]
  readonly cluster: LiveCluster | undefined
  /** The stack with the cluster stack's name, ours or not. */
  readonly stack: Stack | undefined
  /** What that stack was made from. */
  readonly template: Template | undefined
}

/** Who we are comes first and alone: without credentials nothing else should be asked. */
export async function surveyed(app: App, cluster: string): Promise<Live> {
  const caller = await app.identity.caller()
  const [versions, live, stack] = await Promise.all([
    app.clusters.versions(),
    app.clusters.find(cluster),
    app.stacks.find(clusterStackName(cluster)),
  ])
  const template = stack === undefined ? undefined : await app.stacks.template(stack.id)
  return { caller, versions, cluster: live, stack, template }
}

/** A cluster's stacks, by exact tag. The names only say which are worth reading: a neighbour's may begin alike. */
export async function ownStacks(app: App, cluster: string): Promise<Stack[]> {
  const candidates = await app.stacks.list((name) => mayBeOf(cluster, name))
  const stacks = await Promise.all(candidates.map(({ id }) => ownStack(app, cluster, id)))
  return stacks.filter((stack) => stack !== undefined)
}

/** The stack of that name or id, where it is one of the cluster's. */
export async function ownStack(app: App, cluster: string, nameOrId: string): Promise<Stack | undefined> {
  const stack = await app.stacks.find(nameOrId)
  return stack !== undefined && clusterOf(stack) === cluster ? stack : undefined
}

/** Whether a stack's name begins as those of a cluster do. */
export const mayBeOf = (cluster: string, stack: string): boolean =>
  stack.startsWith(`eksctl-${cluster}-`) || stack.startsWith(`EKS-${cluster}-`)

/** The cluster that a stack is for, by its tags. */
export const clusterOf = (stack: Stack): string | undefined =>
  clusterTagKeys.map((key) => stack.tags[key]).find((name) => name !== undefined)

/** The nodegroup that a stack is for, by its tags. */
export const nodegroupOf = (stack: Stack): string | undefined =>
  nodegroupTagKeys.map((key) => stack.tags[key]).find((name) => name !== undefined)

/** Self-managed where the tag says so or is missing: it came later than the groups. */
export const isManaged = (stack: Stack): boolean => stack.tags[tagKeys.nodegroupType] === 'managed'

/** The zones of the subnets that the cluster stack made, in its template's order, without local zones. */
export const standingZones = (live: Live): readonly string[] => zonesOf(live, false)

/** The local zones among them. */
export const standingLocalZones = (live: Live): readonly string[] => zonesOf(live, true)

function zonesOf({ template }: Live, local: boolean): readonly string[] {
  const inLocalZones = new Set(['SubnetsLocalZonePublic', 'SubnetsLocalZonePrivate'].flatMap((name) => listed(template, name)))
  const subnets = Object.entries(template?.Resources ?? {}).filter(
    ([id, { Type }]) => Type === 'AWS::EC2::Subnet' && inLocalZones.has(id) === local,
  )
  return [...new Set(subnets.map(([, { Properties }]) => (Properties as { AvailabilityZone?: unknown }).AvailabilityZone))].filter(
    (zone): zone is string => typeof zone === 'string',
  )
}

/** The logical ids that an output of the template joins. */
function listed(template: Template | undefined, output: string): string[] {
  const value = template?.Outputs?.[output]?.Value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] } | undefined
  return (value?.['Fn::Join']?.[1] ?? []).flatMap((one) => (one as { readonly Ref?: string }).Ref ?? [])
}
