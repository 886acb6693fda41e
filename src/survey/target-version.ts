import type { App } from '../app.ts'
import type { KubernetesVersion, LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'

/**
 * Where a control plane goes: one minor version up, or back by one; to the next where none is stated, and where EKS is on the way
 * somewhere already, there. Throws where it cannot go there.
 */
export async function targetVersion(app: App, cluster: LiveCluster, stated: string | undefined): Promise<string> {
  const versions = await app.clusters.versions()
  const wanted = stated === '' || stated === 'auto' ? undefined : stated
  if (wanted !== undefined) return mustBeNear(cluster, wanted, versions)
  const underWay = cluster.status === 'UPDATING' ? await versionUnderWay(app, cluster) : undefined
  return underWay ?? next(cluster, versions)
}

/** The version that an update in progress brings. */
async function versionUnderWay({ updates }: App, { name }: LiveCluster): Promise<string | undefined> {
  const all = await updates.list({ cluster: name })
  return all.find(({ status, type }) => status === 'InProgress' && type.startsWith('Version'))?.params['Version']
}

/** The next version, or the same where there is none. */
function next({ version }: LiveCluster, versions: readonly KubernetesVersion[]): string {
  const later = supported(versions).filter((one) => minorOf(one) > minorOf(version))
  return later.toSorted((a, b) => minorOf(a) - minorOf(b))[0] ?? version
}

function mustBeNear({ name, version }: LiveCluster, wanted: string, versions: readonly KubernetesVersion[]): string {
  const offered = supported(versions)
  const steps = minorOf(wanted) - minorOf(version)
  if (steps === 0) return version
  if (!offered.includes(wanted))
    throw new EksxError('VersionUnknown', `EKS has no Kubernetes ${wanted}`, {
      exitCode: exitCodes.refused,
      hint: `it has ${offered.join(', ')}`,
    })
  if (Math.abs(steps) === 1) return wanted
  const first = `${version.split('.')[0]}.${minorOf(version) + Math.sign(steps)}`
  throw new EksxError(
    'VersionTooFar',
    `cluster "${name}" is at ${version}, and ${wanted} is ${Math.abs(steps)} minor versions away: EKS goes one at a time`,
    { exitCode: exitCodes.refused, hint: `go to ${first} first: --version ${first}` },
  )
}

const supported = (versions: readonly KubernetesVersion[]): string[] =>
  versions.flatMap(({ version, status }) => (status === 'UNSUPPORTED' ? [] : [version]))

const minorOf = (version: string): number => Number(version.split('.')[1])
