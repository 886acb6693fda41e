import { parse, stringify } from 'yaml'
import { textsOf } from '../../nodes/kinds.ts'
import type { RunningCluster } from '../../nodes/running-cluster.ts'

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'aws-auth' } as const

/** Puts the role of a managed nodegroup into aws-auth, as EKS does where there are no access entries. */
export function mapNodeRole(cluster: RunningCluster, roleArn: string, windows: boolean): void {
  const before = textsOf(cluster.objects.get(ref))
  const parsed: { rolearn?: string }[] | null = parse(before['mapRoles'] ?? '[]')
  const roles = Array.isArray(parsed) ? parsed : []
  const rolearn = roleArn.replace(/:role\/.*\//, ':role/')
  if (roles.some((role) => role.rolearn === rolearn)) return
  const groups = [...(windows ? ['eks:kube-proxy-windows'] : []), 'system:bootstrappers', 'system:nodes']
  const mapRoles = stringify([...roles, { groups, rolearn, username: 'system:node:{{EC2PrivateDNSName}}' }])
  cluster.objects.put({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: ref.namespace, name: ref.name },
    data: { ...before, mapRoles },
  })
}
