import type { App } from '../app.ts'
import type { LiveCluster } from '../app/clusters.ts'
import type { Step } from '../plan/step.ts'
import type { Doomed } from '../survey/doomed.ts'
import { isImportedKey, keyPrefix } from '../tables/key-names.ts'
import { tagKeys } from '../tables/tag-keys.ts'
import { goneAddon } from './delete-addon.ts'
import { goneServiceAccount } from './service-accounts.ts'

/** The network add-on goes before its nodes do, so that it leaves no interfaces behind; one that was installed by hand too. */
export function goneNetwork({ name, addons }: Doomed, cluster: LiveCluster, after: readonly Step[]): Step[] {
  const addon = addons.includes('vpc-cni') ? [goneAddon(name, 'vpc-cni', { wait: false, after, ifItFails: 'warn' })] : []
  return [...addon, goneDaemonSet(cluster, [...after, ...addon])]
}

const goneDaemonSet = (cluster: LiveCluster, after: readonly Step[]): Step => ({
  name: 'aws-node',
  after,
  ifItFails: 'warn',
  look: async (app, signal) =>
    (await app.kube.connect(cluster).daemonSetExists('kube-system', 'aws-node', signal))
      ? { so: false, change: { kind: 'delete' } }
      : { so: true },
  act: (_change, app, run) => app.kube.connect(cluster).deleteDaemonSet('kube-system', 'aws-node', run.signal),
})

/** Service accounts that had roles by tokens go after these, as eksctl has it, though the cluster takes them along. */
export const goneAccounts = ({ otherStacks }: Doomed, cluster: LiveCluster, after: readonly Step[]): Step[] =>
  otherStacks.flatMap(({ tags }) => {
    const [namespace, name] = (tags[tagKeys.serviceAccountName] ?? '').split('/')
    return namespace && name ? [{ ...goneServiceAccount(cluster, { namespace, name }, after), ifItFails: 'warn' as const }] : []
  })

/** Public keys that were imported for the nodegroups go while their nodegroups still tell whose they are. */
export function goneKeys({ name, nodegroups }: Doomed, after: readonly Step[]): Step[] {
  if (nodegroups.length === 0) return []
  const names = nodegroups.map((nodegroup) => nodegroup.name)
  const ours = async (app: App): Promise<string[]> =>
    (await app.machines.keyPairs(keyPrefix(name))).filter((pair) => isImportedKey(name, names, pair)).map((pair) => pair.name)
  return [
    {
      name: 'SSH keys',
      after,
      ifItFails: 'warn',
      look: async (app) => {
        const left = await ours(app)
        return left.length === 0 ? { so: true } : { so: false, change: { kind: 'delete', why: left.map((path) => ({ path })) } }
      },
      act: async (_change, app, run) => {
        for (const key of await ours(app)) await app.machines.deleteKey(key, run.signal)
      },
    },
  ]
}

/** kubectl forgets the cluster: its own entries, and no other's. */
export function goneKubeconfig(cluster: string, region: string, after: readonly Step[]): Step {
  return {
    name: 'kubeconfig',
    after,
    ifItFails: 'warn',
    look: async (app) =>
      (await app.kubeconfigs.holding(cluster, region)).length === 0 ? { so: true } : { so: false, change: { kind: 'delete' } },
    act: (_change, app) => app.kubeconfigs.remove(cluster, region),
  }
}
