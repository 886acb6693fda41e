import type { App, LiveAddon } from '../app.ts'
import type { KnownPodIdentity } from '../app/identities.ts'
import type { Stack } from '../app/stacks.ts'
import { addonPodRoleStackName, addonRoleStackName } from '../tables/stack-names.ts'
import { ownStack } from './live.ts'
import { partMissing } from './missing.ts'

/** An add-on that is installed, with its roles. */
export interface StandingAddon {
  readonly live: LiveAddon
  /** What gives its service accounts their roles, where the agent does. */
  readonly associations: readonly KnownPodIdentity[]
  /** The stacks of its roles, by their names. */
  readonly stacks: ReadonlyMap<string, Stack>
}

/** An add-on as it stands; `accounts` are service accounts that it may have roles for besides. Throws where it is not installed. */
export async function standingAddon(app: App, cluster: string, name: string, accounts: readonly string[]): Promise<StandingAddon> {
  const live = await app.addons.find(cluster, name)
  if (live === undefined) throw partMissing('addon', name, cluster, app.regionName)
  const associations = await associationsOf(app, cluster, live)
  const names = new Set([...accounts, ...associations.map(({ serviceAccount }) => serviceAccount)])
  const stackNames = [addonRoleStackName(cluster, name), ...[...names].map((account) => addonPodRoleStackName(cluster, name, account))]
  const found = await Promise.all(stackNames.map((stack) => ownStack(app, cluster, stack)))
  const own = found.filter((stack) => stack !== undefined)
  return { live, associations, stacks: new Map(own.map((stack) => [stack.name, stack])) }
}

/** The associations that an add-on owns. */
export async function associationsOf(app: App, cluster: string, { podIdentities = [] }: LiveAddon): Promise<readonly KnownPodIdentity[]> {
  const known = await Promise.all(podIdentities.map((id) => app.podIdentities.describe(cluster, id)))
  return known.filter((one) => one !== undefined)
}
