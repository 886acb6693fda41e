import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import { EksxError, exitCodes } from '../errors.ts'
import type { SelfManagedAddon } from '../tables/self-managed-addons.ts'
import { standingCluster } from './standing.ts'

/** A workload of a core add-on that is nobody's but the cluster's, and the version that it is to have. */
export interface FoundSelfManaged extends SelfManagedAddon {
  readonly cluster: LiveCluster
  /** `v1.33.5-eksbuild.2` */
  readonly wanted: string
}

/** What EKS has for it. Throws where EKS runs the add-on itself, or has no version of it for the cluster's Kubernetes. */
export async function selfManaged(app: App, name: string, one: SelfManagedAddon): Promise<FoundSelfManaged> {
  const cluster = await standingCluster(app, name)
  if ((await app.addons.find(name, one.addon)) !== undefined) throw runByEks(name, app.regionName, one)
  const versions = await app.addons.versionsOf(one.addon, cluster.version)
  const wanted = (one.version === 'default' ? versions.find((version) => version.default) : undefined) ?? versions[0]
  if (wanted !== undefined) return { ...one, cluster, wanted: wanted.version }
  throw new EksxError('AddonVersionUnknown', `EKS has no version of ${one.addon} for Kubernetes ${cluster.version}`, {
    exitCode: exitCodes.refused,
    hint: `see \`eksx utils describe-addon-versions --kubernetes-version ${cluster.version} --name ${one.addon}\``,
  })
}

const runByEks = (cluster: string, region: string, { addon }: SelfManagedAddon): EksxError =>
  new EksxError('AddonManaged', `add-on ${addon} of cluster "${cluster}" is run by EKS`, {
    exitCode: exitCodes.refused,
    hint: `bring it up to date with \`eksx update addon --cluster ${cluster} --region ${region} --name ${addon} --version latest\``,
  })
