import type { Addon, Cluster, Nodegroup } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import { type AddonRolePlan, addonRoles, addonTakesRole } from './addon-roles.ts'
import { addonRuns, addonStep } from './addons.ts'
import type { IdentityPlace } from './role-stacks.ts'
import { runsWindows } from './windows.ts'

/** The add-ons of a new cluster, as far as they do not wait for something that carries pods. */
export interface ClusterAddons {
  /** The roles that they need. */
  readonly roles: readonly Step[]
  /** Those that come with the control plane. */
  readonly network: readonly Step[]
  /** The network add-on takes its role when it has it: nodes do not wait for that, so it stands apart. */
  readonly cniRole: readonly Step[]
  /** EKS has the add-on of that name; none where the cluster goes without. */
  named(name: string): readonly Step[]
  /** Those that need nodes, and the pods of all once something can carry them. */
  onNodes(carriers: readonly Step[]): { readonly coredns: readonly Step[]; readonly late: readonly Step[] }
}

interface Install {
  readonly addon: Addon
  /** The roles to make. */
  readonly roles: readonly Step[]
  /** How they are stated when the add-on is installed. */
  readonly now?: AddonRolePlan
  /** What an add-on that is there before them takes afterwards. */
  readonly later?: AddonRolePlan
}

/** Steps for every add-on of a new cluster, with their roles. */
export function clusterAddons(place: IdentityPlace, controlPlane: Step, provider: readonly Step[]): ClusterAddons {
  const { cluster } = place
  const where = { cluster: cluster.name, fresh: place.fresh }
  const carried = carriesPods(cluster)
  const installs = cluster.addons.map((addon) => install(place, addon, controlPlane, provider))
  const late = installs.filter(({ addon }) => addon.phase === 'on-nodes')
  const early = installs
    .filter(({ addon }) => addon.phase === 'network')
    .map((one) => {
      const after = [controlPlane, ...(one.now ? one.roles : [])]
      return { ...one, step: addonStep(where, one.addon, after, one.addon.name !== 'coredns', one.now) }
    })
  const earlyNamed = (name: string) => early.filter(({ addon }) => addon.name === name)
  const network = early.map(({ step }) => step)
  return {
    roles: installs.flatMap(({ roles }) => roles),
    network,
    cniRole: earlyNamed('vpc-cni').flatMap(({ addon, roles, later, step }) =>
      later === undefined ? [] : [addonTakesRole(where, addon, later, [step, ...provider, ...roles])],
    ),
    named: (name) => earlyNamed(name).map(({ step }) => step),
    onNodes: (carriers) => ({
      coredns: earlyNamed('coredns').map(({ addon, step }) => addonRuns(where, addon, [step, ...carriers], carried)),
      late: late.flatMap(({ addon, roles, now }) => {
        const installed = addonStep(where, addon, [controlPlane, ...network, ...carriers, ...roles], false, now)
        return [installed, addonRuns(where, addon, [installed], carried)]
      }),
    }),
  }
}

/** The network add-on does not wait for the provider that roles for tokens need, since all nodes wait for it. */
function install(place: IdentityPlace, addon: Addon, controlPlane: Step, provider: readonly Step[]): Install {
  if (addon.roles === undefined) return { addon, roles: [] }
  const plan = addonRoles(place, addon, [controlPlane, ...provider])
  return addon.phase === 'network' && addon.roles.kind !== 'agent'
    ? { addon, roles: plan.steps, later: plan }
    : { addon, roles: plan.steps, now: plan }
}

/** Whether something in the cluster can run the pods of `kube-system`. */
function carriesPods(cluster: Cluster): boolean {
  const nodes = cluster.nodegroups.some(
    ({ config }) => (config.desiredCapacity ?? config.minSize ?? 2) > 0 && !repels(config.taints) && !runsWindows(config.amiFamily),
  )
  const fargate = cluster.fargateProfiles.some((profile) =>
    (profile.selectors ?? []).some((selector) => selector.namespace === 'kube-system' && Object.keys(selector.labels ?? {}).length === 0),
  )
  const autoMode = cluster.config.autoModeConfig
  return nodes || fargate || (autoMode?.enabled === true && (autoMode.nodePools ?? []).length > 0)
}

/** Whether taints keep the pods of add-ons away: those tolerate none but the cluster's own. */
function repels(taints: Nodegroup['config']['taints']): boolean {
  const effects = Array.isArray(taints)
    ? taints.map(({ effect }) => effect)
    : Object.values((taints ?? {}) as Readonly<Record<string, string>>).map((text) => text.split(':').at(-1))
  return effects.some((effect) => effect === 'NoSchedule' || effect === 'NoExecute')
}
