import { parse, stringify } from 'yaml'
import type { LiveCluster } from '../app/clusters.ts'
import type { Step } from '../plan/step.ts'
import type { FoundNodegroup } from '../survey/nodegroups.ts'

/** The place of a self-managed nodegroup's role in aws-auth is given up, where it came in by that way and not by an access entry. */
export function unmappedRole(cluster: LiveCluster, nodegroup: FoundNodegroup, after: readonly Step[]): Step[] {
  const outputs = nodegroup.stack?.outputs ?? {}
  const role = outputs['InstanceRoleARN']
  const usesConfigMap = cluster.authenticationMode !== 'API'
  if (nodegroup.kind !== 'self-managed' || role === undefined || outputs['NodeGroupUsesAccessEntry'] === 'true' || !usesConfigMap) return []
  const roles = (text: string | undefined): { rolearn?: string }[] =>
    text === undefined ? [] : ((parse(text) ?? []) as { rolearn?: string }[])
  return [
    {
      name: `aws-auth of ${nodegroup.name}`,
      after,
      ifItFails: 'warn',
      look: async (app, signal) => {
        const map = await app.kube.connect(cluster).configMap('kube-system', 'aws-auth', signal)
        return roles(map?.['mapRoles']).some((one) => one.rolearn === role)
          ? { so: false, change: { kind: 'delete', why: [{ path: role }] } }
          : { so: true }
      },
      act: async (_change, app, run) => {
        const api = app.kube.connect(cluster)
        const map = await api.configMap('kube-system', 'aws-auth', run.signal)
        const left = roles(map?.['mapRoles']).filter((one) => one.rolearn !== role)
        await api.writeConfigMap('kube-system', 'aws-auth', { mapRoles: stringify(left) }, run.signal)
      },
    },
  ]
}
