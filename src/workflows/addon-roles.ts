import type { App } from '../app.ts'
import type { Addon } from '../config/cluster.ts'
import type { PodIdentityAssociation } from '../config/schema/cluster-config.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Change, Run, Sight, Step } from '../plan/step.ts'
import { addonStates, verdictOn } from '../tables/eks-states.ts'
import { addonPodRoleStackName, addonRoleStackName } from '../tables/stack-names.ts'
import { type AddonPlace, addonRequest, type AddonRights } from './addons.ts'
import { addonPodRole, addonTokenRole, type IdentityPlace, roleOf } from './role-stacks.ts'
import { until } from './until.ts'

/** The roles of an add-on: what makes them, and how their ARNs are read when it is installed. */
export interface AddonRolePlan {
  readonly steps: readonly Step[]
  readonly rights: (app: App) => Promise<AddonRights>
  /** What keeps EKS from giving the roles out, where something does: known before anything is made. */
  readonly taken?: (app: App) => Promise<EksxError | undefined>
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
  return {
    steps,
    rights: async (app) => ({ podIdentities: await Promise.all(roles.associations.map((one) => arnOf(app, one))) }),
    taken: (app) => takenAccounts(app, place.cluster, addon, roles.associations),
  }
}

/** A service account has one association at most (AWS: CreateAddon, ResourceInUseException): those that others hold, in one error. */
async function takenAccounts(
  app: App,
  { name: cluster, region, version }: IdentityPlace['cluster'],
  { name, config }: Addon,
  associations: readonly PodIdentityAssociation[],
): Promise<EksxError | undefined> {
  const usual = (await app.addons.versions(version)).find((one) => one.name === name)?.namespace
  const namespace = config.namespaceConfig?.namespace ?? usual ?? 'kube-system'
  const accounts = [...new Set(associations.map(({ serviceAccountName = '' }) => serviceAccountName))]
  const found = await Promise.all(
    accounts.map(async (account) => ({ account, live: await app.podIdentities.find(cluster, namespace, account) })),
  )
  const taken = found.filter(({ live }) => live !== undefined && !isOwnedBy(live.owner, cluster, name))
  if (taken.length === 0) return undefined
  const told = taken.map(({ account, live }) => `${namespace}/${account} (${live?.owner ?? live?.id})`)
  const free = taken.find(({ live }) => live?.owner === undefined)
  const mend =
    free === undefined ? 'change what owns them' : `delete what is there (\`${deletion(cluster, region, namespace, free.account)}\`)`
  return new EksxError(
    'ServiceAccountTaken',
    `add-on ${name} can't give roles to service accounts that have one already: ${told.join(', ')}`,
    {
      exitCode: exitCodes.refused,
      hint: `${mend}, or leave them out of addons[${name}]; then run the same command again`,
    },
  )
}

const isOwnedBy = (owner: string | undefined, cluster: string, addon: string): boolean =>
  owner?.split(':').at(-1)?.startsWith(`addon/${cluster}/${addon}/`) === true

const deletion = (cluster: string, region: string, namespace: string, account: string): string =>
  `eksx delete podidentityassociation --cluster ${cluster} --region ${region} --namespace ${namespace} --service-account-name ${account}`

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
    return verdictOn(addonStates, live.status).update === 'follow' ? { so: false, change: { kind: 'follow' } } : { so: true }
  }

  async function act(change: Change, app: App, run: Run): Promise<void> {
    const rests = (live: Awaited<ReturnType<typeof read>>): boolean => verdictOn(addonStates, live?.status).update !== 'follow'
    await until(app, run, () => read(app), rests)
    if (change.kind === 'follow') return
    await app.addons.update({ ...addonRequest(place, addon), ...(await plan.rights(app)) }, run.signal)
    await until(app, run, () => read(app), rests)
  }

  return { name: `add-on ${addon.name} with its role`, after, usual: 30_000, look, act }
}
