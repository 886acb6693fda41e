import type { App, LiveAddon } from '../app.ts'
import type { LiveCapability } from '../app/capabilities.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { LiveFargateProfile } from '../app/fargate.ts'
import type { Stack } from '../app/stacks.ts'
import { addonRoleStackName, capabilityRoleStackName, capabilityStackName, fargateStackName } from '../tables/stack-names.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { ownStack } from './live.ts'
import { standingCluster } from './standing.ts'

/** What there is to delete of an add-on. */
export interface DoomedAddon {
  readonly cluster: LiveCluster
  readonly live: LiveAddon | undefined
  /** The stacks of its roles, by exact tag. */
  readonly stacks: readonly Stack[]
}

export async function doomedAddon(app: App, clusterName: string, name: string): Promise<DoomedAddon> {
  const cluster = await standingCluster(app, clusterName)
  const first = addonRoleStackName(clusterName, name)
  const [live, candidates] = await Promise.all([
    app.addons.find(clusterName, name),
    app.stacks.list((stack) => stack === first || stack.startsWith(`${first}-podidentityrole-`)),
  ])
  const found = await Promise.all(candidates.map(({ id }) => ownStack(app, clusterName, id)))
  const stacks = found.filter((stack) => stack !== undefined)
  return { cluster, live, stacks: stacks.filter(({ tags }) => tags[tagKeys.addonName] === name) }
}

/** What there is to delete of a Fargate profile. */
export interface DoomedProfile {
  readonly cluster: LiveCluster
  readonly live: LiveFargateProfile | undefined
  /** The stack of the pods' role, where the cluster has it apart and no other profile is left to need it. */
  readonly roleStack: Stack | undefined
}

export async function doomedProfile(app: App, clusterName: string, name: string): Promise<DoomedProfile> {
  const cluster = await standingCluster(app, clusterName)
  const [live, profiles, stack] = await Promise.all([
    app.fargate.find(clusterName, name),
    app.fargate.list(clusterName),
    ownStack(app, clusterName, fargateStackName(clusterName)),
  ])
  const isLast = profiles.every((one) => one === name)
  return { cluster, live, roleStack: isLast ? stack : undefined }
}

/** What there is to delete of a capability: its stack and its role's, or itself where no stack of ours made it. */
export interface DoomedCapability {
  readonly name: string
  readonly live: LiveCapability | undefined
  readonly stack: Stack | undefined
  readonly roleStack: Stack | undefined
}

/** The capabilities of those names that are there in any part; `missing` are the others. */
export async function doomedCapabilities(
  app: App,
  clusterName: string,
  names: readonly string[],
): Promise<{ readonly cluster: LiveCluster; readonly capabilities: readonly DoomedCapability[]; readonly missing: readonly string[] }> {
  const cluster = await standingCluster(app, clusterName)
  const all = await Promise.all(
    names.map(async (name): Promise<DoomedCapability> => {
      const [live, stack, roleStack] = await Promise.all([
        app.capabilities.find(clusterName, name),
        ownStack(app, clusterName, capabilityStackName(clusterName, name)),
        ownStack(app, clusterName, capabilityRoleStackName(clusterName, name)),
      ])
      return { name, live, stack, roleStack }
    }),
  )
  const isThere = ({ live, stack, roleStack }: DoomedCapability): boolean => (live ?? stack ?? roleStack) !== undefined
  return { cluster, capabilities: all.filter(isThere), missing: all.filter((one) => !isThere(one)).map(({ name }) => name) }
}
