import { withHybridNodes, withManagedNodes } from '#templates/compatibility.ts'
import type { App } from '../app.ts'
import type { ClusterSettings, VersionRequest } from '../app/clusters.ts'
import type { Cluster } from '../config/cluster.ts'
import { compareVersions } from '../config/kubernetes-version.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Run, Sight, Step } from '../plan/step.ts'
import { clusterStackName } from '../tables/stack-names.ts'
import { clusterSettings, clusterUpdate } from './cluster-update.ts'
import { editedStack } from './edited-stack.ts'
import { until } from './until.ts'

/** What a control plane is brought to. */
export interface ClusterUpgrade extends VersionRequest {
  readonly region: string
  /** The version it had when that was decided. */
  readonly from: string
  /** As it was stated: beside the name, networks of hybrid nodes count. */
  readonly config: Cluster['config']
  /** Whether the cluster stack is ours to add to. */
  readonly owned: boolean
  readonly hasManagedNodes: boolean
}

/** A control plane at another version, whose API tells it, and whose stack has what today's nodes need of it. */
export function upgradeCluster({ region, from, config, owned, hasManagedNodes, ...request }: ClusterUpgrade): Step[] {
  const { name } = config.metadata
  const controlPlane = clusterUpdate({
    name: `Kubernetes ${request.version}`,
    cluster: name,
    usual: 600_000,
    differences: ({ version }) => (version === request.version ? [] : [{ path: 'version', from: version, to: request.version }]),
    refusal: ({ version }) =>
      compareVersions(version, request.version) > 0 && compareVersions(from, request.version) <= 0
        ? overtaken(name, version, request.version)
        : undefined,
    begin: (app, _live, signal) => app.clusters.upgrade(name, request, signal),
  })
  const api = apiAtVersion(name, request.version, [controlPlane])
  const remote = owned ? remoteNetworks(config.remoteNetworkConfig) : undefined
  const hybrid = remote === undefined ? [] : [clusterSettings('networks of hybrid nodes', name, { remoteNetworkConfig: remote }, [api])]
  const edits = [...(hasManagedNodes ? [withManagedNodes] : []), ...(remote === undefined ? [] : [withHybridNodes])]
  const stack = editedStack({
    name: `stack of cluster ${name}`,
    stack: clusterStackName(name),
    cluster: name,
    region,
    after: [api, ...hybrid],
    kind: 'create',
    changeSet: 'eksctl-update-cluster',
    description: 'adding what is missing',
    edit: (deployed) => edits.reduce((template, edit) => edit(template, { name, config }), deployed),
  })
  return [controlPlane, api, ...hybrid, ...(owned && edits.length > 0 ? [stack] : [])]
}

/** Somebody else took it further while that was waited for: nobody who asked for an upgrade asked to take theirs back. */
const overtaken = (cluster: string, version: string, wanted: string): EksxError =>
  new EksxError('UpgradeOvertaken', `cluster "${cluster}" has gone to ${version} meanwhile: somebody else upgraded it`, {
    exitCode: exitCodes.refused,
    hint: `leave it there, or run the same command again to take it back to ${wanted}`,
  })

type Remote = ClusterSettings['remoteNetworkConfig']

function remoteNetworks(stated: Cluster['config']['remoteNetworkConfig']): Remote {
  const cidrs = (networks: readonly { cidrs?: string[] | undefined }[] = []) => networks.map((network) => ({ cidrs: network.cidrs ?? [] }))
  const nodes = cidrs(stated?.remoteNodeNetworks)
  const pods = cidrs(stated?.remotePodNetworks)
  if (nodes.length + pods.length === 0) return undefined
  return { ...(nodes.length > 0 && { remoteNodeNetworks: nodes }), ...(pods.length > 0 && { remotePodNetworks: pods }) }
}

/** How long an API that cannot be reached is tried after an upgrade; ms. */
const patience = 120_000

/** What the Kubernetes API tells of its version; `closed` to who runs this. */
type Told = 'there' | 'not yet' | 'unseen' | 'closed'

/** The Kubernetes API tells the version that EKS does; where it cannot be seen from here, or by whoever runs this, EKS's word counts. */
function apiAtVersion(cluster: string, version: string, after: readonly Step[]): Step {
  /** It is about to start anew, or has done so a moment ago. */
  let restarts = false

  async function told(app: App, signal: AbortSignal): Promise<Told> {
    const live = await app.clusters.find(cluster)
    if (live?.version !== version) return 'not yet'
    const seen = await app.kube.connect(live).version(signal).catch(closed)
    if (seen === undefined) return 'unseen'
    return seen === 'closed' ? seen : seen.startsWith(`v${version}.`) ? 'there' : 'not yet'
  }

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const seen = await told(app, signal)
    if (seen === 'there') return { so: true }
    if (seen === 'closed') return { so: true, note: `the API of ${cluster} does not let you in: ${word}` }
    if (seen === 'unseen' && !restarts) return { so: true, note: `the API of ${cluster} can't be reached from here: ${word}` }
    restarts = true
    return { so: false, change: { kind: 'wait' } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    const since = app.clock.now()
    await until(
      app,
      run,
      () => told(app, run.signal),
      (seen) => seen === 'there' || seen === 'closed' || (seen === 'unseen' && app.clock.now() - since > patience),
      15_000,
    )
    restarts = false
  }

  const word = `that it runs Kubernetes ${version} is EKS's word`
  return { name: `API at ${version}`, after, usual: 10_000, look, act }
}

function closed(error: unknown): 'closed' {
  if (error instanceof EksxError && ['ClusterUnauthorized', 'ClusterForbidden'].includes(error.code)) return 'closed'
  throw error
}
