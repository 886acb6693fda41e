import type { App } from '../app.ts'
import type { Addon } from '../config/cluster.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { addonPodRoleStackName, addonRoleStackName } from '../tables/stack-names.ts'
import { type AddonPlace, addonRequest, type AddonRights } from './addons.ts'
import { addonPodRole, addonTokenRole, type IdentityPlace, roleOf } from './role-stacks.ts'
import { until } from './until.ts'

/** The roles of an add-on: what makes them, and how their ARNs are read when it is installed. */
export interface AddonRolePlan {
  readonly steps: readonly Step[]
  readonly rights: (app: App) => Promise<AddonRights>
}

/** What an add-on's permissions ask for. `after` is what roles for tokens need: the provider. */
export function addonRoles(place: IdentityPlace, addon: Addon, after: readonly Step[]): AddonRolePlan {
  const { roles, name } = addon
  const cluster = place.cluster.name
  if (roles === undefined) return { steps: [], rights: async () => ({}) }
  if (roles.kind === 'given') return { steps: [], rights: async () => ({ serviceAccountRole: roles.arn }) }
  if (roles.kind === 'tokens') {
    const role = addonTokenRole(place, addon, roles, after)
    return { steps: [role], rights: async (app) => ({ serviceAccountRole: await roleOf(app, addonRoleStackName(cluster, name)) }) }
  }
  const steps = roles.associations.filter(({ roleARN }) => !roleARN).map((association) => addonPodRole(place, name, association, after))
  const arnOf = async (
    app: App,
    { roleARN, serviceAccountName = '' }: (typeof roles.associations)[number],
  ): Promise<{ serviceAccount: string; roleArn: string }> => ({
    serviceAccount: serviceAccountName,
    roleArn: roleARN || (await roleOf(app, addonPodRoleStackName(cluster, name, serviceAccountName))),
  })
  return { steps, rights: async (app) => ({ podIdentities: await Promise.all(roles.associations.map((one) => arnOf(app, one))) }) }
}

/**
 * The network add-on is installed before roles for tokens are possible, and takes its role when they are. Its nodes carry no permissions
 * of its own then, so they come after.
 */
export function addonTakesRole(place: AddonPlace, addon: Addon, plan: AddonRolePlan, after: readonly Step[]): Step {
  const read = (app: App): ReturnType<App['addons']['find']> => app.addons.find(place.cluster, addon.name)
  let fresh = place.fresh

  async function look(app: App): Promise<Sight> {
    const live = fresh ? undefined : await read(app)
    fresh = false
    if (live === undefined) return { so: false, change: { kind: 'create', provisional: true } }
    const role = (await plan.rights(app).catch(() => undefined))?.serviceAccountRole
    if (role === undefined || live.serviceAccountRole !== role)
      return { so: false, change: { kind: 'create', why: [{ path: 'serviceAccountRoleARN', from: live.serviceAccountRole, to: role }] } }
    return live.status === 'UPDATING' || live.status === 'CREATING' ? { so: false, change: { kind: 'follow' } } : { so: true }
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    const rests = (live: Awaited<ReturnType<typeof read>>): boolean => live?.status !== 'CREATING' && live?.status !== 'UPDATING'
    await until(app, run, () => read(app), rests)
    if (change.kind === 'follow') return
    await app.addons.update({ ...addonRequest(place, addon), ...(await plan.rights(app)) }, run.signal)
    await until(app, run, () => read(app), rests)
  }

  return { name: `add-on ${addon.name} with its role`, after, usual: 30_000, look, act }
}
