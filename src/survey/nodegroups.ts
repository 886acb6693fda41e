import type { App } from '../app.ts'
import type { Stack } from '../app/stacks.ts'
import { nodegroupStackName } from '../tables/stack-names.ts'
import { isManaged, nodegroupOf, ownStack, ownStacks } from './live.ts'
import { nodegroupMissing } from './missing.ts'

/** A nodegroup that is there, and who keeps it. */
export interface FoundNodegroup {
  readonly name: string
  readonly kind: 'managed' | 'self-managed'
  /** None for a managed nodegroup that was made by hand. */
  readonly stack: Stack | undefined
}

/** Nodegroups that were asked for; `missing` are names that neither a stack nor EKS knows. */
export interface FoundNodegroups {
  readonly nodegroups: readonly FoundNodegroup[]
  readonly missing: readonly string[]
}

/** The named nodegroups of a cluster. */
export async function nodegroupsNamed(app: App, cluster: string, names: readonly string[]): Promise<FoundNodegroups> {
  const found = await Promise.all(names.map((name) => nodegroupNamed(app, cluster, name)))
  return { nodegroups: found.filter((one) => one !== undefined), missing: names.filter((_, i) => found[i] === undefined) }
}

/** The named nodegroups of a cluster, in that order. Throws where one is not there. */
export async function mustBeThere(app: App, cluster: string, names: readonly string[]): Promise<readonly FoundNodegroup[]> {
  const { nodegroups, missing } = await nodegroupsNamed(app, cluster, names)
  if (missing[0] !== undefined) throw nodegroupMissing(missing[0], cluster, app.regionName)
  return nodegroups
}

/** Every nodegroup of a cluster but those named. */
export async function nodegroupsBut(app: App, cluster: string, names: readonly string[]): Promise<FoundNodegroups> {
  const [stacks, live] = await Promise.all([ownStacks(app, cluster), app.nodegroups.list(cluster)])
  return { nodegroups: nodegroupsOf(stacks, live).filter((one) => !names.includes(one.name)), missing: [] }
}

/** Which nodegroups a line means. */
export interface NodegroupChoice {
  readonly names: readonly string[]
  /** Not those, but all others of the cluster. */
  readonly others: boolean
  /** The names among those of the others that pass the line's globs. */
  passing(names: readonly string[]): readonly string[]
  /** One that is not there is an error. */
  readonly mustBeThere: boolean
}

/** The nodegroups that a line means. Throws where the one it names is not there. */
export async function nodegroupsChosen(app: App, cluster: string, choice: NodegroupChoice): Promise<FoundNodegroups> {
  const { names, others } = choice
  if (choice.mustBeThere) return { nodegroups: await mustBeThere(app, cluster, names), missing: [] }
  if (!others) return await nodegroupsNamed(app, cluster, names)
  const { nodegroups } = await nodegroupsBut(app, cluster, names)
  const kept = choice.passing(nodegroups.map(({ name }) => name))
  return { nodegroups: nodegroups.filter(({ name }) => kept.includes(name)), missing: [] }
}

/** Nodegroups from a cluster's stacks, and those that only EKS knows. */
export function nodegroupsOf(stacks: readonly Stack[], live: readonly string[]): FoundNodegroup[] {
  const owned = stacks.flatMap((stack): FoundNodegroup[] => {
    const name = nodegroupOf(stack)
    return name === undefined ? [] : [{ name, kind: isManaged(stack) ? 'managed' : 'self-managed', stack }]
  })
  const byHand = live.filter((name) => !owned.some((ng) => ng.name === name))
  return [...owned, ...byHand.map((name): FoundNodegroup => ({ name, kind: 'managed', stack: undefined }))]
}

async function nodegroupNamed(app: App, cluster: string, name: string): Promise<FoundNodegroup | undefined> {
  const stack = await ownStack(app, cluster, nodegroupStackName(cluster, name))
  if (stack !== undefined) return { name, kind: isManaged(stack) ? 'managed' : 'self-managed', stack }
  const live = await app.nodegroups.find(cluster, name)
  return live && { name, kind: 'managed', stack: undefined }
}
