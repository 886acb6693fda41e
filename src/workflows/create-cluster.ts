import { clusterTemplate } from '#templates/cluster.ts'
import { clusterStack } from '#templates/stack.ts'
import type { Cluster, Nodegroup } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import type { Live } from '../survey/live.ts'
import { addonRuns, addonStep } from './addons.ts'
import { clusterDifferences } from './cluster-differences.ts'
import { devicePluginSteps, type PluginWish } from './device-plugins.ts'
import { standing as standingOf } from './facts.ts'
import { corednsOnFargate, fargateStep, selectsCoredns } from './fargate.ts'
import { kubeconfigStep, type KubeconfigWish } from './kubeconfig.ts'
import { newStack, type StackOptions } from './new-stack.ts'
import { nodegroupSteps } from './nodegroups.ts'
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
    render: async () => clusterTemplate(cluster),
    differences: async () => clusterDifferences(cluster, live),
  })
  const kubeconfig = kubeconfigReady.map((step) => ({ ...step, after: [controlPlane] }))

  const early = cluster.addons.filter((addon) => addon.phase === 'network')
  const network = early.map((addon) => addonStep(place, addon, [controlPlane], addon.name !== 'coredns'))
  const vpcCni = network.filter((_, i) => early[i]?.name === 'vpc-cni')

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
    const installed = addonStep(place, addon, [controlPlane, ...network, ...carriers], false)
    return [installed, addonRuns(place, addon, [installed], carried)]
  })
  const corednsRuns = early
    .filter((addon) => addon.name === 'coredns')
    .map((addon) => addonRuns(place, addon, [...corednsInstalled, ...carriers], carried))

  const steps = [
    controlPlane,
    ...network,
    ...windows,
    ...nodegroups.flatMap(({ steps }) => steps),
    ...plugins,
    ...profiles,
    ...corednsMoved,
    ...kubeconfig,
    ...corednsRuns,
    ...onNodes,
  ]
  return shutsPublicEndpoint(cluster) ? [...steps, privateEndpoint(name, fresh, steps)] : steps
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
