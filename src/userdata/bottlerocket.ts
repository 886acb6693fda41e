import type { Bootstrap } from './bootstrap.ts'
import { isTable, Remark, toml, type TomlTable } from './toml.ts'

/** Bottlerocket: settings in TOML. EKS hands labels and taints of managed nodes over itself. */
export function bottlerocketUserData(node: Bootstrap): string {
  const stated = node.bottlerocket?.settings ?? {}
  const settings = {
    ...stated,
    'host-containers': hostContainers(node, tableAt(stated, 'host-containers')),
    kubernetes: {
      ...tableAt(stated, 'kubernetes'),
      ...(node.maxPods && { 'max-pods': node.maxPods }),
      ...(node.kind === 'self-managed' && selfManaged(node)),
      'api-server': new Remark('Kubernetes Control Plane API Endpoint', node.cluster.endpoint),
      'cluster-certificate': new Remark('Kubernetes Cluster CA Certificate', node.cluster.certificateAuthority),
      'cluster-name': new Remark('Kubernetes Cluster Name', node.cluster.name),
    },
  }
  return Buffer.from(toml({ settings })).toString('base64')
}

function tableAt(table: TomlTable, key: string): TomlTable {
  const value = table[key]
  return isTable(value) ? value : {}
}

function selfManaged(node: Bootstrap): TomlTable {
  const taints = Object.fromEntries(node.taints.map(({ key, value, effect }) => [key, `${value}:${effect}`]))
  return {
    'node-labels': node.labels,
    ...(node.taints.length > 0 && { 'node-taints': taints }),
    ...(node.statedClusterDns && { 'cluster-dns-ip': node.statedClusterDns }),
  }
}

/** The container to come in by: on or off as stated, else a line that shows how. */
function hostContainers(node: Bootstrap, stated: TomlTable): TomlTable {
  const admin = tableAt(stated, 'admin')
  const enabled = admin['enabled'] ?? node.bottlerocket?.enableAdminContainer
  const comment = 'Bottlerocket Admin Container'
  const off = new Remark(comment, false, true)
  const on = (value: boolean) => (node.kind === 'self-managed' ? new Remark(comment, value) : value)
  return { ...stated, admin: { ...admin, enabled: typeof enabled === 'boolean' ? on(enabled) : off } }
}
