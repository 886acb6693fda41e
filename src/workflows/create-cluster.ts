import { clusterTemplate } from '#templates/cluster.ts'
import { clusterStack } from '#templates/stack.ts'
import type { Addon, Cluster, Nodegroup } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import type { Live } from '../survey/live.ts'
import { type AddonRolePlan, addonRoles, addonTakesRole } from './addon-roles.ts'
import { addonRuns, addonStep } from './addons.ts'
import { capabilitySteps } from './capabilities.ts'
import { clusterIdentities, clusterOidcProvider } from './cluster-identities.ts'
import { clusterDifferences } from './cluster-differences.ts'
import { devicePluginSteps, type PluginWish } from './device-plugins.ts'
import { standing as standingOf } from './facts.ts'
import { fluxSteps } from './flux.ts'
import { corednsOnFargate, fargateStep, selectsCoredns } from './fargate.ts'
import { karpenterSteps } from './karpenter.ts'
import { kubeconfigStep, type KubeconfigWish } from './kubeconfig.ts'
import { newStack, type StackOptions } from './new-stack.ts'
import { nodegroupSteps } from './nodegroups.ts'
import type { IdentityPlace } from './role-stacks.ts'
import { privateEndpoint } from './private-endpoint.ts'
import { runsWindows, windowsAddresses } from './windows.ts'

export interface CreateClusterOptions extends StackOptions, PluginWish {
  /** Nodegroup stacks at once. */
  readonly parallelism: number
  /** None with `--write-kubeconfig=false`. */
  readonly kubeconfig: KubeconfigWish | undefined
}

/** Everything that a new cluster is made of, each thing after only what it needs. */
export function createCluster(cluster: Cluster, live: Live, options: CreateClusterOptions): Step[] {
  const { name } = cluster
  const fresh = live.cluster === undefined
  const stack = clusterStack(cluster)
  const standing = standingOf(name, stack.name)
  const place = { cluster: name, fresh, standing }

  const kubeconfigReady = options.kubeconfig === undefined ? [] : [kubeconfigStep(name, options.kubeconfig, standing, [], fresh)]
  const controlPlane = newStack({
    name: `cluster ${name}`,
    stack,
    cluster: name,
    region: cluster.region,
    usual: 600_000,
    options,
    absent: live.stack === undefined,
    draft: () => clusterTemplate(cluster),
    differences: async () => clusterDifferences(cluster, live),
  })
  const kubeconfig = kubeconfigReady.map((step) => ({ ...step, after: [controlPlane] }))

  const early = cluster.addons.filter((addon) => addon.phase === 'network')
  const identities = { cluster, fresh, options, standing }
  const provider = clusterOidcProvider(identities, [controlPlane])
  const installs = new Map(cluster.addons.map((addon) => [addon, withRoles(identities, addon, controlPlane, provider)]))
  const network = early.map((addon) => {
    const { now, steps } = installs.get(addon) ?? noRoles
    return addonStep(place, addon, [controlPlane, ...(now ? steps : [])], addon.name !== 'coredns', now)
  })
  const cni = early.findIndex((addon) => addon.name === 'vpc-cni')
  const cniRole = early.slice(cni, cni + 1).flatMap((addon) => {
    const { later, steps } = installs.get(addon) ?? noRoles
    return later === undefined ? [] : [addonTakesRole(place, addon, later, [...network.slice(cni, cni + 1), ...provider, ...steps])]
  })
  const vpcCni = [...network.slice(cni, cni + 1), ...cniRole]
  const agent = network.filter((_, i) => early[i]?.name === 'eks-pod-identity-agent')
  const access = clusterIdentities(identities, controlPlane, provider, agent)

  const windows = windowsAddresses(place, cluster.nodegroups, [controlPlane, ...vpcCni])
  const nodegroups = cluster.nodegroups.map((nodegroup) =>
    nodegroupSteps({ cluster, fresh, options, standing }, nodegroup, [controlPlane, ...vpcCni, ...windows]),
  )
  const plugins = devicePluginSteps({ cluster, fresh, standing, withoutPlugins: options.withoutPlugins }, [controlPlane])
  const profiles = cluster.fargateProfiles.map((profile) => fargateStep(place, profile, [controlPlane]))
  const corednsInstalled = network.filter((_, i) => early[i]?.name === 'coredns')
  const corednsMoved =
    selectsCoredns(cluster.fargateProfiles) && corednsInstalled.length > 0
      ? [corednsOnFargate(place, [...profiles, ...corednsInstalled])]
      : []

  const carriers = [...nodegroups.map(({ nodes }) => nodes), ...profiles, ...corednsMoved]
  const carried = carriesPods(cluster)
  const late = cluster.addons.filter((addon) => addon.phase === 'on-nodes')
  const onNodes = late.flatMap((addon) => {
    const { now, steps } = installs.get(addon) ?? noRoles
    const installed = addonStep(place, addon, [controlPlane, ...network, ...carriers, ...steps], false, now)
    return [installed, addonRuns(place, addon, [installed], carried)]
  })
  const corednsRuns = early
    .filter((addon) => addon.name === 'coredns')
    .map((addon) => addonRuns(place, addon, [...corednsInstalled, ...carriers], carried))

  const groups = nodegroups.flatMap(({ steps }) => steps)
  const karpenter = karpenterSteps(identities, { controlPlane, provider, nodes: groups })
  const flux = fluxSteps(identities, cluster.config.gitops, [controlPlane, ...network, ...carriers])
  const capabilities = capabilitySteps(identities, cluster.config.capabilities ?? [], [controlPlane])

  const steps = [
    controlPlane,
    ...provider,
    ...[...installs.values()].flatMap((install) => install.steps),
    ...network,
    ...cniRole,
    ...access,
    ...windows,
    ...groups,
    ...plugins,
    ...profiles,
    ...corednsMoved,
    ...kubeconfig,
    ...corednsRuns,
    ...onNodes,
    ...karpenter,
    ...flux,
    ...capabilities,
  ]
  return shutsPublicEndpoint(cluster) ? [...steps, privateEndpoint(name, fresh, steps)] : steps
}

interface Install {
  /** The roles to make. */
  readonly steps: readonly Step[]
  /** How they are stated when the add-on is installed. */
  readonly now?: AddonRolePlan['rights']
  /** What an add-on that is there before them takes afterwards. */
  readonly later?: AddonRolePlan
}

const noRoles: Install = { steps: [] }

/** The network add-on does not wait for the provider that roles for tokens need, since all nodes wait for it. */
function withRoles(place: IdentityPlace, addon: Addon, controlPlane: Step, provider: readonly Step[]): Install {
  if (addon.roles === undefined) return noRoles
  const plan = addonRoles(place, addon, [controlPlane, ...provider])
  return addon.phase === 'network' && addon.roles.kind !== 'agent'
    ? { steps: plan.steps, later: plan }
    : { steps: plan.steps, now: plan.rights }
}

/** The API of a fully private cluster; on an Outpost it never was public. */
const shutsPublicEndpoint = ({ config }: Cluster): boolean =>
  config.privateCluster?.enabled === true && !config.outpost?.controlPlaneOutpostARN

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
