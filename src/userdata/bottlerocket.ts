import type { Bootstrap } from './bootstrap.ts'
import { Remark, toml, type TomlTable } from './toml.ts'

/** Bottlerocket: settings in TOML. EKS hands labels and taints of managed nodes over itself. */
export function bottlerocketUserData(node: Bootstrap): string {
  const stated = (node.bottlerocket?.settings ?? {}) as TomlTable
  const settings = {
    ...stated,
    'host-containers': hostContainers(node, stated['host-containers'] as TomlTable | undefined),
    kubernetes: {
      ...(stated['kubernetes'] as TomlTable | undefined),
      ...(node.maxPods && { 'max-pods': node.maxPods }),
      ...(node.kind === 'self-managed' && selfManaged(node)),
      'api-server': new Remark('Kubernetes Control Plane API Endpoint', node.cluster.endpoint),
      'cluster-certificate': new Remark('Kubernetes Cluster CA Certificate', node.cluster.certificateAuthority),
      'cluster-name': new Remark('Kubernetes Cluster Name', node.cluster.name),
    },
  }
  return Buffer.from(toml({ settings })).toString('base64')
}

function selfManaged(node: Bootstrap): TomlTable {
  const taints = Object.fromEntries(node.taints.map(({ key, value, effect }) => [key, `${value}:${effect}`]))
  return {
    'node-labels': { ...node.labels },
    ...(node.taints.length > 0 && { 'node-taints': taints }),
    ...(node.statedClusterDns && { 'cluster-dns-ip': node.statedClusterDns }),
  }
}

/** The container to come in by: on or off as stated, else a line that shows how. */
function hostContainers(node: Bootstrap, stated: TomlTable | undefined): TomlTable {
  const admin = stated?.['admin'] as TomlTable | undefined
  const enabled = admin?.['enabled'] ?? node.bottlerocket?.enableAdminContainer
  const comment = 'Bottlerocket Admin Container'
  const setting =
    typeof enabled !== 'boolean' ? new Remark(comment, false, true) : node.kind === 'self-managed' ? new Remark(comment, enabled) : enabled
  return { ...stated, admin: { ...admin, enabled: setting } }
}
