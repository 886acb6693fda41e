import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Manifest } from '../app/kubernetes.ts'
import { EksxError, exitCodes } from '../errors.ts'

/** The add-ons that nodes of one's own need beside those that Auto Mode brings. */
const addonsOfNodes = ['vpc-cni', 'kube-proxy', 'coredns', 'metrics-server'] as const

/** Throws where an Auto Mode cluster lacks add-ons that nodes of one's own need: they are to be EKS add-ons (rule V279). */
export async function mustHaveNodeAddons(app: App, cluster: LiveCluster): Promise<void> {
  const installed = await app.addons.list(cluster.name)
  const missing = addonsOfNodes.filter((name) => !installed.includes(name))
  if (missing.length === 0) return
  const place = `--cluster ${cluster.name} --region ${app.regionName}`
  throw new EksxError(
    'NodeAddonsMissing',
    `cluster "${cluster.name}" runs in Auto Mode and lacks ${missing.join(', ')}, which nodegroups need as EKS add-ons`,
    {
      exitCode: exitCodes.refused,
      hint: missing.map((name) => `eksx create addon ${place} --name ${name}`).join('; '),
    },
  )
}

/** A workload that runs on every kind of node, and whether what is installed runs on ARM. */
interface CoreWorkload {
  readonly kind: 'DaemonSet' | 'Deployment'
  readonly name: string
  readonly runsOnArm: (workload: Manifest) => boolean
  /** What brings it up to date where EKS does not. */
  readonly update: string
}

const coreWorkloads: readonly CoreWorkload[] = [
  { kind: 'DaemonSet', name: 'kube-proxy', runsOnArm: (one) => allowsArm(one), update: 'update-kube-proxy' },
  { kind: 'DaemonSet', name: 'aws-node', runsOnArm: (one) => isNewerCni(imageTag(one)), update: 'update-aws-node' },
  { kind: 'Deployment', name: 'coredns', runsOnArm: (one) => allowsArm(one), update: 'update-coredns' },
]

/**
 * Throws where what every node runs is too old for ARM (rule V281). What is not installed is nobody's hindrance. False where the API
 * cannot be seen from here.
 */
export async function mustRunOnArm(app: App, cluster: LiveCluster, signal: AbortSignal): Promise<boolean> {
  const api = app.kube.connect(cluster)
  try {
    const found = await Promise.all(
      coreWorkloads.map(({ kind, name }) =>
        api.object({ apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'kube-system' } }, signal),
      ),
    )
    const old = coreWorkloads.filter(({ runsOnArm }, i) => found[i] !== undefined && !runsOnArm(found[i]))
    if (old.length === 0) return true
    throw tooOld(app, cluster, old)
  } catch (error) {
    if (error instanceof EksxError && error.code === 'ClusterUnreachable' && !cluster.publicAccess) return false
    throw error
  }
}

function tooOld(app: App, { name: cluster }: LiveCluster, old: readonly CoreWorkload[]): EksxError {
  const updates = old.map(({ update }) => `eksx utils ${update} --cluster ${cluster} --region ${app.regionName} --approve`)
  return new EksxError(
    'AddonsTooOldForArm',
    `${old.map(({ name }) => name).join(', ')} of cluster "${cluster}" would not run on ARM nodes: too old`,
    {
      exitCode: exitCodes.refused,
      hint: `bring it up to date (${updates.join('; ')}), or go on with --skip-outdated-addons-check`,
    },
  )
}

interface Expression {
  readonly key?: string
  readonly operator?: string
  readonly values?: readonly string[]
}

interface PodSpec {
  readonly containers?: readonly { readonly image?: string }[]
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly { readonly matchExpressions?: readonly Expression[] }[]
      }
    }
  }
}

const podSpec = (workload: Manifest): PodSpec | undefined =>
  (workload['spec'] as { readonly template?: { readonly spec?: PodSpec } } | undefined)?.template?.spec

/** Whether no rule about architectures leaves ARM out. Terms are alternatives. */
function allowsArm(workload: Manifest): boolean {
  const terms = podSpec(workload)?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const fits = ({ key = '', operator, values = [] }: Expression): boolean =>
    !/^(?:beta\.)?kubernetes\.io\/arch$/.test(key) || (operator === 'NotIn' ? !values.includes('arm64') : values.includes('arm64'))
  return terms.length === 0 || terms.some(({ matchExpressions = [] }) => matchExpressions.every(fits))
}

/** `v1.20.1-eksbuild.1` */
const imageTag = (workload: Manifest): string => podSpec(workload)?.containers?.[0]?.image?.split(':').at(-1) ?? ''

/** Above 1.6.3, or EKS's own build of it: the first with images for ARM. A tag that is no version is taken to be new. */
function isNewerCni(tag: string): boolean {
  const [, major, minor, patch, rest = ''] = /^v?(\d+)\.(\d+)\.(\d+)(.*)$/.exec(tag) ?? []
  if (major === undefined) return true
  const order = Number(major) - 1 || Number(minor) - 6 || Number(patch) - 3
  return order > 0 || (order === 0 && rest.startsWith('-eksbuild.'))
}
