import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Manifest } from '../app/kubernetes.ts'
import { compareVersions, parseVersion } from '../config/kubernetes-version.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { Difference, Run, Sight, Step } from '../plan/step.ts'
import type { SelfManagedAddon } from '../tables/self-managed-addons.ts'

/** A workload of a core add-on, and the version that it is to have. */
export interface Wanted extends SelfManagedAddon {
  readonly cluster: LiveCluster
  readonly wanted: string
}

/** The workload with images no older than wanted, on ARM nodes too. Of all else, which may be somebody's own, nothing changes. */
export function updateSelfManaged(one: Wanted): Step[] {
  const { cluster, kind, workload } = one
  const named: Manifest = { apiVersion: 'apps/v1', kind, metadata: { name: workload, namespace: 'kube-system' } }

  async function lacks(app: App, signal: AbortSignal): Promise<Lacks> {
    const found = await app.kube.connect(cluster).object(named, signal)
    if (found !== undefined) return lacksOf(found, one)
    throw new EksxError('WorkloadMissing', `cluster "${cluster.name}" has no ${kind} kube-system/${workload}`, {
      exitCode: exitCodes.notFound,
      hint: `install it as an add-on: eksx create addon --cluster ${cluster.name} --region ${app.regionName} --name ${one.addon}`,
    })
  }

  async function look(app: App, signal: AbortSignal): Promise<Sight> {
    const { why } = await lacks(app, signal)
    return why.length === 0 ? { so: true } : { so: false, change: { kind: 'update', why } }
  }

  async function act(_change: unknown, app: App, run: Run): Promise<void> {
    const { why, patch } = await lacks(app, run.signal)
    if (why.length > 0) await app.kube.connect(cluster).patchObject(named, patch, run.signal)
  }

  return [{ name: `${kind} ${workload}`, after: [], usual: 2_000, look, act }]
}

/** What is to change, in words and as a patch. */
interface Lacks {
  readonly why: readonly Difference[]
  readonly patch: object
}

interface Container {
  readonly name: string
  readonly image?: string
}

interface PodSpec {
  readonly containers?: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly affinity?: { readonly nodeAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeTerms } }
}

interface NodeTerms {
  readonly nodeSelectorTerms?: readonly { readonly matchExpressions?: readonly Expression[] }[]
}

interface Expression {
  readonly key?: string
  readonly operator?: string
  readonly values?: readonly string[]
}

function lacksOf(workload: Manifest, one: Wanted): Lacks {
  const pod = (workload['spec'] as { readonly template?: { readonly spec?: PodSpec } } | undefined)?.template?.spec ?? {}
  const containers = renewed(pod.containers, one)
  const initContainers = renewed(pod.initContainers, one)
  const terms = pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const arm = withArm(terms)
  const spec = {
    ...(containers.length > 0 && { containers: containers.map(patchOf) }),
    ...(initContainers.length > 0 && { initContainers: initContainers.map(patchOf) }),
    ...(arm !== undefined && { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: arm } } }),
  }
  return {
    why: [
      ...[...containers, ...initContainers].map(({ name, from, to }) => ({ path: `image of ${name}`, from, to })),
      ...(arm === undefined ? [] : [{ path: 'architectures', from: 'amd64', to: 'amd64, arm64' }]),
    ],
    patch: { spec: { template: { spec } } },
  }
}

interface Renewed {
  readonly name: string
  readonly from: string
  readonly to: string
}

const patchOf = ({ name, to }: Renewed): Container => ({ name, image: to })

/** The containers whose image is one of the add-on's, and older than wanted. A tag that is no version is somebody's own choice. */
function renewed(containers: readonly Container[] = [], { images, wanted }: Wanted): Renewed[] {
  return containers.flatMap(({ name, image = '' }) => {
    const [, repository = '', tag = ''] = /^(.+?)(?::([^:/@]+))?(?:@.+)?$/.exec(image) ?? []
    const ours = images.some((one) => repository === one || repository.endsWith(`/${one}`))
    const target = tag.includes('-minimal-') ? wanted.replace('-eksbuild', '-minimal-eksbuild') : wanted
    const isOlder = parseVersion(tag) !== undefined && compareVersions(tag, target) < 0
    return ours && isOlder ? [{ name, from: image, to: `${repository}:${target}` }] : []
  })
}

/** The terms with ARM beside amd64, where they leave it out; undefined where there is nothing to change. */
function withArm(terms: NodeTerms | undefined): NodeTerms | undefined {
  const leavesOut = ({ key = '', operator, values = [] }: Expression): boolean =>
    /^(?:beta\.)?kubernetes\.io\/arch$/.test(key) && operator === 'In' && values.includes('amd64') && !values.includes('arm64')
  const all = terms?.nodeSelectorTerms ?? []
  if (!all.some(({ matchExpressions = [] }) => matchExpressions.some(leavesOut))) return undefined
  return {
    ...terms,
    nodeSelectorTerms: all.map((term) => ({
      ...term,
      ...(term.matchExpressions && {
        matchExpressions: term.matchExpressions.map((one) => (leavesOut(one) ? { ...one, values: [...(one.values ?? []), 'arm64'] } : one)),
      }),
    })),
  }
}
