import type { App } from '../app.ts'
import type { Addon } from '../config/cluster.ts'
import { EksxError } from '../errors.ts'
import type { StandingCluster } from './facts.ts'

const metadata = { name: 'aws-node', namespace: 'kube-system' }

/** Objects of add-ons that eksctl once applied by itself, under its own name as a field manager. */
const applied: Readonly<Record<string, readonly { apiVersion: string; kind: string; metadata: typeof metadata }[]>> = {
  'vpc-cni': [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata },
  ],
}

/** What aws-node is told in an IPv6 cluster, spelt as amazon-vpc-cni-k8s reads it (`ENABLE_IPv6`); EKS keeps the settings that it finds. */
const forIpv6 = ['ENABLE_IPv6', 'ENABLE_PREFIX_DELEGATION'].map((name) => ({ name, value: 'true' }))
const ipv6Settings = { spec: { template: { spec: { containers: [{ name: 'aws-node', env: forIpv6 }] } } } }

/** Gives up what eksctl claims of an add-on's objects, so that EKS, which is about to install it, finds no conflict with that. */
export const handOver =
  (standing: (app: App) => Promise<StandingCluster>) =>
  async (addon: Addon, app: App, signal: AbortSignal): Promise<void> => {
    const objects = applied[addon.name] ?? []
    if (objects.length === 0) return
    const { cluster } = await standing(app)
    const api = app.kube.connect(cluster)
    try {
      for (const one of objects) {
        if (one.kind === 'DaemonSet' && cluster.ipFamily === 'ipv6') await api.patchObject(one, ipv6Settings, signal)
        await api.dropManager(one, 'eksctl', signal)
      }
    } catch (error) {
      // Behind a private endpoint EKS has to say itself what is in its way.
      if (!(error instanceof EksxError) || error.code !== 'ClusterUnreachable' || cluster.publicAccess) throw error
    }
  }
