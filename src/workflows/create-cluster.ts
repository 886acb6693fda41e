import { clusterTemplate } from '#templates/cluster.ts'
import { clusterStack } from '#templates/stack.ts'
import type { Cluster } from '../config/cluster.ts'
import type { Step } from '../plan/step.ts'
import type { Live } from '../survey/live.ts'
import { capabilitySteps } from './capabilities.ts'
import { clusterAddons } from './cluster-addons.ts'
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
import { privateEndpoint } from './private-endpoint.ts'
import { windowsAddresses } from './windows.ts'

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
  const standing = standingOf(name, clusterStack(cluster).name)
  const place = { cluster, fresh, options, standing }
  const kubePlace = { cluster: name, fresh, standing }

  const controlPlane = controlPlaneStep(cluster, live, options)
  const provider = clusterOidcProvider(place, [controlPlane])
  const addons = clusterAddons(place, controlPlane, provider)
  const access = clusterIdentities(place, controlPlane, provider, addons.named('eks-pod-identity-agent'))

  const network = [controlPlane, ...addons.named('vpc-cni'), ...addons.cniRole]
  const windows = windowsAddresses(kubePlace, cluster.nodegroups, network)
  const nodegroups = cluster.nodegroups.map((nodegroup) => nodegroupSteps(place, nodegroup, [...network, ...windows]))
  const groups = nodegroups.flatMap(({ steps }) => steps)
  const plugins = devicePluginSteps({ cluster, fresh, standing, withoutPlugins: options.withoutPlugins }, [controlPlane])
  const profiles = cluster.fargateProfiles.map((profile) => fargateStep(kubePlace, profile, [controlPlane]))
  const corednsMoved = selectsCoredns(cluster.fargateProfiles)
    ? addons.named('coredns').map((coredns) => corednsOnFargate(kubePlace, [...profiles, coredns]))
    : []
  const carriers = [...nodegroups.map(({ nodes }) => nodes), ...profiles, ...corednsMoved]
  const { coredns, late } = addons.onNodes(carriers)

  const steps = [
    controlPlane,
    ...provider,
    ...addons.roles,
    ...addons.network,
    ...addons.cniRole,
    ...access,
    ...windows,
    ...groups,
    ...plugins,
    ...profiles,
    ...corednsMoved,
    ...(options.kubeconfig === undefined ? [] : [kubeconfigStep(name, options.kubeconfig, standing, [controlPlane], fresh)]),
    ...coredns,
    ...late,
    ...karpenterSteps(place, { controlPlane, provider, nodes: groups }),
    ...fluxSteps(place, cluster.config.gitops, [controlPlane, ...addons.network, ...carriers]),
    ...capabilitySteps(place, cluster.config.capabilities ?? [], [controlPlane]),
  ]
  return shutsPublicEndpoint(cluster) ? [...steps, privateEndpoint(name, fresh, steps)] : steps
}

function controlPlaneStep(cluster: Cluster, live: Live, options: StackOptions): Step {
  return newStack({
    name: `cluster ${cluster.name}`,
    stack: clusterStack(cluster),
    cluster: cluster.name,
    region: cluster.region,
    usual: 600_000,
    options,
    absent: live.stack === undefined,
    draft: () => clusterTemplate(cluster),
    differences: async () => clusterDifferences(cluster, live),
  })
}

/** The API of a fully private cluster; on an Outpost it never was public. */
const shutsPublicEndpoint = ({ config }: Cluster): boolean =>
  config.privateCluster?.enabled === true && !config.outpost?.controlPlaneOutpostARN
