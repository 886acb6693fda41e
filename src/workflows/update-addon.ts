import type { AddonRequest, App, LiveAddon } from '../app.ts'
import type { Addon, Cluster } from '../config/cluster.ts'
import type { Difference, Step } from '../plan/step.ts'
import { partMissing } from '../survey/missing.ts'
import { associationsOf, type StandingAddon } from '../survey/standing-addon.ts'
import { addonStates } from '../tables/eks-states.ts'
import { addonPodRoleStackName } from '../tables/stack-names.ts'
import { type AddonRolePlan, addonRoles } from './addon-roles.ts'
import { type AddonPlace, addonRequest, addonRuns, type AddonRights, waitsForNodes } from './addons.ts'
import { goneStack } from './delete-stack.ts'
import { eksUpdate } from './eks-update.ts'
import { conflictsOf, type CreateAddonsOptions, placeIn } from './join-cluster.ts'

/** An add-on as it stands, and as it is to be. */
type Changed = StandingAddon & { readonly addon: Addon }

/** Add-ons that stand become what is stated: their roles first, then they themselves, and last what they no longer use goes. */
export function updateAddons(cluster: Cluster, changed: readonly Changed[], options: CreateAddonsOptions): Step[] {
  return changed.flatMap((one) => {
    const { addon, stacks } = one
    const plan = addonRoles({ ...placeIn(cluster, options), renews: (stack) => stacks.has(stack) }, addon, [])
    const place = { cluster: cluster.name, fresh: false, conflicts: conflictsOf(options.force) }
    const updated = updatedAddon(place, cluster.name, one, plan, options.force)
    const runs = addonRuns(place, addon, [updated], options.carried || !waitsForNodes(addon.name), !options.carried)
    return [...plan.steps, updated, runs, ...idleRoles(cluster, one, [updated], options)]
  })
}

function updatedAddon(place: AddonPlace, cluster: string, { addon }: Changed, plan: AddonRolePlan, force: boolean): Step {
  const { name } = addon
  /** Roles of which nothing is stated stay as they are. */
  const rights = async (app: App, live: LiveAddon): Promise<AddonRights> =>
    addon.roles === undefined
      ? { ...(live.serviceAccountRole !== undefined && { serviceAccountRole: live.serviceAccountRole }) }
      : plan.rights(app)

  return eksUpdate<LiveAddon>({
    name: `add-on ${name}`,
    after: plan.steps,
    scope: { cluster, addon: name },
    wait: true,
    usual: 45_000,
    states: addonStates,
    find: (app) => app.addons.find(cluster, name),
    missing: ({ regionName }) => partMissing('addon', name, cluster, regionName),
    differences: async (live, app) => [
      ...settings(live, addonRequest(place, addon)),
      ...(addon.roles === undefined ? [] : await roleDifferences(app, cluster, live, await plan.rights(app).catch(() => undefined))),
      ...(force && live.issues.some(({ code }) => code === 'ConfigurationConflict') ? [{ path: 'conflicts', to: 'overwritten' }] : []),
    ],
    begin: async (app, live, signal) => app.addons.update({ ...addonRequest(place, addon), ...(await rights(app, live)) }, signal),
  })
}

const settings = (live: LiveAddon, { version, configurationValues }: AddonRequest): Difference[] =>
  [
    { path: 'version', from: live.version, to: version },
    { path: 'configurationValues', from: live.configurationValues, to: configurationValues },
  ].filter(({ from, to }) => to !== undefined && from !== to)

/** Where its roles are not those stated; roles that are still to be made are a difference. */
async function roleDifferences(app: App, cluster: string, live: LiveAddon, rights: AddonRights | undefined): Promise<Difference[]> {
  if (rights === undefined) return [{ path: 'roles', to: 'to be made' }]
  const given = (await associationsOf(app, cluster, live)).map(({ serviceAccount, roleArn }) => `${serviceAccount} ${roleArn}`).toSorted()
  const wanted = (rights.podIdentities ?? []).map(({ serviceAccount, roleArn }) => `${serviceAccount} ${roleArn}`).toSorted()
  const byToken = { path: 'serviceAccountRoleARN', from: live.serviceAccountRole, to: rights.serviceAccountRole }
  const byAgent = { path: 'podIdentityAssociations', from: given, to: wanted }
  return [...(byToken.from === byToken.to ? [] : [byToken]), ...(given.join() === wanted.join() ? [] : [byAgent])]
}

/** The role stacks of an add-on whose roles the agent gives out now, and which are not among those. */
function idleRoles(
  { name: cluster, region }: Cluster,
  { addon, stacks }: Changed,
  after: readonly Step[],
  { roleArn }: CreateAddonsOptions,
): Step[] {
  if (addon.roles?.kind !== 'agent') return []
  const used = addon.roles.associations
    .filter(({ roleARN }) => !roleARN)
    .map(({ serviceAccountName = '' }) => addonPodRoleStackName(cluster, addon.name, serviceAccountName))
  const idle = [...stacks.values()].filter((stack) => !used.includes(stack.name))
  return idle.map((stack) => goneStack({ name: `stack ${stack.name}`, stack, cluster, region, after, roleArn, wait: true, usual: 30_000 }))
}
